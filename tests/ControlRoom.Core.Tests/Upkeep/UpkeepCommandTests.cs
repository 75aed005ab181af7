using ControlRoom.Tests.Kit;
using Xunit;

namespace ControlRoom.Core.Tests.Upkeep;

/// <summary><c>controlroom doctor | backup | verify | restore</c> as people and scripts run them.</summary>
public sealed class UpkeepCommandTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("controlroom-cli-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private string[] Settings(params string[] more) => [$"DataDirectory={folder}", .. more];

    [Theory, Databases]
    public async Task Backup_verify_and_restore_lead_from_one_database_to_another(Db db)
    {
        await using var plant = await TestPlant.Start(db, Settings());
        var file = (await CommandLine.Run(plant.Database, Settings(), "backup", "--json")).Must(0).Json.GetProperty("file").GetString()!;
        var verified = (await CommandLine.Run(plant.Database, Settings(), "verify", file)).Must(0);
        Assert.Contains("is whole", verified.Output, StringComparison.Ordinal);
        var empty = await DatabaseTemplates.Empty(db);

        // Nobody is there to be asked, and looking changes nothing.
        var unasked = (await CommandLine.Run(empty, Settings(), "restore", file, "--json")).Must(1);
        Assert.Equal("CONFIRMATION_REQUIRED", unasked.Json.GetProperty("code").GetString());
        Assert.Contains("[DRY RUN]", (await CommandLine.Run(empty, Settings(), "restore", file, "--dry-run", "--force")).Must(0).Output, StringComparison.Ordinal);
        var restored = (await CommandLine.Run(empty, Settings(), "restore", file, "--confirm", "--json")).Must(0).Json;

        Assert.Equal("ok", restored.GetProperty("status").GetString());
        Assert.True(restored.GetProperty("audit").GetProperty("valid").GetBoolean());
        Assert.Equal(restored.GetProperty("backup").GetProperty("contents").GetRawText(), restored.GetProperty("contents").GetRawText());
        (await CommandLine.Run(empty, Settings(), "doctor")).Must(0);
        await empty.Drop();
    }

    [Fact]
    public async Task A_damaged_backup_and_one_that_is_nowhere_end_with_exit_code_1()
    {
        await using var plant = await TestPlant.Start(Db.Sqlite, Settings());
        var file = (await CommandLine.Run(plant.Database, Settings(), "backup", "--json")).Must(0).Json.GetProperty("file").GetString()!;
        await File.AppendAllTextAsync(file, "x", TestPlant.Ct);

        Assert.Contains("damaged", (await CommandLine.Run(plant.Database, Settings(), "verify", file)).Must(1).Output, StringComparison.Ordinal);
        Assert.Equal("NOT_FOUND", (await CommandLine.Run(plant.Database, Settings(), "verify", file + ".db", "--json")).Must(1).Json.GetProperty("code").GetString());
    }

    [Fact]
    public async Task The_doctor_ends_with_1_when_something_is_wrong_and_with_3_when_no_database_answers()
    {
        await using var plant = await TestPlant.Start(Db.Sqlite, Settings());
        var wrong = (await CommandLine.Run(plant.Database, Settings("Environment=production", "Demo=true"), "doctor", "--json")).Must(1).Json;
        Assert.Equal("FAILED", wrong.GetProperty("health").GetString());

        var away = new TestDatabase(Db.Postgres, "Host=127.0.0.1;Port=1;Username=nobody;Database=none;Timeout=2", () => Task.CompletedTask);
        var unreachable = (await CommandLine.Run(away, Settings(), "doctor", "--json")).Must(3).Json;
        Assert.Equal("UNAVAILABLE", unreachable.GetProperty("health").GetString());
        Assert.Equal("DATABASE_UNAVAILABLE", (await CommandLine.Run(away, Settings(), "backup", "--json")).Must(3).Json.GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_backup_that_cannot_be_written_says_why()
    {
        await using var plant = await TestPlant.Start(Db.Sqlite, Settings());

        var failed = (await CommandLine.Run(plant.Database, Settings($"Backup:KeyFile={Path.Combine(folder, "no-key")}"), "backup", "--json")).Must(1).Json;

        Assert.Equal("BACKUP_FAILED", failed.GetProperty("code").GetString());
        Assert.Contains("no-key", failed.GetProperty("message").GetString(), StringComparison.Ordinal);
    }
}
