using System.Collections.Immutable;

namespace ControlRoom.Core.Routing;

/// <summary>Ways through a graph that may still be wrong: lanes and edges that lead nowhere are left out, the first node of a code counts.</summary>
internal sealed class RoutingMap
{
    private readonly Dictionary<string, RoutingNode> byCode = new(StringComparer.Ordinal);
    private readonly List<RoutingEdge> forward = [];
    private readonly ILookup<string, RoutingEdge> leaving;
    private readonly ILookup<string, RoutingEdge> entering;
    private readonly HashSet<string> fromStart;
    private readonly HashSet<string> toEnd;

    public RoutingMap(RoutingGraph graph)
    {
        foreach (var node in graph.Nodes) byCode.TryAdd(node.Code, node);
        Nodes = [.. graph.Nodes.Where(n => n.Type != RoutingNodeType.Group && ReferenceEquals(byCode[n.Code], n))];
        Edges = [.. graph.Edges.Where(e => Find(e.Source) is { Type: not RoutingNodeType.Group } && Find(e.Target) is { Type: not RoutingNodeType.Group })];
        forward.AddRange(Edges.Where(e => e.Type != RoutingEdgeType.Rework && e.Source != e.Target));
        leaving = forward.ToLookup(e => e.Source, StringComparer.Ordinal);
        entering = forward.ToLookup(e => e.Target, StringComparer.Ordinal);
        fromStart = Reach(Nodes.Where(n => n.Type == RoutingNodeType.Start).Select(n => n.Code), After);
        toEnd = Reach(Nodes.Where(n => n.Type == RoutingNodeType.End).Select(n => n.Code), Before);
    }

    /// <summary>All but lanes, each code once, in the order of the document.</summary>
    public ImmutableArray<RoutingNode> Nodes { get; }

    /// <summary>Between those nodes, ways back among them.</summary>
    public ImmutableArray<RoutingEdge> Edges { get; }

    public RoutingNode this[string code] => byCode[code];

    public RoutingNode? Find(string code) => byCode.GetValueOrDefault(code);

    /// <summary>Edges that lead on from the node; not those that lead back for rework.</summary>
    public IEnumerable<RoutingEdge> Leaving(RoutingNode node) => leaving[node.Code];

    /// <summary>Edges that lead on to the node.</summary>
    public IEnumerable<RoutingEdge> Entering(RoutingNode node) => entering[node.Code];

    public IEnumerable<RoutingEdge> Rework(RoutingNode node) => Edges.Where(e => e.Type == RoutingEdgeType.Rework && e.Source == node.Code);

    public bool IsReached(RoutingNode node) => fromStart.Contains(node.Code);

    public bool ReachesEnd(RoutingNode node) => toEnd.Contains(node.Code);

    /// <summary>The node and all before it.</summary>
    public HashSet<string> Ancestors(string code) => Reach([code], Before);

    /// <summary>Each set of nodes that lead back to themselves without rework, in the order of the document.</summary>
    public IEnumerable<IReadOnlyList<RoutingNode>> Cycles()
    {
        var done = new HashSet<string>(StringComparer.Ordinal);
        foreach (var node in Nodes)
        {
            if (done.Contains(node.Code)) continue;
            var after = Reach(After(node.Code), After);
            if (!after.Contains(node.Code)) continue;
            var before = Reach(Before(node.Code), Before);
            List<RoutingNode> cycle = [.. Nodes.Where(n => after.Contains(n.Code) && before.Contains(n.Code))];
            done.UnionWith(cycle.Select(n => n.Code));
            yield return cycle;
        }
    }

    /// <summary>What is reached from the start, each node after all before it; only of a graph without cycles.</summary>
    public IReadOnlyList<RoutingNode> InOrder()
    {
        var open = Nodes.Where(IsReached).ToDictionary(n => n.Code, n => Entering(n).Count(e => fromStart.Contains(e.Source)), StringComparer.Ordinal);
        var ready = new Queue<RoutingNode>(Nodes.Where(n => open.TryGetValue(n.Code, out var before) && before == 0));
        var order = new List<RoutingNode>(open.Count);
        while (ready.TryDequeue(out var node))
        {
            order.Add(node);
            foreach (var edge in Leaving(node).Where(e => --open[e.Target] == 0)) ready.Enqueue(byCode[edge.Target]);
        }
        return order;
    }

    private IEnumerable<string> After(string code) => leaving[code].Select(e => e.Target);

    private IEnumerable<string> Before(string code) => entering[code].Select(e => e.Source);

    private static HashSet<string> Reach(IEnumerable<string> origins, Func<string, IEnumerable<string>> next)
    {
        var queue = new Queue<string>(origins);
        var seen = new HashSet<string>(queue, StringComparer.Ordinal);
        while (queue.TryDequeue(out var code))
        {
            foreach (var other in next(code).Where(seen.Add)) queue.Enqueue(other);
        }
        return seen;
    }
}
