using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace ControlRoom.Web.Shared.Rest;

/// <summary>Examples in the contract, made from the schemas: a member's name tells what it looks like in this plant.</summary>
internal static class OpenApiExamples
{
    private const int Deepest = 5;

    private static readonly Dictionary<string, JsonNode> ByName = new(StringComparer.Ordinal)
    {
        ["id"] = "019bf0a4-5c00-7c11-8d2e-6f1b2c3d4e5f", ["email"] = "operator@duna.test", ["full_name"] = "Operator A", ["name"] = "Supplier A", ["password"] = "control-room",
        ["token"] = "q5mJm3x0mQ2uM1s9Yk7r0cVtq8c5n2wq7YyXr1aZ3bE", ["key"] = "crk_q5mJm3x0mQ2uM1s9Yk7r0cVtq8c5n2wq7YyXr1aZ3bE", ["prefix"] = "crk_q5mJm3x0", ["badge_code"] = "B-0023",
        ["run_code"] = "RUN-20260124-DUNA-0001", ["lot_code"] = "RAW-20260124-DUNA-0001", ["buffer_code"] = "MIX-001", ["site_code"] = "DUNA", ["code"] = "SUP-A", ["customer_code"] = "CUST-A",
        ["weight_kg"] = 320.5m, ["remaining_kg"] = 120.25m, ["placed_kg"] = 120.25m, ["quantity_kg"] = 120.25m, ["quantity_used_kg"] = 120.25m, ["capacity_kg"] = 1200m, ["daily_target_kg"] = 1000m,
        ["temperature_c"] = 3.4m, ["temp_min_c"] = 0m, ["temp_max_c"] = 4m, ["threshold_c"] = 4m, ["current_step_index"] = 4, ["step_index"] = 4, ["to_step_index"] = 5, ["row_version"] = 3, ["version_num"] = 2,
        ["reason"] = "Core temperature above the limit", ["resolution"] = "Measured again, within the limit", ["hold_reason"] = "Core temperature above the limit", ["notes"] = "Door was open",
        ["theme"] = "dark", ["language"] = "en", ["text_size"] = "normal", ["confirm"] = "yes", ["detail"] = "Two lots have no inspection.", ["guidance"] = "Inspect them first.",
    };

    public static JsonNode? Of(IOpenApiSchema schema, string name = "", int depth = 0)
    {
        if (schema.Enum is { Count: > 0 } words) return words[0].DeepClone();
        var type = (schema.Type ?? JsonSchemaType.Object) & ~JsonSchemaType.Null;
        if (type.HasFlag(JsonSchemaType.String)) return Known(name, JsonSchemaType.String) ?? Text(schema, name);
        if (type.HasFlag(JsonSchemaType.Integer) || type.HasFlag(JsonSchemaType.Number)) return Known(name, JsonSchemaType.Number) ?? JsonValue.Create(1);
        if (type.HasFlag(JsonSchemaType.Boolean)) return JsonValue.Create(true);
        if (depth >= Deepest) return null;
        if (type.HasFlag(JsonSchemaType.Array)) return schema.Items is { } items && Of(items, Singular(name), depth + 1) is { } item ? new JsonArray(item) : new JsonArray();
        if ((schema.OneOf ?? schema.AnyOf ?? schema.AllOf)?.FirstOrDefault(s => s.Type != JsonSchemaType.Null) is { } one) return Of(one, name, depth);
        var example = new JsonObject();
        foreach (var (member, of) in schema.Properties ?? new Dictionary<string, IOpenApiSchema>()) example[member] = Of(of, member, depth + 1);
        return example;
    }

    private static JsonNode? Known(string name, JsonSchemaType type) =>
        ByName.TryGetValue(name, out var value) && (value.GetValueKind() == System.Text.Json.JsonValueKind.Number) == (type == JsonSchemaType.Number) ? value.DeepClone() : null;

    private static JsonNode Text(IOpenApiSchema schema, string name) => schema.Format switch
    {
        "uuid" => ByName["id"].DeepClone(),
        "date-time" => "2026-01-24T10:15:30.123456Z",
        "date" => "2026-01-24",
        _ when name.EndsWith("_code", StringComparison.Ordinal) => ByName["lot_code"].DeepClone(),
        _ => "text",
    };

    private static string Singular(string name) => name.EndsWith('s') ? name[..^1] : name;
}
