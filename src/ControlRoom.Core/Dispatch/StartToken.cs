using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Tokens;
using ControlRoom.Core.Tokens.Engine;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Dispatch;

/// <summary>Somebody begins to work on a token, helps at it, or takes it over.</summary>
/// <param name="PauseCurrent">What they are doing now is paused for it.</param>
/// <param name="Reason">Why it is taken over.</param>
public sealed record StartToken(Guid TokenId, SessionKind Kind = SessionKind.Own, bool PauseCurrent = false, string? Reason = null);

public sealed class StartTokenHandler(TokenCommands commands)
{
    public async Task<Outcome<TokenView>> Handle(StartToken command, Caller caller, CancellationToken ct)
    {
        if (command.Kind == SessionKind.Replace && Text.WhyNoReason(command.Reason, "/reason") is { } invalid) return invalid;
        var order = new TokenOrder(command.TokenId, Permission.Work, LockStrength.Share, command.Kind switch { SessionKind.Own => "TOKEN_STARTED", SessionKind.Assist => "TOKEN_ASSISTED", _ => "TOKEN_TAKEN_OVER" }) { Metadata = new { reason = command.Reason?.Trim() } };
        return await commands.Do(order, caller, async (work, scope) =>
        {
            var facts = await Facts(work, scope, command.TokenId);
            if (DispatchRules.WhyNotStart(facts, command.Kind, command.PauseCurrent) is { } refusal) return refusal;
            var begun = command.Kind switch
            {
                SessionKind.Own => await Own(work, scope, facts),
                SessionKind.Assist => await Beside(work, scope, facts, null),
                _ => await TakeOver(work, scope, facts, command.Reason!.Trim()),
            };
            return begun is null ? new EngineResult([], scope.State) : begun;
        }, ct);
    }

    private static async Task<StartFacts> Facts(Work work, TokenScope scope, Guid tokenId)
    {
        var token = scope.State.Tokens[tokenId];
        var node = scope.Pinned.Graph[token.Node].Node;
        var assignment = (await work.OpenAssignments([tokenId])).FirstOrDefault();
        var owner = (await work.OpenSessions([tokenId])).Find(s => s.Kind != SessionKind.Assist);
        var busy = await work.Db.WorkSessions.FirstOrDefaultAsync(s => s.OperatorUserId == work.Caller.UserId && s.Status == SessionStatus.Active, work.Ct);
        return new StartFacts(scope.Ticket.Status, token, node, assignment, false, null, owner, busy, work.Caller.UserId);
    }

    private static async Task<Refusal?> Own(Work work, TokenScope scope, StartFacts facts)
    {
        if (await PauseBusy(work, facts) is { } stuck) return stuck;
        var started = TokenEngine.Start(scope.State, scope.Facts, facts.Token.Id);
        if (!started.Done) return started.Refusal;
        scope.Store(started.Value, EventSource.WorkQueue);
        var assignment = facts.Assignment is { AssignedToUserId: not null } own ? own : await Claim(work, facts, AssignmentMethod.Auto);
        await Open(work, scope, facts, assignment, SessionKind.Own, null);
        return null;
    }

    private static async Task<Refusal?> Beside(Work work, TokenScope scope, StartFacts facts, string? reason)
    {
        if (await PauseBusy(work, facts) is { } stuck) return stuck;
        scope.Note(facts.Token.Id, TokenEventType.AssistStart, EventSource.WorkQueue, ("operator", work.Caller.UserId));
        await Open(work, scope, facts, facts.Assignment!, SessionKind.Assist, reason);
        return null;
    }

    private static async Task<Refusal?> TakeOver(Work work, TokenScope scope, StartFacts facts, string reason)
    {
        if (await PauseBusy(work, facts) is { } stuck) return stuck;
        facts.Owner?.Cancel(reason, work.Now);
        facts.Assignment?.Cancel(reason, work.Now);
        await work.Flush();
        var begin = facts.Token.Status switch
        {
            TokenStatus.Ready => TokenEngine.Start(scope.State, scope.Facts, facts.Token.Id),
            TokenStatus.Paused => TokenEngine.Resume(scope.State, scope.Facts, facts.Token.Id),
            TokenStatus.Active => new EngineResult([], scope.State),
            _ => Refusal.InvalidTransition("token", Word.Of(facts.Token.Status), "START", [Word.Of(TokenStatus.Ready)]),
        };
        if (!begin.Done) return begin.Refusal;
        scope.Store(begin.Value, EventSource.WorkQueue, reason);
        scope.Note(facts.Token.Id, TokenEventType.Takeover, EventSource.WorkQueue, ("from", facts.Owner?.OperatorUserId ?? facts.Assignment?.AssignedToUserId), ("to", work.Caller.UserId), ("reason", reason));
        await Open(work, scope, facts, await Claim(work, facts with { Assignment = null }, AssignmentMethod.Replace), SessionKind.Replace, reason);
        return null;
    }

    /// <summary>The work they leave for this is paused, token and all.</summary>
    private static async Task<Refusal?> PauseBusy(Work work, StartFacts facts)
    {
        if (facts.BusyWith is not { } busy) return null;
        var other = await TokenScope.Of(work, busy.TokenId, LockStrength.Share);
        if (!other.Done) return other.Refusal;
        if (busy.Kind != SessionKind.Assist)
        {
            var paused = TokenEngine.Pause(other.Value.State, other.Value.Facts, busy.TokenId);
            if (!paused.Done) return paused.Refusal;
            other.Value.Store(paused.Value, EventSource.WorkQueue);
            foreach (var assignment in await work.OpenAssignments([busy.TokenId])) if (assignment.Status == AssignmentStatus.Started) assignment.Pause(work.Now);
        }
        busy.Pause(PauseReason.Other, null, work.Now);
        await work.Flush();
        return null;
    }

    private static async Task<TokenAssignment> Claim(Work work, StartFacts facts, AssignmentMethod method)
    {
        // A team's assignment becomes that of the one who begins.
        facts.Assignment?.Cancel("Claimed by a member of the team.", work.Now);
        await work.Flush();
        var assignment = TokenAssignment.Assign(work.NewId(), facts.Token.Id, facts.Node.Code, work.Caller.UserId, null, method, false, null, work.Caller.UserId, work.Now);
        work.Db.Assignments.Add(assignment);
        await work.Flush();
        return assignment;
    }

    private static async Task Open(Work work, TokenScope scope, StartFacts facts, TokenAssignment assignment, SessionKind kind, string? reason)
    {
        var session = WorkSession.Start(work.NewId(), facts.Token.Id, scope.Instance.Id, facts.Node.Code, assignment.Id, work.Caller.UserId, kind, reason, work.Now);
        work.Db.WorkSessions.Add(session);
        if (kind != SessionKind.Assist) assignment.Start(session.Id, work.Now);
        await work.Flush();
    }
}
