using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Suppliers;

/// <summary>Changes what is given and leaves the rest. The code stays: lots and papers carry it.</summary>
public sealed record ChangeSupplier(Guid Id, int SeenVersion, string? Name, Species? Species, MaterialClass? GoodsClass, bool? Approved, bool? IsActive);

public sealed class ChangeSupplierHandler(TransactionBoundary boundary)
{
    public Task<Outcome<SupplierView>> Handle(ChangeSupplier command, Caller caller, CancellationToken ct) => boundary.Do<SupplierView>(caller, Permission.ManageMasterData, async work =>
    {
        if (command.Name is not null && SupplierRules.NameInvalid(command.Name) is { } invalid) return invalid;
        var supplier = await work.Db.Suppliers.FirstOrDefaultAsync(s => s.Id == command.Id, work.Ct);
        if (supplier is null) return Refusal.NotFound("supplier", command.Id);
        if (command.SeenVersion != supplier.RowVersion) return Refusal.Stale(supplier.RowVersion);
        var (name, species, goods, approved) = (command.Name?.Trim() ?? supplier.Name, command.Species ?? supplier.Species, command.GoodsClass ?? supplier.GoodsClass, command.Approved ?? supplier.Approved);
        if ((name, species, goods, approved) != (supplier.Name, supplier.Species, supplier.GoodsClass, supplier.Approved)) supplier.Update(name, species, goods, approved);
        if (command.IsActive is { } active && active != supplier.IsActive) supplier.SetActive(active);
        return SupplierQueries.View(supplier);
    }, ct);
}
