using System.Diagnostics;
using System.Globalization;
using ControlRoom.Core.Database;
using ControlRoom.Core.Feed;
using ControlRoom.Core.Flows;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using ControlRoom.Core.Quality;
using ControlRoom.Core.Stock;
using ControlRoom.Tests.Kit;
using ControlRoom.Web.Shared;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ControlRoom.Benchmarks.Circuits;

/// <summary>
/// The measured process: the real application and a bare Blazor application side by side, so that both share runtime and collector, while
/// the circuits' clients live in another process and weigh nothing here. It answers questions on its standard input.
/// </summary>
internal static class CircuitServer
{
    public const string Verb = "serve-circuits", Ready = "ready", Weigh = "weigh", Weighed = "weighed", Tick = "tick", BareTick = "bare-tick", Ticked = "ticked", Cpu = "cpu", Used = "used", Places = "places", Placed = "placed";

    public static async Task<int> Run(Db db)
    {
        var open = new OpenCircuits();
        await using var plant = await WebPlant.Start(db, configure: s => s.AddSingleton<CircuitHandler>(open));
        await using var day = await ProductionDay.Begin(plant.Services, time: null);
        await day.To(ProcessSteps.Skewering);
        await using var bare = Bare(open, await Script(plant));
        await bare.StartAsync();
        Console.WriteLine($"{Ready} {plant.Address} {bare.Urls.Single()} {day.Run.Id}");
        IReadOnlyList<Guid> places = [];
        while (await Console.In.ReadLineAsync() is { } asked)
        {
            Console.WriteLine(asked.Split(' ') switch
            {
                [Weigh] => string.Create(CultureInfo.InvariantCulture, $"{Weighed} {Managed()} {open.Count} {plant.Get<ChangeFeed>().SubscriptionCount}"),
                [Places] => $"{Placed} {(places = await Place(plant)).Count}",
                [Tick, var tick] => await OnWall(plant, places, Number(tick)),
                [BareTick, var tick] => await OnBareWall(plant, places, Number(tick)),
                [Cpu] => string.Create(CultureInfo.InvariantCulture, $"{Used} {Process.GetCurrentProcess().TotalProcessorTime.TotalMilliseconds} {plant.Get<SharedQueries>().Executed}"),
                _ => throw new NotSupportedException(asked),
            });
        }
        return 0;
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    /// <summary>The ten frozen places that the measured wall shows.</summary>
    private static async Task<IReadOnlyList<Guid>> Place(WebPlant plant)
    {
        var places = new List<Guid>();
        for (var n = 1; n <= WallTicks.Places; n++)
        {
            var input = new BufferInput { AllowedLotTypes = [LotType.Pal], CapacityKg = 1500, TempMinC = -25, TempMaxC = -18, NameHu = $"{n}. hely", NameEn = $"Place {n}" };
            places.Add((await plant.Get<CreateBufferHandler>().Handle(new CreateBuffer(string.Create(CultureInfo.InvariantCulture, $"PAL-9{n:00}"), BufferType.Pal, input), People.Manager.Call(), CancellationToken.None)).Must().Id);
        }
        // The plant's own buffers stand aside: ten places, as on the bare wall.
        foreach (var buffer in (await plant.Get<BufferQueries>().List(null, true, CancellationToken.None)).Where(b => !places.Contains(b.Id)))
        {
            await using var db = plant.Get<Dialect>().Open();
            await db.Buffers.Where(b => b.Id == buffer.Id).ExecuteUpdateAsync(u => u.SetProperty(b => b.IsActive, false));
        }
        return places;
    }

    /// <summary>One batch of readings, as a gateway sends them. The moment before it is what clients measure from; all processes share this clock.</summary>
    private static async Task<string> OnWall(WebPlant plant, IReadOnlyList<Guid> places, int tick)
    {
        var from = Stopwatch.GetTimestamp();
        (await plant.Get<RecordReadingsHandler>().Handle(new RecordReadings([.. places.Select(p => new ReadingInput(null, p, WallTicks.Celsius(tick), MeasurementType.Ambient))]), People.Auditor.Call(), CancellationToken.None)).Must();
        return $"{Ticked} {from}";
    }

    /// <summary>The same readings as anyone would write them: stored by plain EF in one transaction, the newest read back, and shown.</summary>
    private static async Task<string> OnBareWall(WebPlant plant, IReadOnlyList<Guid> places, int tick)
    {
        var from = Stopwatch.GetTimestamp();
        await using (var db = plant.Get<Dialect>().Open())
        {
            var now = plant.Get<Clock>().Now;
            db.Readings.AddRange(places.Select(p => new TemperatureLog
            {
                BufferId = p, TemperatureTenths = Units.Tenths(WallTicks.Celsius(tick))!.Value, MeasurementType = MeasurementType.Ambient, ReadingRole = ReadingRole.Ccp,
                Source = ReadingSource.Device, DeviceId = "BARE", RecordedBy = People.Auditor.Id, MeasuredAt = now, ReceivedAt = now,
            }));
            await db.SaveChangesAsync();
        }
        await using (var db = plant.Get<Dialect>().Open())
        {
            var newest = await db.Readings.AsNoTracking().Where(r => places.Contains(r.BufferId!.Value)).OrderByDescending(r => r.MeasuredAt).ThenBy(r => r.BufferId).Take(WallTicks.Places).ToListAsync();
            BarePlaces.Show([.. newest.Select(r => r.TemperatureTenths / 10m)], tick);
        }
        return $"{Ticked} {from}";
    }

    /// <summary>What a browser needs to run a circuit; the bare application has no files of its own.</summary>
    private static async Task<byte[]> Script(WebPlant plant)
    {
        using var http = new HttpClient();
        return await http.GetByteArrayAsync(new Uri(plant.Address, "/_framework/blazor.web.js"));
    }

    private static WebApplication Bare(OpenCircuits open, byte[] script)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore().AddLogging().AddSingleton<CircuitHandler>(open).AddRazorComponents().AddInteractiveServerComponents();
        var app = builder.Build();
        app.UseRouting();
        app.UseAntiforgery();
        app.MapGet("/_framework/blazor.web.js", () => Results.Bytes(script, "text/javascript"));
        app.MapRazorComponents<BareApp>().AddInteractiveServerRenderMode();
        return app;
    }

    /// <summary>What is reachable: two full collections with the finalizers between them.</summary>
    private static long Managed()
    {
        for (var i = 0; i < 2; i++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }
        return GC.GetTotalMemory(forceFullCollection: true);
    }

    private sealed class OpenCircuits : CircuitHandler
    {
        private int count;

        public int Count => Volatile.Read(ref count);

        public override Task OnCircuitOpenedAsync(Circuit circuit, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref count);
            return Task.CompletedTask;
        }

        public override Task OnCircuitClosedAsync(Circuit circuit, CancellationToken cancellationToken)
        {
            Interlocked.Decrement(ref count);
            return Task.CompletedTask;
        }
    }
}
