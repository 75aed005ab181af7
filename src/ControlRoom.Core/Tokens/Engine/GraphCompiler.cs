// Token lifecycle core: mind token idempotency, the instance state machine, serial integrity and transactions across both databases.
// A change here updates the end-to-end tests, is reviewed by the architecture owner, and passes the full regression.
using System.Collections.Immutable;
using ControlRoom.Core.Routing;

namespace ControlRoom.Core.Tokens.Engine;

/// <summary>Finds what a graph's document leaves to be derived: order of edges, which join belongs to which split, branches, order of nodes.</summary>
internal sealed class GraphCompiler(RoutingGraph graph)
{
    private readonly Dictionary<string, RoutingNode> nodes = graph.Nodes.ToDictionary(n => n.Code, StringComparer.Ordinal);
    private readonly ILookup<string, RoutingEdge> outgoing = graph.Edges.ToLookup(e => e.Source, StringComparer.Ordinal);
    private readonly Dictionary<string, string> joins = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Branch?> branches = new(StringComparer.Ordinal);

    public IReadOnlyList<CompiledNode> Compile()
    {
        foreach (var split in graph.Nodes.Where(n => n.Type == RoutingNodeType.Split))
        {
            if (JoinOf(split.Code) is { } join) joins[split.Code] = join;
        }
        foreach (var start in graph.Nodes.Where(n => n.Type == RoutingNodeType.Start)) MarkBranches(start.Code);
        var ordered = InOrder();
        var (compiled, stage) = (new List<CompiledNode>(ordered.Count), 0);
        foreach (var node in ordered)
        {
            if (node.Type is RoutingNodeType.Operation or RoutingNodeType.Qc) stage++;
            compiled.Add(new CompiledNode(node, Edges(node, rework: false), Edges(node, rework: true), joins.GetValueOrDefault(node.Code), branches.GetValueOrDefault(node.Code), compiled.Count, stage));
        }
        return compiled;
    }

    private IEnumerable<RoutingEdge> Forward(string code) => outgoing[code].Where(e => e.Type != RoutingEdgeType.Rework);

    private ImmutableArray<RoutingEdge> Edges(RoutingNode node, bool rework)
    {
        var order = node.Decision?.EvaluationOrder ?? [];
        return [.. outgoing[node.Code].Where(e => (e.Type == RoutingEdgeType.Rework) == rework)
            .OrderBy(e => e.Condition is null ? 2 : e.IsDefault ? 1 : 0)
            .ThenBy(e => order.IndexOf(e.Id) is >= 0 and var place ? place : int.MaxValue)
            .ThenByDescending(e => e.Priority).ThenBy(e => e.Index)];
    }

    /// <summary>Splits and joins nest, so the join that closes as many as were opened is the one.</summary>
    private string? JoinOf(string split)
    {
        var seen = new HashSet<(string, int)> { (split, 1) };
        var open = new Queue<(string Code, int Depth)>([(split, 1)]);
        while (open.TryDequeue(out var at))
        {
            foreach (var edge in Forward(at.Code))
            {
                var type = nodes[edge.Target].Type;
                var depth = at.Depth + (type == RoutingNodeType.Split ? 1 : type == RoutingNodeType.Join ? -1 : 0);
                if (depth == 0) return edge.Target;
                if (seen.Add((edge.Target, depth))) open.Enqueue((edge.Target, depth));
            }
        }
        return null;
    }

    private void MarkBranches(string start)
    {
        branches[start] = null;
        var open = new Queue<string>([start]);
        while (open.TryDequeue(out var code))
        {
            foreach (var edge in Forward(code))
            {
                var branch = joins.ContainsKey(code) ? new Branch(code, edge.BranchKey, branches[code]) : branches[code];
                if (branch is not null && joins.GetValueOrDefault(branch.Split) == edge.Target) branch = branch.Outer;
                if (branches.TryAdd(edge.Target, branch)) open.Enqueue(edge.Target);
            }
        }
    }

    private List<RoutingNode> InOrder()
    {
        var incoming = graph.Edges.Where(e => e.Type != RoutingEdgeType.Rework).GroupBy(e => e.Target, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal);
        var longest = graph.Nodes.ToDictionary(n => n.Code, _ => 0, StringComparer.Ordinal);
        var open = new Queue<string>(graph.Nodes.Where(n => !incoming.ContainsKey(n.Code)).Select(n => n.Code));
        while (open.TryDequeue(out var code))
        {
            foreach (var edge in Forward(code))
            {
                longest[edge.Target] = Math.Max(longest[edge.Target], longest[code] + 1);
                if (--incoming[edge.Target] == 0) open.Enqueue(edge.Target);
            }
        }
        return [.. graph.Nodes.OrderBy(n => longest[n.Code]).ThenBy(n => n.Index)];
    }
}
