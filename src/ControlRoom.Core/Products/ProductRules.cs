using System.Text.RegularExpressions;
using ControlRoom.Core.Kernel;

namespace ControlRoom.Core.Products;

/// <summary>What somebody says about a product; null leaves what is there, an empty text clears what may be empty.</summary>
public sealed record ProductInput
{
    public string? Sku { get; init; }
    public string? SerialSku { get; init; }
    public LocalText? Name { get; init; }
    public LocalText? Description { get; init; }
    public string? Notes { get; init; }
    public int? DisplayOrder { get; init; }
    public Uom? UomBase { get; init; }
    public string? MaterialCategory { get; init; }
    public AccountingMethod? InventoryAccountingMethod { get; init; }
    public TraceabilityLevel? TraceabilityLevel { get; init; }
    public ProductionLine? ProductionLine { get; init; }
}

/// <summary>What a product must be like.</summary>
public static partial class ProductRules
{
    public const int MaxName = 100, MaxText = 2000, MaxCategory = 50;

    /// <summary>What a new product is, with what is not said left to custom: pieces, and traced as its line makes it.</summary>
    public static Outcome<(ProductTexts Texts, ProductIdentity Identity)> New(ProductInput input)
    {
        var line = input.ProductionLine ?? Products.ProductionLine.Hatthasilpa;
        var nothing = new ProductIdentity("", null, Uom.Pc, null, AccountingMethod.Fifo, line == Products.ProductionLine.Hatthasilpa ? TraceabilityLevel.Serial : TraceabilityLevel.Batch, line);
        if (input.ProductionLine is null) return Refusal.Invalid("FIELD_REQUIRED", "/production_line").With("field", "production_line");
        return Over(input, new ProductTexts(new("", ""), null, null, 0), nothing);
    }

    /// <summary>What the product would be after the input.</summary>
    public static Outcome<(ProductTexts Texts, ProductIdentity Identity)> Over(ProductInput input, ProductTexts texts, ProductIdentity identity)
    {
        texts = texts with
        {
            Name = input.Name is { } name ? new(name.Hu?.Trim() ?? "", name.En?.Trim() ?? "") : texts.Name,
            Description = input.Description is null ? texts.Description : Described(input.Description),
            Notes = Kept(input.Notes, texts.Notes),
            DisplayOrder = input.DisplayOrder ?? texts.DisplayOrder,
        };
        identity = identity with
        {
            Sku = input.Sku?.Trim() ?? identity.Sku, SerialSku = Kept(input.SerialSku, identity.SerialSku), UomBase = input.UomBase ?? identity.UomBase,
            MaterialCategory = Kept(input.MaterialCategory, identity.MaterialCategory), InventoryAccountingMethod = input.InventoryAccountingMethod ?? identity.InventoryAccountingMethod,
            TraceabilityLevel = input.TraceabilityLevel ?? identity.TraceabilityLevel, ProductionLine = input.ProductionLine ?? identity.ProductionLine,
        };
        return All(Wrong(texts, identity)) is { } refusal ? refusal : (texts, identity);
    }

    /// <summary>Fields in which the two differ, by their names in the API.</summary>
    public static IReadOnlyList<string> Differences((ProductTexts Texts, ProductIdentity Identity) a, (ProductTexts Texts, ProductIdentity Identity) b)
    {
        (string Field, bool Same)[] fields =
        [
            ("name", a.Texts.Name == b.Texts.Name), ("description", a.Texts.Description == b.Texts.Description), ("notes", a.Texts.Notes == b.Texts.Notes), ("display_order", a.Texts.DisplayOrder == b.Texts.DisplayOrder),
            ("sku", a.Identity.Sku == b.Identity.Sku), ("serial_sku", a.Identity.SerialSku == b.Identity.SerialSku), ("uom_base", a.Identity.UomBase == b.Identity.UomBase),
            ("material_category", a.Identity.MaterialCategory == b.Identity.MaterialCategory), ("inventory_accounting_method", a.Identity.InventoryAccountingMethod == b.Identity.InventoryAccountingMethod),
            ("traceability_level", a.Identity.TraceabilityLevel == b.Identity.TraceabilityLevel), ("production_line", a.Identity.ProductionLine == b.Identity.ProductionLine),
        ];
        return [.. fields.Where(f => !f.Same).Select(f => f.Field)];
    }

    internal static IEnumerable<Refusal?> Name(LocalText? name, int max) =>
        new (string? Value, string Pointer)[] { (name?.Hu, "/name/hu"), (name?.En, "/name/en") }
            .Select(n => string.IsNullOrWhiteSpace(n.Value) ? Refusal.Invalid("PRODUCT_NAME_REQUIRED", n.Pointer) : Text.WhyTooLong(n.Value.Trim(), max, n.Pointer));

    internal static Refusal? All(params IEnumerable<Refusal?> refusals)
    {
        var found = refusals.OfType<Refusal>().ToList();
        return found.Count switch { 0 => null, 1 => found[0], _ => Refusal.Several(RefusalKind.Invalid, "VALIDATION_FAILED", found) };
    }

    private static IEnumerable<Refusal?> Wrong(ProductTexts texts, ProductIdentity identity) =>
    [
        Sku().IsMatch(identity.Sku) ? null : Refusal.Invalid("SKU_INVALID", "/sku"),
        identity.SerialSku is null || SerialSku().IsMatch(identity.SerialSku) ? null : Refusal.Invalid("SERIAL_SKU_FORMAT", "/serial_sku"),
        .. Name(texts.Name, MaxName),
        Text.WhyTooLong(texts.Description?.Hu, MaxText, "/description/hu"), Text.WhyTooLong(texts.Description?.En, MaxText, "/description/en"), Text.WhyTooLong(texts.Notes, MaxText, "/notes"),
        Text.WhyTooLong(identity.MaterialCategory, MaxCategory, "/material_category"),
        texts.DisplayOrder is >= 0 and <= 10_000 ? null : Refusal.Invalid("OUT_OF_RANGE", "/display_order").With("min", 0).With("max", 10_000),
    ];

    private static LocalText? Described(LocalText text) => string.IsNullOrWhiteSpace(text.Hu) && string.IsNullOrWhiteSpace(text.En) ? null : new(text.Hu?.Trim() ?? "", text.En?.Trim() ?? "");

    private static string? Kept(string? said, string? old) => said is null ? old : string.IsNullOrWhiteSpace(said) ? null : said.Trim();

    [GeneratedRegex(@"^[A-Z0-9][A-Z0-9-]{0,49}\z")]
    private static partial Regex Sku();

    [GeneratedRegex(@"^[A-Z0-9]{2,8}\z")]
    private static partial Regex SerialSku();
}
