namespace ControlRoom.Core.Routing;

/// <summary>What each node must be by itself: its ways out, its rules, who works there.</summary>
internal static class RoutingNodeRules
{
    public static IEnumerable<RoutingFinding> Check(RoutingNode node, RoutingMap map, RoutingSurroundings around)
    {
        var ways = new Ways(node, map);
        return [.. Unconditional(ways), .. node.Type switch
        {
            RoutingNodeType.Split => Split(ways),
            RoutingNodeType.Join => Join(ways, map),
            RoutingNodeType.Decision => Decision(ways),
            RoutingNodeType.Qc => Qc(ways, map),
            RoutingNodeType.Wait => Wait(ways),
            _ => Onward(ways),
        }, .. ReworkEdges(ways), .. Station(node, around)];
    }

    /// <summary>GRF-07: a conditional edge says when.</summary>
    private static IEnumerable<RoutingFinding> Unconditional(Ways ways) =>
        ways.On.Where(e => e is { Type: RoutingEdgeType.Conditional, Condition: null, HasUnreadableCondition: false }).Select(e => RoutingFinding.About("GRF-07", "CONDITION_MISSING", e, "/data/condition_rule"));

    private static IEnumerable<RoutingFinding> Split(Ways ways)
    {
        var node = ways.Node;
        if (ways.On.Count < 2) yield return RoutingFinding.About("GRF-05", "SPLIT_TOO_NARROW", node);
        foreach (var same in ways.On.GroupBy(e => e.BranchKey, StringComparer.Ordinal).Where(g => g.Count() > 1))
            yield return RoutingFinding.About("GRF-07", "BRANCH_KEY_DUPLICATE", node).With("key", same.Key).And(same);
        switch (node.Split)
        {
            case { Policy: SplitPolicy.Conditional }:
                foreach (var finding in Choice(ways)) yield return finding;
                break;
            case { Policy: var policy }:
                if (policy == SplitPolicy.Ratio && !node.Split.Ratio.Keys.SequenceEqual(ways.On.Select(e => e.BranchKey).Order(StringComparer.Ordinal), StringComparer.Ordinal))
                    yield return RoutingFinding.About("GRF-07", "RATIO_UNFIT", node).In("/data/config/ratio").With("keys", string.Join(", ", ways.On.Select(e => e.BranchKey)));
                foreach (var edge in ways.On.Where(e => e.Condition is not null)) yield return Unused(edge);
                break;
        }
    }

    private static IEnumerable<RoutingFinding> Join(Ways ways, RoutingMap map)
    {
        var incoming = map.Entering(ways.Node).Count();
        if (incoming < 2) yield return RoutingFinding.About("GRF-05", "JOIN_TOO_NARROW", ways.Node);
        if (ways.Node.Join is { Type: JoinType.NOfM, Count: var count } && !(count >= 1 && count <= incoming)) yield return RoutingFinding.About("GRF-05", "JOIN_COUNT_RANGE", ways.Node).In("/data/config/join_count").With("max", incoming);
        if (ways.On.Count > 1) yield return RoutingFinding.About("GRF-05", "JOIN_LEADS_APART", ways.Node).And(ways.On);
        foreach (var finding in NoFallback(ways)) yield return finding;
    }

    private static IEnumerable<RoutingFinding> Decision(Ways ways)
    {
        foreach (var finding in Choice(ways)) yield return finding;
        foreach (var edge in ways.Back.Where(e => e is { HasUnreadableCondition: false } && e.Condition is null or DefaultCondition)) yield return RoutingFinding.About("GRF-07", "CONDITION_MISSING", edge, "/data/condition_rule");
        string[] foreign = [.. ways.Node.Decision!.EvaluationOrder.Where(id => !ways.On.Concat(ways.Back).Any(e => e.Id == id))];
        if (foreign.Length > 0) yield return RoutingFinding.About("GRF-07", "EVALUATION_ORDER_UNKNOWN", ways.Node).In("/data/config/evaluation_order").With("edges", string.Join(", ", foreign));
    }

    /// <summary>GRF-09: every check has one way for what passes; its conditions are about its result.</summary>
    private static IEnumerable<RoutingFinding> Qc(Ways ways, RoutingMap map)
    {
        if (ways.Plain.Count != 1) yield return RoutingFinding.About("GRF-09", "QC_PASS_EDGE", ways.Node).With("count", ways.Plain.Count).And(ways.Plain);
        foreach (var edge in ways.On.Where(e => e.Condition is { } condition && (condition is DefaultCondition || condition.Leaves().Any(l => l.Subject != ConditionSubject.Token || !l.Property.StartsWith("qc_result.", StringComparison.Ordinal)))))
            yield return RoutingFinding.About("GRF-07", "QC_CONDITION_FOREIGN", edge, "/data/condition_rule");
        if (ways.Node.Qc is not { } qc) yield break;
        if (qc.RequireReworkEdge && ways.Back.Count == 0) yield return RoutingFinding.About("GRF-09", "QC_REWORK_MISSING", ways.Node);
        if (!qc.AllowScrap && ways.Back.Count == 0) yield return RoutingFinding.About("GRF-09", FindingSeverity.Warning, "QC_FAIL_STUCK", ways.Node);
        if (qc.ReplacementNode is { } begin && !(map.Find(begin)?.Type == RoutingNodeType.Operation && map.Ancestors(ways.Node.Code).Contains(begin)))
            yield return RoutingFinding.About("GRF-09", "REPLACEMENT_NODE_UNFIT", ways.Node).In("/data/config/replacement_node").With("begin", begin);
    }

