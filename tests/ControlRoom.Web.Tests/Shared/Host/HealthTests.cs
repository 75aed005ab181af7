using System.Text.Json;
using ControlRoom.Core.Kernel;
using ControlRoom.Tests.Kit;
using Microsoft.Data.Sqlite;
using Xunit;

namespace ControlRoom.Web.Tests.Shared.Host;

/// <summary>What the probes say: enough for whoever watches the machine, nothing for whoever looks for a way in.</summary>
public sealed class HealthTests
{
    private static readonly string[] Members = ["db", "status", "timestamp"];

    [Theory, Databases(Only = Db.Sqlite)]
    public async Task A_plant_at_work_is_ready_and_its_answers_have_three_members(Db db)
    {
        await using var plant = await WebPlant.Start(db, new FakeTime());
        using var stranger = plant.Anonymous();

        Assert.Equal(("ok", "unknown"), Said((await stranger.Get("/health/live")).Must(200), plant));
        foreach (var path in (string[])["/health", "/health/ready", "/api/health"])
        {
            var answer = await stranger.Get(path);
            Assert.Equal(("ok", "ok"), Said(answer.Must(200), plant));
            Assert.Equal("no-store", answer.Headers["Cache-Control"]);
        }
    }

    [Theory, Databases(Only = Db.Sqlite)]
    public async Task Without_its_database_it_lives_and_is_not_ready_and_says_which_of_both_it_is(Db db)
    {
        await using var plant = await WebPlant.Start(db, new FakeTime());
        using var stranger = plant.Anonymous();
        await Break(plant);

        Assert.Equal(("ok", "unknown"), Said((await stranger.Get("/health/live")).Must(200), plant));
        foreach (var path in (string[])["/health", "/health/ready", "/api/health"]) Assert.Equal(("degraded", "unavailable"), Said((await stranger.Get(path)).Must(503), plant));
    }

    [Theory, Databases(Only = Db.Sqlite)]
    public async Task Nothing_of_the_machine_its_configuration_or_the_fault_is_in_an_answer(Db db)
    {
        await using var plant = await WebPlant.Start(db, new FakeTime(), ["Environment=staging", "DemoPassword=a-word-nobody-says"]);
        using var stranger = plant.Anonymous();
        var file = new SqliteConnectionStringBuilder(plant.Database.ConnectionString).DataSource;
        string[] secrets = [file, Path.GetFileName(file), Environment.MachineName, "a-word-nobody-says", "staging", "sqlite", "exception", "disk", "version", plant.Address.Port.ToString(System.Globalization.CultureInfo.InvariantCulture)];
        await Look();
        await Break(plant);
        await Look();

        async Task Look()
        {
            foreach (var path in (string[])["/health", "/health/live", "/health/ready", "/api/health"])
            {
                var text = (await stranger.Get(path)).Text;
                Assert.All(secrets, secret => Assert.DoesNotContain(secret, text, StringComparison.OrdinalIgnoreCase));
            }
        }
    }

    private static (string? Status, string? Database) Said(JsonElement answer, WebPlant plant)
    {
        Assert.Equal(Members, answer.EnumerateObject().Select(m => m.Name).Order(StringComparer.Ordinal));
        Assert.Equal(plant.Get<Clock>().Now, answer.GetProperty("timestamp").GetDateTime());
        return (answer.GetProperty("status").GetString(), answer.GetProperty("db").GetString());
    }

    /// <summary>The file is no database any more.</summary>
    private static async Task Break(WebPlant plant)
    {
        await using var pooled = new SqliteConnection(plant.Database.ConnectionString);
        SqliteConnection.ClearPool(pooled);
        foreach (var suffix in (string[])["-wal", "-shm"]) File.Delete(pooled.DataSource + suffix);
        await File.WriteAllTextAsync(pooled.DataSource, new string('x', 5000), TestPlant.Ct);
    }
}
