// Token lifecycle core: mind token idempotency, the instance state machine, serial integrity and transactions across both databases.
// A change here updates the end-to-end tests, is reviewed by the architecture owner, and passes the full regression.
using System.Collections.Frozen;
using System.Collections.Immutable;
using ControlRoom.Core.Routing;

namespace ControlRoom.Core.Tokens.Engine;

/// <summary>A node with everything the engine asks of it looked up once.</summary>
/// <param name="Out">Ways on, in the order they are asked: rules first, then the default, then plain ones; by priority, then as in the document.</param>
/// <param name="Rework">Ways back, in the same order.</param>
/// <param name="Join">Of a split whose branches meet again: where.</param>
/// <param name="Branch">The innermost split that meets again and the branch of it this node lies in; null outside of all.</param>
/// <param name="Ordinal">Place in the queue's order: longest way from the start, then as in the document.</param>
/// <param name="Stage">How many operations and checks come up to here, this one included.</param>
public sealed record CompiledNode(RoutingNode Node, ImmutableArray<RoutingEdge> Out, ImmutableArray<RoutingEdge> Rework, string? Join, Branch? Branch, int Ordinal, int Stage)
{
    public string Code => Node.Code;
    public RoutingNodeType Type => Node.Type;
    public bool IsStation => Type is RoutingNodeType.Operation or RoutingNodeType.Qc;
}

public sealed record Branch(string Split, string Key, Branch? Outer);

/// <summary>A well-formed graph, compiled once per content hash and shared by every token on it.</summary>
public sealed class CompiledGraph
{
    private readonly FrozenDictionary<string, CompiledNode> nodes;
    private readonly FrozenDictionary<string, ImmutableArray<string>> before;
    private readonly FrozenDictionary<string, string> splits;

    private CompiledGraph(RoutingGraph graph, IReadOnlyList<CompiledNode> compiled)
    {
        nodes = compiled.ToFrozenDictionary(n => n.Code, StringComparer.Ordinal);
        before = graph.Edges.Where(e => e.Type != RoutingEdgeType.Rework).GroupBy(e => e.Target, e => e.Source, StringComparer.Ordinal)
            .ToFrozenDictionary(g => g.Key, g => g.ToImmutableArray(), StringComparer.Ordinal);
        splits = compiled.Where(n => n.Join is not null).GroupBy(n => n.Join!, n => n.Code, StringComparer.Ordinal).ToFrozenDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);
        Nodes = [.. compiled.OrderBy(n => n.Ordinal)];
        Start = Nodes.First(n => n.Type == RoutingNodeType.Start).Code;
        Stages = Nodes.Count(n => n.IsStation);
    }

    /// <summary>In the order of <see cref="CompiledNode.Ordinal"/>.</summary>
    public ImmutableArray<CompiledNode> Nodes { get; }
    public string Start { get; }

    /// <summary>How many operations and checks there are.</summary>
    public int Stages { get; }

    public CompiledNode this[string code] => nodes[code];

    public bool Has(string code) => nodes.ContainsKey(code);

    public static CompiledGraph Of(RoutingGraph graph) => new(graph, new GraphCompiler(graph).Compile());

    /// <summary>The first node behind <paramref name="split"/> in the branch <paramref name="key"/>.</summary>
    public string FirstOfBranch(string split, string key) => nodes[split].Out.First(e => e.BranchKey == key).Target;

    /// <summary>Whether a token can be sent back from <paramref name="node"/> to <paramref name="target"/>: it came by there, in its own branch.</summary>
    public bool IsUpstream(string target, string node) => Upstream(node).Contains(target);

    /// <summary>Everything before <paramref name="node"/> in its own branch: blocks that met again are passed over, the branch's split is the border.</summary>
    public IReadOnlySet<string> Upstream(string node)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>([node]);
        while (open.TryPop(out var at))
        {
            foreach (var previous in before.GetValueOrDefault(at, []))
            {
                var step = splits.GetValueOrDefault(previous, previous);
                if (nodes[previous].Type == RoutingNodeType.Split || !seen.Add(step)) continue;
                open.Push(step);
            }
        }
        return seen;
    }

    /// <summary>Whether a token at <paramref name="node"/> can come to <paramref name="target"/> on forward ways, without passing <paramref name="border"/>, the join where it ends.</summary>
    public bool Reaches(string node, string target, string? border)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal) { node };
        var open = new Stack<string>([node]);
        while (open.TryPop(out var at))
        {
            foreach (var edge in nodes[at].Out)
            {
                if (edge.Target == target) return true;
                if (edge.Target != border && seen.Add(edge.Target)) open.Push(edge.Target);
            }
        }
        return false;
    }
}
