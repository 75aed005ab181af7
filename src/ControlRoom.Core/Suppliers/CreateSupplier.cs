using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Suppliers;

/// <param name="GoodsClass">Null = meat.</param>
/// <param name="Approved">Null = yes.</param>
public sealed record CreateSupplier(string? Code, string? Name, Species? Species, MaterialClass? GoodsClass, bool? Approved);

public sealed class CreateSupplierHandler(TransactionBoundary boundary)
{
    public Task<Outcome<SupplierView>> Handle(CreateSupplier command, Caller caller, CancellationToken ct) => boundary.Do<SupplierView>(caller, Permission.ManageMasterData, async work =>
    {
        Refusal?[] errors = [SupplierRules.CodeInvalid(command.Code), SupplierRules.NameInvalid(command.Name)];
        if (errors.OfType<Refusal>().ToList() is { Count: > 0 } found) return Refusal.Several(RefusalKind.Invalid, "VALIDATION_FAILED", found);
        if (await work.Db.Suppliers.AnyAsync(s => s.Code == command.Code, work.Ct)) return Refusal.Conflict("SUPPLIER_EXISTS").With("code", command.Code);
        var supplier = Supplier.Create(work.NewId(), command.Code!, command.Name!.Trim(), command.Species, command.GoodsClass ?? MaterialClass.Meat, command.Approved ?? true, work.Now);
        work.Db.Suppliers.Add(supplier);
        return SupplierQueries.View(supplier);
    }, ct);
}
