using System.Text.Encodings.Web;
using System.Text.Json;

namespace ControlRoom.Core.Flows;

/// <summary>The stored spelling of a graph: compact, letters as letters.</summary>
internal static class GraphJson
{
    public static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, WriteIndented = false };

    public static string Text(JsonElement graph) => JsonSerializer.Serialize(graph, Compact);
}
