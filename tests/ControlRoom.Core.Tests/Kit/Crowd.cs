using System.Globalization;
using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace ControlRoom.Tests.Kit;

/// <summary>Many people who ask at once.</summary>
public static class Crowd
{
    private const int Connections = 50;

    /// <summary>How many requests are in flight at once; the product's promise is 1,000, over no more than fifty connections.</summary>
    public static readonly int Size = int.TryParse(Environment.GetEnvironmentVariable("CONTROLROOM_RACE"), CultureInfo.InvariantCulture, out var size) ? size : 100;

    /// <summary>People who are in the database, each with the role.</summary>
    public static async Task<IReadOnlyList<Person>> Of(TestPlant plant, int count, Role role = Role.Operator)
    {
        var rows = new RawRows(plant);
        var people = new List<Person>();
        for (var i = 0; i < count; i++)
        {
            var name = $"Test {Word.Of(role)} {i}";
            var id = (await rows.Insert("users", ("role", Word.Of(role)), ("full_name", name), ("email", $"crowd-{Guid.NewGuid():N}@plant.test"))).Id;
            people.Add(new Person(id, "crowd@plant.test", name, role));
        }
        return people;
    }

    /// <summary>A process whose requests wait for one of fifty connections as long as it takes. An embedded database has one process, which this is.</summary>
    public static TestPlant Door(TestPlant plant) => plant.Database.Db == Db.Sqlite ? plant
        : plant.Neighbour(configure: s => s.AddSingleton<Dialect>(_ => new PostgresDialect(new NpgsqlConnectionStringBuilder(plant.Database.ConnectionString) { MaxPoolSize = Connections, Timeout = 300 }.ToString())));

    public static async Task Close(TestPlant plant, TestPlant door)
    {
        if (door == plant) return;
        door.AssertNoFault();
        await door.DisposeAsync();
    }
}
