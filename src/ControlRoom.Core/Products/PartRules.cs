using System.Text.Json;
using System.Text.RegularExpressions;
using ControlRoom.Core.Kernel;

namespace ControlRoom.Core.Products;

/// <summary>What components and materials must be like, and what becomes of what somebody says about them.</summary>
public static partial class PartRules
{
    public const int MaxComponents = 100, MaxMaterials = 100, MaxNotes = 2000, MaxName = 100;
    public const string DefaultType = "PART";

    /// <summary>A component with what is said about it, over what it was; its materials stay.</summary>
    public static Outcome<Part> Component(ComponentInput input, Part? old)
    {
        var name = input.Name ?? old?.Name;
        var (code, type) = (input.ComponentCode ?? old?.ComponentCode, Blank(input.ComponentTypeCode) ?? old?.ComponentTypeCode ?? DefaultType);
        Refusal?[] wrong = [Code().IsMatch(code ?? "") ? null : Refusal.Invalid("COMPONENT_CODE_INVALID", "/component_code"), Code().IsMatch(type) ? null : Refusal.Invalid("COMPONENT_CODE_INVALID", "/component_type_code"),
            .. ProductRules.Name(name, MaxName), Order(input.DisplayOrder, "/display_order")];
        if (ProductRules.All(wrong) is { } refusal) return refusal;
        return new Part(code!, type, new(name!.Hu.Trim(), name.En.Trim()), input.DisplayOrder ?? old?.DisplayOrder ?? 0, old?.Materials ?? []);
    }

    /// <summary>A component with all its materials, as a revision takes it.</summary>
    public static Outcome<Part> Whole(ComponentInput input, IReadOnlyDictionary<string, MaterialRoleView> roles)
    {
        var part = Component(input, null);
        if (!part.Done) return part;
        var materials = new List<PartMaterial>();
        foreach (var (said, i) in (input.Materials ?? []).Select((m, i) => (m, i)))
        {
            var material = Material(said, null, roles, isFirst: materials.Count == 0);
            if (!material.Done) return Below(material.Refusal, $"/materials/{i}");
            if (materials.Any(m => m.MaterialSku == material.Value.MaterialSku)) return Below(Refusal.Invalid("MATERIAL_TWICE", "/material_sku").With("material", material.Value.MaterialSku), $"/materials/{i}");
            materials.Add(material.Value);
        }
        if (materials.Count > MaxMaterials) return Refusal.Invalid("TOO_MANY_ITEMS", "/materials").With("max", MaxMaterials);
        return part.Value with { Materials = materials };
    }

    /// <summary>A material with what is said about it, over what it was. Another role takes the constraints of the old one away.</summary>
    public static Outcome<PartMaterial> Material(MaterialInput input, PartMaterial? old, IReadOnlyDictionary<string, MaterialRoleView> roles, bool isFirst)
    {
        var (sku, code) = (input.MaterialSku?.Trim() ?? old?.MaterialSku ?? "", input.RoleCode ?? old?.RoleCode ?? "MAIN_MATERIAL");
        Refusal?[] wrong = [Sku().IsMatch(sku) ? null : Refusal.Invalid("MATERIAL_SKU_INVALID", "/material_sku"), Text.WhyTooLong(input.Notes, MaxNotes, "/notes"), Order(input.Priority, "/priority"),
            roles.ContainsKey(code) ? null : RoleUnknown(roles.Keys)];
        if (ProductRules.All(wrong) is { } refusal) return refusal;
        var role = roles[code];
        var quantity = Quantity(input, old, role);
        if (!quantity.Done) return quantity.Refusal;
        var (constraints, amount, reason) = quantity.Value;
        return new PartMaterial(sku, code, constraints, amount, reason is null && amount is not null, reason, role.UomCode, input.IsPrimary ?? old?.IsPrimary ?? isFirst, input.Priority ?? old?.Priority ?? 0,
            input.Notes is null ? old?.Notes : Blank(input.Notes));
    }

    /// <summary>Fields in which two materials differ, by their names in the API.</summary>
    public static IReadOnlyList<string> Differences(PartMaterial a, PartMaterial b)
    {
        (string Field, bool Same)[] fields =
        [
            ("material_sku", a.MaterialSku == b.MaterialSku), ("role_code", a.RoleCode == b.RoleCode), ("constraints", CanonicalJson.Of(a.Constraints) == CanonicalJson.Of(b.Constraints)),
            ("qty_required", a.QtyRequired == b.QtyRequired), ("override_reason", a.OverrideReason == b.OverrideReason), ("uom_code", a.UomCode == b.UomCode), ("is_primary", a.IsPrimary == b.IsPrimary),
            ("priority", a.Priority == b.Priority), ("notes", a.Notes == b.Notes),
        ];
        return [.. fields.Where(f => !f.Same).Select(f => f.Field)];
    }

