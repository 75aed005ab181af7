using System.Text.Json;
using System.Text.Json.Nodes;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Quality;

namespace ControlRoom.Core.Flows;

/// <summary>
/// The copy of a gate template that a version carries in <c>data.config.gate</c> from its submission on, so that what a run asks at a gate can
/// never change under it.
/// </summary>
internal static class GateSnapshot
{
    private sealed record Copy(string GateCode, int StepIndex, LocalText Name, GateType GateType, bool IsCcp, HaccpClass HaccpClass, IReadOnlyList<ChecklistItemView> Checklist);

    /// <summary>The template a gate node means: the one it names, or where it names none the only or protected one of its step.</summary>
    public static GateTemplate? TemplateOf(GraphNode gate, int step, IReadOnlyDictionary<string, GateTemplate> templates) =>
        !string.IsNullOrEmpty(gate.GateCode) ? templates.GetValueOrDefault(gate.GateCode) : GateCatalogue.OfStep(step) is { } usual ? templates.GetValueOrDefault(usual.Code) : null;

    /// <summary>The graph with the templates of now copied into its gate nodes; the graph has passed the checks.</summary>
    public static string Into(string graphSchema, IReadOnlyDictionary<string, GateTemplate> templates)
    {
        var document = GraphDocument.Parse(graphSchema);
        var map = new GraphMap(document);
        var root = JsonNode.Parse(graphSchema)!;
        foreach (var gate in document.Nodes.Where(n => n.IsGate))
        {
            if (map.StepOfGate(gate) is not { } step || TemplateOf(gate, step, templates) is not { } template) continue;
            var data = root["nodes"]![gate.Index]!["data"]!.AsObject();
            if (data["config"] is not JsonObject config) data["config"] = config = [];
            config["gateCode"] = template.Code;
            config["gate"] = JsonSerializer.SerializeToNode(
                new Copy(template.Code, template.StepIndex, new LocalText(template.NameHu, template.NameEn), template.Type, template.IsCcp, template.HaccpClass, [.. template.Checklist.Select(ChecklistItemView.Of)]), Json.Options);
        }
        return root.ToJsonString(GraphJson.Compact);
    }

    /// <summary>The templates a submitted graph carries, by code.</summary>
    public static IReadOnlyDictionary<string, GateTemplate> Of(GraphDocument document)
    {
        var found = new Dictionary<string, GateTemplate>(StringComparer.Ordinal);
        foreach (var gate in document.Nodes.Where(n => n.IsGate))
        {
            if (gate.Config is { ValueKind: JsonValueKind.Object } config && config.TryGetProperty("gate", out var snapshot) && Read(snapshot) is { } template) found.TryAdd(template.Code, template);
        }
        return found;
    }

    /// <summary>The gates a graph names, each with the copy it carries, if it was submitted.</summary>
    public static IEnumerable<(string Code, GateTemplate? Copy)> Named(string graphSchema)
    {
        var document = GraphDocument.Parse(graphSchema);
        var copies = Of(document);
        return document.Nodes.Where(n => n.IsGate).Select(n => n.GateCode).OfType<string>().Where(code => code.Length > 0).Distinct(StringComparer.Ordinal).Select(code => (code, copies.GetValueOrDefault(code)));
    }

    /// <summary>The copy of one gate node; null when there is none that can be read, as in a draft that somebody wrote by hand.</summary>
    public static GateTemplate? Read(JsonElement snapshot)
    {
        try
        {
            return snapshot.Deserialize<Copy>(Json.Options) is { GateCode: { } code, Name: { } name, Checklist: { } items } copy
                ? new GateTemplate(code, copy.StepIndex, name.Hu, name.En, copy.GateType, copy.IsCcp, copy.HaccpClass,
                    [.. items.Select(i => i.Item())])
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
