using ControlRoom.Core.Database;
using ControlRoom.Core.Flows;
using ControlRoom.Core.Users;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Tickets;

internal sealed class TicketTables : IAreaTables
{
    private const string Instances = "job_graph_instance";

    public IEnumerable<Guard> Guards =>
    [
        Guard.Along("job_ticket", "status", Ticket.Lifecycle),
        Guard.Fixed("job_ticket", "pinned", "id", "ticket_code", "product_id", "product_revision_id", "flow_version_id", "sku", "revision_no", "uom", "process_mode", "production_type", "routing_mode", "snapshot_id", "created_by", "created_at"),
        new("job_ticket_planned_only", "job_ticket", GuardOn.Update,
            "OLD.status <> 'PLANNED' AND (NEW.target_qty <> OLD.target_qty OR NEW.job_name <> OLD.job_name OR NEW.priority <> OLD.priority OR NEW.due_at IS DISTINCT FROM OLD.due_at OR NEW.attributes <> OLD.attributes)",
            "what a ticket asks for changes only while it is PLANNED") { Of = ["target_qty", "job_name", "priority", "due_at", "attributes"] },
        new("job_ticket_own_instance", "job_ticket", GuardOn.Update,
            $"NEW.graph_instance_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM {Instances} i WHERE i.id = NEW.graph_instance_id AND i.job_ticket_id = NEW.id)",
            "a ticket points to a cycle of its own") { Of = ["graph_instance_id"] },
        .. Guard.NeverDeleted("job_ticket", "tickets are never deleted", "ticket_code"),
        .. Guard.AppendOnly("runtime_snapshot", "job_ticket_id"),
        Guard.Along(Instances, "status", GraphInstance.Lifecycle),
        Guard.Fixed(Instances, "pinned", "id", "job_ticket_id", "flow_version_id", "snapshot_id", "cycle_no", "started_at"),
        .. Guard.NeverDeleted(Instances, "a cycle is never deleted", "job_ticket_id, cycle_no"),
        .. Guard.AppendOnly("spawn_cycle", "instance_id"),
        .. Guard.AppendOnly("material_adjustment"),
        new("spawn_cycle_active_only", "spawn_cycle", GuardOn.Insert, $"NOT EXISTS (SELECT 1 FROM {Instances} i WHERE i.id = NEW.instance_id AND i.status = 'ACTIVE')", "only an ACTIVE cycle is spawned into"),
    ];

    public void Configure(ModelBuilder model)
    {
        Tickets(model);

        var snapshot = model.Table<RuntimeSnapshot>("runtime_snapshot");
        snapshot.Ignore(s => s.SerialSku);
        snapshot.Property(s => s.SchemaVersion).HasMaxLength(10);
        snapshot.Property(s => s.ContentHash).HasMaxLength(64);
        snapshot.HasIndex(s => s.JobTicketId).IsUnique();
        snapshot.HasIndex(s => s.ProductId);
        snapshot.HasIndex(s => s.ProductRevisionId);
        snapshot.HasOne<FlowVersion>().WithMany().HasForeignKey(s => s.FlowVersionId);

        var instance = model.Table<GraphInstance>(Instances, t => t.Check("cycle_no", "cycle_no > 0"));
        instance.Ignore(i => i.Facts);
        instance.HasOne<Ticket>().WithMany().HasForeignKey(i => i.JobTicketId);
        instance.HasOne<FlowVersion>().WithMany().HasForeignKey(i => i.FlowVersionId);
        instance.HasOne<RuntimeSnapshot>().WithMany().HasForeignKey(i => i.SnapshotId);
        instance.HasIndex(i => new { i.JobTicketId, i.CycleNo }).IsUnique();
        instance.HasIndex(i => i.JobTicketId, "ux_job_graph_instance_one_active").IsUnique().HasFilter("status = 'ACTIVE'");
        instance.HasIndex(i => i.Status);

        var cycle = model.Table<SpawnCycle>("spawn_cycle", t => t.Check("requested_qty", "requested_qty > 0"));
        cycle.HasOne<GraphInstance>().WithMany().HasForeignKey(c => c.InstanceId);
        cycle.HasIndex(c => c.InstanceId).IsUnique();

        var adjustment = model.Table<MaterialAdjustment>("material_adjustment", t => t.Check("qty", "qty <> 0"));
        adjustment.Property(a => a.MaterialSku).HasMaxLength(50);
        adjustment.Property(a => a.Reason).HasMaxLength(Kernel.Text.ReasonMax);
        adjustment.HasOne<Ticket>().WithMany().HasForeignKey(a => a.JobTicketId);
        adjustment.HasOne<User>().WithMany().HasForeignKey(a => a.CreatedBy);
        adjustment.HasIndex(a => a.JobTicketId);
    }

    private static void Tickets(ModelBuilder model)
    {
        var ticket = model.Table<Ticket>("job_ticket", t =>
        {
            t.Check("ticket_code", model.CodeCheck("ticket_code", [TicketCodes.Prefix]));
            t.Check("target_qty", "target_qty > 0");
            t.Check("pieces", "process_mode <> 'PIECE' OR (production_type = 'HATTHASILPA' AND target_qty % 100 = 0)");
            t.Check("dag", "routing_mode <> 'DAG' OR (product_revision_id IS NOT NULL AND flow_version_id IS NOT NULL AND snapshot_id IS NOT NULL)");
        });
        ticket.Ignore(t => t.Facts).Ignore(t => t.IsLive);
        ticket.Property(t => t.TicketCode).HasMaxLength(30);
        ticket.Property(t => t.Sku).HasMaxLength(50);
        ticket.Property(t => t.Uom).HasMaxLength(10);
        ticket.Property(t => t.JobName).HasMaxLength(TicketRules.MaxName);
        ticket.Property(t => t.RoutingMode).HasDefaultValue(RoutingMode.Linear).ValueGeneratedNever();
        ticket.HasIndex(t => t.TicketCode).IsUnique();
        ticket.HasIndex(t => t.RoutingMode);
        ticket.HasIndex(t => t.GraphInstanceId);
        ticket.HasIndex(t => new { t.Status, t.DueAt });
        ticket.HasIndex(t => new { t.ProductId, t.Status });
        ticket.HasIndex(t => t.ProductRevisionId);
        ticket.HasOne<FlowVersion>().WithMany().HasForeignKey(t => t.FlowVersionId);
        ticket.HasOne<User>().WithMany().HasForeignKey(t => t.CreatedBy);
    }
}
