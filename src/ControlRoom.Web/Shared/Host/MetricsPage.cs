using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using ControlRoom.Core.Database;
using ControlRoom.Core.Displays;
using ControlRoom.Core.Flows;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using ControlRoom.Core.Quality;

namespace ControlRoom.Web.Shared.Host;

/// <summary>
/// What <c>/metrics</c> says, in the text form that Prometheus reads: counters and durations of this process, heard from the meters of the
/// house and of the web server, and the state of the plant, asked of the database at that moment.
/// </summary>
public sealed class MetricsPage : IDisposable
{
    private static readonly string[] Foreign = ["Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime", "Npgsql"];

    private readonly MeterListener listener = new();
    private readonly ConcurrentDictionary<string, MetricFamily> families = new(StringComparer.Ordinal);
    private readonly GaugeQueries gauges;
    private readonly DatabaseWatch watch;

    public MetricsPage(PlantMetrics plant, IMeterFactory meters, GaugeQueries gauges, DatabaseWatch watch)
    {
        (this.gauges, this.watch) = (gauges, watch);
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (IsOurs(instrument.Meter, plant, meters)) self.EnableMeasurementEvents(instrument, Family(instrument));
        };
        listener.SetMeasurementEventCallback<int>(static (_, value, tags, state) => ((MetricFamily)state!).Record(value, tags));
        listener.SetMeasurementEventCallback<long>(static (_, value, tags, state) => ((MetricFamily)state!).Record(value, tags));
        listener.SetMeasurementEventCallback<float>(static (_, value, tags, state) => ((MetricFamily)state!).Record(value, tags));
        listener.SetMeasurementEventCallback<double>(static (_, value, tags, state) => ((MetricFamily)state!).Record(value, tags));
        listener.SetMeasurementEventCallback<decimal>(static (_, value, tags, state) => ((MetricFamily)state!).Record((double)value, tags));
        listener.Start();
        plant.Announce(Word.All<LotType>(), Word.All<Decision>(), ProcessSteps.Last);
    }

    public async Task<string> Text(CancellationToken ct)
    {
        listener.RecordObservableInstruments();
        var now = families.Values.Concat(await State(ct)).ToDictionary(f => f.Name, StringComparer.Ordinal);
        return string.Concat(now.Values.OrderBy(f => f.Name, StringComparer.Ordinal).Select(f => f.Text()));
    }

    public void Dispose() => listener.Dispose();

    /// <summary>Several hosts may live in one process, as in tests; each counts only its own.</summary>
    private static bool IsOurs(Meter meter, PlantMetrics plant, IMeterFactory meters) =>
        ReferenceEquals(meter.Scope, plant) || (Array.IndexOf(Foreign, meter.Name) >= 0 && (meter.Scope is null || ReferenceEquals(meter.Scope, meters)));

    private MetricFamily Family(Instrument instrument) => families.GetOrAdd(MetricFamily.NameOf(instrument), static (_, i) => MetricFamily.Of(i), instrument);

    /// <summary>Of the plant's state only that the database is away, while it is.</summary>
    private async Task<IReadOnlyList<MetricFamily>> State(CancellationToken ct)
    {
        var up = MetricFamily.Gauge("database_up", "1 while the database answers.");
        var answers = await watch.Answers(ct);
        up.Set(answers ? 1 : 0);
        if (!answers) return [up];
        var view = await gauges.Now(ct);
        var (runs, held, fill, people) = (MetricFamily.Gauge("runs_active", "Runs that are RUNNING or on HOLD."), MetricFamily.Gauge("lots_on_hold", "Lots on HOLD."),
            MetricFamily.Gauge("buffer_fill_ratio", "Share of a buffer's capacity that is in use."), MetricFamily.Gauge("active_operators", "Operators who did something in the last 15 minutes."));
        foreach (var (status, count) in view.RunsActive) runs.Set(count, ("status", Word.Of(status)));
        foreach (var (buffer, ratio) in view.BufferFill) fill.Set(ratio, ("buffer", buffer));
        held.Set(view.LotsOnHold);
        people.Set(view.ActiveOperators);
        return [up, runs, held, fill, people];
    }
}
