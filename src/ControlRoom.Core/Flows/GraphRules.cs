using System.Collections.Immutable;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using ControlRoom.Core.Quality;
using ControlRoom.Core.Stock;

namespace ControlRoom.Core.Flows;

/// <summary>
/// What is wrong with a PROCESS graph, everything at once. Each refusal carries a code, a JSON Pointer into the body and, as the arguments
/// <c>node</c> and <c>edge</c>, the id of what to paint red.
/// </summary>
public static class GraphRules
{
    public const int MaxNodes = 500, MaxEdges = 1000, MaxId = 50, MaxLabel = 100, MaxPlanMinutes = 5760, MaxCharacters = 500_000;

    private const string Root = "/graph_schema";

    /// <summary>What even a draft must be: readable, within the limits, every reference leading somewhere.</summary>
    public static IReadOnlyList<Refusal> OnSave(GraphDocument graph) => OnSave(graph, GraphNode.Types, MaxEdges);

    /// <param name="types">The node types of the kind of flow.</param>
    public static IReadOnlyList<Refusal> OnSave(GraphDocument graph, ImmutableArray<string> types, int maxEdges)
    {
        if (!graph.IsReadable) return [Refusal.Invalid("GRAPH_UNREADABLE", Root)];
        if (graph.Nodes.Length > MaxNodes) return [TooMany("GRAPH_TOO_MANY_NODES", "/nodes", graph.Nodes.Length, MaxNodes)];
        if (graph.Edges.Length > maxEdges) return [TooMany("GRAPH_TOO_MANY_EDGES", "/edges", graph.Edges.Length, maxEdges)];

        var byId = new Dictionary<string, GraphNode>(StringComparer.Ordinal);
        foreach (var node in graph.Nodes.Where(n => n.Id.Length > 0)) byId.TryAdd(node.Id, node);
        return [.. graph.Nodes.SelectMany(n => NodeMistakes(n, byId, types)), .. EdgeMistakes(graph, byId)];
    }

    /// <summary>The whole check: what a graph must be before people run production on it (R-FLOW-02, R-I18N-01).</summary>
    /// <param name="gates">Gate templates by code: those of now at submit, the copies in the graph at approval.</param>
    public static IReadOnlyList<Refusal> OnSubmit(GraphDocument graph, IReadOnlyDictionary<string, GateTemplate> gates)
    {
        var structure = OnSave(graph);
        if (structure.Any(r => r.Code is "GRAPH_UNREADABLE" or "GRAPH_TOO_MANY_NODES" or "GRAPH_TOO_MANY_EDGES")) return structure;
        var map = new GraphMap(graph);
        return
        [
            .. structure,
            .. Labels(graph),
            .. Ends(graph),
            .. Steps(graph, map),
            .. Ways(map),
            .. Paths(map),
            .. Gates(map, gates),
            .. graph.Nodes.Where(n => n.Type == GraphNode.Buffer).SelectMany(BufferMistakes),
        ];
    }

    /// <summary>Every node is called something in both languages (R-I18N-01).</summary>
    public static IEnumerable<Refusal> Labels(GraphDocument graph) =>
        graph.Nodes.Where(n => string.IsNullOrWhiteSpace(n.LabelHu) || string.IsNullOrWhiteSpace(n.LabelEn)).Select(n => At(n, "LABEL_MISSING", "/data/label"));

    private static IEnumerable<Refusal> NodeMistakes(GraphNode node, Dictionary<string, GraphNode> byId, ImmutableArray<string> types)
    {
        if (node.Id.Length == 0) yield return At(node, "NODE_ID_MISSING", "/id");
        else if (node.Id.Length > MaxId) yield return At(node, "NODE_ID_TOO_LONG", "/id").With("max", MaxId);
        else if (byId[node.Id] != node) yield return At(node, "NODE_ID_DUPLICATE", "/id");
        if (!types.Contains(node.Type)) yield return At(node, "NODE_TYPE_UNKNOWN", "/type").With("type", node.Type).With("types", string.Join(", ", types));
        if (node.LabelHu.Length > MaxLabel || node.LabelEn.Length > MaxLabel) yield return At(node, "LABEL_TOO_LONG", "/data/label").With("max", MaxLabel);
        if (node.PlanUnreadable || node.PlanMinutes is < 0 or > MaxPlanMinutes) yield return At(node, "PLAN_MINUTES_RANGE", "/data/config/planMinutes").With("max", MaxPlanMinutes);
        if (node.ParentId is not { } parentId) yield break;
        if (!byId.TryGetValue(parentId, out var parent)) yield return At(node, "PARENT_MISSING", "/parentId").With("parent", parentId);
        else if (parent.Type != GraphNode.Group) yield return At(node, "PARENT_NO_GROUP", "/parentId").With("parent", NodeName.Of(parent));
        else if (IsOwnAncestor(node, byId)) yield return At(node, "PARENT_CYCLE", "/parentId");
    }

