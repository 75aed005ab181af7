using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;

namespace ControlRoom.Core.Products;

/// <param name="ConfirmRoleChange">Another role takes the constraints of the old one away; somebody must have said yes to that.</param>
public sealed record ChangeMaterial(Guid ProductId, Guid ComponentId, Guid MaterialId, int SeenVersion, MaterialInput Input, bool ConfirmRoleChange = false);

public sealed class ChangeMaterialHandler(TransactionBoundary boundary)
{
    public Task<Outcome<MaterialView>> Handle(ChangeMaterial command, Caller caller, CancellationToken ct) => boundary.Do<MaterialView>(caller, Permission.DesignProducts, async work =>
    {
        var found = await work.Product(command.ProductId);
        if (!found.Done) return found.Refusal;
        var component = await work.Component(command.ProductId, command.ComponentId);
        if (!component.Done) return component.Refusal;
        if (component.Value.Materials.FirstOrDefault(m => m.Id == command.MaterialId) is not { } row) return Refusal.NotFound("material", command.MaterialId);
        if (command.SeenVersion != row.RowVersion) return Refusal.Stale(row.RowVersion);
        var (old, next) = (row.Whole(), PartRules.Material(command.Input, row.Whole(), await work.Db.Roles(work.Ct), isFirst: false));
        // Every field of a material is breaking: where that is refused, its mistakes do not matter.
        if (!next.Done) return ProductGates.Structure(found.Value) ?? next.Refusal;
        var changed = PartRules.Differences(old, next.Value);
        if (ProductGates.Part(found.Value, ChangeClassifier.Material, changed) is { } refusal) return refusal;
        if (PartRules.RoleUnconfirmed(old, next.Value, command.ConfirmRoleChange) is { } unconfirmed) return unconfirmed;
        if (component.Value.Materials.Any(m => m.Id != row.Id && m.MaterialSku == next.Value.MaterialSku)) return AddMaterialHandler.Taken(component.Value, next.Value.MaterialSku);
        if (changed.Count > 0) row.Change(component.Value.ComponentCode, next.Value);
        return MaterialView.Of(row);
    }, ct);
}