    public static IReadOnlyList<string> Differences(Part a, Part b)
    {
        (string Field, bool Same)[] fields =
            [("component_code", a.ComponentCode == b.ComponentCode), ("component_type_code", a.ComponentTypeCode == b.ComponentTypeCode), ("name", a.Name == b.Name), ("display_order", a.DisplayOrder == b.DisplayOrder)];
        return [.. fields.Where(f => !f.Same).Select(f => f.Field)];
    }

    public static Refusal RoleUnknown(IEnumerable<string> known) => Refusal.Invalid("MATERIAL_ROLE_UNKNOWN", "/role_code").With("words", string.Join(", ", known));

    /// <summary>The role decides what all the rest means: it is changed knowingly.</summary>
    public static Refusal? RoleUnconfirmed(PartMaterial old, PartMaterial next, bool confirmed) => old.RoleCode == next.RoleCode || confirmed
        ? null
        : Refusal.Conflict("CONFIRMATION_REQUIRED").With("material", old.MaterialSku).With("old", old.RoleCode).With("role_code", next.RoleCode) with { Variant = "role" };

    /// <summary>The same refusal about something inside a list.</summary>
    public static Refusal Below(Refusal refusal, string pointer) => refusal with { Pointer = refusal.Pointer is null ? null : pointer + refusal.Pointer, Reasons = [.. refusal.Reasons.Select(r => Below(r, pointer))] };

    private static Outcome<(IReadOnlyDictionary<string, decimal> Constraints, decimal? Quantity, string? Reason)> Quantity(MaterialInput input, PartMaterial? old, MaterialRoleView role)
    {
        if (ConstraintRules.UomWrong(role, input.UomCode) is { } unit) return unit;
        var isOther = old is not null && old.RoleCode != role.RoleCode;
        var said = input.Constraints is { ValueKind: not (JsonValueKind.Null or JsonValueKind.Undefined) } some && !(isOther && IsSame(some, old!.Constraints)) ? some : (JsonElement?)null;
        if (input.QtyRequired is { } quantity && input.OverrideReason is not null)
        {
            if ((Text.WhyNoReason(input.OverrideReason, "/override_reason") ?? ConstraintRules.QuantityWrong(role, quantity)) is { } wrong) return wrong;
            return said is null || IsEmpty(said.Value) ? (isOther || old is null ? Nothing : old.Constraints, quantity, input.OverrideReason.Trim()) : With(said.Value, quantity, input.OverrideReason.Trim());
        }
        if (input.OverrideReason is not null && input.OverrideReason != old?.OverrideReason) return Refusal.Invalid("FIELD_REQUIRED", "/qty_required").With("field", "qty_required");
        if (said is null && isOther) return (Nothing, null, null);
        // What is kept keeps what was decided about it.
        if (said is null && old is not null && input.OverrideReason is null && input.QtyRequired is null) return (old.Constraints, old.QtyRequired, old.OverrideReason);
        if (input.QtyRequired is { } alone && alone != old?.QtyRequired) return Refusal.Invalid("OVERRIDE_REASON_REQUIRED", "/override_reason");
        return With(said ?? (old is null ? null : JsonSerializer.SerializeToElement(old.Constraints)), null, null);

        Outcome<(IReadOnlyDictionary<string, decimal>, decimal?, string?)> With(JsonElement? constraints, decimal? instead, string? reason)
        {
            var result = ConstraintRules.Evaluate(role, input.UomCode, constraints);
            return result.Done ? (ConstraintRules.Values(constraints!.Value), instead ?? result.Value.QtyRequired, reason) : result.Refusal;
        }
    }

    private static readonly IReadOnlyDictionary<string, decimal> Nothing = new SortedDictionary<string, decimal>(StringComparer.Ordinal);

    private static bool IsEmpty(JsonElement constraints) => constraints.ValueKind == JsonValueKind.Object && !constraints.EnumerateObject().Any();

    private static bool IsSame(JsonElement constraints, IReadOnlyDictionary<string, decimal> old) => CanonicalJson.Of(constraints) == CanonicalJson.Of(old);

    private static Refusal? Order(int? value, string pointer) => value is null or (>= 0 and <= 10_000) ? null : Refusal.Invalid("OUT_OF_RANGE", pointer).With("min", 0).With("max", 10_000);

    private static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    [GeneratedRegex(@"^[A-Z][A-Z0-9_]{0,23}\z")]
    private static partial Regex Code();

    [GeneratedRegex(@"^[A-Z0-9][A-Z0-9.-]{0,49}\z")]
    private static partial Regex Sku();
}
