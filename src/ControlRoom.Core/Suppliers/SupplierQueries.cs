using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Suppliers;

public sealed record SupplierView(Guid Id, string Code, string Name, Species? Species, MaterialClass GoodsClass, bool Approved, bool IsActive, DateTime CreatedAt, int RowVersion);

public sealed class SupplierQueries(Dialect dialect)
{
    /// <summary>Newest first.</summary>
    /// <param name="active">Null: also those that deliver no more.</param>
    public async Task<IReadOnlyList<SupplierView>> List(bool? active, Page page, CancellationToken ct)
    {
        await using var db = dialect.Open();
        var suppliers = Chosen(db, active);
        if (page.After is { } after) suppliers = suppliers.Where(s => s.Id.CompareTo(after) < 0);
        return [.. (await suppliers.OrderByDescending(s => s.Id).Take(page.Limit).ToListAsync(ct)).Select(View)];
    }

    public async Task<int> Count(bool? active, CancellationToken ct)
    {
        await using var db = dialect.Open();
        return await Chosen(db, active).CountAsync(ct);
    }

    public async Task<SupplierView?> Find(Guid id, CancellationToken ct)
    {
        await using var db = dialect.Open();
        return await db.Suppliers.AsNoTracking().FirstOrDefaultAsync(s => s.Id == id, ct) is { } supplier ? View(supplier) : null;
    }

    internal static SupplierView View(Supplier s) => new(s.Id, s.Code, s.Name, s.Species, s.GoodsClass, s.Approved, s.IsActive, s.CreatedAt, s.RowVersion);

    private static IQueryable<Supplier> Chosen(ControlRoomDb db, bool? active) => db.Suppliers.AsNoTracking().Where(s => active == null || s.IsActive == active);
}
