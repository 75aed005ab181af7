using ControlRoom.Core.Kernel;

namespace ControlRoom.Core.Products;

/// <summary>A part of a product that is made on the way; it consumes materials.</summary>
public sealed class ProductComponent : Aggregate
{
    private readonly List<ComponentMaterial> materials = [];

    private ProductComponent() { }

    public Guid ProductId { get; private init; }
    public string ComponentCode { get; private set; } = "";
    public string ComponentTypeCode { get; private set; } = "";
    public string NameHu { get; private set; } = "";
    public string NameEn { get; private set; } = "";
    public int DisplayOrder { get; private set; }
    public IReadOnlyList<ComponentMaterial> Materials => materials;

    public static ProductComponent Create(Guid id, Guid productId, Part part)
    {
        var component = new ProductComponent { Id = id, ProductId = productId };
        component.Set(part);
        component.Noted(component.FactOf("COMPONENT_ADDED", null, component.State()));
        return component;
    }

    public void Change(Part part)
    {
        var old = State();
        Set(part);
        Changed(FactOf("COMPONENT_UPDATED", old, State()));
    }

    public void Remove() => Noted(FactOf("COMPONENT_DELETED", Whole(), null));

    public Part Whole() => new(ComponentCode, ComponentTypeCode, new(NameHu, NameEn), DisplayOrder, [.. materials.OrderBy(m => m.Priority).ThenBy(m => m.MaterialSku, StringComparer.Ordinal).Select(m => m.Whole())]);

    private void Set(Part part) => (ComponentCode, ComponentTypeCode, NameHu, NameEn, DisplayOrder) = (part.ComponentCode, part.ComponentTypeCode, part.Name.Hu, part.Name.En, part.DisplayOrder);

    private object State() => new { component_code = ComponentCode, component_type_code = ComponentTypeCode, name = new LocalText(NameHu, NameEn), display_order = DisplayOrder };

    private Fact FactOf(string type, object? old, object? now) => new(type, EntityTypes.Component, Id, ComponentCode, old, now) { Metadata = new { product_id = ProductId } };
}
