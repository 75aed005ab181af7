using ControlRoom.Core.Kernel;
using ControlRoom.Core.Upkeep;
using ControlRoom.Core.Upkeep.Backups;
using ControlRoom.Tests.Kit;
using Xunit;

namespace ControlRoom.Core.Tests.Upkeep;

public sealed class DoctorTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("controlroom-doctor-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private string[] Settings(params string[] more) => [$"DataDirectory={folder}", .. more];

    [Theory, Databases]
    public async Task A_sound_installation_passes_every_check(Db db)
    {
        await using var plant = await TestPlant.Start(db, Settings());

        var diagnosis = await plant.Get<Doctor>().Examine(TestPlant.Ct);

        Assert.Equal(["configuration", "environment", "disk", "keys", "tools", "backup", "database", "migrations", "guards", "clock", "audit"], diagnosis.Checks.Select(c => c.Name));
        // The plant's time is made up here, and the server's is not.
        Assert.Equal(db == Db.Sqlite ? ["keys"] : ["keys", "clock"], diagnosis.Checks.Where(c => c.Health != Health.Ok).Select(c => c.Name));
        Assert.Equal((Health.Warning, 0), (diagnosis.Health, diagnosis.ExitCode));
    }

    [Theory, Databases]
    public async Task A_lost_guard_a_forged_event_and_a_clock_that_is_behind_are_found(Db db)
    {
        await using var plant = await TestPlant.Start(db, Settings());
        (await plant.Get<Core.Suppliers.CreateSupplierHandler>().Handle(new("SUP-9", "S", null, null, null), plant.Manager, TestPlant.Ct)).Must();
        await plant.Sql(db == Db.Sqlite ? $"DROP TRIGGER audit_events_no_update" : (FormattableString)$"DROP TRIGGER audit_events_no_update ON audit_events");
        var later = plant.Clock.Now.AddHours(1);
        await plant.Sql($"UPDATE audit_events SET created_at = {later} WHERE event_type = 'SUPPLIER_CREATED'");

        var diagnosis = await plant.Get<Doctor>().Examine(TestPlant.Ct);

        Assert.Equal(["guards", "clock", "audit"], diagnosis.Checks.Where(c => c.Health == Health.Failed).Select(c => c.Name));
        Assert.Contains("audit_events_no_update", diagnosis.Checks.Single(c => c.Name == "guards").Finding, StringComparison.Ordinal);
        Assert.Contains("ROW_CHANGED", diagnosis.Checks.Single(c => c.Name == "audit").Finding, StringComparison.Ordinal);
        Assert.Equal(1, diagnosis.ExitCode);
    }

    [Fact]
    public async Task Unsafe_production_and_an_old_backup_are_told()
    {
        await using var plant = await TestPlant.Start(Db.Sqlite, Settings("Environment=production", "Simulator=true"));
        await plant.Get<BackupStore>().Create(null, TestPlant.Ct);
        File.SetLastWriteTimeUtc(plant.Get<BackupStore>().List()[0], plant.Clock.Now.AddDays(-2));

        var diagnosis = await plant.Get<Doctor>().Examine(TestPlant.Ct);

        Assert.Contains("invented readings", diagnosis.Checks.Single(c => c is { Name: "environment", Health: Health.Failed }).Finding, StringComparison.Ordinal);
        Assert.Contains("48.0 h old", diagnosis.Checks.Single(c => c is { Name: "backup", Health: Health.Warning }).Finding, StringComparison.Ordinal);
    }

    [Theory, Databases]
    public async Task A_database_that_is_not_migrated_fails_and_is_left_alone(Db db)
    {
        var empty = await DatabaseTemplates.Empty(db);
        await using (var plant = TestPlant.On(empty, Settings()))
        {
            var diagnosis = await plant.Get<Doctor>().Examine(TestPlant.Ct);

            Assert.Equal(Health.Failed, diagnosis.Checks.Single(c => c.Name == "migrations").Health);
            Assert.Equal(["guards", "clock", "audit"], diagnosis.Checks.Where(c => c.Health == Health.Skipped).Select(c => c.Name));
            if (db == Db.Sqlite) Assert.False(File.Exists(new Microsoft.Data.Sqlite.SqliteConnectionStringBuilder(empty.ConnectionString).DataSource), "Looking at it has made the database.");
            Assert.Equal(0, await plant.Scalar<int>(db == Db.Sqlite ? $"SELECT COUNT(*) FROM sqlite_master" : (FormattableString)$"SELECT COUNT(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'public'"));
        }
        await empty.Drop();
    }
}
