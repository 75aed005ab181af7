using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Components;

namespace ControlRoom.Web.Flows.Parts;

/// <summary>Draws the pieces of a graph as SVG content: text elements are not Razor's to write.</summary>
internal static class FlowDrawing
{
    private const double Width = FlowLayout.NodeWidth, Height = FlowLayout.NodeHeight;

    /// <summary>More letters than this go on two lines.</summary>
    private const int Letters = 14;

    public static MarkupString Ground(FlowPictureView picture)
    {
        var svg = new StringBuilder(4096);
        foreach (var lane in picture.Lanes)
        {
            Add(svg, $"""<rect class="lane" x="1" y="{lane.Y:0.#}" width="{picture.Width - 2:0.#}" height="{lane.Height:0.#}"/>""");
            Text(svg, 11, lane.Y + 19, lane.Letter, "ln", "start");
        }
        return new(svg.ToString());
    }

    public static MarkupString Links(FlowPictureView picture, FlowOverlay overlay)
    {
        var svg = new StringBuilder(4096);
        foreach (var link in picture.Links)
        {
            var mark = overlay.Marks.GetValueOrDefault(link.Id);
            Add(svg, $"""<path class="ed{(mark == default ? "" : " ch")}" d="{link.Path}"/>""");
            var (x, y) = (link.EndX, link.EndY);
            Add(svg, link.Direction switch
            {
                'r' => $"""<path class="ar" d="M{x:0.#} {y:0.#}l-7-4v8z"/>""",
                'u' => $"""<path class="ar" d="M{x:0.#} {y:0.#}l-4 7h8z"/>""",
                _ => $"""<path class="ar" d="M{x:0.#} {y:0.#}l-4-7h8z"/>""",
            });
        }
        return new(svg.ToString());
    }

    public static MarkupString Node(FlowNodeView node, FlowOverlay overlay)
    {
        var svg = new StringBuilder(700);
        Add(svg, $"<title>{WebUtility.HtmlEncode($"{node.Kind}: {node.Name}{(node.Note is null ? "" : " · " + node.Note)}")}</title>");
        Shape(svg, node);
        if (node.Shape is not (FlowShape.Start or FlowShape.End)) Label(svg, node);
        if (overlay.Lots.TryGetValue(node.Id, out var lots)) Lots(svg, node, lots);
        if (overlay.Tokens.TryGetValue(node.Id, out var tokens)) Tokens(svg, node, tokens);
        if (overlay.Chosen == node.Id) Add(svg, $"""<rect class="sel" x="{node.X - Width / 2 - 4:0.#}" y="{node.Y - Height / 2 - 4:0.#}" width="{Width + 8}" height="{Height + 8}"/>""");
        if (overlay.Marks.TryGetValue(node.Id, out var mark)) Mark(svg, node, mark);
        return new(svg.ToString());
    }

    private static void Shape(StringBuilder svg, FlowNodeView node)
    {
        var (cx, cy, x, y) = (node.X, node.Y, node.X - Width / 2, node.Y - Height / 2);
        switch (node.Shape)
        {
            case FlowShape.Start:
                Add(svg, $"""<circle class="b" cx="{cx:0.#}" cy="{cy:0.#}" r="{Height * 0.42:0.#}"/><path class="gl" d="M{cx - 5:0.#} {cy - 8:0.#}l14 8-14 8z"/>""");
                break;
            case FlowShape.End:
                Add(svg, $"""<circle class="b" cx="{cx:0.#}" cy="{cy:0.#}" r="{Height * 0.42:0.#}"/><path class="gl" d="M{cx - 6.5:0.#} {cy - 6.5:0.#}h13v13h-13z"/>""");
                break;
            case FlowShape.Gate:
                Add(svg, $"""<path class="b" d="M{x + 12:0.#} {y:0.#}h{Width - 24}l12 {Height / 2}-12 {Height / 2}h-{Width - 24}l-12-{Height / 2}z"/>""");
                break;
            case FlowShape.Buffer:
                Add(svg, $"""<rect class="b" x="{x:0.#}" y="{y:0.#}" width="{Width}" height="{Height}"/><path class="b in" d="M{x:0.#} {cy + 8:0.#}h{Width}M{x + 4:0.#} {y:0.#}v{Height}M{x + Width - 4:0.#} {y:0.#}v{Height}"/>""");
                break;
            default:
                Add(svg, $"""<rect class="b" x="{x:0.#}" y="{y:0.#}" width="{Width}" height="{Height}" rx="2"/>""");
                break;
        }
    }

