using System.Globalization;
using System.Text;
using ControlRoom.Core.Lots;

namespace ControlRoom.Web.Lots.Labels;

/// <summary>A GS1-128 symbol in millimetres.</summary>
public sealed record Barcode(IReadOnlyList<int> Bars, string Text)
{
    /// <summary>Widest and narrowest module: what pallets are scanned with from a truck, and what a hand scanner still reads.</summary>
    private const double WidestModule = 0.495, NarrowestModule = 0.25;

    /// <summary>Elements in their order; one that has no fixed length is ended unless it is the last.</summary>
    public static Barcode Of(IReadOnlyList<Gs1Element> elements)
    {
        ArgumentNullException.ThrowIfNull(elements);
        return new(Code128.Bars(Payload(elements)), string.Join(' ', elements.Select(e => e.Text)));
    }

    /// <summary>What is encoded: FNC1 says "GS1", then the elements.</summary>
    public static string Payload(IReadOnlyList<Gs1Element> elements)
    {
        ArgumentNullException.ThrowIfNull(elements);
        var text = new StringBuilder().Append(Code128.Fnc1);
        foreach (var (element, i) in elements.Select((element, i) => (element, i)))
        {
            text.Append(element.Ai).Append(element.Value);
            if (!element.IsFixed && i < elements.Count - 1) text.Append(Code128.Fnc1);
        }
        return text.ToString();
    }

    /// <summary>Modules with both quiet zones.</summary>
    public int Modules => Bars.Sum() + 2 * Code128.QuietZone;

    /// <summary>The widest module with which the symbol fits into this width; null when it does not.</summary>
    public double? ModuleFor(double width) => Math.Min(WidestModule, width / Modules) is var module and >= NarrowestModule ? Math.Floor(module * 1000) / 1000 : null;

    /// <summary>The bars as one SVG path.</summary>
    /// <param name="left">Left edge of the quiet zone.</param>
    public string Path(double left, double top, double module, double height)
    {
        var (path, x) = (new StringBuilder(), left + Code128.QuietZone * module);
        for (var i = 0; i < Bars.Count; i++)
        {
            var width = Bars[i] * module;
            if (i % 2 == 0) path.Append(CultureInfo.InvariantCulture, $"M{x:0.####} {top:0.####}h{width:0.####}v{height:0.####}h-{width:0.####}z");
            x += width;
        }
        return path.ToString();
    }
}
