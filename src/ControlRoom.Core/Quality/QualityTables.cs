using ControlRoom.Core.Database;
using ControlRoom.Core.Lots;
using ControlRoom.Core.Runs;
using ControlRoom.Core.Users;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Quality;

internal sealed class QualityTables : IAreaTables
{
    public IEnumerable<Guard> Guards => [.. Guard.AppendOnly("qc_inspections"), .. Guard.AppendOnly("temperature_logs")];

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

        var gate = model.Table<QcGate>("qc_gates", t => t.Check("step_index", "step_index BETWEEN 0 AND 10"));
        gate.Ignore(g => g.Facts);
        gate.Property(g => g.GateCode).HasMaxLength(20);
        gate.HasIndex(g => g.GateCode).IsUnique();
    }
}
