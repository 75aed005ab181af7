namespace ControlRoom.Core.Routing;

/// <summary>GRF-15: what is worth knowing before a graph is published, and no mistake.</summary>
internal static class RoutingHints
{
    public static IEnumerable<RoutingFinding> Of(RoutingMap map, RoutingBranches branches, RoutingSurroundings around) => [.. Unchecked(map, branches), .. Bottleneck(map), .. Skills(map, around)];

    /// <summary>A component that goes into a join without a check.</summary>
    private static IEnumerable<RoutingFinding> Unchecked(RoutingMap map, RoutingBranches branches)
    {
        foreach (var split in map.Nodes.Where(n => n.Type == RoutingNodeType.Split && branches.JoinOf(n) is not null))
        {
            foreach (var edge in map.Leaving(split))
            {
                RoutingNode[] within = [.. branches.Within(new Branch(split.Code, edge.Id))];
                if (within.Any(n => n.Operation?.ProducesComponent is not null) && within.All(n => n.Type != RoutingNodeType.Qc))
                    yield return Hint("BRANCH_UNCHECKED", split).With("branch", edge.BranchKey).And(edge);
            }
        }
    }

    /// <summary>Where a piece takes longest of all the work centres it visits.</summary>
    private static IEnumerable<RoutingFinding> Bottleneck(RoutingMap map)
    {
        var loads = map.Nodes.Where(n => n.Station is { WorkCenter: not null, RunMinutes: > 0 }).GroupBy(n => n.Station!.WorkCenter!, StringComparer.Ordinal).Select(g => (Center: g.Key, Minutes: g.Sum(n => n.Station!.RunMinutes!.Value), Nodes: g.ToArray())).OrderByDescending(g => g.Minutes).ToList();
        if (loads.Count > 1 && loads[0].Minutes > loads[1].Minutes) yield return Hint("WORK_CENTER_BOTTLENECK", loads[0].Nodes).With("center", loads[0].Center).With("minutes", loads[0].Minutes);
    }

    private static IEnumerable<RoutingFinding> Skills(RoutingMap map, RoutingSurroundings around) =>
        from node in map.Nodes
        from need in node.Station?.Skills ?? []
        where around.Skills.GetValueOrDefault(need.Code) < need.MinLevel
        select Hint("SKILL_UNHELD", node).In("/data/config/skills").With("skill", need.Code).With("level", need.MinLevel);

    private static RoutingFinding Hint(string code, params RoutingNode[] nodes) => RoutingFinding.About("GRF-15", FindingSeverity.Info, code, nodes);
}
