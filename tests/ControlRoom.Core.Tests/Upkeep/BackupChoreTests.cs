using ControlRoom.Core.Kernel;
using ControlRoom.Core.Schedule;
using ControlRoom.Core.Upkeep.Backups;
using ControlRoom.Tests.Kit;
using Xunit;

namespace ControlRoom.Core.Tests.Upkeep;

public sealed class BackupChoreTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("controlroom-nightly-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory, Databases]
    [Trait("Rule", "4.12")]
    public async Task Every_night_a_backup_is_made_and_opened_and_after_its_days_removed(Db db)
    {
        await using var plant = await TestPlant.Start(db, ["Backup:Enabled=true", "Backup:KeepDays=2", "Backup:KeepWeeks=0", $"Backup:Directory={folder}"]);
        var (runner, store) = (plant.Get<ChoreRunner>(), plant.Get<BackupStore>());
        Assert.Equal("There is no backup yet.", (await runner.Run("verify-backup", TestPlant.Ct)).Must().Detail);
        for (var day = 0; day < 4; day++)
        {
            var run = (await runner.Run("backup", TestPlant.Ct)).Must();
            Assert.True(run.Result == ChoreResult.Done, run.Detail);
            plant.Time.Advance(TimeSpan.FromDays(1));
        }

        Assert.Equal(3, store.List().Count);
        var verified = (await runner.Run("verify-backup", TestPlant.Ct)).Must();
        Assert.Contains("chain valid", verified.Detail!, StringComparison.Ordinal);
        Assert.Contains(Path.GetFileName(store.List()[0]), verified.Detail!, StringComparison.Ordinal);
        await File.AppendAllTextAsync(store.List()[0], "x", TestPlant.Ct);
        var broken = (await runner.Run("verify-backup", TestPlant.Ct)).Must();
        Assert.Equal(ChoreResult.Failed, broken.Result);
        Assert.Contains("SHA-256", broken.Detail!, StringComparison.Ordinal);
    }

    /// <summary>From a Saturday on, two days and two weeks are kept: the last three days, and the Sundays that are no older than that.</summary>
    [Fact]
    [Trait("Rule", "4.12")]
    public async Task The_newest_backup_of_a_week_is_kept_for_its_weeks_and_a_file_with_a_name_of_its_own_for_good()
    {
        await using var plant = await TestPlant.Start(Db.Sqlite, ["Backup:Enabled=true", "Backup:KeepDays=2", "Backup:KeepWeeks=2", $"Backup:Directory={folder}"]);
        var store = plant.Get<BackupStore>();
        var first = plant.Clock.Now;
        for (var day = 0; day < 20; day++)
        {
            plant.Time.Advance(first.AddDays(day) - plant.Clock.Now);
            var (_, file) = await store.Create(null, TestPlant.Ct);
            if (day == 0)
            {
                File.Copy(file, Path.Combine(folder, "controlroom-before-the-move.db"));
                File.Copy(file + ".json", Path.Combine(folder, "controlroom-before-the-move.db.json"));
            }
            store.Prune();
        }

        Assert.Equal(DayOfWeek.Saturday, first.DayOfWeek);
        Assert.Equal([.. new[] { 8, 15, 17, 18, 19 }.Select(day => first.AddDays(day).ToString("yyyyMMdd", System.Globalization.CultureInfo.InvariantCulture)), "before-the-move"],
            store.List().Select(f => Path.GetFileNameWithoutExtension(f)["controlroom-".Length..]).Select(n => n.StartsWith("duna-", StringComparison.Ordinal) ? n[5..13] : n).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("test", null, false)]
    [InlineData("test", "true", true)]
    [InlineData("production", null, true)]
    [InlineData("production", "false", false)]
    public async Task Backups_are_on_the_timetable_of_production_and_where_they_are_asked_for(string environment, string? enabled, bool listed)
    {
        await using var plant = await TestPlant.Start(Db.Sqlite, [$"Environment={environment}", .. enabled is null ? Array.Empty<string>() : [$"Backup:Enabled={enabled}"]]);

        Assert.Equal(listed, plant.Get<Timetable>().Chores.Any(c => c.Name == "backup"));
    }

    /// <summary>Two in the morning in UTC, on both sides of the night when local clocks go back.</summary>
    [Fact]
    public async Task The_hour_of_the_backup_is_of_utc_and_shown_in_local_time()
    {
        await using var plant = await TestPlant.Start(Db.Sqlite, ["Backup:Enabled=true", $"Backup:Directory={folder}"]);
        var rhythm = plant.Get<BackupChore>().Rhythm;

        Assert.Equal(new DateTime(2026, 10, 25, 2, 0, 0, DateTimeKind.Utc), rhythm.Next(new DateTime(2026, 10, 24, 2, 0, 0, DateTimeKind.Utc), plant.Clock));
        Assert.Equal(new DateTime(2026, 10, 25, 2, 0, 0, DateTimeKind.Utc), rhythm.Next(new DateTime(2026, 10, 25, 1, 59, 0, DateTimeKind.Utc), plant.Clock));
        var line = (await plant.Get<ChoreQueries>().Timetable(TestPlant.Ct)).Single(c => c.Name == "backup");
        Assert.Equal(TimeOnly.FromDateTime(plant.Clock.Local(rhythm.Next(plant.Clock.Now, plant.Clock))), line.DailyAt);
    }
}
