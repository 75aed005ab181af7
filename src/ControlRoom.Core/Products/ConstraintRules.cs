using System.Globalization;
using System.Text.Json;
using ControlRoom.Core.Kernel;

namespace ControlRoom.Core.Products;

/// <param name="Formula">How it was computed, in numbers.</param>
public sealed record ConstraintResult(decimal QtyRequired, Uom UomCode, string Formula);

/// <summary>From the constraints of a role to the quantity of one unit, and why constraints are refused.</summary>
public static class ConstraintRules
{
    /// <summary>Decimals of a quantity; the database keeps whole millionths.</summary>
    public const int Places = 6;

    private const decimal Largest = 1_000_000_000m;
    private const string Waste = "waste_percent";

    public static long Millionths(decimal quantity) => (long)(quantity * 1_000_000m);

    public static decimal Quantity(long millionths) => millionths / 1_000_000m;

    /// <summary>The quantity, half rounded away from zero; or everything that is wrong, field by field.</summary>
    /// <param name="uom">The unit the caller counts in; null: the role's.</param>
    public static Outcome<ConstraintResult> Evaluate(MaterialRoleView role, Uom? uom, JsonElement? constraints)
    {
        var mistakes = Mistakes(role, uom, constraints).ToList();
        return mistakes.Count > 0 ? Refused(role, mistakes) : Compute(role, Values(constraints!.Value));
    }

    /// <summary>The quantity of constraints that have been read before.</summary>
    public static Outcome<ConstraintResult> Compute(MaterialRoleView role, IReadOnlyDictionary<string, decimal> values)
    {
        var (pieces, waste) = (values.GetValueOrDefault("pieces", 1m), values.GetValueOrDefault(Waste));
        var (net, formula) = role.Basis switch
        {
            RoleBasis.Count => (values["count"], Text(values["count"])),
            RoleBasis.Length => (values["length_mm"] * pieces / 1000m, $"{Text(values["length_mm"])} × {Text(pieces)} ÷ 1000"),
            RoleBasis.Area => (values["width_mm"] * values["length_mm"] * pieces / 1_000_000m, $"{Text(values["width_mm"])} × {Text(values["length_mm"])} × {Text(pieces)} ÷ 1000000"),
            _ => (values["mass_g"] * pieces / 1000m, $"{Text(values["mass_g"])} × {Text(pieces)} ÷ 1000"),
        };
        var quantity = Math.Round(net * (1 + waste / 100m), Places, MidpointRounding.AwayFromZero) / 1.0000000000000000000000000000m;
        return quantity is > 0 and <= Largest ? new ConstraintResult(quantity, role.UomCode, $"{formula} × (1 + {Text(waste)} ÷ 100)") : Refused(role, [Wrong("quantity", "", "/constraints")]);
    }

    /// <summary>The numbers of constraints in which nothing is wrong.</summary>
    public static IReadOnlyDictionary<string, decimal> Values(JsonElement constraints) =>
        new SortedDictionary<string, decimal>(constraints.EnumerateObject().ToDictionary(m => m.Name, m => m.Value.GetDecimal(), StringComparer.Ordinal), StringComparer.Ordinal);

    /// <summary>A quantity that somebody decided against the computation.</summary>
    public static Refusal? QuantityWrong(MaterialRoleView role, decimal quantity) =>
        quantity is > 0 and <= Largest && decimal.Round(quantity, Places) == quantity ? null : Refused(role, [Wrong("quantity", "", "/qty_required")]);

    public static Refusal? UomWrong(MaterialRoleView role, Uom? uom) => uom is null || uom == role.UomCode ? null : Refused(role, [WrongUom(role)]);

    private static IEnumerable<Refusal> Mistakes(MaterialRoleView role, Uom? uom, JsonElement? constraints)
    {
        if (uom is { } unit && unit != role.UomCode) yield return WrongUom(role);
        if (constraints is { ValueKind: not (JsonValueKind.Object or JsonValueKind.Null or JsonValueKind.Undefined) })
        {
            yield return Wrong("object", "", "/constraints");
            yield break;
        }
        IReadOnlyList<JsonProperty> given = constraints is { ValueKind: JsonValueKind.Object } some ? [.. some.EnumerateObject()] : [];
        foreach (var field in role.Fields.Where(f => f.Required && given.All(g => g.Name != f.FieldKey))) yield return Wrong("missing", field.FieldKey);
        foreach (var twice in given.GroupBy(g => g.Name, StringComparer.Ordinal).Where(g => g.Count() > 1)) yield return Wrong("twice", twice.Key);
        foreach (var member in given)
        {
            if (role.Fields.All(f => f.FieldKey != member.Name)) yield return Wrong("unknown", member.Name);
            else if (WhyNoValue(member) is { } variant) yield return Wrong(variant, member.Name);
        }
    }

    private static string? WhyNoValue(JsonProperty member)
    {
        if (member.Value.ValueKind != JsonValueKind.Number || !member.Value.TryGetDecimal(out var value)) return "number";
        if (member.Name == Waste) return value is >= 0 and <= 100 ? null : "percent";
        return value is > 0 and <= Largest ? null : "positive";
    }

    private static Refusal WrongUom(MaterialRoleView role) => Wrong("unit", "uom_code", "/uom_code").With("unit", Word.Of(role.UomCode));

    private static Refusal Wrong(string variant, string field, string? pointer = null) =>
        Refusal.Invalid("CONSTRAINT_INVALID", pointer ?? "/constraints/" + field.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)).With("field", field) with { Variant = variant };

    private static Refusal Refused(MaterialRoleView role, IEnumerable<Refusal> mistakes) => Refusal.Several(RefusalKind.Invalid, "CONSTRAINT_INVALID", mistakes).With("role_code", role.RoleCode);

    private static string Text(decimal number) => (number / 1.0000000000000000000000000000m).ToString(CultureInfo.InvariantCulture);
}
