using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using ControlRoom.Web.Shared;
using QRCoder;

namespace ControlRoom.Web.Lots.Labels;

/// <summary>
/// A label of 105 × 148 mm (A6) as one SVG with real millimetres, black on whatever it is printed on: what it is in words, the lot code as QR
/// for any field that takes a scan, and the GS1-128 symbols with their text. Page, document and API answer the same drawing.
/// </summary>
public static class LabelDrawing
{
    public const double Width = 105, Height = 148;

    private const double Margin = 6, QrSize = 26, QrTop = 25, BarHeight = 15, SsccHeight = 32;

    private static readonly HtmlEncoder Html = HtmlEncoder.Create(System.Text.Unicode.UnicodeRanges.All);

    public static string Svg(LotLabelView label)
    {
        ArgumentNullException.ThrowIfNull(label);
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"""<svg xmlns="http://www.w3.org/2000/svg" class="cr-label" data-lot="{label.LotCode}" width="{Width}mm" height="{Height}mm" viewBox="0 0 {Width} {Height}" role="img" aria-label="{Encoded(Ui.Text("Label.Of", label.LotCode))}" font-family="Inter, Arial, sans-serif" fill="currentColor">""");
        Head(svg, label);
        var y = Facts(svg, label);
        svg.Append(CultureInfo.InvariantCulture, $"""<path d="M{Margin} {y}H{Width - Margin}" stroke="currentColor" stroke-width=".3"/>""");
        Barcodes(svg, label);
        return svg.Append("</svg>").ToString();
    }

    private static void Head(StringBuilder svg, LotLabelView label)
    {
        Text(svg, Margin, 11.5, 4.2, $"ControlRoom · {label.SiteCode}", weight: 600);
        if (label.IsSimulated) Text(svg, Width - Margin, 11.5, 4.2, "SIM", weight: 700, anchor: "end");
        svg.Append(CultureInfo.InvariantCulture, $"""<path d="M{Margin} 14H{Width - Margin}" stroke="currentColor" stroke-width=".3"/>""");
        Text(svg, Margin, 21, 5.2, Name(label), weight: 700);
        // The code as people type it, and as every scan field takes it.
        Text(svg, Margin, 28, 4.1, label.LotCode, weight: 600, family: "JetBrains Mono, Consolas, monospace");
        Qr(svg, label.LotCode, Width - Margin - QrSize, QrTop);
    }

    /// <summary>Where the last line ends.</summary>
    private static double Facts(StringBuilder svg, LotLabelView label)
    {
        var y = 34.8;
        foreach (var (name, value) in FactsOf(label))
        {
            Text(svg, Margin, y, 2.6, name);
            Text(svg, Margin + 27, y, 3.8, value, weight: 600);
            y += 4.9;
        }
        return Math.Max(y - 2.5, QrTop + QrSize + .5);
    }

    public static IReadOnlyList<(string Name, string Value)> FactsOf(LotLabelView label)
    {
        ArgumentNullException.ThrowIfNull(label);
        var facts = new List<(string, string)> { (Ui.Text("Label.Net"), $"{Format.Kg(label.NetWeightKg)} kg") };
        if (label.PieceCount is { } pieces) facts.Add((Ui.Text("Label.Pieces"), pieces.ToString(CultureInfo.CurrentCulture)));
        facts.Add((Ui.Text(label.LotType == LotType.Raw ? "Label.Received" : label.LotType >= LotType.Fg15 ? "Label.Packed" : "Label.Made"), label.ProductionDate.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)));
        if (label.CustomerCode is { } customer) facts.Add((Ui.Text("Label.Customer"), customer));
        if (label.SupplierCode is { } supplier) facts.Add((Ui.Text("Label.Supplier"), supplier));
        if (label.LotType >= LotType.Frz15) facts.Add((Ui.Text("Label.Keep"), Ui.Text("Label.Keep.Frozen")));
        return facts;
    }

    private static string Name(LotLabelView label) => label.SkuType is { } sku ? Ui.Text($"LotType.{Word.Of(label.LotType)}.Sku", Word.Of(sku)) : Ui.Text($"LotType.{Word.Of(label.LotType)}");

    /// <summary>From the lower edge up, the SSCC lowest and tallest.</summary>
    private static void Barcodes(StringBuilder svg, LotLabelView label)
    {
        var bottom = Height - Margin;
        for (var i = label.Barcodes.Count - 1; i >= 0; i--)
        {
            var isSscc = label.Barcodes[i] is [{ Ai: "00" }];
            var (code, height) = (Barcode.Of(label.Barcodes[i]), isSscc ? SsccHeight : BarHeight);
            if (code.ModuleFor(Width - 2 * Margin) is not { } module) throw new InvalidOperationException($"{code.Text} does not fit on a label of {Width} mm.");
            var left = (Width - code.Modules * module) / 2;
            svg.Append(CultureInfo.InvariantCulture, $"""<path class="bars" data-ai="{string.Join(' ', label.Barcodes[i].Select(e => e.Ai))}" shape-rendering="crispEdges" d="{code.Path(left, bottom - 4.6 - height, module, height)}"/>""");
            Text(svg, Width / 2, bottom - 1, 3.2, code.Text, anchor: "middle");
            bottom -= height + 6.6;
        }
    }

    private static void Qr(StringBuilder svg, string text, double x, double y)
    {
        using var generator = new QRCodeGenerator();
        using var code = generator.CreateQrCode(text, QRCodeGenerator.ECCLevel.M);
        var size = code.ModuleMatrix.Count;
        var module = QrSize / size;
        var path = new StringBuilder();
        for (var row = 0; row < size; row++)
        {
            for (var column = 0; column < size; column++)
            {
                if (!code.ModuleMatrix[row][column]) continue;
                var run = 1;
                while (column + run < size && code.ModuleMatrix[row][column + run]) run++;
                path.Append(CultureInfo.InvariantCulture, $"M{column} {row}h{run}v1h-{run}z");
                column += run - 1;
            }
        }
        svg.Append(CultureInfo.InvariantCulture, $"""<path class="qr" shape-rendering="crispEdges" transform="translate({x:0.###} {y:0.###}) scale({module:0.#####})" d="{path}"/>""");
    }

    private static void Text(StringBuilder svg, double x, double y, double size, string text, int weight = 400, string anchor = "start", string? family = null) =>
        svg.Append(CultureInfo.InvariantCulture, $"""<text x="{x}" y="{y}" font-size="{size}" font-weight="{weight}" text-anchor="{anchor}"{(family is null ? "" : $" font-family=\"{family}\"")}>{Encoded(text)}</text>""");

    private static string Encoded(string text) => Html.Encode(text);
}
