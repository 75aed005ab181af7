using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Products;

public sealed record AddComponent(Guid ProductId, ComponentInput Input);

public sealed class AddComponentHandler(TransactionBoundary boundary)
{
    public Task<Outcome<ComponentView>> Handle(AddComponent command, Caller caller, CancellationToken ct) => boundary.Do<ComponentView>(caller, Permission.DesignProducts, async work =>
    {
        var found = await work.Product(command.ProductId);
        if (!found.Done) return found.Refusal;
        if (ProductGates.Structure(found.Value) is { } refusal) return refusal;
        var part = PartRules.Component(command.Input, null);
        if (!part.Done) return part.Refusal;
        var siblings = await work.Db.Components.Where(c => c.ProductId == command.ProductId).Select(c => c.ComponentCode).ToListAsync(work.Ct);
        if (siblings.Contains(part.Value.ComponentCode)) return Taken(part.Value.ComponentCode);
        if (siblings.Count >= PartRules.MaxComponents) return Refusal.Invalid("TOO_MANY_ITEMS", "/component_code").With("max", PartRules.MaxComponents);
        var component = ProductComponent.Create(work.NewId(), command.ProductId, part.Value);
        work.Db.Components.Add(component);
        return ComponentView.Of(component);
    }, ct);

    internal static Refusal Taken(string code) => Refusal.Conflict("COMPONENT_EXISTS").With("component", code);
}
