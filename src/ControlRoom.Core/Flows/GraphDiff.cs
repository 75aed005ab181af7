using System.Globalization;
using System.Text.Json;
using ControlRoom.Core.Kernel;

namespace ControlRoom.Core.Flows;

public enum GraphMark { Added, Changed, Removed }

public enum GraphPart { Node, Edge }

/// <summary>One member of a node or edge that differs, by its path in the document; null where it is not there.</summary>
public sealed record GraphFieldChange(string Field, string? Before, string? After);

/// <summary>One node or edge that is there in only one of two graphs, or differs.</summary>
public sealed record GraphChange(GraphMark Mark, GraphPart Part, string Id, string Type, LocalText Name, IReadOnlyList<GraphFieldChange> Fields)
{
    /// <summary>Of an edge: the node it leaves.</summary>
    public string? Source { get; init; }

    /// <summary>Of an edge: the node it reaches.</summary>
    public string? Target { get; init; }
}

/// <summary>What tells two graphs apart: nodes and edges by their ids. Where they are drawn is not part of what they mean.</summary>
public static class GraphDiff
{
    private static readonly string[] Drawing = ["id", "position", "width", "height", "extent", "animated", "sourceHandle", "targetHandle", "nodeType"];

    /// <summary>In the order of the newer graph, nodes first; what was removed stands behind, in the order of the older.</summary>
    public static IReadOnlyList<GraphChange> Of(string before, string after)
    {
        using var old = JsonDocument.Parse(before);
        using var now = JsonDocument.Parse(after);
        return [.. Changes(GraphPart.Node, Items(old, "nodes"), Items(now, "nodes")), .. Changes(GraphPart.Edge, Items(old, "edges"), Items(now, "edges"))];
    }

    private static IEnumerable<GraphChange> Changes(GraphPart part, IReadOnlyDictionary<string, JsonElement> before, IReadOnlyDictionary<string, JsonElement> after)
    {
        foreach (var (id, item) in after)
        {
            if (!before.TryGetValue(id, out var old)) yield return Change(GraphMark.Added, part, id, item, Differences([], Fields(item)));
            else if (Differences(Fields(old), Fields(item)) is { Count: > 0 } fields) yield return Change(GraphMark.Changed, part, id, item, fields);
        }
        foreach (var (id, item) in before.Where(b => !after.ContainsKey(b.Key))) yield return Change(GraphMark.Removed, part, id, item, Differences(Fields(item), []));
    }

    private static GraphChange Change(GraphMark mark, GraphPart part, string id, JsonElement item, IReadOnlyList<GraphFieldChange> fields)
    {
        var all = Fields(item);
        return new(mark, part, id, all.GetValueOrDefault("type", ""), new LocalText(all.GetValueOrDefault("label.hu", id), all.GetValueOrDefault("label.en", id)), fields)
        {
            Source = all.GetValueOrDefault("source"),
            Target = all.GetValueOrDefault("target"),
        };
    }

    /// <summary>A draft has no copy of its gates yet, or an old one: copies are compared only where both have one.</summary>
    private static List<GraphFieldChange> Differences(SortedDictionary<string, string> before, SortedDictionary<string, string> after)
    {
        var bothCopied = before.Keys.Any(IsCopy) && after.Keys.Any(IsCopy);
        return [.. before.Keys.Union(after.Keys).Where(f => bothCopied || !IsCopy(f)).Order(StringComparer.Ordinal)
            .Select(f => new GraphFieldChange(f, before.GetValueOrDefault(f), after.GetValueOrDefault(f))).Where(f => f.Before != f.After)];
    }

    private static bool IsCopy(string field) => field.StartsWith("config.gate.", StringComparison.Ordinal);

    private static Dictionary<string, JsonElement> Items(JsonDocument graph, string list)
    {
        var found = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var item in graph.RootElement.GetProperty(list).EnumerateArray())
        {
            if (item.ValueKind == JsonValueKind.Object && item.TryGetProperty("id", out var id) && id.ValueKind == JsonValueKind.String) found.TryAdd(id.GetString()!, item);
        }
        return found;
    }

    /// <summary>The item's members as paths; the members of <c>data</c> stand at the top, as people know them.</summary>
    private static SortedDictionary<string, string> Fields(JsonElement item)
    {
        var fields = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var member in item.EnumerateObject())
        {
            if (member.Name == "data" && member.Value.ValueKind == JsonValueKind.Object) Collect(member.Value, "", fields);
            else if (!Drawing.Contains(member.Name)) Add(member.Name, member.Value, fields);
        }
        return fields;
    }

    private static void Collect(JsonElement parent, string path, SortedDictionary<string, string> fields)
    {
        foreach (var member in parent.EnumerateObject().Where(m => path.Length > 0 || !Drawing.Contains(m.Name))) Add(path + member.Name, member.Value, fields);
    }

    private static void Add(string path, JsonElement value, SortedDictionary<string, string> fields)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Null:
                break;
            case JsonValueKind.Object:
                Collect(value, path + ".", fields);
                break;
            case JsonValueKind.Array when value.EnumerateArray().Any(i => i.ValueKind is JsonValueKind.Object):
                foreach (var (item, index) in value.EnumerateArray().Select((item, index) => (item, index))) Add($"{path}.{Key(item, index)}", item, fields);
                break;
            case JsonValueKind.Array:
                fields[path] = string.Join(", ", value.EnumerateArray().Select(Text));
                break;
            default:
                fields[path] = Text(value);
                break;
        }
    }

    /// <summary>A checklist item is known by its key.</summary>
    private static string Key(JsonElement item, int index) =>
        item.ValueKind == JsonValueKind.Object && item.TryGetProperty("key", out var key) && key.ValueKind == JsonValueKind.String ? key.GetString()! : index.ToString(CultureInfo.InvariantCulture);

    private static string Text(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
}
