using ControlRoom.Core.Database;
using ControlRoom.Core.Dispatch;
using ControlRoom.Core.Kernel;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Monitors;

/// <summary>Takes a session away that should not be: its seconds stay, and what it was assigned by ends with it.</summary>
public sealed record CloseSession(Guid SessionId, string? Reason);

public sealed record ClosedSession(Guid Id, SessionStatus Status, long WorkSeconds);

public sealed class CloseSessionHandler(TransactionBoundary boundary)
{
    public Task<Outcome<ClosedSession>> Handle(CloseSession command, Caller caller, CancellationToken ct) => boundary.Do<ClosedSession>(caller, Permission.Administer, async work =>
    {
        if (Text.WhyNoReason(command.Reason, "/reason") is { } invalid) return invalid;
        var at = await (from s in work.Db.WorkSessions where s.Id == command.SessionId join t in work.Db.Tokens on s.TokenId equals t.Id select new { t.JobTicketId, t.RootTokenId }).FirstOrDefaultAsync(work.Ct);
        if (at is null) return Refusal.NotFound("session", command.SessionId);
        await work.LockTickets(LockStrength.Share, at.JobTicketId);
        await work.LockTokens(at.RootTokenId);
        var session = await work.Db.WorkSessions.FirstAsync(s => s.Id == command.SessionId, work.Ct);
        if (session.IsOpen)
        {
            var (reason, assignmentId) = (command.Reason!.Trim(), session.AssignmentId);
            session.Cancel(reason, work.Now);
            foreach (var assignment in await work.Db.Assignments.Where(a => a.Id == assignmentId && TokenAssignment.Open.Contains(a.Status)).ToListAsync(work.Ct)) assignment.Cancel(reason, work.Now);
            work.Record(new Fact("SESSION_CLOSED", EntityTypes.Session, session.Id, session.NodeCode, null, new { status = Word.Of(session.Status), work_seconds = session.WorkSeconds }) { Metadata = new { reason }, TicketId = at.JobTicketId });
        }
        return new ClosedSession(session.Id, session.Status, session.WorkSeconds);
    }, ct);
}
