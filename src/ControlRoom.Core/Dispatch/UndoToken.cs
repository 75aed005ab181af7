// Token lifecycle core: mind token idempotency, the instance state machine, serial integrity and transactions across both databases.
// A change here updates the end-to-end tests, is reviewed by the architecture owner, and passes the full regression.
using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Tokens;
using ControlRoom.Core.Tokens.Engine;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Dispatch;

/// <summary>Takes back what was last done to a token: a start, a completion, a check. Only soon after, and only while nothing has come of it.</summary>
public sealed record UndoToken(Guid TokenId);

public sealed class UndoTokenHandler(TokenCommands commands)
{
    public static readonly TimeSpan Window = TimeSpan.FromSeconds(60);

    private const string Why = "It was taken back.";

    public Task<Outcome<TokenView>> Handle(UndoToken command, Caller caller, CancellationToken ct)
    {
        LastOperation? last = null;
        var order = new TokenOrder(command.TokenId, Permission.CheckWork, LockStrength.Share, "TOKEN_UNDONE")
        {
            Reason = Why, Also = async work => (await Last(work, command.TokenId))?.Others ?? [], Meanwhile = work => GiveBack(work, last!.First),
        };
        return commands.Do(order, caller, async (work, scope) =>
        {
            last = await Last(work, command.TokenId);
            if (WhyNot(scope, last, caller) is { } refusal) return refusal;
            TokenOperation back = (state, facts) => TokenEngine.TakeBack(state, facts, last!.Order);
            // Asked before anything is written for it.
            if (back(scope.State, scope.Facts) is { Done: false } no) return no.Refusal;
            if (last!.First.EventType == TokenEventType.Start) await Leave(work, command.TokenId);
            return back;
        }, ct);
    }

    private static Task<LastOperation?> Last(Work work, Guid tokenId) => work.Db.LastOperation(tokenId, work.Now - Window, work.Ct);

    private static Refusal? WhyNot(TokenScope scope, LastOperation? last, Caller caller)
    {
        if (last is null || !Undo.Covers(last.First.EventType)) return Undo.NotPossible();
        if (last.First.OperatorId != caller.UserId && !caller.Role.Has(Permission.CorrectWork)) return Refusal.NotAllowed("UNDO_NOT_YOURS").With("operator_id", last.First.OperatorId);
        return last.RowVersions.All(v => scope.Has(v.Key) && scope[v.Key].RowVersion == v.Value) ? null : Undo.NotPossible();
    }

    /// <summary>The sessions keep their time; none of them counts as work that was finished.</summary>
    private static async Task Leave(Work work, Guid tokenId)
    {
        foreach (var session in await work.OpenSessions([tokenId])) session.Cancel(Why, work.Now);
        foreach (var assignment in await work.OpenAssignments([tokenId])) assignment.Cancel(Why, work.Now);
        await work.Flush();
    }

    /// <summary>The work is again that of whoever had it.</summary>
    private static async Task GiveBack(Work work, TokenEventRow undone)
    {
        var had = await work.Db.Assignments.AsNoTracking().Where(a => a.TokenId == undone.TokenId && a.NodeCode == undone.NodeCode && a.AssignedToUserId == undone.OperatorId)
            .OrderByDescending(a => a.AssignedAt).ThenByDescending(a => a.Id).FirstOrDefaultAsync(work.Ct);
        work.Db.Assignments.Add(TokenAssignment.Assign(work.NewId(), undone.TokenId, undone.NodeCode, undone.OperatorId, null, had?.Method ?? AssignmentMethod.Auto, had?.IsStrict ?? false, Why, work.Caller.UserId, work.Now));
        await work.Flush();
    }
}
