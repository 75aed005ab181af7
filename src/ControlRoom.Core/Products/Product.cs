using ControlRoom.Core.Kernel;

namespace ControlRoom.Core.Products;

public enum Uom { Pc, M, M2, Kg, L }

public enum AccountingMethod { Fifo, Average, Standard }

public enum TraceabilityLevel { None, Batch, Serial }

/// <summary>Which of the two ways of making it goes: piece by piece with serials, or in batches.</summary>
public enum ProductionLine { Hatthasilpa, Classic }

/// <summary>What a product is called.</summary>
public sealed record ProductTexts(LocalText Name, LocalText? Description, string? Notes, int DisplayOrder);

/// <summary>What a product is: nothing of this changes its meaning once production has seen it.</summary>
public sealed record ProductIdentity(string Sku, string? SerialSku, Uom UomBase, string? MaterialCategory, AccountingMethod InventoryAccountingMethod, TraceabilityLevel TraceabilityLevel, ProductionLine ProductionLine);

/// <summary>
/// Something that is made. How much it is in use is read from what was made of it and never stored; work in hand reads the snapshots of its
/// tickets and nothing here.
/// </summary>
public sealed class Product : Aggregate
{
    private Product() { }

    public string Sku { get; private set; } = "";
    public string? SerialSku { get; private set; }
    public string NameHu { get; private set; } = "";
    public string NameEn { get; private set; } = "";
    public string? DescriptionHu { get; private set; }
    public string? DescriptionEn { get; private set; }
    public string? Notes { get; private set; }
    public int DisplayOrder { get; private set; }
    public Uom UomBase { get; private set; }
    public string? MaterialCategory { get; private set; }
    public AccountingMethod InventoryAccountingMethod { get; private set; }
    public TraceabilityLevel TraceabilityLevel { get; private set; }
    public ProductionLine ProductionLine { get; private set; }

    /// <summary>The published revision that new tickets take.</summary>
    public Guid? ActiveRevisionId { get; private set; }
    public DateTime? RetiredAt { get; private set; }
    public Guid? RetiredBy { get; private set; }
    public Guid CreatedBy { get; private init; }
    public DateTime CreatedAt { get; private init; }
    public DateTime UpdatedAt { get; private set; }

    public LocalText Name => new(NameHu, NameEn);

    public ProductTexts Texts => new(Name, DescriptionHu is null && DescriptionEn is null ? null : new(DescriptionHu ?? "", DescriptionEn ?? ""), Notes, DisplayOrder);

    public ProductIdentity Identity => new(Sku, SerialSku, UomBase, MaterialCategory, InventoryAccountingMethod, TraceabilityLevel, ProductionLine);

    public static Product Create(Guid id, ProductTexts texts, ProductIdentity identity, Guid by, DateTime now)
    {
        var product = new Product { Id = id, CreatedBy = by, CreatedAt = now };
        product.Set(texts, identity, now);
        product.Noted(new Fact("PRODUCT_CREATED", EntityTypes.Product, id, product.Sku, null, product.State()));
        return product;
    }

    public void Change(ProductTexts texts, ProductIdentity identity, DateTime now)
    {
        var old = State();
        Set(texts, identity, now);
        Changed(new Fact("PRODUCT_UPDATED", EntityTypes.Product, Id, Sku, old, State()));
    }

    /// <summary>For good: a successor is a product of its own.</summary>
    public void Retire(string reason, Guid by, DateTime now)
    {
        var old = State();
        (RetiredAt, RetiredBy, UpdatedAt) = (now, by, now);
        Changed(new Fact("PRODUCT_RETIRED", EntityTypes.Product, Id, Sku, old, State()) { Metadata = new { reason } });
    }

    /// <summary>New tickets take this revision from now on; null: there is none to take.</summary>
    public void Activate(Guid? revisionId, int? revisionNo, DateTime now)
    {
        var old = State();
        (ActiveRevisionId, UpdatedAt) = (revisionId, now);
        Changed(new Fact("PRODUCT_REVISION_ACTIVATED", EntityTypes.Product, Id, Sku, old, State()) { Metadata = new { revision_no = revisionNo } });
    }

    private void Set(ProductTexts texts, ProductIdentity identity, DateTime now)
    {
        (NameHu, NameEn, DescriptionHu, DescriptionEn, Notes, DisplayOrder) = (texts.Name.Hu, texts.Name.En, texts.Description?.Hu, texts.Description?.En, texts.Notes, texts.DisplayOrder);
        (Sku, SerialSku, UomBase, MaterialCategory) = (identity.Sku, identity.SerialSku, identity.UomBase, identity.MaterialCategory);
        (InventoryAccountingMethod, TraceabilityLevel, ProductionLine, UpdatedAt) = (identity.InventoryAccountingMethod, identity.TraceabilityLevel, identity.ProductionLine, now);
    }

    private object State() => new { texts = Texts, identity = Identity, active_revision_id = ActiveRevisionId, retired_at = RetiredAt };
}
