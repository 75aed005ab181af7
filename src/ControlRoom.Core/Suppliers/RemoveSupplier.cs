using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Upkeep;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Suppliers;

/// <summary>Takes away a supplier that never delivered. One that did is deactivated instead.</summary>
public sealed record RemoveSupplier(Guid Id, int? SeenVersion, string ConfirmedBy = "confirm");

public sealed class RemoveSupplierHandler(TransactionBoundary boundary, PlantOptions plant)
{
    public const string Operation = "supplier.remove";

    public Task<Outcome<OperationReport>> Handle(RemoveSupplier command, Caller caller, CancellationToken ct) => boundary.Do<OperationReport>(caller, Permission.ManageMasterData, async work =>
    {
        var supplier = await work.Db.Suppliers.FirstOrDefaultAsync(s => s.Id == command.Id, work.Ct);
        if (supplier is null) return Refusal.NotFound("supplier", command.Id);
        if (command.SeenVersion is { } seen && seen != supplier.RowVersion) return Refusal.Stale(supplier.RowVersion);
        var lots = await work.Db.Lots.CountAsync(l => l.SupplierId == supplier.Id, work.Ct);
        if (SupplierRules.InUse(supplier, lots) is { } used) return used;
        supplier.Remove();
        work.Db.Suppliers.Remove(supplier);
        return OperationReport.Done(plant, Operation, command.ConfirmedBy, supplier.Id, supplier.Code, Impact(lots));
    }, ct);

    internal static Dictionary<string, int> Impact(int lots) => new() { ["lots"] = lots };
}
