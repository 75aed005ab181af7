using System.Collections.Immutable;
using ControlRoom.Core.Flows;
using ControlRoom.Core.Kernel;

namespace ControlRoom.Core.Routing;

public enum FindingSeverity
{
    /// <summary>The graph is not published with it.</summary>
    Error,
    Warning,
    Info,
}

/// <summary>Something the checks say about a workshop graph.</summary>
/// <param name="Rule"><c>GRF-01</c> … <c>GRF-15</c>.</param>
/// <param name="Cause">Code, sentence and place in the document.</param>
public sealed record RoutingFinding(string Rule, FindingSeverity Severity, Refusal Cause)
{
    public ImmutableArray<string> Nodes { get; init; } = [];
    public ImmutableArray<string> Edges { get; init; } = [];

    internal const string Root = "/graph_schema";

    internal static RoutingFinding About(string rule, string code, params RoutingNode[] nodes) => About(rule, FindingSeverity.Error, code, nodes);

    internal static RoutingFinding About(string rule, FindingSeverity severity, string code, params RoutingNode[] nodes)
    {
        var cause = Refusal.Invalid(code, nodes is [var first, ..] ? $"{Root}/nodes/{first.Index}" : $"{Root}/nodes");
        return new RoutingFinding(rule, severity, nodes is [var one, ..] ? cause.With("node", one.Code).With("name", NameOf(one)) : cause) { Nodes = [.. nodes.Select(n => n.Code)] };
    }

    internal static RoutingFinding About(string rule, string code, RoutingEdge edge, string member = "") =>
        new(rule, FindingSeverity.Error, Refusal.Invalid(code, $"{Root}/edges/{edge.Index}{member}").With("edge", edge.Id).With("source", edge.Source).With("target", edge.Target)) { Edges = [edge.Id] };

    internal RoutingFinding In(string member) => this with { Cause = Cause with { Pointer = Cause.Pointer + member } };

    internal RoutingFinding With(string name, object? value) => this with { Cause = Cause.With(name, value) };

    internal RoutingFinding And(params IEnumerable<RoutingEdge> edges) => this with { Edges = [.. edges.Select(e => e.Id)] };

    internal static NodeName NameOf(RoutingNode node) => new(node.Code, node.Label.Hu, node.Label.En);
}
