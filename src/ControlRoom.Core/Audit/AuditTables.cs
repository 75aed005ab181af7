using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Users;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Audit;

internal sealed class AuditTables : IAreaTables
{
    public IEnumerable<Guard> Guards => [.. Guard.AppendOnly("audit_events"), .. Guard.AppendOnly("audit_seals", "to_id")];

    public void Configure(ModelBuilder model)
    {
        var entry = model.Table<AuditEvent>("audit_events", t => t.Check("entity_type", $"entity_type IN ({string.Join(", ", EntityTypes.All.Order(StringComparer.Ordinal).Select(e => $"'{e}'"))})"));
        entry.HasKey(e => e.Id);
        entry.Property(e => e.Id).ValueGeneratedOnAdd();
        if (model.IsSqlite()) entry.Property(e => e.XactId).HasDefaultValue(0UL);
        else entry.Property(e => e.XactId).HasColumnType("xid8").HasDefaultValueSql("pg_current_xact_id()");
        entry.Property(e => e.EventType).HasMaxLength(50);
        entry.Property(e => e.EntityType).HasMaxLength(30);
        entry.Property(e => e.IpAddress).HasMaxLength(45);
        entry.HasIndex(e => new { e.EntityType, e.EntityId });
        entry.HasIndex(e => e.CreatedAt);
        entry.HasIndex(e => e.UserId);
        entry.HasIndex(e => e.RunId);
        entry.HasIndex(e => e.TicketId);
        entry.HasIndex(e => new { e.XactId, e.Id });
        entry.HasOne<User>().WithMany().HasForeignKey(e => e.UserId);

        var seal = model.Table<AuditSeal>("audit_seals");
        seal.HasKey(s => s.Id);
        seal.Property(s => s.Id).ValueGeneratedOnAdd();
        seal.HasIndex(s => s.ToId).IsUnique();
    }
}
