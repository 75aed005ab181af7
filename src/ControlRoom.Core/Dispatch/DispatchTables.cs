// Token lifecycle core: mind token idempotency, the instance state machine, serial integrity and transactions across both databases.
// A change here updates the end-to-end tests, is reviewed by the architecture owner, and passes the full regression.
using ControlRoom.Core.Database;
using ControlRoom.Core.Tickets;
using ControlRoom.Core.Tokens;
using ControlRoom.Core.Users;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Dispatch;

internal sealed class DispatchTables : IAreaTables
{
    private const string Open = "status IN ('ASSIGNED', 'ACCEPTED', 'STARTED', 'PAUSED')", OpenSession = "status IN ('ACTIVE', 'PAUSED')";

    public IEnumerable<Guard> Guards =>
    [
        Guard.Along("token_assignment", "status", TokenAssignment.Lifecycle),
        Guard.Fixed("token_assignment", "pinned", "id", "token_id", "node_code", "assigned_to_user_id", "assigned_to_team_id", "method", "assigned_by", "is_strict", "assigned_at"),
        new("token_assignment_active_only", "token_assignment", GuardOn.Insert,
            "NOT EXISTS (SELECT 1 FROM flow_token t JOIN job_graph_instance i ON i.id = t.instance_id WHERE t.id = NEW.token_id AND i.status = 'ACTIVE')", "work is assigned in an ACTIVE cycle only"),
        .. Guard.NeverDeleted("token_assignment", "assignments are kept"),
        Guard.Along("token_work_session", "status", WorkSession.Lifecycle),
        Guard.Fixed("token_work_session", "pinned", "id", "token_id", "instance_id", "node_code", "assignment_id", "operator_user_id", "kind", "started_at"),
        new("token_work_session_no_less", "token_work_session", GuardOn.Update, "NEW.work_seconds < OLD.work_seconds OR NEW.pause_seconds < OLD.pause_seconds", "time that was worked is never taken back") { Of = ["work_seconds", "pause_seconds"] },
        new("token_work_session_own_token", "token_work_session", GuardOn.Insert,
            "NOT EXISTS (SELECT 1 FROM token_assignment a WHERE a.id = NEW.assignment_id AND a.token_id = NEW.token_id)", "a session is of the token it is assigned for"),
        new("token_work_session_active_only", "token_work_session", GuardOn.Insert, "NOT EXISTS (SELECT 1 FROM job_graph_instance i WHERE i.id = NEW.instance_id AND i.status = 'ACTIVE')", "work is done in an ACTIVE cycle only"),
        .. Guard.NeverDeleted("token_work_session", "sessions are kept"),
        .. Guard.NeverDeleted("manager_assignment", "plans are kept"),
    ];

    public void Configure(ModelBuilder model)
    {
        var assignment = model.Table<TokenAssignment>("token_assignment", t =>
        {
            t.Check("assignee", "(assigned_to_user_id IS NULL) <> (assigned_to_team_id IS NULL)");
            t.Check("reason", "status NOT IN ('CANCELLED', 'REJECTED') OR length(trim(reason)) > 0");
        });
        assignment.Ignore(a => a.Facts).Ignore(a => a.IsOpen);
        assignment.Property(a => a.NodeCode).HasMaxLength(24);
        assignment.HasOne<FlowToken>().WithMany().HasForeignKey(a => a.TokenId);
        assignment.HasIndex(a => a.TokenId, "ux_token_assignment_one_open").IsUnique().HasFilter(Open);
        assignment.HasIndex(a => new { a.AssignedToUserId, a.Status });
        assignment.HasIndex(a => a.AssignedToTeamId);
        assignment.HasOne<User>().WithMany().HasForeignKey(a => a.AssignedToUserId);
        assignment.HasOne<User>().WithMany().HasForeignKey(a => a.AssignedBy);

        var session = model.Table<WorkSession>("token_work_session", t => t.Check("seconds", "work_seconds >= 0 AND pause_seconds >= 0"));
        session.Ignore(s => s.Facts).Ignore(s => s.IsOpen);
        session.Property(s => s.NodeCode).HasMaxLength(24);
        session.HasOne<FlowToken>().WithMany().HasForeignKey(s => s.TokenId);
        session.HasOne<TokenAssignment>().WithMany().HasForeignKey(s => s.AssignmentId);
        session.HasOne<User>().WithMany().HasForeignKey(s => s.OperatorUserId);
        session.HasIndex(s => s.TokenId, "ux_token_work_session_one_owner").IsUnique().HasFilter($"{OpenSession} AND kind <> 'ASSIST'");
        session.HasIndex(s => s.OperatorUserId, "ux_token_work_session_one_active").IsUnique().HasFilter("status = 'ACTIVE'");
        session.HasIndex(s => new { s.TokenId, s.OperatorUserId }, "ux_token_work_session_one_each").IsUnique().HasFilter(OpenSession);
        session.HasIndex(s => new { s.OperatorUserId, s.Status });
        session.HasIndex(s => new { s.OperatorUserId, s.EndedAt });
        session.HasIndex(s => s.InstanceId);
        session.HasIndex(s => s.TokenId, "ix_token_work_session_token");

        var plan = model.Table<ManagerAssignment>("manager_assignment", t => t.Check("assignee", "(assigned_to_user_id IS NULL) <> (assigned_to_team_id IS NULL)"));
        plan.Property(p => p.NodeCode).HasMaxLength(24);
        plan.HasOne<Ticket>().WithMany().HasForeignKey(p => p.JobTicketId);
        plan.HasOne<User>().WithMany().HasForeignKey(p => p.AssignedToUserId);
        plan.HasOne<User>().WithMany().HasForeignKey(p => p.AssignedBy);
        plan.HasIndex(p => new { p.JobTicketId, p.NodeCode, p.AssignedToUserId, p.AssignedToTeamId }, "ux_manager_assignment_active").IsUnique().HasFilter("is_active");
    }
}
