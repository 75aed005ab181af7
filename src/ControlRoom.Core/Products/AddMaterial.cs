using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;

namespace ControlRoom.Core.Products;

public sealed record AddMaterial(Guid ProductId, Guid ComponentId, MaterialInput Input);

public sealed class AddMaterialHandler(TransactionBoundary boundary)
{
    public Task<Outcome<MaterialView>> Handle(AddMaterial command, Caller caller, CancellationToken ct) => boundary.Do<MaterialView>(caller, Permission.DesignProducts, async work =>
    {
        var found = await work.Product(command.ProductId);
        if (!found.Done) return found.Refusal;
        if (ProductGates.Structure(found.Value) is { } refusal) return refusal;
        var component = await work.Component(command.ProductId, command.ComponentId);
        if (!component.Done) return component.Refusal;
        var material = PartRules.Material(command.Input, null, await work.Db.Roles(work.Ct), isFirst: component.Value.Materials.Count == 0);
        if (!material.Done) return material.Refusal;
        if (component.Value.Materials.Any(m => m.MaterialSku == material.Value.MaterialSku)) return Taken(component.Value, material.Value.MaterialSku);
        if (component.Value.Materials.Count >= PartRules.MaxMaterials) return Refusal.Invalid("TOO_MANY_ITEMS", "/material_sku").With("max", PartRules.MaxMaterials);
        var row = ComponentMaterial.Create(work.NewId(), component.Value, material.Value);
        work.Db.Materials.Add(row);
        return MaterialView.Of(row);
    }, ct);

    internal static Refusal Taken(ProductComponent component, string sku) => Refusal.Conflict("MATERIAL_EXISTS").With("component", component.ComponentCode).With("material", sku);
}
