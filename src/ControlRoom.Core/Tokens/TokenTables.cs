// Token lifecycle core: mind token idempotency, the instance state machine, serial integrity and transactions across both databases.
// A change here updates the end-to-end tests, is reviewed by the architecture owner, and passes the full regression.
using ControlRoom.Core.Database;
using ControlRoom.Core.Floor;
using ControlRoom.Core.Tickets;
using ControlRoom.Core.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ControlRoom.Core.Tokens;

internal sealed class TokenTables : IAreaTables
{
    private const int NodeCodeLength = 24;

    private const string NoActiveInstance = "NOT EXISTS (SELECT 1 FROM job_graph_instance i WHERE i.id = NEW.instance_id AND i.status = 'ACTIVE')";

    public IEnumerable<Guard> Guards =>
    [
        Guard.Fixed("flow_token", "pinned", "id", "job_ticket_id", "instance_id", "spawn_cycle_id", "token_type", "origin", "serial_number", "parent_token_id", "root_token_id", "parallel_group_id",
            "branch_key", "branch_ordinal", "component_code", "parent_scrapped_token_id", "spawned_at"),
        Guard.Along("flow_token", "status", FlowToken.Lifecycle),
        new("flow_token_ended", "flow_token", GuardOn.Update,
            "OLD.status IN ('COMPLETED', 'SCRAPPED') AND (NEW.status <> OLD.status OR NEW.node_code <> OLD.node_code OR NEW.qty <> OLD.qty OR NEW.scrapped_qty <> OLD.scrapped_qty)",
            "a token that has ended stays as it is") { Of = ["status", "node_code", "qty", "scrapped_qty"] },
        new("flow_token_active_only", "flow_token", GuardOn.Insert, NoActiveInstance, "tokens are made in an ACTIVE cycle only"),
        .. Guard.NeverDeleted("flow_token", "tokens are never deleted", "serial_number"),
        .. Guard.AppendOnly("token_event", "idempotency_key"),
        .. Guard.NeverDeleted("split_execution", "passes through a split are kept", "parent_token_id, split_node, visit_no"),
        .. Guard.AppendOnly("join_arrival"),
        .. Guard.AppendOnly("join_firing", "join_node, join_key"),
        new("node_instance_active_only", "node_instance", GuardOn.Insert, NoActiveInstance, "steps are made in an ACTIVE cycle only"),
        .. Guard.NeverDeleted("node_instance", "the steps of a cycle are kept", "instance_id, node_code"),
    ];

    public void Configure(ModelBuilder model)
    {
        Tokens(model);

        var line = model.Table<TokenEventRow>("token_event");
        line.HasKey(e => e.Id);
        line.Property(e => e.Id).ValueGeneratedOnAdd();
        line.Property(e => e.IdempotencyKey).HasMaxLength(64);
        Codes(line.Property(e => e.NodeCode), line.Property(e => e.FromNode), line.Property(e => e.ToNode));
        line.HasIndex(e => e.IdempotencyKey).IsUnique();
        line.HasIndex(e => new { e.TokenId, e.Id });
        line.HasIndex(e => new { e.EventType, e.EventTime });
        line.HasIndex(e => e.InstanceId);
        line.HasOne<FlowToken>().WithMany().HasForeignKey(e => e.TokenId);
        line.HasOne<User>().WithMany().HasForeignKey(e => e.OperatorId);

        var split = model.Table<SplitRow>("split_execution", t => t.Check("visit_no", "visit_no > 0"));
        Codes(split.Property(s => s.SplitNode));
        split.HasIndex(s => new { s.ParentTokenId, s.SplitNode, s.VisitNo }).IsUnique();
        split.HasIndex(s => s.RootTokenId);
        split.HasIndex(s => s.InstanceId);
        split.HasIndex(s => s.TimerFrom, "ix_split_execution_waiting").HasFilter("fired_at IS NULL");

        var arrival = model.Table<JoinArrivalRow>("join_arrival");
        Codes(arrival.Property(a => a.JoinNode));
        arrival.Property(a => a.EdgeId).HasMaxLength(101);
        arrival.HasIndex(a => new { a.JoinNode, a.JoinKey, a.EdgeId, a.TokenId });
        arrival.HasOne<FlowToken>().WithMany().HasForeignKey(a => a.TokenId);
        arrival.HasOne<SplitRow>().WithMany().HasForeignKey(a => a.JoinKey);

        var firing = model.Table<JoinFiringRow>("join_firing");
        Codes(firing.Property(f => f.JoinNode));
        firing.HasIndex(f => new { f.JoinNode, f.JoinKey }).IsUnique();
        firing.HasOne<SplitRow>().WithMany().HasForeignKey(f => f.JoinKey);

        var node = model.Table<NodeInstance>("node_instance");
        Codes(node.Property(n => n.NodeCode));
        node.HasIndex(n => new { n.InstanceId, n.NodeCode }).IsUnique();
        node.HasOne<GraphInstance>().WithMany().HasForeignKey(n => n.InstanceId);
    }

