using System.Collections.Immutable;

namespace ControlRoom.Core.Routing;

/// <summary>A branch that something lies in: behind this split, begun by this edge.</summary>
internal readonly record struct Branch(string Split, string EdgeId);

/// <summary>
/// Which splits rejoin, and in which branches each node lies. Splits and joins nest: all branches of a split meet in one join, or none does.
/// Asked of graphs with one start and without cycles.
/// </summary>
internal sealed class RoutingBranches
{
    private readonly RoutingMap map;
    private readonly Dictionary<string, ImmutableArray<Branch>> paths = new(StringComparer.Ordinal);
    private readonly Dictionary<string, RoutingNode> joins = new(StringComparer.Ordinal);
    private readonly HashSet<string> apart = new(StringComparer.Ordinal);
    private readonly List<(RoutingNode End, ImmutableArray<Branch> Path)> arrivals = [];
    private readonly List<RoutingFinding> findings = [];

    public RoutingBranches(RoutingMap map)
    {
        this.map = map;
        foreach (var node in map.InOrder())
        {
            var ways = map.Entering(node).Where(e => paths.ContainsKey(e.Source)).Select(Behind).ToList();
            paths[node.Code] = ways.Count == 0 ? [] : node.Type == RoutingNodeType.Join ? Meet(node, ways) : Merge(node, ways);
        }

        Escapes();
        findings.AddRange(map.Nodes.Where(n => n.Type == RoutingNodeType.Split && paths.ContainsKey(n.Code) && !joins.ContainsKey(n.Code) && !findings.Any(f => f.Nodes.Contains(n.Code)))
            .Select(n => RoutingFinding.About("GRF-06", FindingSeverity.Warning, "SPLIT_NEVER_JOINED", n)));
    }

    public IReadOnlyList<RoutingFinding> Findings => findings;

    /// <summary>The join in which all branches of the split meet; null when none does.</summary>
    public RoutingNode? JoinOf(RoutingNode split) => joins.GetValueOrDefault(split.Code);

    /// <summary>The branches around the node, the outermost first; none for what cannot be reached.</summary>
    public ImmutableArray<Branch> PathOf(RoutingNode node) => paths.GetValueOrDefault(node.Code, []);

    /// <summary>What lies in this branch, in branches within it too.</summary>
    public IEnumerable<RoutingNode> Within(Branch branch) => map.Nodes.Where(n => PathOf(n).Contains(branch));

    private ImmutableArray<Branch> Behind(RoutingEdge edge) => map[edge.Source].Type == RoutingNodeType.Split ? paths[edge.Source].Add(new Branch(edge.Source, edge.Id)) : paths[edge.Source];

    /// <summary>The branches of one split come together, and the join lies where the split does.</summary>
    private ImmutableArray<Branch> Meet(RoutingNode join, List<ImmutableArray<Branch>> ways)
    {
        var outer = Common(ways);
        var whole = ways.All(w => w.Length > 0 && w[..^1].SequenceEqual(ways[0][..^1]) && w[^1].Split == ways[0][^1].Split);
        if (!whole)
        {
            findings.Add(RoutingFinding.About("GRF-06", "JOIN_WITHOUT_SPLIT", join).And(map.Entering(join)));
            return outer;
        }

        var split = map[ways[0][^1].Split];
        var came = ways.Select(w => w[^1].EdgeId).ToHashSet(StringComparer.Ordinal);
        List<RoutingEdge> missing = [.. map.Leaving(split).Where(e => !came.Contains(e.Id))];
        if (missing.Count > 0)
            findings.Add(RoutingFinding.About("GRF-06", "JOIN_MISSES_BRANCH", join).With("split", RoutingFinding.NameOf(split)).With("edges", string.Join(", ", missing.Select(e => e.Id))).And(missing) with { Nodes = [join.Code, split.Code] });
        else if (!joins.TryAdd(split.Code, join))
            findings.Add(RoutingFinding.About("GRF-06", "SPLIT_JOINED_TWICE", split).With("first", RoutingFinding.NameOf(joins[split.Code])).With("second", RoutingFinding.NameOf(join)) with { Nodes = [split.Code, join.Code] });
        return ways[0][..^1];
    }

    /// <summary>Branches that run into one step without a join are apart for good.</summary>
    private ImmutableArray<Branch> Merge(RoutingNode node, List<ImmutableArray<Branch>> ways)
    {
        if (node.Type == RoutingNodeType.End) arrivals.AddRange(ways.Select(w => (node, w)));
        var common = Common(ways);
        foreach (var branch in ways.SelectMany(w => w.Skip(common.Length))) apart.Add(branch.Split);
        return common;
    }

    /// <summary>Nothing leaves a split that rejoins but through its join, and nothing within it stays apart.</summary>
    private void Escapes()
    {
        foreach (var (end, path) in arrivals)
        {
            foreach (var branch in path.Where(b => joins.ContainsKey(b.Split)))
                findings.Add(RoutingFinding.About("GRF-06", "BRANCH_ESCAPES", map[branch.Split]).With("join", RoutingFinding.NameOf(joins[branch.Split])).With("end", RoutingFinding.NameOf(end)).And(map.Edges.Where(e => e.Id == branch.EdgeId)) with { Nodes = [branch.Split, end.Code] });
        }

        foreach (var split in apart.Order(StringComparer.Ordinal).Where(s => paths[s].Any(b => joins.ContainsKey(b.Split)) || joins.ContainsKey(s)))
            findings.Add(RoutingFinding.About("GRF-06", "BRANCHES_RUN_TOGETHER", map[split]));
    }

    private static ImmutableArray<Branch> Common(List<ImmutableArray<Branch>> ways)
    {
        var length = 0;
        while (ways.All(w => w.Length > length && w[length] == ways[0][length])) length++;
        return ways[0][..length];
    }
}
