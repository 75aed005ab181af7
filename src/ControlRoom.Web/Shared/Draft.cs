using ControlRoom.Core.Kernel;

namespace ControlRoom.Web.Shared;

/// <summary>What somebody types into a form over a row that others may change meanwhile: fields that were touched keep what was typed, the others show the row.</summary>
public sealed class Draft
{
    private Dictionary<string, object?> seen = [], typed = [];

    public bool IsTouched => typed.Keys.Any(IsTouchedAt);

    public T? Get<T>(string field) => (T?)(typed.TryGetValue(field, out var value) ? value : seen.GetValueOrDefault(field));

    public void Set(string field, object? value) => typed[field] = value;

    /// <summary>The typed value of a field that was touched; null for one that is to stay.</summary>
    public T? Changed<T>(string field) => IsTouchedAt(field) ? Get<T>(field) : default;

    /// <summary>Another state of the row comes under what is typed.</summary>
    public void Rebase(IReadOnlyDictionary<string, object?> values)
    {
        typed = typed.Where(t => IsTouchedAt(t.Key)).ToDictionary();
        seen = values.ToDictionary();
    }

    /// <summary>What was typed is done or given up.</summary>
    public void Clear() => typed = [];

    private bool IsTouchedAt(string field) => typed.TryGetValue(field, out var value) && Text(value) != Text(seen.GetValueOrDefault(field));

    private static string Text(object? value) => value is null or "" ? "" : Json.Text(value);
}
