using System.Collections.Immutable;
using System.Text.Json;
using System.Text.RegularExpressions;
using ControlRoom.Core.Flows;
using ControlRoom.Core.Kernel;

namespace ControlRoom.Core.Routing;

/// <summary>What was read of a document.</summary>
/// <param name="Graph">Null when there is no graph to speak of. With mistakes, what they are about is left out.</param>
/// <param name="Structure">What even a draft is refused for.</param>
/// <param name="Content">What is missing or contradicts itself; a draft may.</param>
public sealed record RoutingReading(RoutingGraph? Graph, IReadOnlyList<RoutingFinding> Structure, IReadOnlyList<RoutingFinding> Content);

/// <summary>
/// Reads the graph JSON of a workshop flow: <c>nodes[{id, type, position, parentId?, data{label, config}}]</c>,
/// <c>edges[{id, source, target, type, label?, data?{branch_key?, priority, condition_rule?, rework_limit?}}]</c>. Strict: config knows its keys.
/// </summary>
public static partial class RoutingReader
{
    /// <summary>The graph, or everything that keeps it from being one.</summary>
    /// <exception cref="JsonException">The text is no JSON; stored graphs always are.</exception>
    public static Outcome<RoutingGraph> Parse(string json) => Parse(JsonElement.Parse(json));

    public static Outcome<RoutingGraph> Parse(JsonElement root)
    {
        var reading = Read(root);
        return reading is { Graph: { } graph, Structure.Count: 0, Content.Count: 0 } ? graph : FlowVersionRules.GraphInvalid(reading.Structure.Concat(reading.Content).Select(f => f.Cause));
    }

    public static RoutingReading Read(JsonElement root)
    {
        var document = GraphDocument.Read(root);
        List<RoutingFinding> structure = [.. GraphRules.OnSave(document, RoutingWords.NodeTypes, RoutingGraph.MaxEdges).Select(Shape)];
        if (structure.Any(f => f.Cause.Code is "GRAPH_UNREADABLE" or "GRAPH_TOO_MANY_NODES" or "GRAPH_TOO_MANY_EDGES")) return new RoutingReading(null, structure, []);

        List<RoutingFinding> content = [.. GraphRules.Labels(document).Select(Shape)];
        var nodes = document.Nodes.Where(n => RoutingWords.NodeTypes.Contains(n.Type)).Select(n => Node(n, structure, content)).ToImmutableArray();
        var edges = document.Edges.Select(e => Edge(e, structure, content)).OfType<RoutingEdge>().ToImmutableArray();
        return new RoutingReading(new RoutingGraph(nodes, edges), structure, content);
    }

    /// <summary>What any graph must be, said by the checks of all flows.</summary>
    private static RoutingFinding Shape(Refusal mistake) => new("GRF-04", FindingSeverity.Error, mistake)
    {
        Nodes = mistake.Args.GetValueOrDefault("node") is string node ? [node] : [],
        Edges = mistake.Args.GetValueOrDefault("edge") is string edge ? [edge] : [],
    };

    private static RoutingNode Node(GraphNode read, List<RoutingFinding> structure, List<RoutingFinding> content)
    {
        var node = new RoutingNode(read.Id, read.Index, (RoutingNodeType)RoutingWords.NodeTypes.IndexOf(read.Type), new LocalText(read.LabelHu, read.LabelEn)) { ParentCode = read.ParentId, X = read.X ?? 0, Y = read.Y ?? 0 };
        if (read.Id.Length > 0 && !NodeCode().IsMatch(read.Id)) structure.Add(RoutingFinding.About("GRF-04", "NODE_CODE_INVALID", node).In("/id"));

        var config = new ConfigReader(read.Config, $"{RoutingFinding.Root}/nodes/{read.Index}/data/config", (mistake, key) =>
            structure.Add(new RoutingFinding(RuleOf(node.Type, key), FindingSeverity.Error, mistake.With("node", node.Code).With("name", RoutingFinding.NameOf(node))) { Nodes = [node.Code] }));
        var full = RoutingNodeReader.Read(node, config, content);
        foreach (var key in config.Unknown)
        {
            var misplaced = RoutingNodeReader.IsWork(key) && node.Type is not (RoutingNodeType.Operation or RoutingNodeType.Qc);
            structure.Add((misplaced ? RoutingFinding.About("GRF-14", "WORK_MISPLACED", node) : RoutingFinding.About("GRF-04", "CONFIG_KEY_UNKNOWN", node))
                .In($"/data/config/{Escaped(key)}").With("key", key).With("keys", string.Join(", ", config.Known)));
        }
        return full;
    }

    /// <summary>The rule that owns a wrong value.</summary>
    private static string RuleOf(RoutingNodeType type, string key) => (type, key) switch
    {
        (_, "capacity" or "queue_limit" or "concurrency_limit" or "assignment" or "skills" or "work_center" or "team") => "GRF-12",
        (RoutingNodeType.Split, "ratio") or (RoutingNodeType.Decision, _) => "GRF-07",
        (RoutingNodeType.Split or RoutingNodeType.Join, _) => "GRF-05",
        (RoutingNodeType.Qc, _) => "GRF-09",
        (RoutingNodeType.Wait, _) => "GRF-10",
        _ => "GRF-04",
    };

    private static RoutingEdge? Edge(GraphEdge read, List<RoutingFinding> structure, List<RoutingFinding> content)
    {
        var type = read.Type is null ? (int)RoutingEdgeType.Normal : RoutingWords.EdgeTypes.IndexOf(read.Type);
        var edge = new RoutingEdge(read.Id, read.Index, read.Source, read.Target, (RoutingEdgeType)Math.Max(type, 0)) { Label = read.Label };
        if (type < 0)
        {
            structure.Add(RoutingFinding.About("GRF-04", "EDGE_TYPE_UNKNOWN", edge, "/type").With("type", read.Type).With("types", string.Join(", ", RoutingWords.EdgeTypes)));
            return null;
        }

        var pointer = $"{RoutingFinding.Root}/edges/{read.Index}/data";
        var data = new ConfigReader(read.Data, pointer, (mistake, _) => structure.Add(new RoutingFinding("GRF-04", FindingSeverity.Error, mistake.With("edge", edge.Id)) { Edges = [edge.Id] }));
        var mistakes = new List<Refusal>();
        edge = edge with
        {
            BranchKey = data.Code("branch_key") ?? read.Target,
            Priority = data.Whole("priority", -1000, 1000) ?? 0,
            ReworkLimit = data.Whole("rework_limit", 1, 100),
            Condition = data.Member("condition_rule") is { } rule ? ConditionReader.Read(rule, pointer + "/condition_rule", mistakes) : null,
        };
        content.AddRange(mistakes.Select(m => new RoutingFinding("GRF-07", FindingSeverity.Error, m.With("edge", edge.Id)) { Edges = [edge.Id] }));
        structure.AddRange(data.Unknown.Select(key => RoutingFinding.About("GRF-04", "CONFIG_KEY_UNKNOWN", edge, $"/data/{Escaped(key)}").With("name", $"“{edge.Id}”").With("key", key).With("keys", string.Join(", ", data.Known))));
        return edge with { HasUnreadableCondition = mistakes.Count > 0 };
    }

    /// <summary>The key as a step of a JSON Pointer.</summary>
    private static string Escaped(string key) => key.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

    [GeneratedRegex(@"^[A-Z][A-Z0-9_]{0,23}\z")]
    private static partial Regex NodeCode();
}
