using ControlRoom.Core.Database;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Schedule;

internal sealed class ScheduleTables : IAreaTables
{
    public IEnumerable<Guard> Guards => [];

    public void Configure(ModelBuilder model)
    {
        var run = model.Table<ChoreRun>("chore_runs");
        run.Property(r => r.Chore).HasMaxLength(50);
        run.HasIndex(r => new { r.Chore, r.StartedAt });
    }
}
