using System.Globalization;
using ControlRoom.Core.Feed;
using ControlRoom.Core.Flows;
using ControlRoom.Tests.Kit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace ControlRoom.Benchmarks.Circuits;

/// <summary>
/// The measured process: the real application and a bare Blazor application side by side, so that both share runtime and collector, while
/// the circuits' clients live in another process and weigh nothing here. It answers questions on its standard input.
/// </summary>
internal static class CircuitServer
{
    public const string Verb = "serve-circuits", Ready = "ready", Weigh = "weigh", Weighed = "weighed";

    public static async Task<int> Run(Db db)
    {
        var open = new OpenCircuits();
        await using var plant = await WebPlant.Start(db, configure: s => s.AddSingleton<CircuitHandler>(open));
        await using var day = await ProductionDay.Begin(plant.Services, time: null);
        await day.To(ProcessSteps.Skewering);
        await using var bare = Bare(open);
        await bare.StartAsync();
        Console.WriteLine($"{Ready} {plant.Address} {bare.Urls.Single()} {day.Run.Id}");
        while (await Console.In.ReadLineAsync() == Weigh)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Weighed} {Managed()} {open.Count} {plant.Get<ChangeFeed>().SubscriptionCount}"));
        }
        return 0;
    }

    private static WebApplication Bare(OpenCircuits open)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore().AddLogging().AddSingleton<CircuitHandler>(open).AddRazorComponents().AddInteractiveServerComponents();
        var app = builder.Build();
        app.UseRouting();
        app.UseAntiforgery();
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
