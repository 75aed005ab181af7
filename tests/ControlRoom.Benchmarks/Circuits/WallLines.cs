using System.Diagnostics;
using System.Globalization;
using ControlRoom.Tests.Kit;
using Microsoft.Playwright;

namespace ControlRoom.Benchmarks.Circuits;

/// <summary>
/// A hundred walls that show ten places with twenty live cells each while ten readings change every second, against a hundred bare Blazor pages with
/// the same cells and changes, stored and read back by plain EF: bytes to the clients, processor time of the server, and the time until a change is there. Two of the hundred are
/// real browsers on either side.
/// </summary>
internal static class WallLines
{
    private const int Circuits = 100, Browsers = 2, Ticks = 30, WarmSlices = 2, SliceCount = 3;
    private const double Aim = 2.5;
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(1), Patience = TimeSpan.FromSeconds(20);

    /// <param name="Bytes">Received by all clients, per tick.</param>
    /// <param name="CpuMs">Used by the server, per tick.</param>
    /// <param name="P95">Milliseconds from before the change to its arrival at a client.</param>
    private sealed record Cost(double Bytes, double CpuMs, double P95, double QueriesPerTick);

    public static async Task<IReadOnlyList<Measured>> Measure(Db db)
    {
        await using var server = await MeasuredServer.Start(db);
        await server.Ask(CircuitServer.Places, CircuitServer.Placed);
        using var playwright = await Playwright.CreateAsync();
        await using var chromium = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Chromium(), Args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-dev-shm-usage"] });
        var (walls, bares, tick) = (new List<Cost>(), new List<Cost>(), 0);
        // The first slices count nothing: in them the runtime compiles what is used most, which a wall that has hung for an hour no longer pays.
        for (var slice = -WarmSlices; slice < SliceCount; slice++)
        {
            var (bareCost, wallCost) = (await Slice(server.Bare, "/bare-wall", CircuitServer.BareTick), await Slice(server.Plant, "/presentation", CircuitServer.Tick));
            if (slice < 0) continue;
            bares.Add(bareCost);
            walls.Add(wallCost);
        }

        var name = db == Db.Sqlite ? "sqlite" : "postgres";
        var queries = Slices.Median(walls.Select(w => w.QueriesPerTick));
        return
        [
            Line("bytes", c => c.Bytes / 1024, "KiB a tick"),
            Line("processor", c => c.CpuMs, "ms a tick"),
            Line("p95 of a change", c => c.P95, "ms"),
        ];

        Measured Line(string what, Func<Cost, double> of, string unit) => new($"walls: {what}", name, [.. walls.Zip(bares, (w, b) => of(w) / of(b))], Aim, AtLeast: false, string.Create(CultureInfo.InvariantCulture,
            $"{Slices.Median(walls.Select(of)):0} over {Slices.Median(bares.Select(of)):0} {unit}; {Circuits} circuits, {Browsers} of them Chromium, {WallTicks.Places} readings a second, {queries:0.0} queries a tick for all of them"));

        async Task<Cost> Slice(ServedSite site, string path, string verb)
        {
            var clients = new List<CircuitClient>();
            for (var n = 0; n < Circuits - Browsers; n++) clients.Add(await site.Circuit(path));
            await using var context = await Seat(chromium, site);
            var pages = new List<IPage>();
            for (var n = 0; n < Browsers; n++)
            {
                pages.Add(await context.NewPageAsync());
                await pages[n].GotoAsync(path);
            }

            await Change(server, verb, tick++, clients, pages);
            var (bytes, used) = (clients.Sum(c => c.Bytes), await Used(server));
            var arrivals = new List<double>();
            for (var n = 0; n < Ticks; n++)
            {
                await Task.Delay(Between);
                arrivals.AddRange(await Change(server, verb, tick++, clients, pages));
            }
            var after = await Used(server);
            var cost = new Cost((clients.Sum(c => c.Bytes) - bytes) * ((double)Circuits / clients.Count) / Ticks, (after.CpuMs - used.CpuMs) / Ticks, arrivals.Order().ElementAt((int)(arrivals.Count * 0.95)), (after.Queries - used.Queries) / (double)Ticks);
            foreach (var client in clients) await client.DisposeAsync();
            return cost;
        }
    }

    /// <summary>One change; milliseconds until each client has it. Browsers must show it.</summary>
    private static async Task<List<double>> Change(MeasuredServer server, string verb, int tick, List<CircuitClient> clients, List<IPage> pages)
    {
        var text = WallTicks.Text(tick);
        foreach (var client in clients) client.Expect(text);
        var from = long.Parse((await server.Ask($"{verb} {tick.ToString(CultureInfo.InvariantCulture)}", CircuitServer.Ticked))[0], CultureInfo.InvariantCulture);
        var arrived = await Task.WhenAll(clients.Select(c => c.Arrival)).WaitAsync(Patience);
        foreach (var page in pages) await page.WaitForFunctionAsync("text => [...document.querySelectorAll('[data-buffer] .v, .cr-wallbuf .v')].filter(v => v.textContent === text).length === 10", text);
        return [.. arrived.Select(at => Stopwatch.GetElapsedTime(from, at).TotalMilliseconds)];
    }

    private static async Task<(double CpuMs, long Queries)> Used(MeasuredServer server)
    {
        var said = await server.Ask(CircuitServer.Cpu, CircuitServer.Used);
        return (double.Parse(said[0], CultureInfo.InvariantCulture), long.Parse(said[1], CultureInfo.InvariantCulture));
    }

    private static async Task<IBrowserContext> Seat(IBrowser chromium, ServedSite site)
    {
        var context = await chromium.NewContextAsync(new() { BaseURL = site.Address.ToString(), Locale = "en-GB", ViewportSize = new() { Width = 1920, Height = 1080 } });
        await context.AddCookiesAsync(site.Cookies.Select(c => new Cookie { Name = c.Name, Value = c.Value, Url = site.Address.ToString() }));
        return context;
    }

    private static string Chromium() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).SelectMany(folder => new[] { "chromium", "chromium-browser" }.Select(name => Path.Combine(folder, name))).FirstOrDefault(File.Exists)
        ?? throw new InvalidOperationException("Two of the hundred walls are real browsers: install the package chromium.");
}