    private static void Label(StringBuilder svg, FlowNodeView node)
    {
        var middle = node.Shape == FlowShape.Buffer ? node.Y - 3 : node.Y + 4;
        if (node.Label.Length <= Letters)
        {
            Text(svg, node.X, middle, node.Label, "t");
            return;
        }
        var space = node.Label.LastIndexOf(' ', Math.Min(node.Label.Length - 1, Letters));
        var (first, second) = space > 1 ? (node.Label[..space], node.Label[(space + 1)..]) : (node.Label[..Letters], node.Label[Letters..]);
        Text(svg, node.X, middle - 6, Short(first), "t s");
        Text(svg, node.X, middle + 7, Short(second), "t s");
    }

    private static void Lots(StringBuilder svg, FlowNodeView node, FlowLotsView lots)
    {
        var text = $"{lots.Lots.ToString(CultureInfo.CurrentCulture)} · {Shared.Format.KgWhole(lots.Kg)} kg";
        var width = 16 + text.Length * 6.3 + (lots.Held ? 12 : 0);
        var (x, y) = (node.X - width / 2, node.Y + Height / 2 - 7);
        Add(svg, $"""<rect class="tk{(lots.Held ? " hold" : "")}" x="{x:0.#}" y="{y:0.#}" width="{width:0.#}" height="18" rx="9"/>""");
        if (lots.Held) Add(svg, $"""<path class="pz" d="M{x + 9:0.#} {y + 5:0.#}h3v8h-3zM{x + 14:0.#} {y + 5:0.#}h3v8h-3z"/>""");
        Text(svg, node.X + (lots.Held ? 7 : 0), y + 13, text, "tt");
    }

    /// <summary>A pill for each way of being there: filled at work, framed at rest or done, dashed waiting.</summary>
    private static void Tokens(StringBuilder svg, FlowNodeView node, FlowTokensView tokens)
    {
        var pills = new (string Css, string Text, int Count)[] { ("on", "▶", tokens.Active), ("rest", "○", tokens.Rest), ("wait", "◷", tokens.Waiting), ("rest", "✓", tokens.Done) }.Where(p => p.Count > 0).Select(p => (p.Css, Text: $"{p.Text} {p.Count.ToString(CultureInfo.CurrentCulture)}")).ToList();
        const double pill = 42, gap = 4;
        var x = node.X - (pills.Count * (pill + gap) - gap) / 2;
        foreach (var (css, text) in pills)
        {
            Add(svg, $"""<rect class="tp {css}" x="{x:0.#}" y="{node.Y + Height / 2 + 3:0.#}" width="{pill}" height="18" rx="9"/>""");
            Text(svg, x + pill / 2, node.Y + Height / 2 + 16, text, "tpt " + css);
            x += pill + gap;
        }
    }

    private static void Mark(StringBuilder svg, FlowNodeView node, char mark)
    {
        var (x, y) = (node.X - Width / 2, node.Y - Height / 2);
        Add(svg, $"""<rect class="sel" x="{x - 4:0.#}" y="{y - 4:0.#}" width="{Width + 8}" height="{Height + 8}"/><rect class="mk" x="{x + Width - 9:0.#}" y="{y - 13:0.#}" width="18" height="18" rx="2"/>""");
        Text(svg, x + Width, y, mark.ToString(), "t");
    }

    private static string Short(string text) => text.Length <= Letters + 1 ? text : text[..Letters] + "…";

    private static void Text(StringBuilder svg, double x, double y, string text, string css, string anchor = "middle") =>
        Add(svg, $"""<text class="{css}" x="{x:0.#}" y="{y:0.#}" text-anchor="{anchor}">{WebUtility.HtmlEncode(text)}</text>""");

    private static void Add(StringBuilder svg, FormattableString markup) => svg.Append(markup.ToString(CultureInfo.InvariantCulture));
}
