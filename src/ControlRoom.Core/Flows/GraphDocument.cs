using System.Collections.Immutable;
using System.Text.Json;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using ControlRoom.Core.Stock;

namespace ControlRoom.Core.Flows;

/// <summary>A node as read from the document; missing pieces are null and judged by the graph checks, not here.</summary>
public sealed record GraphNode(string Id, string Type, string LabelHu, string LabelEn, string? ParentId, JsonElement? Config)
{
    public int? StepIndex { get; init; }
    public bool IsCcp { get; init; }
    public string? GateCode { get; init; }
    public BufferType? BufferType { get; init; }

    /// <summary>The word in the document when it names no buffer type.</summary>
    public string? UnknownBufferType { get; init; }
    public ImmutableArray<LotType> AllowedLotTypes { get; init; } = [];
    public ImmutableArray<string> UnknownLotTypes { get; init; } = [];
    public int? PlanMinutes { get; init; }
}

public sealed record GraphEdge(string Id, string Source, string Target);

/// <summary>
/// The graph JSON of a version: <c>nodes[{id,type,parentId?,data{label{hu,en},stepIndex?,config{isCCP,gateCode,bufferType,allowedLotTypes,planMinutes}}}]</c>,
/// <c>edges[{id,source,target}]</c>. Tolerant reader: it never throws on shape, so that the checks can name every mistake at once.
/// </summary>
public sealed record GraphDocument(ImmutableArray<GraphNode> Nodes, ImmutableArray<GraphEdge> Edges)
{
    public static GraphDocument Parse(string json)
    {
        var root = JsonDocument.Parse(json).RootElement;
        return new GraphDocument([.. Items(root, "nodes").Select(Node)], [.. Items(root, "edges").Select(Edge)]);
    }

    private static GraphNode Node(JsonElement n)
    {
        var data = Child(n, "data");
        var config = Child(data, "config");
        var label = Child(data, "label");
        var lotTypes = Items(config, "allowedLotTypes").Select(t => t.ValueKind == JsonValueKind.String ? t.GetString()! : t.GetRawText()).ToList();
        var bufferType = Text(config, "bufferType");
        var known = Word.TryParse<BufferType>(bufferType, out var parsed);
        return new GraphNode(Text(n, "id") ?? "", Text(n, "type") ?? "", Text(label, "hu") ?? "", Text(label, "en") ?? "", Text(n, "parentId"), config)
        {
            StepIndex = Whole(data, "stepIndex"),
            IsCcp = Child(config, "isCCP") is { ValueKind: JsonValueKind.True },
            GateCode = Text(config, "gateCode"),
            BufferType = known ? parsed : null,
            UnknownBufferType = known ? null : bufferType,
            AllowedLotTypes = [.. lotTypes.Where(t => Word.TryParse<LotType>(t, out _)).Select(Word.Parse<LotType>)],
            UnknownLotTypes = [.. lotTypes.Where(t => !Word.TryParse<LotType>(t, out _))],
            PlanMinutes = Whole(config, "planMinutes"),
        };
    }

    private static GraphEdge Edge(JsonElement e) => new(Text(e, "id") ?? "", Text(e, "source") ?? "", Text(e, "target") ?? "");

    private static IEnumerable<JsonElement> Items(JsonElement? parent, string name) => Child(parent, name) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : [];

    private static JsonElement? Child(JsonElement? parent, string name) =>
        parent is { ValueKind: JsonValueKind.Object } p && p.TryGetProperty(name, out var child) ? child : null;

    private static string? Text(JsonElement? parent, string name) => Child(parent, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    private static int? Whole(JsonElement? parent, string name) => Child(parent, name) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out var value) ? value : null;
}
