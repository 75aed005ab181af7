using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Tickets;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Dispatch;

public enum AssignmentChange { Accept, Reject, Cancel, Reassign }

/// <summary>Whoever was given work says yes or no; whoever plans it takes it back or gives it to somebody else, as long as nobody works on it.</summary>
public sealed record ChangeAssignment(Guid AssignmentId, AssignmentChange Action, Guid? UserId = null, string? Reason = null);

public sealed class ChangeAssignmentHandler(TransactionBoundary boundary)
{
    public Task<Outcome<TokenAssignmentView>> Handle(ChangeAssignment command, Caller caller, CancellationToken ct)
    {
        var own = command.Action is AssignmentChange.Accept or AssignmentChange.Reject;
        return boundary.Do<TokenAssignmentView>(caller, own ? Permission.Work : Permission.PlanWork, async work =>
        {
            if (Invalid(command) is { } invalid) return invalid;
            if (await work.Db.WhyReadOnly(work.Ct) is { } off) return off;
            if (command.Action == AssignmentChange.Reassign && await work.WhyNoAssignee(command.UserId, null) is { } nobody) return nobody;
            var tokenId = await work.Db.Assignments.Where(a => a.Id == command.AssignmentId).Select(a => (Guid?)a.TokenId).FirstOrDefaultAsync(work.Ct);
            if (tokenId is not { } id) return Refusal.NotFound("assignment", command.AssignmentId);
            var target = (await AssignmentTargets.Lock(work, [id]))[id];
            var assignment = await work.Db.Assignments.FirstAsync(a => a.Id == command.AssignmentId, work.Ct);
            if (own && assignment.AssignedToUserId != caller.UserId) return Refusal.NotAllowed("NOT_ASSIGNEE").With("assignee", assignment.AssignedToUserId ?? assignment.AssignedToTeamId);
            if (DispatchRules.WhyNotChange(assignment.Status, command.Action) is { } refusal) return refusal;
            var now = await Apply(work, command, assignment, target);
            work.Record(new Fact($"ASSIGNMENT_{Past(command.Action)}", EntityTypes.Assignment, assignment.Id, target.Token.SerialNumber ?? target.Token.SerialLabel, null,
                new { status = Word.Of(assignment.Status), user_id = now.AssignedToUserId, team_id = now.AssignedToTeamId }) { Metadata = new { reason = command.Reason?.Trim() }, TicketId = target.Ticket.Id });
            await work.Flush();
            return (await AssignmentQueries.Views(work.Db, [now.Id], work.Ct))[0];
        }, ct);
    }

    private static Refusal? Invalid(ChangeAssignment command)
    {
        if (command.Action == AssignmentChange.Reassign && command.UserId is null) return Refusal.Invalid("FIELD_REQUIRED", "/user_id").With("field", "user_id");
        return command.Action == AssignmentChange.Accept ? null : Text.WhyNoReason(command.Reason, "/reason");
    }

    /// <returns>What holds now.</returns>
    private static async Task<TokenAssignment> Apply(Work work, ChangeAssignment command, TokenAssignment assignment, AssignmentTarget target)
    {
        var reason = command.Reason?.Trim() ?? "";
        switch (command.Action)
        {
            case AssignmentChange.Accept:
                assignment.Accept(work.Now);
                return assignment;
            case AssignmentChange.Reject:
                assignment.Reject(reason, work.Now);
                target.Free();
                return assignment;
            case AssignmentChange.Cancel:
                assignment.Cancel(reason, work.Now);
                target.Free();
                return assignment;
            default:
                assignment.Cancel(reason, work.Now);
                // One open assignment at a time.
                await work.Flush();
                return target.Give(work, command.UserId, null, assignment.IsStrict, reason);
        }
    }

    private static string Past(AssignmentChange action) => action switch
    {
        AssignmentChange.Accept => "ACCEPTED",
        AssignmentChange.Reject => "REJECTED",
        AssignmentChange.Cancel => "CANCELLED",
        _ => "REASSIGNED",
    };
}
