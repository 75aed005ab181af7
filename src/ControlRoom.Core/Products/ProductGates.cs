using ControlRoom.Core.Kernel;

namespace ControlRoom.Core.Products;

/// <summary>What may be edited in which usage state. Handlers, pages and the API all ask here, handlers under the product's lock.</summary>
public static class ProductGates
{
    /// <summary>What no revision of a product may have otherwise than the others.</summary>
    public static readonly IReadOnlySet<string> Invariants =
        new HashSet<string>(StringComparer.Ordinal) { "sku", "uom_base", "material_category", "inventory_accounting_method", "traceability_level" };

    /// <summary>Why these fields of the product itself cannot be written now.</summary>
    public static Refusal? Product(ProductStanding standing, IReadOnlyCollection<string> fields)
    {
        if (Retired(standing.Product) is { } retired) return retired;
        var invariant = fields.Where(Invariants.Contains).ToList();
        if (standing.HasRevisions && invariant.Count > 0) return Invariant(standing.Product, invariant);
        return fields.Count == 0 ? null : Change(standing, ChangeClassifier.Of(ChangeClassifier.Product, fields));
    }

    /// <summary>Why these fields of a component, a material or the binding cannot be written now.</summary>
    public static Refusal? Part(ProductStanding standing, string thing, IReadOnlyCollection<string> fields) =>
        Retired(standing.Product) ?? (fields.Count == 0 ? null : Change(standing, ChangeClassifier.Of(thing, fields)));

    /// <summary>Why the parts of the product cannot be added to or taken from now.</summary>
    public static Refusal? Structure(ProductStanding standing) => Change(standing, ChangeKind.Breaking);

    public static Refusal? Change(ProductStanding standing, ChangeKind kind) => (standing.State, kind) switch
    {
        (UsageState.Retired, _) => Retired(standing.Product),
        (UsageState.Draft, _) or (UsageState.Active, ChangeKind.Cosmetic) => null,
        (_, ChangeKind.Breaking) => RevisionRequired(standing),
        _ => Refusal.Conflict("PRODUCT_LOCKED").With("sku", standing.Product.Sku).With("tickets", standing.Use.LiveTickets),
    };

    public static Refusal? Retired(Product product) =>
        product.RetiredAt is { } at ? Refusal.Conflict("PRODUCT_RETIRED").With("sku", product.Sku).With("at", at) : null;

    /// <summary>Retiring ends what nobody works on any more.</summary>
    public static Refusal? LiveWork(ProductStanding standing) => standing.Use.IsLive
        ? Refusal.Conflict("PRODUCT_HAS_LIVE_WORK").With("sku", standing.Product.Sku).With("tickets", standing.Use.LiveTickets).With("tokens", standing.Use.LiveTokens)
        : null;

    /// <summary>All the invariants that would differ, each with its field.</summary>
    public static Refusal Invariant(Product product, IEnumerable<string> fields)
    {
        var each = fields.Order(StringComparer.Ordinal).Select(f => Refusal.Conflict("REVISION_INVARIANT").With("sku", product.Sku).With("fields", f)).ToList();
        return Refusal.Several(RefusalKind.Conflict, "REVISION_INVARIANT", each).With("sku", product.Sku).With("fields", string.Join(", ", each.Select(e => e.Args["fields"])));
    }

    /// <summary>Never a dead end: the answer says what would do.</summary>
    private static Refusal RevisionRequired(ProductStanding standing) => Refusal.Conflict("REVISION_REQUIRED").With("sku", standing.Product.Sku)
        .Say("usage_state", standing.State).Say("requires_revision", true).Say("suggested_action", "CREATE_REVISION").Say("blocking_tickets", standing.Use.Blocking);
}
