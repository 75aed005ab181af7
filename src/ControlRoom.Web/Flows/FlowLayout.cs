using System.Globalization;
using System.Text.Json;
using ControlRoom.Core.Flows;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Quality;
using ControlRoom.Web.Flows.Parts;
using ControlRoom.Web.Shared;

namespace ControlRoom.Web.Flows;

/// <summary>
/// Lays a graph out for reading: its lanes as rows from top to bottom, in each the nodes from left to right in even columns. The places in the
/// document give the order, not the distances; where it names none, the way from the start does.
/// </summary>
public static class FlowLayout
{
    /// <summary>Width and height of a node, of a column, of a lane, and of the room left of the first column.</summary>
    public const double NodeWidth = 92, NodeHeight = 44, Column = 108, Lane = 126, Left = 60;

    /// <summary>Nodes this close together across stand in one column, above each other.</summary>
    private const double Near = 40, Stack = 56, Free = 200;

    public static FlowPictureView Of(GraphDocument graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var byId = new Dictionary<string, GraphNode>(StringComparer.Ordinal);
        foreach (var node in graph.Nodes) byId.TryAdd(node.Id, node);
        var lanes = byId.Values.Where(n => n.Type == GraphNode.Group).OrderBy(n => n.Y ?? 0).ThenBy(n => n.Index).ToList();
        var real = byId.Values.Where(n => n.Type != GraphNode.Group).OrderBy(n => n.Index).ToList();
        var places = Places(graph, real, byId);
        var rows = Rows(real, lanes, places);
        var (nodes, frames, top, columns) = (new List<FlowNodeView>(), new List<FlowLaneView>(), 0d, 1);
        foreach (var (lane, members) in rows)
        {
            var stacks = Columns(members, places);
            var height = Math.Max(Lane, (stacks.Count == 0 ? 1 : stacks.Max(s => s.Count)) * Stack + 14);
            foreach (var (stack, column) in stacks.Select((stack, column) => (stack, column)))
            {
                foreach (var (node, index) in stack.Select((node, index) => (node, index)))
                {
                    nodes.Add(View(node, Left + Column * (column + 0.5), top + height / 2 + (index - (stack.Count - 1) / 2d) * Stack));
                }
            }
            if (lane is not null) frames.Add(new(StreamOf(lane) ?? Label(lane)[..Math.Min(1, Label(lane).Length)], Label(lane), top + 1, height - 4));
            (top, columns) = (top + height, Math.Max(columns, stacks.Count));
        }
        var width = Left + Column * columns + 10;
        return new(width, Math.Max(top, Lane), frames, nodes, FlowLinks.Of(graph.Edges, nodes, [.. Bottoms(rows, places)]));
    }

    /// <summary>Lower edges of the rows: links between rows run along them.</summary>
    private static IEnumerable<double> Bottoms(IReadOnlyList<(GraphNode? Lane, List<GraphNode> Members)> rows, Dictionary<GraphNode, (double X, double Y)> places)
    {
        var top = 0d;
        foreach (var (_, members) in rows)
        {
            var stacks = Columns(members, places);
            top += Math.Max(Lane, (stacks.Count == 0 ? 1 : stacks.Max(s => s.Count)) * Stack + 14);
            yield return top;
        }
    }

    /// <summary>Where each node would be on one sheet.</summary>
    private static Dictionary<GraphNode, (double X, double Y)> Places(GraphDocument graph, List<GraphNode> real, Dictionary<string, GraphNode> byId)
    {
        var drawn = real.All(n => n.X is not null && n.Y is not null) && real.Select(n => (n.X, n.Y, n.ParentId)).Distinct().Count() > real.Count / 2;
        var depths = drawn ? [] : Depths(graph, real);
        return real.ToDictionary(n => n, n =>
        {
            var lane = n.ParentId is { } parent ? byId.GetValueOrDefault(parent) : null;
            return ((lane?.X ?? 0) + (drawn ? n.X!.Value : depths[n.Id] * Free), (lane?.Y ?? 0) + (drawn ? n.Y!.Value : 0));
        }, (IEqualityComparer<GraphNode>)ReferenceEqualityComparer.Instance);
    }

    /// <summary>The longest way to each node from where the graph begins; a link that leads back does not count.</summary>
    private static Dictionary<string, int> Depths(GraphDocument graph, List<GraphNode> real)
    {
        var depths = real.ToDictionary(n => n.Id, _ => 0, StringComparer.Ordinal);
        var following = graph.Edges.Where(e => depths.ContainsKey(e.Source) && depths.ContainsKey(e.Target)).ToLookup(e => e.Source, e => e.Target, StringComparer.Ordinal);
        var reached = following.SelectMany(f => f).ToHashSet(StringComparer.Ordinal);
        var (order, entered) = (new List<string>(), new HashSet<string>(StringComparer.Ordinal));
        foreach (var root in real.OrderBy(n => n.Type == GraphNode.Start ? 0 : reached.Contains(n.Id) ? 2 : 1)) Visit(root.Id);
        // Whatever was left before its followers stands before them in this order; a link against it leads back.
        order.Reverse();
        var place = order.Select((id, index) => (id, index)).ToDictionary(p => p.id, p => p.index, StringComparer.Ordinal);
        foreach (var id in order)
        {
            foreach (var next in following[id].Where(next => place[next] > place[id])) depths[next] = Math.Max(depths[next], depths[id] + 1);
        }
        return depths;

        void Visit(string id)
        {
            if (!entered.Add(id)) return;
            foreach (var next in following[id]) Visit(next);
            order.Add(id);
        }
    }

