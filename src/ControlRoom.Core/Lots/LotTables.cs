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
        new("lots_remaining_fixed", "lots", GuardOn.Update, "NEW.remaining_grams > OLD.remaining_grams", "what is used up does not come back") { Of = ["remaining_grams"] },
        new("lots_release_disposed", "lots", GuardOn.Update,
            "OLD.status = 'HOLD' AND NEW.status IN ('RELEASED', 'QUARANTINE') AND EXISTS (SELECT 1 FROM deviation_lots d WHERE d.lot_id = NEW.id AND d.held_at IS NOT NULL AND d.settled_at IS NULL"
            + " AND NOT EXISTS (SELECT 1 FROM deviation_dispositions o WHERE o.deviation_id = d.deviation_id AND o.lot_id = d.lot_id AND o.outcome = 'RELEASE' AND o.recorded_at >= d.held_at))",
            "a lot that a deviation holds is released by its disposition") { Of = ["status"] },
        new("lots_no_delete", "lots", GuardOn.Delete, 
            "EXISTS (SELECT 1 FROM genealogy_links k WHERE k.parent_lot_id = OLD.id OR k.child_lot_id = OLD.id)"
            + string.Concat(Traces.Select(t => $" OR EXISTS (SELECT 1 FROM {t} h WHERE h.lot_id = OLD.id)")), History),
        new("lots_no_truncate", "lots", GuardOn.Truncate, null, History),
        Guard.NeverReplaced("lots", "a lot is never replaced by another", "lot_code", "sscc"),
        new("genealogy_links_downstream", "genealogy_links", GuardOn.Insert,
            "NEW.link_type = 'NORMAL' AND (SELECT p.step_index FROM lots p WHERE p.id = NEW.parent_lot_id) >= (SELECT c.step_index FROM lots c WHERE c.id = NEW.child_lot_id)",
            "a parent comes from an earlier step than its child"),
        new("genealogy_links_one_weight", "genealogy_links", GuardOn.Insert, $"{ParentOf("sku_type")} <> {ChildOf("sku_type")}", "one freezer cycle, one pack, one pallet: one weight"),
        new("genealogy_links_same_day", "genealogy_links", GuardOn.Insert,
            $"{ParentOf("lot_type")} = 'MIX' AND {ChildOf("lot_type")} IN ('SKW15', 'SKW30') AND {ParentOf("production_date")} <> {ChildOf("production_date")}",
            "a mix is skewered on its own production day"),
        new("genealogy_links_within_weight", "genealogy_links", GuardOn.Insert,
            $"NEW.quantity_used_grams + {Sum("genealogy_links", "quantity_used_grams", "parent_lot_id = NEW.parent_lot_id")} + {Sum("waste_records", "quantity_grams", "lot_id = NEW.parent_lot_id AND kind = 'DIRECT'")} > {ParentOf("weight_grams")}",
            "children do not use more of a lot than it weighs"),
        new("waste_records_within_weight", "waste_records", GuardOn.Insert,
            $"NEW.kind = 'DIRECT' AND NEW.quantity_grams + {Sum("genealogy_links", "quantity_used_grams", "parent_lot_id = NEW.lot_id")} + {Sum("waste_records", "quantity_grams", "lot_id = NEW.lot_id AND kind = 'DIRECT'")} > (SELECT l.weight_grams FROM lots l WHERE l.id = NEW.lot_id)",
            "no more of a lot is thrown away than it weighs"),
        .. Guard.AppendOnly("genealogy_links", "parent_lot_id, child_lot_id"),
        .. Guard.AppendOnly("waste_records"),
    ];

    private static readonly string[] Traces = ["qc_inspections", "temperature_logs", "stock_moves", "inventory_items", "waste_records", "deviations", "deviation_lots", "deviation_dispositions"];

    private const string History = "a lot with a history is rejected, never deleted";

    private static string ParentOf(string column) => $"(SELECT p.{column} FROM lots p WHERE p.id = NEW.parent_lot_id)";

    private static string ChildOf(string column) => $"(SELECT c.{column} FROM lots c WHERE c.id = NEW.child_lot_id)";

    private static string Sum(string table, string column, string where) => $"(SELECT COALESCE(SUM({column}), 0) FROM {table} WHERE {where})";

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
        lot.HasIndex(l => new { l.StepIndex, l.CreatedAt });
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
