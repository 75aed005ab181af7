using System.Collections.Frozen;

namespace ControlRoom.Core.Routing;

/// <summary>What is there around the graph.</summary>
/// <param name="Skills">The highest level anybody has, by skill.</param>
public sealed record RoutingSurroundings(FrozenSet<string> WorkCenters, FrozenSet<string> Teams, FrozenDictionary<string, int> Skills);

/// <summary>
/// The strict checks of a workshop graph, everything at once (GRF-01 … GRF-15). A graph is published when no finding is an error.
/// </summary>
public static class RoutingRules
{
    public static IReadOnlyList<RoutingFinding> Check(RoutingReading reading, RoutingSurroundings around)
    {
        List<RoutingFinding> findings = [.. reading.Structure, .. reading.Content];
        if (reading.Graph is not { } graph) return findings;
        var map = new RoutingMap(graph);
        List<IReadOnlyList<RoutingNode>> cycles = [.. map.Cycles()];
        findings.AddRange([.. Ends(graph, map), .. Loops(graph, map, cycles), .. Ways(map), .. Names(graph, map)]);
        findings.AddRange(map.Nodes.SelectMany(n => RoutingNodeRules.Check(n, map, around)));
        if (cycles.Count > 0 || map.Nodes.Count(n => n.Type == RoutingNodeType.Start) != 1 || graph.Nodes.DistinctBy(n => n.Code).Count() != graph.Nodes.Length) return findings;

        var branches = new RoutingBranches(map);
        findings.AddRange([.. branches.Findings, .. RoutingBranchRules.Check(map, branches), .. RoutingHints.Of(map, branches, around)]);
        return findings;
    }

    /// <summary>GRF-01: one way in, at least one out.</summary>
    private static IEnumerable<RoutingFinding> Ends(RoutingGraph graph, RoutingMap map)
    {
        RoutingNode[] starts = [.. map.Nodes.Where(n => n.Type == RoutingNodeType.Start)];
        if (starts.Length != 1) yield return RoutingFinding.About("GRF-01", "ROUTE_START_COUNT", starts).With("count", starts.Length);
        if (map.Nodes.All(n => n.Type != RoutingNodeType.End)) yield return RoutingFinding.About("GRF-01", "ROUTE_END_MISSING");
        foreach (var edge in graph.Edges)
        {
            if (map.Find(edge.Target) is { Type: RoutingNodeType.Start }) yield return RoutingFinding.About("GRF-01", "ROUTE_START_ENTERED", edge, "/target");
            if (map.Find(edge.Source) is { Type: RoutingNodeType.End }) yield return RoutingFinding.About("GRF-01", "ROUTE_END_LEFT", edge, "/source");
        }
    }

    /// <summary>GRF-02: only rework leads back, and only to where it came from.</summary>
    private static IEnumerable<RoutingFinding> Loops(RoutingGraph graph, RoutingMap map, IReadOnlyList<IReadOnlyList<RoutingNode>> cycles)
    {
        foreach (var cycle in cycles) yield return RoutingFinding.About("GRF-02", "ROUTE_CYCLE", [.. cycle]).With("cycle", string.Join(" → ", cycle.Select(n => n.Code)));
        foreach (var edge in graph.Edges.Where(e => e.Source == e.Target)) yield return RoutingFinding.About("GRF-02", "ROUTE_SELF_LOOP", edge);
        foreach (var edge in map.Edges.Where(e => e.Type == RoutingEdgeType.Rework && e.Source != e.Target))
        {
            var (source, target) = (map[edge.Source], map[edge.Target]);
            if (source.Type is not (RoutingNodeType.Qc or RoutingNodeType.Operation or RoutingNodeType.Decision)) yield return RoutingFinding.About("GRF-02", "REWORK_SOURCE_UNFIT", edge, "/source");
            else if (target.Type is RoutingNodeType.Join or RoutingNodeType.End || !map.Ancestors(edge.Source).Contains(edge.Target)) yield return RoutingFinding.About("GRF-02", "REWORK_TARGET_UNFIT", edge, "/target");
        }
    }

    /// <summary>GRF-03: every step lies on a way from the start to an end.</summary>
    private static IEnumerable<RoutingFinding> Ways(RoutingMap map)
    {
        foreach (var node in map.Nodes)
        {
            if (!map.IsReached(node)) yield return RoutingFinding.About("GRF-03", "ROUTE_UNREACHABLE", node);
            if (!map.ReachesEnd(node)) yield return RoutingFinding.About("GRF-03", "ROUTE_DEAD_END", node);
        }
    }

    /// <summary>GRF-04, as far as the shape of the document does not say it.</summary>
    private static IEnumerable<RoutingFinding> Names(RoutingGraph graph, RoutingMap map)
    {
        foreach (var edge in graph.Edges.Where(e => map.Find(e.Source) is { Type: RoutingNodeType.Group } || map.Find(e.Target) is { Type: RoutingNodeType.Group }))
            yield return RoutingFinding.About("GRF-04", "ROUTE_TOUCHES_GROUP", edge);
        foreach (var same in map.Nodes.Where(n => n.Label.Hu.Length > 0).GroupBy(n => n.Label).Where(g => g.Count() > 1))
            yield return RoutingFinding.About("GRF-04", FindingSeverity.Warning, "LABEL_DUPLICATE", [.. same]).With("label", new Flows.NodeName("", same.Key.Hu, same.Key.En)).With("codes", string.Join(", ", same.Select(n => n.Code)));
    }
}
