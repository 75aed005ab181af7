using ControlRoom.Core.Database;
using ControlRoom.Core.Lots;
using ControlRoom.Core.Runs;
using ControlRoom.Core.Users;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Quality;

internal sealed class QualityTables : IAreaTables
{
    public IEnumerable<Guard> Guards => 
    [
        .. Guard.AppendOnly("qc_inspections"), .. Guard.AppendOnly("temperature_logs"),
        Guard.Along("deviations", "status", Deviation.Lifecycle),
        Guard.Fixed("deviations", "cause_fixed", "id", "deviation_code", "cause", "site_code", "step_index", "lot_id", "run_id", "reading_id", "inspection_id", "reason", "from_at", "opened_by", "opened_at"),
        new("deviations_closed", "deviations", GuardOn.Update, "OLD.status = 'CLOSED' AND NEW.status = 'CLOSED'", "a closed deviation is read only"),
        new("deviations_close_when_settled", "deviations", GuardOn.Update,
            "NEW.status = 'CLOSED' AND OLD.status <> 'CLOSED' AND (NEW.evaluation IS NULL OR EXISTS (SELECT 1 FROM deviation_lots l WHERE l.deviation_id = NEW.id AND l.held_at IS NOT NULL AND l.settled_at IS NULL))",
            "a deviation closes when it is judged and holds nothing any more") { Of = ["status"] },
        .. Guard.NeverDeleted("deviations", "deviations are never deleted", "deviation_code"),
        Guard.Fixed("deviation_lots", "found_fixed", "id", "deviation_id", "lot_id", "role", "status_then", "recall_grams", "places"),
        new("deviation_lots_held", "deviation_lots", GuardOn.Update,
            "OLD.held_at IS NOT NULL AND OLD.settled_at IS NULL AND (NEW.held_at IS DISTINCT FROM OLD.held_at OR NEW.quantity_grams <> OLD.quantity_grams OR (NEW.settled_at IS NOT NULL AND EXISTS (SELECT 1 FROM lots l WHERE l.id = NEW.lot_id AND l.status = 'HOLD')))",
            "a deviation lets go of a lot that is not on HOLD any more"),
        .. Guard.NeverDeleted("deviation_lots", "what a deviation reached stays on record", "deviation_id, lot_id"),
        .. Guard.AppendOnly("deviation_dispositions"),
    ];

    public void Configure(ModelBuilder model)
    {
        var inspection = model.Table<Inspection>("qc_inspections", t =>
        {
            t.Check("step_index", "step_index BETWEEN 0 AND 10");
            t.Check("notes", "decision = 'PASS' OR (notes IS NOT NULL AND length(trim(notes)) >= 10)");
        });
        inspection.Property(i => i.InspectionType).HasMaxLength(30);
        inspection.Property(i => i.Notes).HasMaxLength(2000);
        inspection.HasIndex(i => i.LotId);
        inspection.HasIndex(i => new { i.RunId, i.StepIndex });
        inspection.HasOne<Lot>().WithMany().HasForeignKey(i => i.LotId);
        inspection.HasOne<Run>().WithMany().HasForeignKey(i => i.RunId);
        inspection.HasOne<User>().WithMany().HasForeignKey(i => i.InspectorId);

        var reading = model.Table<TemperatureLog>("temperature_logs", t =>
        {
            t.Check("place", "lot_id IS NOT NULL OR buffer_id IS NOT NULL");
            t.Check("range", "temperature_tenths BETWEEN -500 AND 1000");
        });
        reading.HasKey(r => r.Id);
        reading.Property(r => r.Id).ValueGeneratedOnAdd();
        reading.HasIndex(r => new { r.LotId, r.MeasuredAt });
        reading.HasIndex(r => new { r.BufferId, r.MeasuredAt });
        reading.HasIndex(r => r.MeasuredAt);
        reading.HasOne<Lot>().WithMany().HasForeignKey(r => r.LotId);
        reading.HasOne<Buffer>().WithMany().HasForeignKey(r => r.BufferId);
        reading.HasOne<Inspection>().WithMany().HasForeignKey(r => r.InspectionId);

        Deviations(model);

        var gate = model.Table<QcGate>("qc_gates", t => t.Check("step_index", "step_index BETWEEN 0 AND 10"));
        gate.Ignore(g => g.Facts);
        gate.Property(g => g.GateCode).HasMaxLength(20);
        gate.HasIndex(g => g.GateCode).IsUnique();
    }

    private static void Deviations(ModelBuilder model)
    {
        var deviation = model.Table<Deviation>("deviations", t =>
        {
            t.Check("deviation_code", model.CodeCheck("deviation_code", [PlantCode.DeviationPrefix]));
            t.Check("step_index", "step_index BETWEEN 0 AND 10");
        });
        deviation.Ignore(d => d.Facts).Ignore(d => d.IsOpen);
        deviation.Property(d => d.DeviationCode).HasMaxLength(30);
        deviation.HasIndex(d => d.DeviationCode).IsUnique();
        deviation.HasIndex(d => new { d.Status, d.StepIndex });
        deviation.HasIndex(d => d.RunId);
        deviation.HasIndex(d => d.LotId);
        deviation.HasOne<Lot>().WithMany().HasForeignKey(d => d.LotId);
        deviation.HasOne<Run>().WithMany().HasForeignKey(d => d.RunId);
        deviation.HasOne<TemperatureLog>().WithMany().HasForeignKey(d => d.ReadingId);
        deviation.HasOne<Inspection>().WithMany().HasForeignKey(d => d.InspectionId);
        deviation.HasOne<User>().WithMany().HasForeignKey(d => d.OpenedBy);

        var lot = model.Table<DeviationLot>("deviation_lots", t =>
        {
            t.Check("quantity", "quantity_grams >= 0 AND recall_grams >= 0");
            t.Check("settled", "settled_at IS NULL OR held_at IS NOT NULL");
        });
        lot.Ignore(l => l.IsHeld);
        lot.HasIndex(l => new { l.DeviationId, l.LotId }).IsUnique();
        lot.HasIndex(l => l.LotId);
        lot.HasOne<Deviation>().WithMany().HasForeignKey(l => l.DeviationId);
        lot.HasOne<Lot>().WithMany().HasForeignKey(l => l.LotId);

        var disposition = model.Table<DeviationDisposition>("deviation_dispositions", t => t.Check("quantity", "quantity_grams > 0"));
        disposition.HasIndex(d => new { d.DeviationId, d.LotId });
        disposition.HasOne<Deviation>().WithMany().HasForeignKey(d => d.DeviationId);
        disposition.HasOne<Lot>().WithMany().HasForeignKey(d => d.LotId);
        disposition.HasOne<User>().WithMany().HasForeignKey(d => d.RecordedBy);
    }
}
