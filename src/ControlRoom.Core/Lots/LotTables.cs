using ControlRoom.Core.Database;
using ControlRoom.Core.Runs;
using ControlRoom.Core.Suppliers;
using ControlRoom.Core.Users;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Lots;

internal sealed class LotTables : IAreaTables
{
    public IEnumerable<Guard> Guards =>
    [
        Guard.Along("lots", "status", Lot.Lifecycle),
        Guard.Fixed("lots", "attributes_fixed", "id", "lot_code", "lot_type", "run_id", "step_index", "weight_grams", "piece_count", "sku_type", "supplier_id",
            "species", "material_class", "production_date", "customer_code", "sscc", "created_by", "created_at"),
        new("lots_ended_fixed", "lots", GuardOn.Update, "OLD.status IN ('CONSUMED', 'FINISHED', 'REJECTED') AND NEW.remaining_grams > OLD.remaining_grams", "what is used up does not come back"),
        new("lots_no_delete", "lots", GuardOn.Delete, null, "lots are never deleted"),
        new("genealogy_links_downstream", "genealogy_links", GuardOn.Insert,
            "NEW.link_type = 'NORMAL' AND (SELECT p.step_index FROM lots p WHERE p.id = NEW.parent_lot_id) >= (SELECT c.step_index FROM lots c WHERE c.id = NEW.child_lot_id)",
            "a parent comes from an earlier step than its child"),
        .. Guard.AppendOnly("genealogy_links"),
        .. Guard.AppendOnly("waste_records"),
    ];

    public void Configure(ModelBuilder model)
    {
        var lot = model.Table<Lot>("lots", t =>
        {
            t.Check("lot_code", model.CodeCheck("lot_code", LotTypes.Prefixes));
            t.Check("step_index", "step_index BETWEEN 0 AND 10");
            t.Check("weight", "weight_grams > 0 AND weight_grams <= 10000000");
            t.Check("remaining", "remaining_grams >= 0 AND remaining_grams <= weight_grams");
            t.Check("supplier", "lot_type <> 'RAW' OR supplier_id IS NOT NULL");
            t.Check("sscc", "sscc IS NULL OR length(sscc) = 18");
        });
        lot.Ignore(l => l.Facts);
        lot.Property(l => l.LotCode).HasMaxLength(30);
        lot.HasIndex(l => l.LotCode).IsUnique();
        lot.HasIndex(l => new { l.RunId, l.StepIndex });
        lot.HasIndex(l => new { l.LotType, l.Status });
        lot.HasIndex(l => l.StepIndex);
        lot.HasIndex(l => l.Status);
        lot.HasIndex(l => l.Sscc).IsUnique();
        lot.HasOne<Run>().WithMany().HasForeignKey(l => l.RunId);
        lot.HasOne<Supplier>().WithMany().HasForeignKey(l => l.SupplierId);
        lot.HasOne<User>().WithMany().HasForeignKey(l => l.CreatedBy);

        var link = model.Table<GenealogyLink>("genealogy_links", t =>
        {
            t.Check("quantity", "quantity_used_grams > 0");
            t.Check("not_self", "parent_lot_id <> child_lot_id");
        });
        link.HasIndex(l => new { l.ParentLotId, l.ChildLotId }).IsUnique();
        link.HasIndex(l => l.ChildLotId);
        link.HasOne<Lot>().WithMany().HasForeignKey(l => l.ParentLotId);
        link.HasOne<Lot>().WithMany().HasForeignKey(l => l.ChildLotId);

        var waste = model.Table<WasteRecord>("waste_records", t => t.Check("quantity", "quantity_grams > 0"));
        waste.HasIndex(w => w.RunId);
        waste.HasIndex(w => w.LotId);
        waste.HasOne<Lot>().WithMany().HasForeignKey(w => w.LotId);
        waste.HasOne<Run>().WithMany().HasForeignKey(w => w.RunId);
    }
}
