using ControlRoom.Core.Database;
using ControlRoom.Core.Dispatch;
using ControlRoom.Core.Kernel;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Monitors;

/// <summary>Ends an assignment to work that is not there.</summary>
public sealed record CancelAssignment(Guid AssignmentId, string? Reason);

public sealed record EndedAssignment(Guid Id, AssignmentStatus Status);

public sealed class CancelAssignmentHandler(TransactionBoundary boundary)
{
    public Task<Outcome<EndedAssignment>> Handle(CancelAssignment command, Caller caller, CancellationToken ct) => boundary.Do<EndedAssignment>(caller, Permission.Administer, async work =>
    {
        if (Text.WhyNoReason(command.Reason, "/reason") is { } invalid) return invalid;
        var at = await (from a in work.Db.Assignments where a.Id == command.AssignmentId join t in work.Db.Tokens on a.TokenId equals t.Id select new { t.JobTicketId, t.RootTokenId }).FirstOrDefaultAsync(work.Ct);
        if (at is null) return Refusal.NotFound("assignment", command.AssignmentId);
        await work.LockTickets(LockStrength.Share, at.JobTicketId);
        await work.LockTokens(at.RootTokenId);
        var assignment = await work.Db.Assignments.FirstAsync(a => a.Id == command.AssignmentId, work.Ct);
        if (assignment.IsOpen)
        {
            var (reason, old) = (command.Reason!.Trim(), new { status = Word.Of(assignment.Status) });
            assignment.Cancel(reason, work.Now);
            work.Record(new Fact("ASSIGNMENT_EXPIRED", EntityTypes.Assignment, assignment.Id, assignment.NodeCode, old, new { status = Word.Of(assignment.Status) }) { Metadata = new { reason }, TicketId = at.JobTicketId });
        }
        return new EndedAssignment(assignment.Id, assignment.Status);
    }, ct);
}
