using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Components;

namespace ControlRoom.Web.Shared;

/// <summary>A small line of the last values with its band and limit, as inline SVG; missing values stay gaps.</summary>
public static class TrendSpark
{
    /// <param name="width">In pixels, as is <paramref name="height"/>.</param>
    /// <param name="label">What a reader hears; without it the line is decoration beside its value.</param>
    public static MarkupString Of(TrendView trend, int width = 88, int height = 40, string? label = null)
    {
        ArgumentNullException.ThrowIfNull(trend);
        return Drawings.Once(trend, (width, height, label), () => Draw(trend, width, height, label));
    }

    private static string Draw(TrendView trend, int width, int height, string? label)
    {
        var spoken = label is null ? "aria-hidden=\"true\"" : $"role=\"img\" aria-label=\"{HtmlEncoder.Default.Encode(label)}\"";
        var svg = new StringBuilder(1024).Append(CultureInfo.InvariantCulture,
            $"""<svg class="cr-spark{(trend.AlarmPriority is { } priority ? $" p{priority}" : "")}" width="{width}" height="{height}" viewBox="0 0 {width} {height}" preserveAspectRatio="none" {spoken}>""");
        if (trend.BandLow is { } low && trend.BandHigh is { } high)
        {
            svg.Append(CultureInfo.InvariantCulture, $"""<rect class="band" x="0" y="{Format.Svg(Y(high))}" width="{width}" height="{Format.Svg(Y(low) - Y(high))}"/>""");
        }

        if (trend.Limit is { } limit) svg.Append(CultureInfo.InvariantCulture, $"""<line class="lim" x1="0" x2="{width}" y1="{Format.Svg(Y(limit))}" y2="{Format.Svg(Y(limit))}"/>""");
        svg.Append(CultureInfo.InvariantCulture, $"""<path class="ln" d="{TrendPath.Line(trend.Points, X, Y)}"/>""");
        var last = trend.Points.Count - 1 - trend.Points.Reverse().TakeWhile(point => point is null).Count();
        if (last >= 0 && trend.Points[last] is { } value) svg.Append(CultureInfo.InvariantCulture, $"""<rect class="dot" x="{Format.Svg(X(last) - 2)}" y="{Format.Svg(Y(value) - 2)}" width="4" height="4"/>""");
        return svg.Append("</svg>").ToString();

        double X(int index) => 1 + (double)index / Math.Max(1, trend.Points.Count - 1) * (width - 6);

        double Y(double at) => height - 2 - (Math.Clamp(at, trend.Low, trend.High) - trend.Low) / (trend.High - trend.Low) * (height - 4);
    }
}
