using ControlRoom.Core.Database;
using ControlRoom.Core.Dispatch;
using ControlRoom.Core.Settings;
using ControlRoom.Core.Tickets;
using ControlRoom.Core.Tokens.Engine;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Monitors;

/// <param name="Ready">All checks hold.</param>
public sealed record ReadinessReport(bool Ready, IReadOnlyList<CheckView> Checks);

/// <summary>Whether the token lifecycle keeps its nine promises here and now.</summary>
public sealed class ReadinessQueries(Dialect dialect, SiteSettingsReader settings)
{
    public async Task<ReadinessReport> Now(CancellationToken ct)
    {
        await using var db = dialect.Open();
        await using var moment = await dialect.AtOneMoment(db, ct);
        var (facts, site) = (await CheckFacts.Read(db, dialect, ct), await settings.Read(db, ct));
        var cancelled = db.Tickets.Where(t => t.Status == TicketStatus.Cancelled).Select(t => t.Id);
        var left = await db.Tokens.CountAsync(t => cancelled.Contains(t.JobTicketId) && t.Status != TokenStatus.Completed && t.Status != TokenStatus.Scrapped, ct);
        var sessions = await (from s in db.WorkSessions where s.Status == SessionStatus.Active || s.Status == SessionStatus.Paused join i in db.Instances on s.InstanceId equals i.Id where i.Status != InstanceStatus.Active select s).CountAsync(ct);
        CheckView[] checks =
        [
            facts.Judge("HARD_RESET_CODIFIED", ["M1", "M8"], ["flow_token_ended", "job_graph_instance_lifecycle"], left == 0 && sessions == 0, new { live_tokens_of_cancelled = left, sessions_of_ended_cycles = sessions }),
            facts.Judge("NEW_INSTANCE_GUARANTEED", ["M10"], ["job_graph_instance_lifecycle", "job_graph_instance_pinned", "job_ticket_own_instance"]),
            facts.Judge("SPAWN_IDEMPOTENT", ["M2", "M3", "M7"], ["spawn_cycle_active_only", "spawn_cycle_no_update", "flow_token_active_only"]),
            facts.Judge("SERIAL_FLAG_ON", ["M4", "M18", "M19"], ["job_ticket_serial_code_fixed", "job_ticket_serial_temp_site"], site.SerialStdHat, new { flag = site.Value(Flag.FfSerialStdHat) }),
            facts.Judge("QUEUE_CORRECT", ["M9", "M12"], ["flow_token_ended"]),
            facts.Judge("CONCURRENCY_RULES", ["M5", "M6", "M13"], ["token_work_session_own_token", "token_work_session_active_only", "token_assignment_active_only"]),
            facts.Judge("E2E_DONE", [], [], more: new { checklist = RegressionChecklist.Lines }),
            facts.Judge("SINGLE_JSON", ["M11"], []),
            facts.Judge("HEADERS_APPLIED", [], [], more: new { files = RegressionChecklist.Files }),
        ];
        return new ReadinessReport(checks.All(c => c.Ok), checks);
    }
}
