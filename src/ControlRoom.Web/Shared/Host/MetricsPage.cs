using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace ControlRoom.Web.Shared.Host;

/// <summary>Listens to the meters of the house and of the web server and prints them in the text form that Prometheus reads.</summary>
public sealed class MetricsPage : IDisposable
{
    private static readonly string[] Meters = ["ControlRoom", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "Microsoft.AspNetCore.Components", "System.Runtime", "Npgsql"];

    private readonly MeterListener listener = new();
    private readonly ConcurrentDictionary<(string Name, string Labels), Series> all = new();

    public MetricsPage()
    {
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (Array.Exists(Meters, m => instrument.Meter.Name == m || instrument.Meter.Name.StartsWith(m + ".", StringComparison.Ordinal))) self.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<int>((i, value, tags, _) => Record(i, value, tags));
        listener.SetMeasurementEventCallback<long>((i, value, tags, _) => Record(i, value, tags));
        listener.SetMeasurementEventCallback<float>((i, value, tags, _) => Record(i, value, tags));
        listener.SetMeasurementEventCallback<double>((i, value, tags, _) => Record(i, value, tags));
        listener.SetMeasurementEventCallback<decimal>((i, value, tags, _) => Record(i, (double)value, tags));
        listener.Start();
    }

    private enum Kind { Counter, Gauge, Summary }

    public string Text()
    {
        listener.RecordObservableInstruments();
        var text = new StringBuilder();
        foreach (var family in all.GroupBy(p => (p.Key.Name, p.Value.Kind)).OrderBy(g => g.Key.Name, StringComparer.Ordinal))
        {
            var (name, kind) = family.Key;
            text.Append("# TYPE ").Append(name).Append(kind switch { Kind.Counter => " counter\n", Kind.Gauge => " gauge\n", _ => " summary\n" });
            foreach (var (key, series) in family.OrderBy(p => p.Key.Labels, StringComparer.Ordinal))
            {
                var (sum, count) = series.Read();
                if (kind == Kind.Summary) Line(text, name + "_count", key.Labels, count);
                Line(text, kind == Kind.Summary ? name + "_sum" : name, key.Labels, sum);
            }
        }
        return text.ToString();
    }

    public void Dispose() => listener.Dispose();

    private static void Line(StringBuilder text, string name, string labels, double value) =>
        text.Append(name).Append(labels).Append(' ').Append(value.ToString(CultureInfo.InvariantCulture)).Append('\n');

    private void Record(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var type = instrument.GetType().Name;
        var kind = type.StartsWith("Histogram", StringComparison.Ordinal) ? Kind.Summary
            : type.StartsWith("Counter", StringComparison.Ordinal) || type.StartsWith("ObservableCounter", StringComparison.Ordinal) ? Kind.Counter : Kind.Gauge;
        var isTotal = instrument.IsObservable || type.StartsWith("Gauge", StringComparison.Ordinal);
        all.GetOrAdd((Name(instrument, kind), Labels(tags)), static (_, k) => new Series(k), kind).Add(value, isTotal);
    }

    private static string Name(Instrument instrument, Kind kind)
    {
        var name = Clean(instrument.Name);
        if (instrument.Unit == "s") name += "_seconds";
        if (instrument.Unit == "By") name += "_bytes";
        return kind == Kind.Counter ? name + "_total" : name;
    }

    private static string Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.IsEmpty) return "";
        var text = new StringBuilder("{");
        foreach (var (key, value) in tags)
        {
            if (text.Length > 1) text.Append(',');
            var spelled = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
            text.Append(Clean(key)).Append("=\"").Append(spelled.Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("\n", "\\n")).Append('"');
        }
        return text.Append('}').ToString();
    }

    private static string Clean(string name) => string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_'));

    /// <summary>One line's numbers: totals replace, deltas add.</summary>
    private sealed class Series(Kind kind)
    {
        private readonly Lock gate = new();
        private double sum;
        private long count;

        public Kind Kind => kind;

        public void Add(double value, bool isTotal)
        {
            lock (gate)
            {
                sum = isTotal ? value : sum + value;
                count++;
            }
        }

        public (double Sum, long Count) Read()
        {
            lock (gate) return (sum, count);
        }
    }
}
