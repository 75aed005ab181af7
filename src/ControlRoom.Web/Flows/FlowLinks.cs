using System.Globalization;
using ControlRoom.Core.Flows;
using ControlRoom.Web.Flows.Parts;

namespace ControlRoom.Web.Flows;

/// <summary>Draws links between nodes that have their places: straight to the neighbour, along the lane's edge to another row, around what lies between.</summary>
public static class FlowLinks
{
    private const double Half = FlowLayout.NodeHeight / 2, Round = FlowLayout.NodeHeight * 0.42, Aside = 13, Over = 12;

    /// <param name="bottoms">Lower edges of the rows, from top to bottom.</param>
    public static IReadOnlyList<FlowLinkView> Of(IEnumerable<GraphEdge> edges, IReadOnlyList<FlowNodeView> nodes, IReadOnlyList<double> bottoms)
    {
        ArgumentNullException.ThrowIfNull(edges);
        var byId = nodes.ToDictionary(n => n.Id, StringComparer.Ordinal);
        var sheet = new Sheet(nodes, bottoms);
        return [.. edges.Where(e => byId.ContainsKey(e.Source) && byId.ContainsKey(e.Target) && e.Source != e.Target).Select(e => sheet.Link(e.Id, byId[e.Source], byId[e.Target]))];
    }

    private sealed record Sheet(IReadOnlyList<FlowNodeView> Nodes, IReadOnlyList<double> Bottoms)
    {
        public FlowLinkView Link(string id, FlowNodeView from, FlowNodeView to)
        {
            var (fromRow, toRow) = (RowOf(from), RowOf(to));
            if (fromRow != toRow) return Across(id, from, to, fromRow, toRow);
            if (to.X <= from.X) return Around(id, from, to, Half + Over, 'u');
            var between = Nodes.Any(n => RowOf(n) == fromRow && n.X > from.X && n.X < to.X && Math.Abs(n.Y - from.Y) < Half && Math.Abs(n.Y - to.Y) < Half);
            return between ? Around(id, from, to, -Half - Over, 'd') : Onward(id, from, to);
        }

        private static FlowLinkView Onward(string id, FlowNodeView from, FlowNodeView to)
        {
            var (start, end) = (from.X + Side(from), to.X - Side(to));
            var path = Math.Abs(from.Y - to.Y) < 2
                ? Svg($"M{start:0.#} {from.Y:0.#}H{end:0.#}")
                : Svg($"M{start:0.#} {from.Y:0.#}C{start + Aside:0.#} {from.Y:0.#} {end - Aside:0.#} {to.Y:0.#} {end:0.#} {to.Y:0.#}");
            return new(id, from.Id, to.Id, path, end, to.Y, 'r');
        }

        /// <summary>Above or below what lies between.</summary>
        private static FlowLinkView Around(string id, FlowNodeView from, FlowNodeView to, double offset, char direction)
        {
            var edge = offset < 0 ? Math.Min(from.Y, to.Y) + offset : Math.Max(from.Y, to.Y) + offset;
            var side = offset < 0 ? -1 : 1;
            return new(id, from.Id, to.Id, Svg($"M{from.X:0.#} {from.Y + side * Top(from):0.#}V{edge:0.#}H{to.X:0.#}V{to.Y + side * Top(to):0.#}"), to.X, to.Y + side * Top(to), direction);
        }

        /// <summary>Out of the node, along the edge between the rows, and in from above or below.</summary>
        private FlowLinkView Across(string id, FlowNodeView from, FlowNodeView to, int fromRow, int toRow)
        {
            var down = toRow > fromRow;
            var edge = Bottoms[down ? toRow - 1 : toRow] - 2;
            var stacked = Nodes.Any(n => n != from && Math.Abs(n.X - from.X) < 1 && RowOf(n) == fromRow);
            var (start, end) = (down ? from.Y + Top(from) : from.Y - Top(from), down ? to.Y - Top(to) : to.Y + Top(to));
            var path = stacked
                ? Svg($"M{from.X + Side(from):0.#} {from.Y:0.#}h{Aside}V{edge:0.#}H{to.X:0.#}V{end:0.#}")
                : Svg($"M{from.X:0.#} {start:0.#}V{edge:0.#}H{to.X:0.#}V{end:0.#}");
            return new(id, from.Id, to.Id, path, to.X, end, down ? 'd' : 'u');
        }

        private int RowOf(FlowNodeView node) => Bottoms.TakeWhile(bottom => node.Y > bottom).Count();
    }

    private static bool IsRound(FlowNodeView node) => node.Shape is FlowShape.Start or FlowShape.End;

    private static double Side(FlowNodeView node) => IsRound(node) ? Round : FlowLayout.NodeWidth / 2;

    private static double Top(FlowNodeView node) => IsRound(node) ? Round : Half;

    private static string Svg(FormattableString path) => path.ToString(CultureInfo.InvariantCulture);
}
