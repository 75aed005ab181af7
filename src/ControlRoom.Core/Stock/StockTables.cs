using ControlRoom.Core.Database;
using ControlRoom.Core.Lots;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Stock;

internal sealed class StockTables : IAreaTables
{
    public IEnumerable<Guard> Guards =>
    [
        Guard.Fixed("buffers", "identity_fixed", "id", "buffer_code", "buffer_type"),
        new("buffers_no_delete", "buffers", GuardOn.Delete,
            "EXISTS (SELECT 1 FROM inventory_items i WHERE i.buffer_id = OLD.id) OR EXISTS (SELECT 1 FROM temperature_logs t WHERE t.buffer_id = OLD.id)",
            "a buffer with a history is deactivated, never deleted"),
        Guard.NeverReplaced("buffers", "a buffer is changed, never replaced", "buffer_code"),
        new("inventory_items_pure", "inventory_items", GuardOn.Insert,
            """NOT EXISTS (SELECT 1 FROM buffers b JOIN lots l ON l.id = NEW.lot_id WHERE b.id = NEW.buffer_id AND b.allowed_lot_types LIKE '%"' || l.lot_type || '"%')""",
            "the buffer does not take this type of lot"),
        Guard.Fixed("inventory_items", "place_fixed", "id", "lot_id", "buffer_id", "run_id", "entered_at"),
        new("inventory_items_within_weight", "inventory_items", GuardOn.Insert,
            "NEW.quantity_grams + (SELECT COALESCE(SUM(i.quantity_grams), 0) FROM inventory_items i WHERE i.lot_id = NEW.lot_id AND i.exited_at IS NULL) > (SELECT l.weight_grams FROM lots l WHERE l.id = NEW.lot_id)",
            "no more of a lot lies in buffers than it weighs"),
        new("inventory_items_exited", "inventory_items", GuardOn.Update, "OLD.exited_at IS NOT NULL", "what has left a buffer does not lie there again"),
        .. Guard.NeverDeleted("inventory_items", "placements are closed, never deleted"),
        .. Guard.AppendOnly("stock_moves"),
    ];

    public void Configure(ModelBuilder model)
    {
        var buffer = model.Table<Buffer>("buffers", t =>
        {
            t.Check("capacity", "capacity_grams > 0");
            t.Check("band", "temp_min_tenths < temp_max_tenths AND temp_min_tenths >= -500 AND temp_max_tenths <= 500");
            t.Check("reading_period", "reading_period_seconds > 0");
        });
        buffer.Ignore(b => b.Facts).Ignore(b => b.State).Ignore(b => b.Allowed);
        buffer.Property(b => b.BufferCode).HasMaxLength(20);
        buffer.HasIndex(b => b.BufferCode).IsUnique();
        buffer.HasIndex(b => b.BufferType);
        buffer.HasIndex(b => b.IsActive);

        var item = model.Table<InventoryItem>("inventory_items", t => t.Check("quantity", "quantity_grams > 0"));
        item.HasIndex(i => i.BufferId, "ix_inventory_items_open_by_buffer").HasFilter("exited_at IS NULL");
        item.HasIndex(i => new { i.LotId, i.BufferId }, "ux_inventory_items_open").IsUnique().HasFilter("exited_at IS NULL");
        item.HasIndex(i => i.LotId);
        item.HasIndex(i => i.RunId);
        item.HasOne<Lot>().WithMany().HasForeignKey(i => i.LotId);
        item.HasOne<Buffer>().WithMany().HasForeignKey(i => i.BufferId);

        var move = model.Table<StockMove>("stock_moves", t =>
        {
            t.Check("quantity", "quantity_grams > 0 AND quantity_grams <= 10000000");
            t.Check("shape", "(move_type = 'RECEIVE' AND from_buffer_id IS NULL AND to_buffer_id IS NOT NULL) OR (move_type = 'TRANSFER' AND from_buffer_id IS NOT NULL AND to_buffer_id IS NOT NULL AND from_buffer_id <> to_buffer_id) OR (move_type IN ('CONSUME', 'SHIP') AND from_buffer_id IS NOT NULL AND to_buffer_id IS NULL)");
        });
        move.HasIndex(m => m.LotId);
        move.HasIndex(m => m.CreatedAt);
        move.HasOne<Lot>().WithMany().HasForeignKey(m => m.LotId);
        move.HasOne<Buffer>().WithMany().HasForeignKey(m => m.FromBufferId);
        move.HasOne<Buffer>().WithMany().HasForeignKey(m => m.ToBufferId);
    }
}
