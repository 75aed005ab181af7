using System.Diagnostics.Metrics;

namespace ControlRoom.Core.Kernel;

/// <summary>What the plant counts about itself from the start of the process on. Labels are words of closed lists, never a code or a name.</summary>
public sealed class PlantMetrics : IDisposable
{
    public const string MeterName = "ControlRoom";

    /// <summary>Label of a violation that concerns a buffer and no lot.</summary>
    public const string NoStep = "none";

    /// <summary>Bounds in seconds of what a trace may take.</summary>
    private static readonly InstrumentAdvice<double> TraceBounds = new() { HistogramBucketBoundaries = [0.1, 0.25, 0.5, 1, 2.5, 5, 10] };

    private readonly Meter meter;
    private readonly Counter<long> lots, decisions, violations, replays;
    private readonly Histogram<double> traces;
    private readonly UpDownCounter<long> circuits;

    public PlantMetrics()
    {
        // The scope tells the meters of two plants in one process apart.
        meter = new Meter(MeterName, null, null, this);
        lots = meter.CreateCounter<long>("lots_registered", null, "Lots registered since the start of the process.");
        decisions = meter.CreateCounter<long>("qc_decisions", null, "Inspections recorded since the start of the process, by their decision.");
        violations = meter.CreateCounter<long>("temp_violations", null, "Temperature readings outside their limit since the start of the process, by the step of the lot.");
        replays = meter.CreateCounter<long>("idempotent_replays", null, "Requests answered from a stored key since the start of the process.");
        traces = meter.CreateHistogram("traceability_query_duration", "s", "How long genealogy queries took.", null, TraceBounds);
        circuits = meter.CreateUpDownCounter<long>("signalr_circuits", null, "Open pages that are connected to this process.");
    }

    /// <summary>Makes every series with a known label exist from the start, so that its first event is an increase.</summary>
    public void Announce(IEnumerable<string> lotTypes, IEnumerable<string> decisionWords, int lastStep)
    {
        foreach (var type in lotTypes) lots.Add(0, new KeyValuePair<string, object?>("lot_type", type));
        foreach (var word in decisionWords) decisions.Add(0, new KeyValuePair<string, object?>("decision", word));
        foreach (var step in Enumerable.Range(0, lastStep + 1).Select(Step).Append(NoStep)) violations.Add(0, new KeyValuePair<string, object?>("step", step));
        replays.Add(0);
        circuits.Add(0);
    }

    public void LotRegistered(string lotType) => lots.Add(1, new KeyValuePair<string, object?>("lot_type", lotType));

    public void Decided(string decision) => decisions.Add(1, new KeyValuePair<string, object?>("decision", decision));

    /// <param name="step">Step of the lot; null for the air of a buffer.</param>
    public void Violated(int? step) => violations.Add(1, new KeyValuePair<string, object?>("step", step is { } index ? Step(index) : NoStep));

    public void Replayed() => replays.Add(1);

    public void Traced(TimeSpan elapsed) => traces.Record(elapsed.TotalSeconds);

    public void CircuitOpened() => circuits.Add(1);

    public void CircuitClosed() => circuits.Add(-1);

    public void Dispose() => meter.Dispose();

    private static string Step(int index) => index.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
