using System.Globalization;
using System.Net;
using System.Text;

namespace ControlRoom.Web.Shared;

/// <summary>A line over the time axis. Places on the axis are shares from 0 to 1.</summary>
public sealed record ChartLine(IReadOnlyList<double?> Points, string? Label = null, bool Second = false, double From = 0, double To = 1, double? Above = null);

/// <summary>A hand reading: a hollow circle, a cross when outside its limit.</summary>
public sealed record ChartPoint(double At, double Value, bool Outside = false);

/// <summary>A text at a place on the time axis.</summary>
public sealed record ChartText(double At, string Text);

public sealed record ChartView(double Low, double High, IReadOnlyList<double> Ticks, IReadOnlyList<ChartLine> Lines)
{
    public double? BandLow { get; init; }

    public double? BandHigh { get; init; }

    public double? Limit { get; init; }

    public string? LimitLabel { get; init; }

    public int? AlarmPriority { get; init; }

    public IReadOnlyList<ChartPoint> Readings { get; init; } = [];

    public IReadOnlyList<ChartText> Events { get; init; } = [];

    public IReadOnlyList<ChartText> XLabels { get; init; } = [];

    /// <summary>Room at the right for labels.</summary>
    public int RightPad { get; init; } = 92;
}

/// <summary>Draws a chart as SVG content: text elements are not Razor's to write.</summary>
public static class ChartDrawing
{
    private const int Top = 8;
    private const int Bottom = 22;
    private const int Left = 34;
    private const int LabelHeight = 14;

    public static string Svg(ChartView chart, int width, int height)
    {
        ArgumentNullException.ThrowIfNull(chart);
        var innerWidth = width - Left - chart.RightPad;
        var innerHeight = height - Top - Bottom;
        var drawing = new StringBuilder();
        double Y(double value) => Top + innerHeight - (Math.Clamp(value, chart.Low, chart.High) - chart.Low) / (chart.High - chart.Low) * innerHeight;
        double X(double share) => Left + share * innerWidth;
        void Add(FormattableString markup) => drawing.Append(markup.ToString(CultureInfo.InvariantCulture));
        // Two labels on one height would be one blot: the line's gives way to the limit's.
        double Beside(double y) => chart.Limit is { } value && Math.Abs(y - Y(value)) < LabelHeight ? Y(value) + (y > Y(value) ? LabelHeight : -LabelHeight) : y;
        void Label(double x, double y, string text, string css, string anchor = "start") => Add($"<text x='{x:0.#}' y='{y:0.#}' text-anchor='{anchor}' class='{css}'>{WebUtility.HtmlEncode(text)}</text>");

        if (chart.BandLow is { } low && chart.BandHigh is { } high)
        {
            Add($"<rect x='{Left}' y='{Y(high):0.#}' width='{innerWidth}' height='{Y(low) - Y(high):0.#}' class='band'/>");
        }

        foreach (var tick in chart.Ticks)
        {
            Add($"<path d='M{Left} {Y(tick):0.#}h{innerWidth}' class='grid'/>");
            Label(Left - 8, Y(tick) + 4, Format.Number((decimal)tick, tick == Math.Floor(tick) ? 0 : 1), "tx", "end");
        }

        foreach (var label in chart.XLabels)
        {
            Add($"<path d='M{X(label.At):0.#} {Top + innerHeight}v4' class='ax'/>");
            Label(X(label.At), height - 5, label.Text, "tx", "middle");
        }

        Add($"<path d='M{Left} {Top + innerHeight}h{innerWidth}' class='ax'/>");
        foreach (var happened in chart.Events)
        {
            var atEnd = happened.At > 0.5;
            Add($"<path d='M{X(happened.At):0.#} {Top}v{innerHeight}' class='ev'/>");
            Label(X(happened.At) + (atEnd ? -5 : 5), Top + 11, happened.Text, "tx", atEnd ? "end" : "start");
        }

        foreach (var line in chart.Lines)
        {
            double AtPoint(int index) => X(line.From + (double)index / Math.Max(1, line.Points.Count - 1) * (line.To - line.From));
            Add($"<path d='{TrendPath.Line(line.Points, AtPoint, Y)}' class='line{(line.Second ? " two" : "")}'/>");
            if (line.Above is { } above)
            {
                Add($"<path d='{TrendPath.Line(line.Points, AtPoint, Y, value => value > above)}' class='line over'/>");
            }

            if (line.Label is { } text && line.Points.Count > 0 && line.Points[^1] is { } last)
            {
                Label(X(line.To) + 8, Beside(Y(last)) + 4, text, line.Second ? "lb two" : "lb");
            }
        }

        if (chart.Limit is { } limit)
        {
            Add($"<path d='M{Left} {Y(limit):0.#}h{innerWidth}' class='lim'/>");
            Label(X(1) + 8, Y(limit) + 4, chart.LimitLabel ?? Ui.Text("Chart.Limit", Format.Celsius((decimal)limit)), "lb");
        }

        foreach (var reading in chart.Readings)
        {
            var (x, y) = (X(reading.At), Y(reading.Value));
            if (reading.Outside)
            {
                Add($"<path d='M{x - 5:0.#} {y - 5:0.#}l10 10m0-10l-10 10' class='ptb'/>");
            }
            else
            {
                Add($"<circle cx='{x:0.#}' cy='{y:0.#}' r='4' class='pt'/>");
            }
        }

        return drawing.ToString();
    }
}
