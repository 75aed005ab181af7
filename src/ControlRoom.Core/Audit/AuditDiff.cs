using System.Globalization;
using System.Text.Json;

namespace ControlRoom.Core.Audit;

public enum FieldChange { Same, Added, Removed, Changed }

/// <summary>One field before and after, named by its path: <c>recipe.components[0].key</c>.</summary>
public sealed record FieldDiff(string Field, FieldChange Change, string? Before, string? After);

/// <summary>Two states of a thing, field by field, however deep.</summary>
public static class AuditDiff
{
    /// <summary>What changed first, then what stayed; each in the order of the states.</summary>
    public static IReadOnlyList<FieldDiff> Of(JsonElement? before, JsonElement? after)
    {
        var (old, now) = (Flat(before), Flat(after));
        var fields = now.Keys.Concat(old.Keys.Where(k => !now.ContainsKey(k)))
            .Select(field => (old.TryGetValue(field, out var was), now.TryGetValue(field, out var become)) switch
            {
                (true, true) => new FieldDiff(field, was == become ? FieldChange.Same : FieldChange.Changed, was, become),
                (false, _) => new FieldDiff(field, FieldChange.Added, null, become),
                _ => new FieldDiff(field, FieldChange.Removed, was, null),
            });
        return [.. fields.OrderBy(f => f.Change == FieldChange.Same ? 1 : 0)];
    }

    /// <summary>Leaves by path. A field that is null has no value: it counts as not there.</summary>
    public static IReadOnlyDictionary<string, string> Flat(JsonElement? state)
    {
        var leaves = new Dictionary<string, string>(StringComparer.Ordinal);
        if (state is { } json) Walk("", json, leaves);
        return leaves;
    }

    private static void Walk(string path, JsonElement json, Dictionary<string, string> leaves)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in json.EnumerateObject()) Walk(path.Length == 0 ? member.Name : $"{path}.{member.Name}", member.Value, leaves);
                break;
            case JsonValueKind.Array:
                var i = 0;
                foreach (var item in json.EnumerateArray()) Walk(string.Create(CultureInfo.InvariantCulture, $"{path}[{i++}]"), item, leaves);
                break;
            case JsonValueKind.Null or JsonValueKind.Undefined:
                break;
            case JsonValueKind.String:
                leaves[path] = json.GetString()!;
                break;
            default:
                leaves[path] = json.GetRawText();
                break;
        }
    }
}
