using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace ControlRoom.Web.Shared.Host;

/// <summary>All series of one name: help, type and a line for each set of labels.</summary>
internal sealed class MetricFamily
{
    private enum Kind { Counter, Gauge, Histogram }

    /// <summary>Bounds of durations that bring none of their own, in seconds.</summary>
    private static readonly double[] Usual = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    private readonly ConcurrentDictionary<string, Series> all = new(StringComparer.Ordinal);
    private readonly Kind kind;
    private readonly string help;
    private readonly double[] bounds;
    private readonly bool isTotal;

    private MetricFamily(string name, Kind kind, string help, double[] bounds, bool isTotal) => (Name, this.kind, this.help, this.bounds, this.isTotal) = (name, kind, help, bounds, isTotal);

    public string Name { get; }

    public static MetricFamily Gauge(string name, string help) => new(name, Kind.Gauge, help, [], isTotal: true);

    public static MetricFamily Of(Instrument instrument)
    {
        var kind = KindOf(instrument);
        var bounds = kind == Kind.Histogram ? ((instrument as Instrument<double>)?.Advice?.HistogramBucketBoundaries?.ToArray() ?? Usual) : [];
        return new(NameOf(instrument), kind, instrument.Description is { Length: > 0 } says ? says : instrument.Name, bounds, instrument.IsObservable || TypeOf(instrument) == "Gauge");
    }

    /// <summary><c>http.server.request.duration</c> in seconds → <c>http_server_request_duration_seconds</c>; a counter ends in <c>_total</c>, nothing else does.</summary>
    public static string NameOf(Instrument instrument)
    {
        var name = Clean(instrument.Name);
        foreach (var ending in (string[])["_total", "_count"]) name = name.EndsWith(ending, StringComparison.Ordinal) ? name[..^ending.Length] : name;
        var unit = instrument.Unit switch { "s" => "_seconds", "By" => "_bytes", _ => "" };
        if (!name.EndsWith(unit, StringComparison.Ordinal)) name += unit;
        return KindOf(instrument) == Kind.Counter ? name + "_total" : name;
    }

    /// <summary>Totals replace, deltas add.</summary>
    public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) => all.GetOrAdd(Labels(tags), static (_, n) => new Series(n), bounds.Length + 1).Add(value, isTotal, bounds);

    public void Set(double value, params ReadOnlySpan<(string Key, string Value)> labels)
    {
        var tags = new KeyValuePair<string, object?>[labels.Length];
        for (var i = 0; i < labels.Length; i++) tags[i] = new(labels[i].Key, labels[i].Value);
        Record(value, tags);
    }

    public string Text()
    {
        if (all.IsEmpty) return "";
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# HELP {Name} {help.Replace("\\", "\\\\", StringComparison.Ordinal).ReplaceLineEndings(" ")}\n# TYPE {Name} {kind.ToString().ToLowerInvariant()}\n");
        foreach (var (labels, series) in all.OrderBy(p => p.Key, StringComparer.Ordinal))
        {
            var (sum, counts) = series.Read();
            if (kind == Kind.Histogram) Histogram(text, labels, sum, counts);
            else Line(text, Name, labels, sum);
        }
        return text.ToString();
    }

    private void Histogram(StringBuilder text, string labels, double sum, long[] counts)
    {
        var below = 0L;
        for (var i = 0; i < counts.Length; i++)
        {
            below += counts[i];
            var bound = i < bounds.Length ? bounds[i].ToString(CultureInfo.InvariantCulture) : "+Inf";
            Line(text, Name + "_bucket", labels.Length == 0 ? $"{{le=\"{bound}\"}}" : $"{labels[..^1]},le=\"{bound}\"}}", below);
        }
        Line(text, Name + "_sum", labels, sum);
        Line(text, Name + "_count", labels, below);
    }

    private static Kind KindOf(Instrument instrument) => TypeOf(instrument) switch
    {
        "Histogram" => Kind.Histogram,
        "Counter" or "ObservableCounter" => Kind.Counter,
        _ => Kind.Gauge,
    };

    /// <summary>The name of the instrument's class without its type argument.</summary>
    private static string TypeOf(Instrument instrument) => instrument.GetType().Name.Split('`')[0];

    private static void Line(StringBuilder text, string name, string labels, double value) => text.Append(CultureInfo.InvariantCulture, $"{name}{labels} {value}\n");

    private static string Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.IsEmpty) return "";
        var text = new StringBuilder("{");
        foreach (var (key, value) in tags)
        {
            if (text.Length > 1) text.Append(',');
            var spelled = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
            text.Append(CultureInfo.InvariantCulture, $"{Clean(key)}=\"{spelled.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)}\"");
        }
        return text.Append('}').ToString();
    }

    private static string Clean(string name) => string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) ? char.ToLowerInvariant(c) : '_'));

    private sealed class Series(int buckets)
    {
        private readonly Lock gate = new();
        private readonly long[] counts = new long[buckets];
        private double sum;

        public void Add(double value, bool isTotal, double[] bounds)
        {
            lock (gate)
            {
                sum = isTotal ? value : sum + value;
                var bucket = Array.FindIndex(bounds, b => value <= b);
                counts[bucket < 0 ? bounds.Length : bucket]++;
            }
        }

        public (double Sum, long[] Counts) Read()
        {
            lock (gate) return (sum, [.. counts]);
        }
    }
}
