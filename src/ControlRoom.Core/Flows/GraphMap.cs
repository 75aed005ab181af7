namespace ControlRoom.Core.Flows;

/// <summary>
/// Ways through a graph that may still be wrong: edges that lead nowhere or to lanes are left out, the first node of an id or a step counts.
/// </summary>
internal sealed class GraphMap
{
    private readonly List<GraphNode> nodes = [];
    private readonly Dictionary<string, GraphNode> byId = new(StringComparer.Ordinal);
    private readonly Dictionary<GraphNode, List<GraphNode>> following = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<GraphNode, List<GraphNode>> preceding = new(ReferenceEqualityComparer.Instance);
    private readonly GraphNode?[] steps = new GraphNode?[ProcessSteps.Count];
    private readonly IReadOnlyList<GraphNode>?[] between = new IReadOnlyList<GraphNode>?[ProcessSteps.Count];
    private readonly Dictionary<GraphNode, int> stepOfGate = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<GraphNode> fromStart;
    private readonly HashSet<GraphNode> toEnd;

    public GraphMap(GraphDocument graph)
    {
        foreach (var node in graph.Nodes)
        {
            if (node.Id.Length == 0 || !byId.TryAdd(node.Id, node) || node.Type == GraphNode.Group) continue;
            nodes.Add(node);
            (following[node], preceding[node]) = ([], []);
            if (node.IsStep && node.StepIndex is { } step and >= ProcessSteps.First and <= ProcessSteps.Last) steps[step] ??= node;
        }

        var toGroups = new List<GraphEdge>();
        foreach (var edge in graph.Edges)
        {
            if (!byId.TryGetValue(edge.Source, out var source) || !byId.TryGetValue(edge.Target, out var target)) continue;
            if (source.Type == GraphNode.Group || target.Type == GraphNode.Group)
            {
                toGroups.Add(edge);
                continue;
            }

            following[source].Add(target);
            preceding[target].Add(source);
        }

        EdgesToGroups = toGroups;
        fromStart = Reach(nodes.Where(n => n.Type == GraphNode.Start), following, static _ => true);
        toEnd = Reach(nodes.Where(n => n.Type == GraphNode.End), preceding, static _ => true);
        for (var step = 0; step < ProcessSteps.Count; step++)
        {
            between[step] = FindBetween(step);
            foreach (var gate in (between[step] ?? []).Where(n => n.IsGate)) stepOfGate.TryAdd(gate, step);
        }
    }

    /// <summary>All nodes but lanes, each id once.</summary>
    public IReadOnlyList<GraphNode> Real => nodes;

    public IReadOnlyList<GraphEdge> EdgesToGroups { get; }

    public GraphNode? NodeOf(int step) => steps[step];

    public int? StepOfGate(GraphNode gate) => stepOfGate.TryGetValue(gate, out var step) ? step : null;

    public int Degree(GraphNode node) => following[node].Count + preceding[node].Count;

    public bool IsOnWay(GraphNode node) => fromStart.Contains(node) && toEnd.Contains(node);

    /// <summary>
    /// The nodes on paths from the step to the next step that is there (from the last: to an end) that touch no other step; null when no such
    /// path exists.
    /// </summary>
    public IReadOnlyList<GraphNode>? Between(int step) => between[step];

    /// <summary>True when goods could pass from the step to the next without meeting any gate.</summary>
    public bool HasWayRoundGates(int step) => Reach([steps[step]!], following, n => IsOpen(n) && !n.IsGate).Any(IsNext(step));

    /// <summary>Each set of nodes that lead back to themselves, in document order.</summary>
    public IEnumerable<IReadOnlyList<GraphNode>> Cycles()
    {
        var done = new HashSet<GraphNode>(ReferenceEqualityComparer.Instance);
        foreach (var node in nodes)
        {
            if (done.Contains(node)) continue;
            var after = Reach(following[node], following, static _ => true);
            if (!after.Contains(node)) continue;
            var before = Reach(preceding[node], preceding, static _ => true);
            List<GraphNode> cycle = [.. nodes.Where(n => after.Contains(n) && before.Contains(n))];
            done.UnionWith(cycle);
            yield return cycle;
        }
    }

    private List<GraphNode>? FindBetween(int step)
    {
        if (steps[step] is not { } from) return null;
        var next = IsNext(step);
        var ahead = Reach([from], following, IsOpen);
        if (!ahead.Any(next)) return null;
        var back = Reach(ahead.Where(next), preceding, IsOpen);
        return [.. nodes.Where(n => IsOpen(n) && ahead.Contains(n) && back.Contains(n))];
    }

    private Func<GraphNode, bool> IsNext(int step)
    {
        var next = steps.Skip(step + 1).FirstOrDefault(s => s is not null);
        return next is null ? n => n.Type == GraphNode.End : n => ReferenceEquals(n, next);
    }

    /// <summary>Goods pass through it on their way to the next step.</summary>
    private bool IsOpen(GraphNode node) => node.Type != GraphNode.End && !steps.Any(s => ReferenceEquals(s, node));

    /// <summary>The origins and all that can be reached from them; nodes that are not <paramref name="open"/> are reached but not passed.</summary>
    private static HashSet<GraphNode> Reach(IEnumerable<GraphNode> origins, Dictionary<GraphNode, List<GraphNode>> along, Func<GraphNode, bool> open)
    {
        var queue = new Queue<GraphNode>(origins);
        var first = new HashSet<GraphNode>(queue, ReferenceEqualityComparer.Instance);
        var seen = new HashSet<GraphNode>(first, ReferenceEqualityComparer.Instance);
        while (queue.TryDequeue(out var node))
        {
            if (!open(node) && !first.Contains(node)) continue;
            foreach (var next in along[node].Where(seen.Add)) queue.Enqueue(next);
        }
        return seen;
    }
}
