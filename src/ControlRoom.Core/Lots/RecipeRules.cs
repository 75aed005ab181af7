using System.Globalization;
using System.Text.Json;

namespace ControlRoom.Core.Lots;

/// <summary>The recipe gate: a MIX lot that names its recipe is held when any component is more than 5 % off its target.</summary>
internal static class RecipeRules
{
    private const decimal Tolerance = 0.05m;

    /// <summary>The hold reason, or null when there is no recipe or every component is within tolerance.</summary>
    public static string? WhyOutOfSpec(LotType type, JsonElement? metadata)
    {
        if (type != LotType.Mix || metadata is not { ValueKind: JsonValueKind.Object } data || !data.TryGetProperty("recipe", out var recipe) || recipe.ValueKind != JsonValueKind.Object) return null;
        if (!recipe.TryGetProperty("components", out var components) || components.ValueKind != JsonValueKind.Array) return null;
        var off = components.EnumerateArray().Where(c => Number(c, "target_kg") is { } target && Number(c, "actual_kg") is { } actual && Math.Abs(actual - target) > target * Tolerance)
            .Select(c => string.Create(CultureInfo.InvariantCulture, $"{Name(c)} {Number(c, "actual_kg")} kg, target {Number(c, "target_kg")} kg")).ToList();
        return off.Count == 0 ? null : $"Recipe out of spec: {string.Join("; ", off)}";
    }

    private static string Name(JsonElement component) => component.TryGetProperty("key", out var key) && key.ValueKind == JsonValueKind.String ? key.GetString()! : "component";

    private static decimal? Number(JsonElement component, string name) =>
        component.ValueKind == JsonValueKind.Object && component.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var number) ? number : null;
}
