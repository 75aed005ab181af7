using System.Collections.Immutable;
using System.Text.Json;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using ControlRoom.Core.Stock;

namespace ControlRoom.Core.Flows;

/// <summary>A node as read from the document; missing pieces are null or empty and judged by <see cref="GraphRules"/>, not here.</summary>
public sealed record GraphNode(string Id, string Type, string LabelHu, string LabelEn, string? ParentId, JsonElement? Config)
{
    public const string Start = "start", Process = "process", QcGate = "qc_gate", Buffer = "buffer", Group = "group", End = "end";

    public static readonly ImmutableArray<string> Types = [Start, Process, QcGate, Buffer, Group, End];

    /// <summary>Place in the document's array.</summary>
    public int Index { get; init; }
    public int? StepIndex { get; init; }


    /// <summary>Where it is drawn, within its lane if it has one; null where the document does not say.</summary>
    public double? X { get; init; }
    public double? Y { get; init; }

    /// <summary>The document has a step index that is no whole number.</summary>
    public bool StepUnreadable { get; init; }
    public bool IsCcp { get; init; }
    public string? GateCode { get; init; }
    public BufferType? BufferType { get; init; }

    /// <summary>The word in the document when it names no buffer type.</summary>
    public string? UnknownBufferType { get; init; }
    public ImmutableArray<LotType> AllowedLotTypes { get; init; } = [];
    public ImmutableArray<string> UnknownLotTypes { get; init; } = [];
    public int? PlanMinutes { get; init; }

    /// <summary>The document has planned minutes that are no whole number.</summary>
    public bool PlanUnreadable { get; init; }

    /// <summary>True for the node types that may be one of the eleven steps.</summary>
    public bool IsStep => Type is Start or Process or Buffer;

    public bool IsGate => Type == QcGate;
}

public sealed record GraphEdge(string Id, string Source, string Target)
{
    public int Index { get; init; }

    public string? Label { get; init; }

    /// <summary>What kind of way it is; null where the document does not say.</summary>
    public string? Type { get; init; }
    public JsonElement? Data { get; init; }
}

/// <summary>
/// The graph JSON of a version: <c>nodes[{id,type,parentId?,data{label{hu,en},stepIndex?,config{isCCP,gateCode,bufferType,allowedLotTypes,planMinutes}}}]</c>,
/// <c>edges[{id,source,target}]</c>. Tolerant reader: it never throws on what parsed as JSON, so that the checks can name every mistake at once.
/// </summary>
public sealed record GraphDocument(ImmutableArray<GraphNode> Nodes, ImmutableArray<GraphEdge> Edges)
{
    /// <summary>Members nested deeper than this are nothing a graph needs.</summary>
    public const int MaxDepth = 32;

    /// <summary>False when there is no graph to look at: no node and edge lists, unusable text, members twice, nested too deep.</summary>
    public bool IsReadable { get; private init; } = true;

    /// <exception cref="JsonException">The text is no JSON; stored graphs always are.</exception>
    public static GraphDocument Parse(string json) => Read(JsonElement.Parse(json));

    public static GraphDocument Read(JsonElement root) =>
        root.ValueKind == JsonValueKind.Object && JsonShape.IsUsable(root, MaxDepth) && IsList(root, "nodes") && IsList(root, "edges")
            ? new GraphDocument([.. Items(root, "nodes").Select(Node)], [.. Items(root, "edges").Select(Edge)])
            : new GraphDocument([], []) { IsReadable = false };

    private static GraphNode Node(JsonElement n, int index)
    {
        var data = Child(n, "data");
        var config = Child(data, "config");
        var label = Child(data, "label");
        var lotTypes = LotTypes(config);
        var bufferType = Child(config, "bufferType") is { ValueKind: not JsonValueKind.Null } word ? Text(config, "bufferType") ?? word.GetRawText() : null;
        var known = Word.TryParse<BufferType>(bufferType, out var parsed);
        return new GraphNode(Text(n, "id") ?? "", Text(n, "type") ?? "", Text(label, "hu") ?? "", Text(label, "en") ?? "", Text(n, "parentId"), config)
        {
            Index = index,
            X = Number(Child(n, "position"), "x"),
            Y = Number(Child(n, "position"), "y"),
            StepIndex = Whole(data, "stepIndex"),
            StepUnreadable = Has(data, "stepIndex") && Whole(data, "stepIndex") is null,
            IsCcp = Child(config, "isCCP") is { ValueKind: JsonValueKind.True },
            GateCode = Text(config, "gateCode"),
            BufferType = known ? parsed : null,
            UnknownBufferType = known ? null : bufferType,
            AllowedLotTypes = [.. lotTypes.Where(t => Word.TryParse<LotType>(t, out _)).Select(Word.Parse<LotType>)],
            UnknownLotTypes = [.. lotTypes.Where(t => !Word.TryParse<LotType>(t, out _))],
            PlanMinutes = Whole(config, "planMinutes"),
            PlanUnreadable = Has(config, "planMinutes") && Whole(config, "planMinutes") is null,
        };
    }

    private static GraphEdge Edge(JsonElement e, int index) =>
        new(Text(e, "id") ?? "", Text(e, "source") ?? "", Text(e, "target") ?? "") { Index = index, Label = Text(e, "label"), Type = Child(e, "type") is { ValueKind: not JsonValueKind.Null } type ? Text(e, "type") ?? type.GetRawText() : null, Data = Child(e, "data") };

    private static List<string> LotTypes(JsonElement? config) => Child(config, "allowedLotTypes") switch
    {
        null or { ValueKind: JsonValueKind.Null } => [],
        { ValueKind: JsonValueKind.Array } list => [.. list.EnumerateArray().Select(t => t.ValueKind == JsonValueKind.String ? t.GetString()! : t.GetRawText())],
        { } other => [other.GetRawText()],
    };

    private static bool IsList(JsonElement root, string name) => Child(root, name) is { ValueKind: JsonValueKind.Array };

    private static IEnumerable<JsonElement> Items(JsonElement? parent, string name) => Child(parent, name) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : [];

    private static bool Has(JsonElement? parent, string name) => Child(parent, name) is { ValueKind: not JsonValueKind.Null };

    private static JsonElement? Child(JsonElement? parent, string name) =>
        parent is { ValueKind: JsonValueKind.Object } p && p.TryGetProperty(name, out var child) ? child : null;

    private static string? Text(JsonElement? parent, string name) => Child(parent, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    private static double? Number(JsonElement? parent, string name) => Child(parent, name) is { ValueKind: JsonValueKind.Number } number && number.TryGetDouble(out var value) && double.IsFinite(value) ? value : null;

    private static int? Whole(JsonElement? parent, string name) => Child(parent, name) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out var value) ? value : null;
}
