using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Components;

namespace ControlRoom.Web.Shared;

/// <summary>What lies in a buffer as a filled tank with ticks at the quarters and a mark at 95 %, as inline SVG.</summary>
public static class BufferTank
{
    /// <param name="width">In pixels, as is <paramref name="height"/>.</param>
    public static MarkupString Of(BufferView buffer, int width = 44, int height = 90)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        return Drawings.Once(buffer, (nameof(BufferTank), width, height), () => Draw(buffer, width, height));
    }

    private static string Draw(BufferView buffer, int width, int height)
    {
        var label = Ui.Text("Buffer.Tank", buffer.Code, Format.KgWhole(buffer.Kilograms), Format.KgWhole(buffer.CapacityKg), Format.Percent(buffer.Kilograms, buffer.CapacityKg));
        var svg = new StringBuilder(512).Append(CultureInfo.InvariantCulture,
            $"""<svg class="cr-tank" width="{width}" height="{height}" viewBox="0 0 {width} {height}" preserveAspectRatio="none" role="img" aria-label="{HtmlEncoder.Default.Encode(label)}" data-level="{buffer.Fill.ToString().ToLowerInvariant()}"><rect class="bx" x=".5" y=".5" width="{width - 1}" height="{height - 1}"/>""");
        foreach (var (top, deep, css) in Layers(buffer, height))
        {
            svg.Append(CultureInfo.InvariantCulture, $"""<rect x="1" y="{Format.Svg(top)}" width="{width - 2}" height="{Format.Svg(deep)}" class="{css}"/>""");
        }

        svg.Append("<path class=\"tk\" d=\"");
        foreach (var (share, length) in new[] { (0.25, 6), (0.5, 9), (0.75, 6) }) svg.Append(CultureInfo.InvariantCulture, $"M{width - 1} {Format.Svg(Y(share, height))}h-{length}");
        svg.Append(CultureInfo.InvariantCulture, $"\"/><path class=\"hi\" d=\"M1 {Format.Svg(Y(0.95, height))}h{width - 2}\"/></svg>");
        return svg.ToString();
    }

    private static double Y(double share, int height) => height - 1 - share * (height - 2);

    private static IEnumerable<(double Top, double Deep, string Css)> Layers(BufferView buffer, int height)
    {
        var filled = 0.0;
        var grey = 0;
        foreach (var content in buffer.Contents)
        {
            // A tank over its capacity is drawn full; the number beside it says the rest.
            var share = Math.Min((double)(content.Kilograms / buffer.CapacityKg), 1 - filled);
            filled += share;
            yield return (Y(filled, height), share * (height - 2), content.Held ? "lvh" : $"lv{Math.Min(++grey, 3)}");
        }
    }
}
