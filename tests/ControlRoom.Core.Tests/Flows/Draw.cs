using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using ControlRoom.Core.Flows;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Quality;

namespace ControlRoom.Core.Tests.Flows;

/// <summary>Pencil and rubber for graph documents in tests.</summary>
internal static class Draw
{
    public static readonly IReadOnlyDictionary<string, GateTemplate> Gates = GateCatalogue.All.ToImmutableDictionary(g => g.Code, StringComparer.Ordinal);

    /// <summary>A fresh copy of the canonical graph.</summary>
    public static JsonObject Canonical() => JsonNode.Parse(CanonicalFlow.V2)!.AsObject();

    public static JsonObject Changed(Action<JsonObject> change)
    {
        var graph = Canonical();
        change(graph);
        return graph;
    }

    public static JsonArray Nodes(this JsonObject graph) => graph["nodes"]!.AsArray();

    public static JsonArray Edges(this JsonObject graph) => graph["edges"]!.AsArray();

    public static JsonObject Node(this JsonObject graph, string id) => graph.Nodes().Single(n => (string?)n!["id"] == id)!.AsObject();

    public static JsonObject Data(this JsonObject graph, string id) => graph.Node(id)["data"]!.AsObject();

    public static JsonObject Config(this JsonObject graph, string id) => graph.Data(id)["config"]!.AsObject();

    public static JsonObject Edge(this JsonObject graph, string id) => graph.Edges().Single(e => (string?)e!["id"] == id)!.AsObject();

    public static void AddNode(this JsonObject graph, string id, string type, JsonObject? config = null, int? step = null)
    {
        var data = new JsonObject { ["label"] = new JsonObject { ["hu"] = "Teszt", ["en"] = "Test" }, ["config"] = config ?? [] };
        if (step is not null) data["stepIndex"] = step;
        graph.Nodes().Add((JsonNode)new JsonObject { ["id"] = id, ["type"] = type, ["data"] = data });
    }

    /// <summary>Takes the node and its edges away.</summary>
    public static void Erase(this JsonObject graph, string nodeId)
    {
        graph.Nodes().Remove(graph.Node(nodeId));
        foreach (var edge in graph.Edges().Where(e => (string?)e!["source"] == nodeId || (string?)e["target"] == nodeId).ToList()) graph.Edges().Remove(edge);
    }

    public static void Cut(this JsonObject graph, string edgeId) => graph.Edges().Remove(graph.Edge(edgeId));

    public static void Link(this JsonObject graph, params string[] ids)
    {
        foreach (var (source, target) in ids.Zip(ids.Skip(1))) graph.Edges().Add((JsonNode)new JsonObject { ["id"] = $"{source}-{target}", ["source"] = source, ["target"] = target });
    }

    public static JsonElement Element(this JsonNode graph) => JsonElement.Parse(graph.ToJsonString());

    public static IReadOnlyList<Refusal> OnSave(this JsonNode graph) => GraphRules.OnSave(GraphDocument.Read(graph.Element()));

    public static IReadOnlyList<Refusal> OnSubmit(this JsonNode graph) => GraphRules.OnSubmit(GraphDocument.Read(graph.Element()), Gates);

    public static string[] Codes(this IEnumerable<Refusal> refusals) => [.. refusals.Select(r => r.Code)];
}
