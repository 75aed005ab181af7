using System.Text.Json;
using ControlRoom.Core.Kernel;

namespace ControlRoom.Core.Products;

/// <summary>What a revision says, complete and by itself: nothing outside it is needed to know what was to be made, of what and how.</summary>
public static class RevisionSnapshot
{
    /// <summary>Raised when a section is added that new work cannot do without.</summary>
    public const int Schema = 1;

    /// <summary>The working copy of components as text, and back.</summary>
    public static string Text(IReadOnlyList<Part> parts) => CanonicalJson.Of(parts);

    public static IReadOnlyList<Part> Parts(string componentsJson) => JsonSerializer.Deserialize<List<Part>>(componentsJson, Json.Options)!;

    /// <param name="route">Null while a draft has none.</param>
    public static string Of(Product product, IReadOnlyList<Part> parts, RoutedVersion? route) => CanonicalJson.Of(new
    {
        schema = Schema,
        product = new
        {
            id = product.Id, product.Identity.Sku, product.Identity.SerialSku, product.Name, product.Texts.Description, product.Identity.UomBase, product.Identity.MaterialCategory,
            product.Identity.InventoryAccountingMethod, product.Identity.TraceabilityLevel, product.Identity.ProductionLine,
        },
        components = parts.Select(p => new
        {
            p.ComponentCode, p.ComponentTypeCode, p.Name, p.DisplayOrder,
            materials = p.Materials.Select(m => new { m.MaterialSku, m.RoleCode, m.UomCode, m.IsPrimary, m.Priority, m.Notes }),
        }),
        constraints = parts.SelectMany(p => p.Materials.Select(m => new { p.ComponentCode, m.MaterialSku, m.RoleCode, fields = m.Constraints, m.ComputedFromConstraints, m.OverrideReason })),
        graph = route is null ? null : new { route.FlowId, route.FlowCode, route.FlowVersionId, route.VersionNum, document = JsonElement.Parse(route.Graph) },
        computed = parts.SelectMany(p => p.Materials.Select(m => new { p.ComponentCode, m.MaterialSku, m.UomCode, qty_per_unit = m.QtyRequired })),
    });
}
