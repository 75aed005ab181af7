using System.Collections.Frozen;

namespace ControlRoom.Core.Products;

public enum ChangeKind { Cosmetic, Breaking }

/// <summary>
/// Whether writing a field alters what production means. Keyed by thing and field; a field that nobody classified counts as breaking, so that
/// a forgotten one can do no harm.
/// </summary>
public static class ChangeClassifier
{
    public const string Product = "product", Component = "component", Material = "material", Binding = "binding", Revision = "revision";

    private static readonly FrozenDictionary<string, ChangeKind> Table = Rows().ToFrozenDictionary(r => r.Key, r => r.Value, StringComparer.Ordinal);

    public static ChangeKind Of(string thing, string field) => Table.GetValueOrDefault($"{thing}.{field}", ChangeKind.Breaking);

    /// <summary>The gravest of several.</summary>
    public static ChangeKind Of(string thing, IEnumerable<string> fields) => fields.Any(f => Of(thing, f) == ChangeKind.Breaking) ? ChangeKind.Breaking : ChangeKind.Cosmetic;

    public static bool Knows(string thing, string field) => Table.ContainsKey($"{thing}.{field}");

    private static IEnumerable<KeyValuePair<string, ChangeKind>> Rows()
    {
        foreach (var field in (string[])["name", "description", "notes", "display_order"]) yield return new($"{Product}.{field}", ChangeKind.Cosmetic);
        foreach (var field in (string[])["sku", "serial_sku", "uom_base", "material_category", "inventory_accounting_method", "traceability_level", "production_line"]) yield return new($"{Product}.{field}", ChangeKind.Breaking);
        foreach (var field in (string[])["name", "display_order"]) yield return new($"{Component}.{field}", ChangeKind.Cosmetic);
        foreach (var field in (string[])["component_code", "component_type_code", "materials"]) yield return new($"{Component}.{field}", ChangeKind.Breaking);
        foreach (var field in (string[])["material_sku", "role_code", "constraints", "qty_required", "override_reason", "uom_code", "is_primary", "priority", "notes"]) yield return new($"{Material}.{field}", ChangeKind.Breaking);
        foreach (var field in (string[])["flow_id", "flow_version_id", "note"]) yield return new($"{Binding}.{field}", ChangeKind.Breaking);
        foreach (var field in (string[])["notes"]) yield return new($"{Revision}.{field}", ChangeKind.Cosmetic);
        foreach (var field in (string[])["reason", "flow_version_id", "components"]) yield return new($"{Revision}.{field}", ChangeKind.Breaking);
    }
}
