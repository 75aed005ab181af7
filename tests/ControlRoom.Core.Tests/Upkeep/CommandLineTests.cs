using ControlRoom.Core.Kernel;
using ControlRoom.Core.Upkeep;
using ControlRoom.Tests.Kit;
using Xunit;

namespace ControlRoom.Core.Tests.Upkeep;

/// <summary>The program itself, as a script calls it: nobody is at its terminal.</summary>
public sealed class CommandLineTests
{
    [Theory, Databases]
    [Trait("Rule", "D-06"), Trait("Rule", "D-16")]
    public async Task The_program_takes_consent_from_flags_only_where_nobody_can_be_asked(Db db)
    {
        await using var bench = await SafetyBench.Start(db, SafetyBench.Production, "A-1", "B-1");
        var settings = TestPlant.Settings(bench.Plant.Database, [SafetyBench.Production]);

        var nobody = await CommandLine.Run(settings, "buffer", "delete", "A-1", "--json");
        Assert.Equal((1, "CONFIRMATION_REQUIRED"), (nobody.Exit, nobody.Json.GetProperty("code").GetString()));
        Assert.Equal(1, (await CommandLine.Run(settings, "buffer", "delete", "X-1")).Exit);
        Assert.Equal(1, (await CommandLine.Run(settings, "buffer", "delete")).Exit);
        Assert.Equal(1, (await CommandLine.Run(settings, "buffer", "delete", "A-1", "--unknown")).Exit);
        Assert.Equal(0, (await CommandLine.Run(settings, "buffer", "delete", "A-1", "--dry-run")).Exit);
        Assert.Equal(["A-1", "B-1"], await bench.Buffers());

        var done = await CommandLine.Run(settings, "buffer", "delete", "A-1", "--yes", "--json");
        Assert.Equal((0, "ok", "confirm", true), (done.Exit, done.Json.GetProperty("status").GetString(), done.Json.GetProperty("confirmed_by").GetString(), done.Json.GetProperty("production").GetBoolean()));
        Assert.StartsWith("cli:", AuditRead.Read((await bench.Plant.Event("DESTRUCTIVE_OP_EXECUTED")).Metadata, "operator"), StringComparison.Ordinal);
        Assert.Contains("Successfully deleted buffer: B-1", (await CommandLine.Run(settings, "buffer", "delete", "?-1", "--force")).Output, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Rule", "D-06")]
    public async Task A_database_that_is_not_there_ends_with_three()
    {
        var settings = new Dictionary<string, string?> { ["ControlRoom:Database"] = "postgres", ["ConnectionStrings:ControlRoom"] = "Host=127.0.0.1;Port=1;Database=none;Username=none;Timeout=2" };
        var answer = await CommandLine.Run(settings, "buffer", "delete", "*", "--force", "--json");
        Assert.Equal((3, "DATABASE_UNAVAILABLE", 3), (answer.Exit, answer.Json.GetProperty("code").GetString(), answer.Json.GetProperty("exit_code").GetInt32()));
    }

    [Fact]
    public async Task The_test_database_is_another_one_and_no_production()
    {
        await using var bench = await SafetyBench.Start(Db.Sqlite, SafetyBench.Production, "A-1");
        var folder = Directory.CreateTempSubdirectory("controlroom-cli-");
        try
        {
            var settings = TestPlant.Settings(bench.Plant.Database, [SafetyBench.Production, $"DataDirectory={folder.FullName}"]);
            var answer = await CommandLine.Run(settings, "buffer", "delete", "A-1", "--force", "--test-db", "--json");
            Assert.Equal((1, "NOT_FOUND", "test"), (answer.Exit, answer.Json.GetProperty("code").GetString(), answer.Json.GetProperty("environment").GetString()));
            Assert.True(File.Exists(Path.Combine(folder.FullName, "test", "controlroom.db")));
            Assert.Equal(["A-1"], await bench.Buffers());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Every_operation_has_its_command_with_its_rule_in_the_help()
    {
        foreach (var noun in DestructiveOperations.OfProduct.All.GroupBy(o => o.Noun))
        {
            var help = await CommandLine.Run([], noun.Key, "--help");
            Assert.All(noun, operation => Assert.Contains(operation.Verb, help.Output, StringComparison.Ordinal));
        }
        Assert.Contains("--test-db", (await CommandLine.Run([], "buffer", "delete", "--help")).Output, StringComparison.Ordinal);
    }
}
