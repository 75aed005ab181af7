using ControlRoom.Core.Kernel;
using ControlRoom.Core.Quality;
using ControlRoom.Web.Shared;

namespace ControlRoom.Web.Quality;

/// <summary>What a temperature chart is drawn from.</summary>
/// <param name="Air">Readings at a regular pace, drawn as a line.</param>
/// <param name="PeriodS">The pace they are expected in; a longer silence than twice that is a gap.</param>
/// <param name="Samples">Readings by hand, each a mark of its own.</param>
public sealed record TrendSource(DateTime From, DateTime To, IReadOnlyList<MeasuredPoint> Air, int PeriodS, IReadOnlyList<MeasuredPoint> Samples)
{
    public IReadOnlyList<PlaceEvent> Events { get; init; } = [];

    public decimal? BandLow { get; init; }

    public decimal? BandHigh { get; init; }

    public decimal? Limit { get; init; }

    public string? LimitLabel { get; init; }
}

/// <summary>Temperatures over time as a chart and as a table: what was not measured is a gap in both.</summary>
public static class TemperatureChart
{
    private const int Slices = 240, Rows = 12;
    private static readonly int[] Steps = [1, 2, 5, 10, 20, 50];
    private static readonly int[] Minutes = [5, 10, 15, 30, 60, 120, 240, 480, 1440];

    /// <summary>Null when nothing was measured.</summary>
    public static ChartView? Of(TrendSource source, Clock clock)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (source.Air.Count + source.Samples.Count == 0) return null;
        var known = source.Air.Concat(source.Samples).Select(p => p.C).Concat(new[] { source.BandLow, source.BandHigh, source.Limit }.OfType<decimal>()).ToList();
        var (low, high) = (Math.Floor((double)known.Min() - 1), Math.Ceiling((double)known.Max() + 1));
        var line = Line(source);
        double At(DateTime at) => Math.Clamp((at - source.From) / (source.To - source.From), 0, 1);
        return new ChartView(low, high, Ticks(low, high), source.Air.Count == 0 ? [] : [new ChartLine(line, Ui.Text("Trend.Air", Format.Celsius(source.Air[^1].C)))])
        {
            BandLow = (double?)source.BandLow, BandHigh = (double?)source.BandHigh, Limit = (double?)source.Limit, LimitLabel = source.LimitLabel,
            Readings = [.. source.Samples.Select(p => new ChartPoint(At(p.At), (double)p.C, p.IsViolation))],
            Events = [.. Grouped(source).Select(e => new ChartText(At(e.At), e.Text))],
            XLabels = [.. Labels(source, clock).Select(at => new ChartText(At(at), Format.Time(clock.Plant(at))))],
            RightPad = 96,
        };
    }

    /// <summary>The same for those who read tables: the air at even times, a dash where it is unknown.</summary>
    public static IReadOnlyList<(DateTime At, decimal? C)> Table(TrendSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        var slice = (source.To - source.From) / Rows;
        return [.. Enumerable.Range(1, Rows).Select(i => source.From + slice * i).Select(at => (at, source.Air.LastOrDefault(p => p.At <= at && at - p.At <= Silence(source)) is { } last ? last.C : (decimal?)null))];
    }

    /// <summary>Longer than twice the expected pace, or than twice the pace that is usual in the time shown.</summary>
    private static TimeSpan Silence(TrendSource source)
    {
        var pauses = source.Air.Zip(source.Air.Skip(1), (one, next) => next.At - one.At).Order().ToList();
        var usual = pauses.Count == 0 ? TimeSpan.Zero : pauses[pauses.Count / 2];
        return 2 * new[] { TimeSpan.FromSeconds(source.PeriodS), usual }.Max();
    }

    /// <summary>The line in even slices. Between two readings it is drawn only when the second came in time; a reading with silence on both sides is a dash.</summary>
    private static double?[] Line(TrendSource source)
    {
        var (line, silence) = (new double?[Slices + 1], Silence(source));
        int Slice(DateTime at) => (int)Math.Round((at - source.From) / (source.To - source.From) * Slices);
        for (var i = 0; i < source.Air.Count; i++)
        {
            var (slice, value) = (Slice(source.Air[i].At), (double)source.Air[i].C);
            line[slice] = value;
            if (i == 0 || source.Air[i].At - source.Air[i - 1].At > silence)
            {
                for (var beside = slice + 1; beside <= Math.Min(slice + 2, Slices); beside++) line[beside] = value;
                continue;
            }
            var (from, before) = (Slice(source.Air[i - 1].At), (double)source.Air[i - 1].C);
            for (var between = from + 1; between < slice; between++) line[between] = before + (value - before) * (between - from) / (slice - from);
        }
        return line;
    }

    private static double[] Ticks(double low, double high)
    {
        var step = Steps.First(s => (high - low) / s <= 6 || s == Steps[^1]);
        var first = Math.Ceiling(low / step) * step;
        return [.. Enumerable.Range(0, (int)((high - first) / step) + 1).Select(i => first + i * step)];
    }

    /// <summary>Full hours, half hours and so on of the plant's clock.</summary>
    private static IEnumerable<DateTime> Labels(TrendSource source, Clock clock)
    {
        var minutes = Minutes.First(m => (source.To - source.From).TotalMinutes / m <= 7 || m == Minutes[^1]);
        var local = clock.Local(source.From);
        var first = source.From.AddTicks(minutes * TimeSpan.TicksPerMinute - local.TimeOfDay.Ticks % (minutes * TimeSpan.TicksPerMinute));
        for (var at = first; at <= source.To; at = at.AddMinutes(minutes)) yield return at;
    }

    /// <summary>Events so close that their words would lie on each other are told as one.</summary>
    private static IEnumerable<(DateTime At, string Text)> Grouped(TrendSource source)
    {
        var near = (source.To - source.From) / 5;
        var groups = new List<List<PlaceEvent>>();
        foreach (var happened in source.Events.Where(e => e.At >= source.From && e.At <= source.To))
        {
            if (groups is [.., { } last] && happened.At - last[0].At < near) last.Add(happened);
            else groups.Add([happened]);
        }
        foreach (var group in groups)
        {
            var words = group.GroupBy(e => e.Kind).Select(kind => kind.Key == PlaceEventKind.MovedIn ? Ui.Count("Trend.MovedIn", kind.Count()) : Ui.Text(kind.Key == PlaceEventKind.Held ? "Trend.Held" : "Trend.Released"));
            yield return (group[0].At, string.Join(", ", words));
        }
    }
}