    private static List<(GraphNode? Lane, List<GraphNode> Members)> Rows(List<GraphNode> real, List<GraphNode> lanes, Dictionary<GraphNode, (double X, double Y)> places)
    {
        if (lanes.Count > 0)
        {
            var rows = lanes.Select(lane => (Lane: (GraphNode?)lane, Members: new List<GraphNode>())).ToList();
            foreach (var node in real)
            {
                // A node outside every lane goes with the lane that begins last above it.
                var own = rows.FindIndex(r => r.Lane!.Id == node.ParentId);
                rows[own >= 0 ? own : Math.Max(0, rows.FindLastIndex(r => (r.Lane!.Y ?? 0) <= places[node].Y))].Members.Add(node);
            }
            return rows;
        }
        var free = new List<(GraphNode? Lane, List<GraphNode> Members)>();
        var last = double.NegativeInfinity;
        foreach (var node in real.OrderBy(n => places[n].Y).ThenBy(n => n.Index))
        {
            if (places[node].Y - last > Free || free.Count == 0) free.Add((null, []));
            last = places[node].Y;
            free[^1].Members.Add(node);
        }
        return free;
    }

    private static List<List<GraphNode>> Columns(List<GraphNode> members, Dictionary<GraphNode, (double X, double Y)> places)
    {
        var columns = new List<List<GraphNode>>();
        foreach (var node in members.OrderBy(n => places[n].X).ThenBy(n => places[n].Y).ThenBy(n => n.Index))
        {
            if (columns.Count > 0 && places[node].X - places[columns[^1][0]].X < Near) columns[^1].Add(node);
            else columns.Add([node]);
        }
        return [.. columns.Select(c => c.OrderBy(n => places[n].Y).ThenBy(n => n.Index).ToList())];
    }

    private static FlowNodeView View(GraphNode node, double x, double y)
    {
        var shape = node.Type switch { GraphNode.Start => FlowShape.Start, GraphNode.End => FlowShape.End, GraphNode.QcGate or "qc" => FlowShape.Gate, GraphNode.Buffer => FlowShape.Buffer, _ => FlowShape.Step };
        var name = Label(node);
        var label = shape switch
        {
            FlowShape.Gate => $"{(string.IsNullOrEmpty(node.GateCode) ? name : node.GateCode)}{(node.IsCcp ? " CCP" : IsInfo(node) ? " INFO" : "")}",
            FlowShape.Buffer when node.StepIndex is null && node.BufferType is { } type => Word.Of(type),
            _ => node.StepIndex is { } step ? $"{step} {name}" : name,
        };
        return new(node.Id, shape, label, node.StepIndex is { } index ? $"{index} {name}" : name, GraphNode.Types.Contains(node.Type) ? Ui.Text($"Graph.Kind.{shape}") : node.Type, x, y) { IsCcp = node.IsCcp, Note = Note(node) };
    }

    /// <summary>What else the node says: its gate, what it stores, its plan.</summary>
    private static string? Note(GraphNode node)
    {
        var parts = new[]
        {
            node.IsGate ? node.GateCode : null, node.IsCcp ? "CCP" : node.IsGate && IsInfo(node) ? "INFO" : null, node.BufferType is { } type ? Word.Of(type) : null,
            node.AllowedLotTypes.IsEmpty ? null : string.Join(", ", node.AllowedLotTypes.Select(Word.Of)), node.PlanMinutes is { } plan ? Ui.Text("Step.Plan", Format.DurationShort(TimeSpan.FromMinutes(plan))) : null,
        };
        return string.Join(" · ", parts.Where(p => !string.IsNullOrEmpty(p))) is { Length: > 0 } note ? note : null;
    }

    /// <summary>A gate that never blocks: as its copy says, else as gates of its code usually are.</summary>
    private static bool IsInfo(GraphNode node) =>
        node.Config is { ValueKind: JsonValueKind.Object } config && config.TryGetProperty("gate", out var gate) && gate.ValueKind == JsonValueKind.Object && gate.TryGetProperty("gate_type", out var type)
            ? type.ValueKind == JsonValueKind.String && type.GetString() == Word.Of(GateType.Info)
            : GateCatalogue.All.Any(g => g.Code == node.GateCode && g.Type == GateType.Info);

    private static string? StreamOf(GraphNode lane) =>
        lane.Config is { ValueKind: JsonValueKind.Object } config && config.TryGetProperty("stream", out var stream) && stream.ValueKind == JsonValueKind.String ? stream.GetString() : null;

    private static string Label(GraphNode node) => new LocalText(node.LabelHu, node.LabelEn).In(CultureInfo.CurrentUICulture) is { Length: > 0 } label ? label : node.Id;
}
