using System.Text.Json;
using ControlRoom.Core.Kernel;

namespace ControlRoom.Core.Products;

/// <summary>What a component consumes, in which role, and how much of it one unit of the product takes.</summary>
public sealed class ComponentMaterial : Aggregate
{
    private ComponentMaterial() { }

    public Guid ComponentId { get; private init; }
    public string MaterialSku { get; private set; } = "";
    public string RoleCode { get; private set; } = "";

    /// <summary>The role's constraints as canonical JSON.</summary>
    public string ConstraintsJson { get; private set; } = "{}";

    /// <summary>Millionths of the unit; null while the role's constraints are missing.</summary>
    public long? QtyRequired { get; private set; }
    public bool ComputedFromConstraints { get; private set; }
    public string? OverrideReason { get; private set; }
    public Uom UomCode { get; private set; }
    public bool IsPrimary { get; private set; }
    public int Priority { get; private set; }
    public string? Notes { get; private set; }

    public static ComponentMaterial Create(Guid id, ProductComponent component, PartMaterial material)
    {
        var row = new ComponentMaterial { Id = id, ComponentId = component.Id };
        row.Set(material);
        row.Noted(row.FactOf("MATERIAL_ADDED", component.ComponentCode, null, material));
        return row;
    }

    public void Change(string componentCode, PartMaterial material)
    {
        var old = Whole();
        Set(material);
        Changed(FactOf("MATERIAL_UPDATED", componentCode, old, material));
    }

    public void Remove(string componentCode) => Noted(FactOf("MATERIAL_REMOVED", componentCode, Whole(), null));

    public PartMaterial Whole() => new(MaterialSku, RoleCode, ConstraintRules.Values(JsonElement.Parse(ConstraintsJson)), QtyRequired is { } quantity ? ConstraintRules.Quantity(quantity) : null, ComputedFromConstraints, OverrideReason, UomCode,
        IsPrimary, Priority, Notes);

    private void Set(PartMaterial material)
    {
        (MaterialSku, RoleCode, ConstraintsJson) = (material.MaterialSku, material.RoleCode, CanonicalJson.Of(material.Constraints));
        (QtyRequired, ComputedFromConstraints, OverrideReason) = (material.QtyRequired is { } quantity ? ConstraintRules.Millionths(quantity) : null, material.ComputedFromConstraints, material.OverrideReason);
        (UomCode, IsPrimary, Priority, Notes) = (material.UomCode, material.IsPrimary, material.Priority, material.Notes);
    }

    private Fact FactOf(string type, string componentCode, object? old, object? now) => new(type, EntityTypes.Component, ComponentId, componentCode, old, now) { Metadata = new { material_sku = MaterialSku } };
}
