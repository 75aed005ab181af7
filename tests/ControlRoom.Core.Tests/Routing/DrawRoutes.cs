using System.Text.Json.Nodes;
using ControlRoom.Core.Routing;
using ControlRoom.Core.Tests.Flows;

namespace ControlRoom.Core.Tests.Routing;

/// <summary>Pencil for workshop graphs in tests; what all graphs share is in Flows.</summary>
internal static class DrawRoutes
{
    /// <summary>A fresh copy of the rack's graph, changed.</summary>
    public static JsonObject Rack(Action<JsonObject> change)
    {
        var graph = JsonNode.Parse(StandardRoutes.Rack)!.AsObject();
        change(graph);
        return graph;
    }

    public static void Rework(this JsonObject graph, string source, string target)
    {
        graph.Link(source, target);
        graph.Edge($"{source}-{target}")["type"] = "rework";
    }

    /// <summary>A node of its own between OP60 and the end.</summary>
    public static void Insert(this JsonObject graph, string id, string type, JsonObject config)
    {
        graph.AddNode(id, type, config);
        graph.Cut("e11");
        graph.Link("OP60", id, "END");
    }

    /// <summary>A decision after the check: for the rest the one operation, for many the other, which is new.</summary>
    public static void Choose(this JsonObject graph, string decision, string rest, string many)
    {
        graph.AddNode(decision, "decision");
        graph.AddNode(many, "operation", new JsonObject { ["work_center"] = "SAW-1" });
        graph.Cut("e9");
        graph.Cut("e11");
        graph.Link("QC1", decision, rest, "END");
        graph.Link(many, "END");
        graph.When(decision, many);
        graph.Edge($"{decision}-{rest}")["data"] = new JsonObject { ["condition_rule"] = new JsonObject { ["type"] = "default" } };
    }

    /// <summary>A decision on the edge between the two, which goes on to the target for the rest.</summary>
    public static void Between(this JsonObject graph, string decision, string source, string target)
    {
        graph.AddNode(decision, "decision");
        var old = graph.Edges().Single(e => (string?)e!["source"] == source && (string?)e["target"] == target)!;
        graph.Cut((string)old["id"]!);
        graph.Link(source, decision, target);
        graph.Edge($"{decision}-{target}")["data"] = new JsonObject { ["condition_rule"] = new JsonObject { ["type"] = "default" } };
    }

    /// <summary>A conditional edge for more than five.</summary>
    public static void When(this JsonObject graph, string decision, string target)
    {
        graph.Link(decision, target);
        graph.Edge($"{decision}-{target}")["data"] = new JsonObject { ["condition_rule"] = new JsonObject { ["type"] = "qty_threshold", ["operator"] = ">", ["threshold"] = 5 } };
        graph.Edge($"{decision}-{target}")["type"] = "conditional";
    }
}
