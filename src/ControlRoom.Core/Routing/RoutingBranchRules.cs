namespace ControlRoom.Core.Routing;

/// <summary>What asks which branch a node lies in.</summary>
internal static class RoutingBranchRules
{
    public static IEnumerable<RoutingFinding> Check(RoutingMap map, RoutingBranches branches) =>
        [.. Rework(map, branches), .. Pieces(map, branches), .. Checks(map, branches), .. map.Nodes.Where(n => n.Type == RoutingNodeType.Split).SelectMany(split => Components(split, map, branches))];

    /// <summary>GRF-02: rework stays in its own branch.</summary>
    private static IEnumerable<RoutingFinding> Rework(RoutingMap map, RoutingBranches branches) => map.Edges
        .Where(e => e.Type == RoutingEdgeType.Rework && map.IsReached(map[e.Source]) && map.IsReached(map[e.Target]) && !branches.PathOf(map[e.Source]).SequenceEqual(branches.PathOf(map[e.Target])))
        .Select(e => RoutingFinding.About("GRF-02", "REWORK_LEAVES_BRANCH", e, "/target"));

    /// <summary>GRF-06: pieces are whole of themselves, so that a join would never get what was cut into them.</summary>
    private static IEnumerable<RoutingFinding> Pieces(RoutingMap map, RoutingBranches branches) => map.Nodes
        .Where(n => n.Operation is { Output: OperationOutput.Pieces } && branches.PathOf(n).Any(b => branches.JoinOf(map[b.Split]) is not null))
        .Select(n => RoutingFinding.About("GRF-06", "PIECES_IN_BRANCH", n).In("/data/config/output"));

    /// <summary>GRF-09: something was made before it is checked.</summary>
    private static IEnumerable<RoutingFinding> Checks(RoutingMap map, RoutingBranches branches)
    {
        foreach (var qc in map.Nodes.Where(n => n.Type == RoutingNodeType.Qc && map.IsReached(n)))
        {
            var path = branches.PathOf(qc);
            if (!map.Ancestors(qc.Code).Select(code => map[code]).Any(n => n.Type == RoutingNodeType.Operation && branches.PathOf(n).AsSpan().StartsWith(path.AsSpan()))) yield return RoutingFinding.About("GRF-09", "QC_NOTHING_TO_CHECK", qc);
        }
    }

    /// <summary>GRF-13: a join takes what its branches make.</summary>
    private static IEnumerable<RoutingFinding> Components(RoutingNode split, RoutingMap map, RoutingBranches branches)
    {
        if (branches.JoinOf(split) is not { Join: { } spec } join) yield break;
        var made = Made(map.Ancestors(join.Code).Select(code => map[code]));
        foreach (var code in spec.ConsumesComponents.Where(c => !made.Contains(c))) yield return RoutingFinding.About("GRF-13", "JOIN_COMPONENT_MISSING", join).In("/data/config/consumes_components").With("component", code);

        var within = map.Leaving(split).SelectMany(e => branches.Within(new Branch(split.Code, e.Id))).ToList();
        var taken = within.SelectMany(n => n.Join?.ConsumesComponents ?? []).Concat(spec.ConsumesComponents).ToHashSet(StringComparer.Ordinal);
        foreach (var code in Made(within).Where(c => !taken.Contains(c)).Order(StringComparer.Ordinal))
            yield return RoutingFinding.About("GRF-13", FindingSeverity.Warning, "JOIN_COMPONENT_UNUSED", join).In("/data/config/consumes_components").With("component", code);
    }

    private static HashSet<string> Made(IEnumerable<RoutingNode> nodes) => nodes.Select(n => n.Operation?.ProducesComponent).OfType<string>().ToHashSet(StringComparer.Ordinal);
}
