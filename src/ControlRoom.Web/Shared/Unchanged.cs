using System.Text.Json;

namespace ControlRoom.Web.Shared;

/// <summary>Keeps the view that is shown where a fresh one says the same, so that parts see by reference that nothing changed.</summary>
public static class Unchanged
{
    private static readonly JsonSerializerOptions Whole = new() { IncludeFields = true };

    public static T Keep<T>(T? shown, T fresh) where T : class => shown is not null && Text(shown) == Text(fresh) ? shown : fresh;

    /// <summary>Row by row; the list itself is the old one when all its rows are.</summary>
    public static IReadOnlyList<T> Keep<T>(IReadOnlyList<T>? shown, IReadOnlyList<T> fresh, Func<T, string> key) where T : class
    {
        if (shown is null) return fresh;
        var known = shown.ToDictionary(key, StringComparer.Ordinal);
        var kept = fresh.Select(row => known.TryGetValue(key(row), out var old) ? Keep(old, row) : row).ToList();
        return kept.SequenceEqual(shown, ReferenceEqualityComparer.Instance) ? shown : kept;
    }

    private static string Text<T>(T view) => JsonSerializer.Serialize(view, Whole);
}
