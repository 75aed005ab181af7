using System.Collections.Immutable;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Routing;
using ControlRoom.Core.Tokens.Engine;

namespace ControlRoom.Core.Tests.Tokens.Engine;

/// <summary>Workshop graphs in few words. Nodes come by themselves where an edge names them; their code says what they are: START, QC1, S1, J1, D1, W1, END, and all else is an operation.</summary>
internal sealed class GraphBuilder
{
    private readonly Dictionary<string, RoutingNode> nodes = new(StringComparer.Ordinal);
    private readonly List<RoutingEdge> edges = [];

    public IReadOnlyList<RoutingEdge> Edges => edges;

    public IEnumerable<string> Codes => nodes.Keys;

    /// <summary>A chain of plain edges.</summary>
    public GraphBuilder Line(params string[] codes)
    {
        for (var i = 1; i < codes.Length; i++) Edge(codes[i - 1], codes[i]);
        return this;
    }

    public GraphBuilder Edge(string from, string to, Condition? when = null, string? key = null, int priority = 0)
    {
        Add(from, to, when is null ? RoutingEdgeType.Normal : RoutingEdgeType.Conditional, when, key, priority, null);
        return this;
    }

    public GraphBuilder Rework(string from, string to, int? limit = null, Condition? when = null)
    {
        Add(from, to, RoutingEdgeType.Rework, when, null, 0, limit);
        return this;
    }

    public GraphBuilder Node(string code, Func<RoutingNode, RoutingNode> with)
    {
        nodes[code] = with(Of(code));
        return this;
    }

    public GraphBuilder Station(string code, Func<StationSpec, StationSpec> with) => Node(code, n => n with { Station = with(n.Station!) });

    public GraphBuilder Op(string code, OperationSpec spec) => Node(code, n => n with { Operation = spec });

    public GraphBuilder Qc(string code, QcSpec spec) => Node(code, n => n with { Qc = spec });

    public GraphBuilder Split(string code, SplitSpec spec) => Node(code, n => n with { Split = spec });

    public GraphBuilder Join(string code, JoinSpec spec) => Node(code, n => n with { Join = spec });

    public GraphBuilder Wait(string code, WaitSpec spec) => Node(code, n => n with { Wait = spec });

    public GraphBuilder Decision(string code, DecisionSpec spec) => Node(code, n => n with { Decision = spec });

    public RoutingGraph Build() => new([.. nodes.Values], [.. edges]);

    public CompiledGraph Compile() => CompiledGraph.Of(Build());

    public static Condition Qty(ConditionOperator op, decimal value) => new PropertyCondition(ConditionSubject.Token, "qty", op, value);

    public static Condition Job(string property, object value) => new PropertyCondition(ConditionSubject.Job, property, ConditionOperator.Equal, value);

    public static Condition Token(string property, object? value) => new PropertyCondition(ConditionSubject.Token, property, ConditionOperator.Equal, value);

    public static Condition Default { get; } = new DefaultCondition();

    public static ImmutableSortedDictionary<string, int> Ratio(params (string Key, int Weight)[] weights) => weights.ToImmutableSortedDictionary(w => w.Key, w => w.Weight);

    private void Add(string from, string to, RoutingEdgeType type, Condition? when, string? key, int priority, int? limit)
    {
        Of(from);
        Of(to);
        edges.Add(new RoutingEdge($"e{edges.Count + 1}", edges.Count, from, to, type) { Condition = when, BranchKey = key ?? to, Priority = priority, ReworkLimit = limit });
    }

    private RoutingNode Of(string code)
    {
        if (nodes.TryGetValue(code, out var known)) return known;
        var node = new RoutingNode(code, nodes.Count, TypeOf(code), new LocalText(code, code));
        return nodes[code] = node.Type switch
        {
            RoutingNodeType.Operation => node with { Station = new StationSpec { WorkCenter = "WC" }, Operation = new OperationSpec() },
            RoutingNodeType.Qc => node with { Station = new StationSpec { WorkCenter = "WC" }, Qc = new QcSpec() },
            RoutingNodeType.Split => node with { Split = new SplitSpec(SplitPolicy.All) },
            RoutingNodeType.Join => node with { Join = new JoinSpec(JoinType.And) },
            RoutingNodeType.Decision => node with { Decision = new DecisionSpec() },
            RoutingNodeType.Wait => node with { Wait = new WaitSpec(WaitType.Approval) { Role = Role.Manager } },
            _ => node,
        };
    }

    private static RoutingNodeType TypeOf(string code) => code.TrimEnd(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']) switch
    {
        "START" => RoutingNodeType.Start,
        "END" => RoutingNodeType.End,
        "QC" => RoutingNodeType.Qc,
        "S" => RoutingNodeType.Split,
        "J" => RoutingNodeType.Join,
        "D" => RoutingNodeType.Decision,
        "W" => RoutingNodeType.Wait,
        _ => RoutingNodeType.Operation,
    };
}