    private static IEnumerable<RoutingFinding> Wait(Ways ways)
    {
        if (ways.On.Count > 1) yield return RoutingFinding.About("GRF-10", "WAIT_LEADS_APART", ways.Node).And(ways.On);
        foreach (var finding in NoFallback(ways)) yield return finding;
    }

    /// <summary>Start and operations: one plain way on, or conditions with a way for the rest.</summary>
    private static IEnumerable<RoutingFinding> Onward(Ways ways)
    {
        if (ways.Plain.Count > 1) yield return RoutingFinding.About("GRF-08", "NORMAL_EDGES_AMBIGUOUS", ways.Node).And(ways.Plain);
        if (ways.Defaults.Count > 1 || (ways.Defaults.Count == 1 && ways.Plain.Count > 0)) yield return RoutingFinding.About("GRF-07", "DEFAULT_EDGE_TWICE", ways.Node).And(ways.Defaults.Concat(ways.Plain));
        foreach (var finding in NoFallback(ways)) yield return finding;
    }

    /// <summary>Decisions and conditional splits: every edge has its condition, and exactly one is for the rest.</summary>
    private static IEnumerable<RoutingFinding> Choice(Ways ways)
    {
        foreach (var edge in ways.Plain) yield return RoutingFinding.About("GRF-07", "CONDITION_MISSING", edge, "/data/condition_rule");
        if (ways.Defaults.Count > 1) yield return RoutingFinding.About("GRF-07", "DEFAULT_EDGE_TWICE", ways.Node).And(ways.Defaults);
        if (ways.Defaults.Count == 0 && !ways.HasUnreadable) yield return RoutingFinding.About("GRF-07", "DEFAULT_EDGE_MISSING", ways.Node);
    }

    private static IEnumerable<RoutingFinding> NoFallback(Ways ways)
    {
        if (ways.On.Any(e => e.Condition is not (null or DefaultCondition)) && ways.Plain.Count == 0 && ways.Defaults.Count == 0) yield return RoutingFinding.About("GRF-07", "DEFAULT_EDGE_MISSING", ways.Node);
    }

    /// <summary>Whatever fails a step has one way back.</summary>
    private static IEnumerable<RoutingFinding> ReworkEdges(Ways ways)
    {
        if (ways.Node.Type is not (RoutingNodeType.Qc or RoutingNodeType.Operation)) yield break;
        if (ways.Back.Count > 1) yield return RoutingFinding.About("GRF-08", "REWORK_AMBIGUOUS", ways.Node).And(ways.Back);
        foreach (var edge in ways.Back.Where(e => e.Condition is not null)) yield return Unused(edge);
    }

    /// <summary>GRF-12: whoever and whatever is named exists.</summary>
    private static IEnumerable<RoutingFinding> Station(RoutingNode node, RoutingSurroundings around)
    {
        if (node.Station is not { } station) yield break;
        if (station.WorkCenter is { } center && !around.WorkCenters.Contains(center)) yield return RoutingFinding.About("GRF-12", "ROUTE_WORK_CENTER_UNKNOWN", node).In("/data/config/work_center").With("code", center);
        string[] teams = [.. new[] { station.Team, station.Assignment.PreferredTeam }.OfType<string>(), .. station.Assignment.AllowedTeams, .. station.Assignment.ForbiddenTeams];
        foreach (var team in teams.Distinct(StringComparer.Ordinal).Where(t => !around.Teams.Contains(t))) yield return RoutingFinding.About("GRF-12", "ROUTE_TEAM_UNKNOWN", node).In("/data/config").With("code", team);
        if (station.Assignment is { Policy: AssignmentPolicy.TeamLock, PreferredTeam: null }) yield return RoutingFinding.About("GRF-12", "ASSIGNMENT_TEAM_MISSING", node).In("/data/config/assignment");
    }

    /// <summary>GRF-07: nobody asks this condition.</summary>
    private static RoutingFinding Unused(RoutingEdge edge) => RoutingFinding.About("GRF-07", "CONDITION_UNUSED", edge, "/data/condition_rule") with { Severity = FindingSeverity.Warning };

    /// <summary>The ways out of a node, by what decides about them.</summary>
    private sealed class Ways(RoutingNode node, RoutingMap map)
    {
        public RoutingNode Node { get; } = node;
        public IReadOnlyList<RoutingEdge> On { get; } = [.. map.Leaving(node)];
        public IReadOnlyList<RoutingEdge> Back { get; } = [.. map.Rework(node)];
        public IReadOnlyList<RoutingEdge> Plain => [.. On.Where(e => e is { Type: RoutingEdgeType.Normal, Condition: null, HasUnreadableCondition: false })];
        public IReadOnlyList<RoutingEdge> Defaults => [.. On.Where(e => e.IsDefault)];
        public bool HasUnreadable => On.Any(e => e.HasUnreadableCondition);
    }
}
