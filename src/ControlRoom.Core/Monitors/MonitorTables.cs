using ControlRoom.Core.Database;
using ControlRoom.Core.Users;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Monitors;

internal sealed class MonitorTables : IAreaTables
{
    public IEnumerable<Guard> Guards =>
    [
        Guard.Along("finding", "state", Finding.Lifecycle),
        Guard.Fixed("finding", "thing_fixed", "id", "monitor", "entity_type", "entity_id", "entity_code", "first_seen_at", "ticket_id", "token_id"),
        .. Guard.NeverDeleted("finding", "what was found stays on record"),
    ];

    public void Configure(ModelBuilder model)
    {
        var finding = model.Table<Finding>("finding");
        finding.Ignore(f => f.Facts).Ignore(f => f.IsOpen);
        finding.Property(f => f.Monitor).HasMaxLength(4);
        finding.Property(f => f.EntityType).HasMaxLength(30);
        finding.Property(f => f.EntityCode).HasMaxLength(150);
        finding.Property(f => f.Code).HasMaxLength(40);
        finding.Property(f => f.Note).HasMaxLength(Finding.MaxNote);
        finding.HasIndex(f => new { f.Monitor, f.EntityType, f.EntityId }, "ux_finding_open").IsUnique().HasFilter("state <> 'RESOLVED'");
        finding.HasIndex(f => new { f.State, f.Severity });
        finding.HasIndex(f => f.TicketId);
        finding.HasOne<User>().WithMany().HasForeignKey(f => f.AcknowledgedBy);

        var state = model.Table<MonitorState>("monitor_state");
        state.HasKey(s => s.Monitor);
        state.Property(s => s.Monitor).HasMaxLength(4);
        state.Property(s => s.LastError).HasMaxLength(400);
    }
}
