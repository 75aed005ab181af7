using ControlRoom.Core.Database;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Suppliers;

internal sealed class SupplierTables : IAreaTables
{
    public IEnumerable<Guard> Guards => [Guard.Fixed("suppliers", "code_fixed", "id", "code")];

    public void Configure(ModelBuilder model)
    {
        var supplier = model.Table<Supplier>("suppliers");
        supplier.Ignore(s => s.Facts);
        supplier.Property(s => s.Code).HasMaxLength(20);
        supplier.HasIndex(s => s.Code).IsUnique();
    }
}
