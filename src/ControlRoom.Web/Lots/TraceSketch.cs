using System.Globalization;
using System.Text;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using ControlRoom.Web.Shared;
using Microsoft.AspNetCore.Components;

namespace ControlRoom.Web.Lots;

/// <summary>A lot as the layered engine sees it: its column and its height with all that hangs under it.</summary>
public sealed record TraceBox(int Column, double Height);

public sealed record TraceLine(int From, int To);

/// <summary>What the engine found: the upper edge of each box, and for links that pass other columns where they bend (x and y in turn).</summary>
public sealed record TraceLayout(IReadOnlyList<double> Tops, IReadOnlyList<IReadOnlyList<double>> Bends);

/// <summary>A column is a step that has lots, with when its first was made.</summary>
public sealed record TraceColumn(int Step, double X, string Name, string When);

public sealed record TraceNodeView(RecallNode Node, double X, double Y, IReadOnlyList<TraceStub> Stubs);

/// <summary>The picture of a trace before and after its layout. Nodes and links are numbered as the view lists them.</summary>
public sealed class TraceSketch
{
    public const double NodeWidth = 104, NodeHeight = 64, Pitch = 162, Margin = 14, Top = 24;
    private const double StubLine = 15, StubGap = 3, LabelWidth = 48, LabelHeight = 16, Tip = 7;

    /// <summary>Where along a link its label may stand, best first.</summary>
    private static readonly double[] Places = [.5, .42, .58, .34, .66, .27, .73, .2, .8];

    private readonly RecallView recall;
    private readonly Dictionary<Guid, int> numbers;
    private readonly IReadOnlyList<IReadOnlyList<TraceStub>> stubs;
    private readonly IReadOnlyList<int> steps;

    public TraceSketch(RecallView recall)
    {
        this.recall = recall;
        numbers = recall.Nodes.Select((n, i) => (n.Id, i)).ToDictionary(n => n.Id, n => n.i);
        steps = [.. recall.Nodes.Select(n => n.StepIndex).Distinct().Order()];
        stubs = [.. recall.Nodes.Select(TraceText.Stubs)];
        // All boxes are as high as the highest: a link between lots of one height is a straight line.
        var lines = recall.Nodes.Select((n, i) => stubs[i].Count + (TraceText.Tag(n) is null ? 0 : 1)).DefaultIfEmpty(0).Max();
        Boxes = [.. recall.Nodes.Select(n => new TraceBox(Column(n), NodeHeight + StubGap + StubLine * lines))];
        // A rework link goes back: it is drawn, and pulls nothing.
        Lines = [.. recall.Links.Where(k => Column(recall.Nodes[numbers[k.ParentId]]) < Column(recall.Nodes[numbers[k.ChildId]])).Select(k => new TraceLine(numbers[k.ParentId], numbers[k.ChildId]))];
    }

    public IReadOnlyList<TraceBox> Boxes { get; }

    public IReadOnlyList<TraceLine> Lines { get; }

    /// <summary>The lot that was asked for.</summary>
    public int First => numbers[recall.Lot.Id];

    /// <summary>Tells whether a layout still fits: the same boxes and lines.</summary>
    public string Shape => string.Create(CultureInfo.InvariantCulture, $"{string.Join(',', recall.Nodes.Select((n, i) => $"{n.Id:N}:{Boxes[i].Height}"))}|{string.Join(',', Lines.Select(l => $"{l.From}-{l.To}"))}");

    public double Width => Margin * 2 + NodeWidth + (steps.Count - 1) * Pitch + 40;

    public double Height(TraceLayout layout) => Top + Boxes.Select((b, i) => layout.Tops[i] + b.Height).DefaultIfEmpty(0).Max() + Margin;

    public IReadOnlyList<TraceColumn> Columns(Clock clock)
    {
        var (columns, day) = (new List<TraceColumn>(), "");
        foreach (var (step, i) in steps.Select((s, i) => (s, i)))
        {
            var first = clock.Plant(recall.Nodes.Where(n => n.StepIndex == step).Min(n => n.CreatedAt));
            var today = Format.Day(first);
            columns.Add(new(step, Margin + i * Pitch, $"{step} {Words.Step(step)}", today == day ? Format.Time(first) : $"{today} {Format.Time(first)}"));
            day = today;
        }
        return columns;
    }

    public IReadOnlyList<TraceNodeView> Nodes(TraceLayout layout) => [.. recall.Nodes.Select((n, i) => new TraceNodeView(n, X(n), Top + layout.Tops[i], stubs[i]))];