    private static bool IsOwnAncestor(GraphNode node, Dictionary<string, GraphNode> byId)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var id = node.ParentId; id is not null && seen.Add(id); id = byId.GetValueOrDefault(id)?.ParentId)
        {
            if (id == node.Id) return true;
        }
        return false;
    }

    private static IEnumerable<Refusal> EdgeMistakes(GraphDocument graph, Dictionary<string, GraphNode> byId)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var edge in graph.Edges)
        {
            if (edge.Id.Length == 0) yield return At(edge, "EDGE_ID_MISSING", "/id");
            else if (edge.Id.Length > 2 * MaxId + 1) yield return At(edge, "EDGE_ID_TOO_LONG", "/id").With("max", 2 * MaxId + 1);
            else if (!ids.Add(edge.Id)) yield return At(edge, "EDGE_ID_DUPLICATE", "/id");
            if (edge.Label?.Length > MaxLabel) yield return At(edge, "LABEL_TOO_LONG", "/label").With("max", MaxLabel);
            if (!byId.ContainsKey(edge.Source)) yield return At(edge, "EDGE_SOURCE_MISSING", "/source").With("missing", edge.Source);
            if (!byId.ContainsKey(edge.Target)) yield return At(edge, "EDGE_TARGET_MISSING", "/target").With("missing", edge.Target);
        }
    }

    private static IEnumerable<Refusal> Ends(GraphDocument graph)
    {
        if (graph.Nodes.All(n => n.Type != GraphNode.Start)) yield return Refusal.Invalid("START_MISSING", $"{Root}/nodes");
        if (graph.Nodes.All(n => n.Type != GraphNode.End)) yield return Refusal.Invalid("END_MISSING", $"{Root}/nodes");
    }

    private static IEnumerable<Refusal> Steps(GraphDocument graph, GraphMap map)
    {
        foreach (var node in graph.Nodes)
        {
            if (node.StepUnreadable || node.StepIndex is < ProcessSteps.First or > ProcessSteps.Last) yield return At(node, "STEP_RANGE", "/data/stepIndex");
            else if (node.StepIndex is { } step && !node.IsStep && !(node.IsGate && map.StepOfGate(node) == step)) yield return At(node, "STEP_MISPLACED", "/data/stepIndex").With("step", new StepName(step));
            else if (node.IsStep && node.StepIndex is { } taken && map.NodeOf(taken) is { } first && first != node) yield return At(node, "STEP_DUPLICATE", "/data/stepIndex").With("step", new StepName(taken)).With("first", NodeName.Of(first));
        }
        for (var step = 0; step < ProcessSteps.Count; step++)
        {
            if (map.NodeOf(step) is null) yield return Refusal.Invalid("STEP_MISSING", $"{Root}/nodes").With("step", new StepName(step));
        }
    }

    /// <summary>Every node but lanes lies on a way from a start to an end, and no way leads back.</summary>
    private static IEnumerable<Refusal> Ways(GraphMap map)
    {
        foreach (var edge in map.EdgesToGroups) yield return At(edge, "EDGE_TOUCHES_GROUP", "");
        foreach (var cycle in map.Cycles()) yield return At(cycle[0], "GRAPH_CYCLE", "").With("cycle", string.Join(" → ", cycle.Select(n => n.Id)));
        foreach (var node in map.Real)
        {
            if (map.Degree(node) == 0) yield return At(node, "NODE_FLOATING", "");
            else if (!map.IsOnWay(node)) yield return At(node, "NODE_OFF_PATH", "");
        }
    }

    /// <summary>From each step a path through gates and buffers leads to the next.</summary>
    private static IEnumerable<Refusal> Paths(GraphMap map)
    {
        for (var step = 0; step < ProcessSteps.Last; step++)
        {
            if (map.NodeOf(step) is { } from && map.NodeOf(step + 1) is not null && map.Between(step) is null)
                yield return At(from, "STEP_NO_PATH", "").With("step", new StepName(step)).With("next", new StepName(step + 1));
        }
    }

    private static IEnumerable<Refusal> Gates(GraphMap map, IReadOnlyDictionary<string, GateTemplate> templates)
    {
        foreach (var step in ProcessSteps.Gated)
        {
            if (map.NodeOf(step) is not { } node || map.Between(step) is not { } between) continue;
            if (!between.Any(n => n.IsGate)) yield return At(node, "GATE_MISSING", "").With("step", new StepName(step));
            else if (map.HasWayRoundGates(step)) yield return At(node, "GATE_BYPASSED", "").With("step", new StepName(step));
        }

        foreach (var node in map.Real.Where(n => n.IsCcp && !n.IsGate)) yield return At(node, "CCP_NOT_ALLOWED", "/data/config/isCCP");
        var firstOfStep = new Dictionary<int, string>();
        foreach (var gate in map.Real.Where(n => n.IsGate))
        {
            if (map.StepOfGate(gate) is not { } step || step == ProcessSteps.First)
            {
                if (map.Degree(gate) > 0 && map.IsOnWay(gate)) yield return At(gate, "GATE_MISPLACED", "");
                continue;
            }

            var critical = ProcessSteps.Critical.Contains(step);
            if (critical && !gate.IsCcp) yield return At(gate, "CCP_REQUIRED", "/data/config/isCCP").With("step", new StepName(step));
            if (!critical && gate.IsCcp) yield return At(gate, "CCP_NOT_ALLOWED", "/data/config/isCCP");
            if (GateSnapshot.TemplateOf(gate, step, templates) is not { } template)
            {
                yield return At(gate, "GATE_UNKNOWN", "/data/config/gateCode").With("gate", gate.GateCode ?? "");
                continue;
            }

            if (template.StepIndex != step) yield return At(gate, "GATE_WRONG_STEP", "/data/config/gateCode").With("gate", template.Code).With("step", new StepName(step)).With("own", new StepName(template.StepIndex));
            else if (!GateRules.Fits(step, template.Type, template.IsCcp))
                yield return At(gate, "GATE_UNFIT", "/data/config/gateCode").With("gate", template.Code).With("step", new StepName(step));
            if (!firstOfStep.TryAdd(step, template.Code) && firstOfStep[step] != template.Code) yield return At(gate, "GATE_AMBIGUOUS", "").With("step", new StepName(step)).With("gate", firstOfStep[step]);
        }
    }

    private static IEnumerable<Refusal> BufferMistakes(GraphNode node)
    {
        if (node.BufferType is not { } type)
        {
            yield return At(node, "BUFFER_TYPE_UNKNOWN", "/data/config/bufferType").With("type", node.UnknownBufferType ?? "").With("types", string.Join(", ", Word.All<BufferType>()));
            yield break;
        }

        foreach (var word in node.UnknownLotTypes) yield return At(node, "LOT_TYPE_UNKNOWN", "/data/config/allowedLotTypes").With("type", word).With("types", string.Join(", ", Word.All<LotType>()));
        var allowed = Allowed(type);
        foreach (var other in node.AllowedLotTypes.Except(allowed))
            yield return At(node, "LOT_TYPE_NOT_ALLOWED", "/data/config/allowedLotTypes").With("type", Word.Of(other)).With("buffer_type", Word.Of(type)).With("types", string.Join(", ", allowed.Select(Word.Of)));
    }

    /// <summary>What a buffer of this type may hold in a graph; a node may allow less, never more.</summary>
    public static IReadOnlyList<LotType> Allowed(BufferType type) => type switch
    {
        BufferType.Lk => [LotType.Deb, LotType.Bulk],
        BufferType.Mix => [LotType.Mix],
        BufferType.Skw15 => [LotType.Skw15],
        BufferType.Skw30 => [LotType.Skw30],
        BufferType.Frz => [LotType.Frz15, LotType.Frz30],
        BufferType.Pal => [LotType.Pal],
        _ => throw new ArgumentOutOfRangeException(nameof(type)),
    };

    private static Refusal TooMany(string code, string list, int count, int max) => Refusal.Invalid(code, Root + list).With("count", count).With("max", max);

    private static Refusal At(GraphNode node, string code, string member) =>
        Refusal.Invalid(code, $"{Root}/nodes/{node.Index}{member}").With("node", node.Id).With("name", NodeName.Of(node));

    private static Refusal At(GraphEdge edge, string code, string member) =>
        Refusal.Invalid(code, $"{Root}/edges/{edge.Index}{member}").With("edge", edge.Id).With("source", edge.Source).With("target", edge.Target);
}