    private static void Tokens(ModelBuilder model)
    {
        var token = model.Table<FlowToken>("flow_token", t =>
        {
            t.Check("qty", "qty > 0 AND scrapped_qty >= 0");
            t.Check("piece", "token_type <> 'PIECE' OR qty = 100");
            t.Check("component", "token_type <> 'COMPONENT' OR parent_token_id IS NOT NULL");
            t.Check("queued", "status <> 'READY' OR node_type NOT IN ('OPERATION', 'QC') OR queue_lane IS NOT NULL");
            t.Check("scrapped", "(status = 'SCRAPPED') = (scrap_scope IS NOT NULL)");
        });
        token.Ignore(t => t.Facts).Ignore(t => t.IsLive);
        Codes(token.Property(t => t.NodeCode), token.Property(t => t.BranchKey), token.Property(t => t.ComponentCode));
        token.Property(t => t.WorkCenter).HasMaxLength(FloorRules.MaxCode);
        token.Property(t => t.TeamCode).HasMaxLength(FloorRules.MaxCode);
        token.Property(t => t.SerialNumber).HasMaxLength(100);
        token.Property(t => t.QueueKey).HasMaxLength(120);
        token.Property(t => t.QueueLane).HasMaxLength(QueueLane.MaxLength);
        if (!model.IsSqlite())
        {
            token.Property(t => t.QueueKey).UseCollation("C");
            token.Property(t => t.QueueLane).UseCollation("C");
        }
        token.HasIndex(t => new { t.InstanceId, t.Status });
        token.HasIndex(t => t.RootTokenId);
        token.HasIndex(t => t.ParentTokenId);
        token.HasIndex(t => t.ParentScrappedTokenId);
        token.HasIndex(t => new { t.InstanceId, t.NodeCode, t.Status });
        token.HasIndex(t => t.JobTicketId);
        token.HasIndex(t => t.SerialNumber).IsUnique().HasFilter("serial_number IS NOT NULL");
        token.HasIndex(t => new { t.ParallelGroupId, t.BranchKey, t.BranchOrdinal }, "ux_flow_token_one_child").IsUnique().HasFilter("origin = 'SPLIT'");
        token.HasIndex(t => t.QueueKey, "ix_flow_token_ready").HasFilter("status = 'READY'");
        token.HasIndex(t => new { t.QueueLane, t.QueueKey }, "ix_flow_token_lane").HasFilter("status = 'READY'");
        token.HasIndex(t => t.QueueKey, "ix_flow_token_waiting").HasFilter("status = 'WAITING'");
        token.HasOne<Ticket>().WithMany().HasForeignKey(t => t.JobTicketId);
        token.HasOne<GraphInstance>().WithMany().HasForeignKey(t => t.InstanceId);
        token.HasOne<SpawnCycle>().WithMany().HasForeignKey(t => t.SpawnCycleId);
    }

    private static void Codes(params PropertyBuilder[] columns)
    {
        foreach (var column in columns) column.HasMaxLength(NodeCodeLength);
    }
}
