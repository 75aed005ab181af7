using System.Text.Json;

namespace ControlRoom.Core.Products;

/// <summary>What differs between two snapshots, read from nothing else. Things in lists are known by their codes, not by where they stand.</summary>
public static class RevisionDiff
{
    /// <summary>What is the same thing in both snapshots.</summary>
    private static readonly string[] Keys = ["component_code", "material_sku", "id"];

    /// <summary>Where things are drawn does not change what is made.</summary>
    private static readonly HashSet<string> Drawing = new(StringComparer.Ordinal) { "viewport", "position" };

    public static IReadOnlyList<RevisionChange> Between(string from, string to)
    {
        var changes = new List<RevisionChange>();
        Compare("", JsonElement.Parse(from), JsonElement.Parse(to), changes);
        return changes;
    }

    private static void Compare(string path, JsonElement? old, JsonElement? now, List<RevisionChange> changes)
    {
        if (old is { } a && now is { } b && JsonElement.DeepEquals(a, b)) return;
        if (old is { ValueKind: JsonValueKind.Object } x && now is { ValueKind: JsonValueKind.Object } y)
        {
            foreach (var name in Names(x).Union(Names(y)).Order(StringComparer.Ordinal)) Compare($"{path}/{name}", Member(x, name), Member(y, name), changes);
        }
        else if (old is { ValueKind: JsonValueKind.Array } before && now is { ValueKind: JsonValueKind.Array } after && (Keyed(before), Keyed(after)) is ({ } first, { } second))
        {
            foreach (var key in first.Keys.Union(second.Keys)) Compare($"{path}/{key}", first.TryGetValue(key, out var gone) ? gone : null, second.TryGetValue(key, out var come) ? come : null, changes);
        }
        else changes.Add(new(path, old is null ? DiffKind.Added : now is null ? DiffKind.Removed : DiffKind.Changed, old, now, IsBreaking(path)));
    }

    private static IEnumerable<string> Names(JsonElement thing) => thing.EnumerateObject().Select(m => m.Name);

    private static JsonElement? Member(JsonElement thing, string name) => thing.TryGetProperty(name, out var member) ? member : null;

    /// <summary>The items by their code, or null where they have none.</summary>
    private static Dictionary<string, JsonElement>? Keyed(JsonElement list)
    {
        var items = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var item in list.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Object) return null;
            var parts = Keys.Select(k => Member(item, k)).OfType<JsonElement>().Where(k => k.ValueKind == JsonValueKind.String).Select(k => k.GetString()!).ToList();
            if (parts.Count == 0 || !items.TryAdd(string.Join('/', parts), item)) return null;
        }
        return items;
    }

    private static bool IsBreaking(string path)
    {
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (parts.Any(Drawing.Contains)) return false;
        return parts switch
        {
            ["product", var field, ..] => ChangeClassifier.Of(ChangeClassifier.Product, field) == ChangeKind.Breaking,
            ["components", _, "materials", ..] => true,
            ["components", _, var field, ..] => ChangeClassifier.Of(ChangeClassifier.Component, field) == ChangeKind.Breaking,
            _ => true,
        };
    }
}