    /// <summary>Links with their kilograms as SVG: those outside the scope first, so that nothing that matters is crossed by what does not.</summary>
    public MarkupString Links(TraceLayout layout)
    {
        var (paths, labels, taken) = (new StringBuilder(), new StringBuilder(), new List<(double X, double Y)>());
        var bends = Lines.Select((l, i) => (l, i)).ToDictionary(l => (l.l.From, l.l.To), l => layout.Bends[l.i]);
        foreach (var link in recall.Links.OrderBy(k => k.InScope))
        {
            var (from, to) = (numbers[link.ParentId], numbers[link.ChildId]);
            var css = Css(link);
            var way = Way(layout, from, to, bends.GetValueOrDefault((from, to)) ?? []);
            paths.Append(CultureInfo.InvariantCulture, $"<path class=\"e {css}\" d=\"{Curve(way)}\"/><path class=\"e arrow {css}\" d=\"M{Svg(way[^1].X - Tip)} {Svg(way[^1].Y - 4.5)}l{Svg(Tip)} 4.5-{Svg(Tip)} 4.5\"/>");
            Label(labels, taken, way, css, Format.Kg(link.QuantityUsedKg));
        }
        return new MarkupString($"{paths}{labels}");
    }

    private int Column(RecallNode node) => steps is List<int> list ? list.IndexOf(node.StepIndex) : steps.Select((s, i) => (s, i)).First(s => s.s == node.StepIndex).i;

    private double X(RecallNode node) => Margin + Column(node) * Pitch;

    private string Css(RecallLink link) => recall.Nodes[numbers[link.ParentId]].Status == LotStatus.Rejected || recall.Nodes[numbers[link.ChildId]].Status == LotStatus.Rejected ? "rej" : link.InScope ? "hot" : "dim";

    private List<(double X, double Y)> Way(TraceLayout layout, int from, int to, IReadOnlyList<double> bends)
    {
        var way = new List<(double X, double Y)> { (X(recall.Nodes[from]) + NodeWidth, Top + layout.Tops[from] + NodeHeight / 2) };
        for (var i = 0; i + 1 < bends.Count; i += 2) way.Add((Margin + bends[i], Top + bends[i + 1]));
        way.Add((X(recall.Nodes[to]), Top + layout.Tops[to] + NodeHeight / 2));
        return way;
    }

    /// <summary>Leaves and arrives level; so does every piece between two bends.</summary>
    private static string Curve(List<(double X, double Y)> way)
    {
        var path = new StringBuilder($"M{Svg(way[0].X)} {Svg(way[0].Y)}");
        for (var i = 1; i < way.Count; i++)
        {
            var ((x1, y1), (x2, y2)) = (way[i - 1], way[i]);
            var middle = (x1 + x2) / 2;
            path.Append(CultureInfo.InvariantCulture, $"C{Svg(middle)} {Svg(y1)} {Svg(middle)} {Svg(y2)} {Svg(x2)} {Svg(y2)}");
        }
        return path.ToString();
    }

    /// <summary>A level link has its kilograms above the line, a curved one on it, each where no other stands.</summary>
    private static void Label(StringBuilder labels, List<(double X, double Y)> taken, List<(double X, double Y)> way, string css, string text)
    {
        var piece = (way.Count - 1) / 2;
        var ((x1, y1), (x2, y2)) = (way[piece], way[piece + 1]);
        var level = Math.Abs(y2 - y1) < 8;
        var spots = Places.Select(t => At(x1, y1, x2, y2, t)).Select(p => level ? (p.X, Y: p.Y - 11) : p).ToList();
        var spot = spots.Where(p => !taken.Exists(o => Math.Abs(o.X - p.X) < LabelWidth && Math.Abs(o.Y - p.Y) < LabelHeight)).DefaultIfEmpty(spots[0]).First();
        taken.Add(spot);
        labels.Append(CultureInfo.InvariantCulture, $"<g class=\"ql {css}\">");
        if (!level) labels.Append(CultureInfo.InvariantCulture, $"<rect x=\"{Svg(spot.X - LabelWidth / 2)}\" y=\"{Svg(spot.Y - LabelHeight / 2)}\" width=\"{Svg(LabelWidth)}\" height=\"{Svg(LabelHeight)}\"/>");
        labels.Append(CultureInfo.InvariantCulture, $"<text x=\"{Svg(spot.X)}\" y=\"{Svg(spot.Y + 4)}\">{text}</text></g>");
    }

    private static (double X, double Y) At(double x1, double y1, double x2, double y2, double t)
    {
        var (u, middle) = (1 - t, (x1 + x2) / 2);
        return (x1 * u * u * u + 3 * middle * u * u * t + 3 * middle * u * t * t + x2 * t * t * t, y1 + (y2 - y1) * t * t * (3 - 2 * t));
    }

    private static string Svg(double value) => Format.Svg(value);
}
