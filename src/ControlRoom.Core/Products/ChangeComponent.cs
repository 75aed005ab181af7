using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Products;

public sealed record ChangeComponent(Guid ProductId, Guid ComponentId, int SeenVersion, ComponentInput Input);

public sealed class ChangeComponentHandler(TransactionBoundary boundary)
{
    public Task<Outcome<ComponentView>> Handle(ChangeComponent command, Caller caller, CancellationToken ct) => boundary.Do<ComponentView>(caller, Permission.DesignProducts, async work =>
    {
        var found = await work.Product(command.ProductId);
        if (!found.Done) return found.Refusal;
        var component = await work.Component(command.ProductId, command.ComponentId);
        if (!component.Done) return component.Refusal;
        if (command.SeenVersion != component.Value.RowVersion) return Refusal.Stale(component.Value.RowVersion);
        var (old, part) = (component.Value.Whole(), PartRules.Component(command.Input, component.Value.Whole()));
        if (!part.Done) return ProductGates.Retired(found.Value.Product) ?? part.Refusal;
        var changed = PartRules.Differences(old, part.Value);
        if (ProductGates.Part(found.Value, ChangeClassifier.Component, changed) is { } refusal) return refusal;
        if (changed.Contains("component_code") && await work.Db.Components.AnyAsync(c => c.ProductId == command.ProductId && c.ComponentCode == part.Value.ComponentCode, work.Ct)) return AddComponentHandler.Taken(part.Value.ComponentCode);
        if (changed.Count > 0) component.Value.Change(part.Value);
        return ComponentView.Of(component.Value);
    }, ct);
}
