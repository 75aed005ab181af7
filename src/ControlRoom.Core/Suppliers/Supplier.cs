using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;

namespace ControlRoom.Core.Suppliers;

/// <summary>Who goods come from. <see cref="GoodsClass"/> and <see cref="Species"/> are the defaults of the lots it delivers.</summary>
public sealed class Supplier : Aggregate
{
    private Supplier() { }

    public string Code { get; private init; } = "";
    public string Name { get; private set; } = "";
    public Species? Species { get; private set; }
    public MaterialClass GoodsClass { get; private set; }
    public bool Approved { get; private set; }
    public bool IsActive { get; private set; } = true;
    public DateTime CreatedAt { get; private init; }

    public static Supplier Create(Guid id, string code, string name, Species? species, MaterialClass goodsClass, bool approved, DateTime now)
    {
        var supplier = new Supplier { Id = id, Code = code, Name = name, Species = species, GoodsClass = goodsClass, Approved = approved, CreatedAt = now };
        supplier.Noted(new Fact("SUPPLIER_CREATED", EntityTypes.Supplier, id, code, null, supplier.State()));
        return supplier;
    }

    public void Update(string name, Species? species, MaterialClass goodsClass, bool approved)
    {
        var old = State();
        (Name, Species, GoodsClass, Approved) = (name, species, goodsClass, approved);
        Changed(new Fact("SUPPLIER_UPDATED", EntityTypes.Supplier, Id, Code, old, State()));
    }

    /// <summary>An inactive supplier delivers no more; lots it supplied keep naming it.</summary>
    public void SetActive(bool active)
    {
        var old = State();
        IsActive = active;
        Changed(new Fact(active ? "SUPPLIER_REACTIVATED" : "SUPPLIER_DEACTIVATED", EntityTypes.Supplier, Id, Code, old, State()));
    }

    public void Deactivate() => SetActive(false);

    public void Remove() => Noted(new Fact("SUPPLIER_REMOVED", EntityTypes.Supplier, Id, Code, State(), null));

    private object State() => new { name = Name, species = Species is { } s ? Word.Of(s) : null, goods_class = Word.Of(GoodsClass), approved = Approved, is_active = IsActive };
}
