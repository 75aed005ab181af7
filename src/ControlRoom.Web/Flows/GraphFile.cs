using System.Text.Json;
using ControlRoom.Core.Flows;
using ControlRoom.Core.Routing;
using ControlRoom.Web.Flows.Parts;
using ControlRoom.Web.Shared;
using Microsoft.AspNetCore.Components.Forms;

namespace ControlRoom.Web.Flows;

/// <summary>A graph read from a file: a graph by itself, or a version as this house exports it. What is wrong with its structure is known at once.</summary>
/// <param name="Nodes">As the page of the version counts them: the frames around a stream are none.</param>
public sealed record GraphFile(string Name, JsonElement Graph, int Nodes, int Edges, IReadOnlyList<ProblemView> Problems)
{
    /// <summary>More than a graph of the greatest size needs.</summary>
    public const int MaxBytes = 1024 * 1024;

    /// <summary>Why there is no graph in the file at all.</summary>
    public string? Mistake { get; private init; }

    public static async Task<GraphFile> Read(IBrowserFile file, FlowKind kind, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(file);
        if (file.Size > MaxBytes) return Unreadable(file.Name, Ui.Text("Import.TooLarge", MaxBytes / 1024));
        await using var stream = file.OpenReadStream(MaxBytes, ct);
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy, ct);
        return Of(file.Name, copy.ToArray(), kind);
    }

    public static GraphFile Of(string name, ReadOnlyMemory<byte> content, FlowKind kind = FlowKind.Process)
    {
        JsonElement root;
        try
        {
            using var read = JsonDocument.Parse(WithoutMark(content), new JsonDocumentOptions { MaxDepth = GraphDocument.MaxDepth * 2 });
            root = read.RootElement.Clone();
        }
        catch (JsonException e)
        {
            return Unreadable(name, Ui.Text("Import.NotJson", (e.LineNumber ?? 0) + 1, (e.BytePositionInLine ?? 0) + 1));
        }
        var graph = root.ValueKind == JsonValueKind.Object && root.TryGetProperty("graph_schema", out var inner) ? inner : root;
        var document = GraphDocument.Read(graph);
        return new(name, graph, document.Nodes.Count(n => n.Type != GraphNode.Group), document.Edges.Length, FlowPictures.Problems(kind == FlowKind.Routing ? GraphCheck.Of(RoutingReader.Read(graph).Structure) : GraphCheck.Of(GraphRules.OnSave(document)), document));
    }

    private static GraphFile Unreadable(string name, string mistake) => new(name, default, 0, 0, []) { Mistake = mistake };

    /// <summary>Windows editors put a byte order mark before the first brace.</summary>
    private static ReadOnlyMemory<byte> WithoutMark(ReadOnlyMemory<byte> content) => content.Span.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? content[3..] : content;
}
