using System.Diagnostics;
using System.Globalization;
using ControlRoom.Tests.Kit;

namespace ControlRoom.Benchmarks.Circuits;

/// <summary>Managed memory that an idle circuit of a page holds, against one of a bare Blazor page in the same process; and what is left of them when they are gone.</summary>
internal static class CircuitLines
{
    private const int PerSlice = 15, SliceCount = 3;
    private const double AimWall = 2, AimRun = 6;

    /// <summary>How long a page must be silent to count as idle, and how long that may take.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(500), Patience = TimeSpan.FromSeconds(30);

    /// <param name="Bytes">Managed memory after full collections.</param>
    private sealed record Weight(long Bytes, int Circuits, int Subscriptions);

    public static async Task<IReadOnlyList<Measured>> Measure(Db db)
    {
        await using var server = await MeasuredServer.Start(db);
        var pages = new Dictionary<string, Func<Task<CircuitClient>>>(StringComparer.Ordinal)
        {
            ["bare"] = () => server.Bare.Circuit("/bare"),
            ["wall"] = () => server.Plant.Circuit("/presentation"),
            ["run"] = () => server.Plant.Circuit("/command/run/" + server.RunId),
        };
        return await Lines(server, db, pages);
    }

    private static async Task<IReadOnlyList<Measured>> Lines(MeasuredServer server, Db db, Dictionary<string, Func<Task<CircuitClient>>> pages)
    {
        var left = new List<int>();
        // The first circuits of a page fill caches that stay.
        foreach (var page in pages.Values) await Slice(server, page, 3, left);
        left.Clear();
        var weights = pages.Keys.ToDictionary(name => name, _ => new List<double>(), StringComparer.Ordinal);
        for (var i = 0; i < SliceCount; i++)
        {
            foreach (var (name, page) in pages) weights[name].Add(await Slice(server, page, PerSlice, left));
        }

        var subscriptions = $"subscriptions left after each slice: {string.Join(' ', left)}";
        if (left.Any(l => l != 0)) throw new InvalidOperationException($"Circuits are gone, {subscriptions}");
        return [Line("wall", AimWall), Line("run", AimRun)];

        Measured Line(string name, double aim) => new($"circuits: {name} page", db == Db.Sqlite ? "sqlite" : "postgres", [.. weights[name].Zip(weights["bare"], (w, b) => w / b)], aim, AtLeast: false,
            string.Create(CultureInfo.InvariantCulture, $"{Slices.Median(weights[name]) / 1024:0} KiB over {Slices.Median(weights["bare"]) / 1024:0} KiB per circuit of {PerSlice}; {subscriptions}"));
    }

    /// <summary>Bytes per circuit.</summary>
    private static async Task<double> Slice(MeasuredServer server, Func<Task<CircuitClient>> page, int count, List<int> left)
    {
        var before = await Weighed(server);
        var clients = new List<CircuitClient>();
        for (var i = 0; i < count; i++) clients.Add(await page());
        await UntilIdle(clients);
        var during = await Weighed(server);
        if (during.Circuits != count) throw new InvalidOperationException($"{count} circuits were opened and {during.Circuits} are there.");
        foreach (var client in clients) await client.DisposeAsync();
        var after = await Weighed(server);
        for (var watch = Stopwatch.StartNew(); after.Circuits > 0 && watch.Elapsed < Patience; after = await Weighed(server)) await Task.Delay(100);
        left.Add(after.Subscriptions - before.Subscriptions);
        return (double)(during.Bytes - before.Bytes) / count;
    }

    private static async Task UntilIdle(List<CircuitClient> clients)
    {
        var seen = -1;
        for (var watch = Stopwatch.StartNew(); seen != clients.Sum(c => c.Batches) && watch.Elapsed < Patience; await Task.Delay(Quiet)) seen = clients.Sum(c => c.Batches);
        if (clients.Select(c => c.Failure).FirstOrDefault(f => f is not null) is { } failure) throw new InvalidOperationException("A circuit failed while it was weighed.", failure);
    }

    private static async Task<Weight> Weighed(MeasuredServer server)
    {
        var numbers = (await server.Ask(CircuitServer.Weigh, CircuitServer.Weighed)).Select(n => long.Parse(n, CultureInfo.InvariantCulture)).ToList();
        return new Weight(numbers[0], (int)numbers[1], (int)numbers[2]);
    }
}
