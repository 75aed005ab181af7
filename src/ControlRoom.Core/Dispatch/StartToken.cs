// Token lifecycle core: mind token idempotency, the instance state machine, serial integrity and transactions across both databases.
// A change here updates the end-to-end tests, is reviewed by the architecture owner, and passes the full regression.
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
        var reason = command.Reason?.Trim();
        var order = new TokenOrder(command.TokenId, Permission.Work, LockStrength.Share, command.Kind switch { SessionKind.Own => "TOKEN_STARTED", SessionKind.Assist => "TOKEN_ASSISTED", _ => "TOKEN_TAKEN_OVER" })
        {
            Metadata = new { reason }, Also = command.PauseCurrent ? work => Current(work, command.TokenId) : null,
        };
        return await commands.Do(order, caller, async (work, scope) =>
        {
            var facts = await Facts(work, scope, command.TokenId);
            var canPause = command.PauseCurrent && facts.BusyWith is { } current && scope.Beside?.State.Tokens.ContainsKey(current.TokenId) == true;
            if (DispatchRules.WhyNotStart(facts, command.Kind, canPause) is { } refusal) return refusal;
            if (facts.BusyWith is { } busy && await PauseCurrent(work, scope.Beside!, busy) is { } stuck) return stuck;
            return command.Kind switch
            {
                SessionKind.Own => await Own(work, scope, facts),
                SessionKind.Assist => await Beside(work, scope, facts),
                _ => await TakeOver(work, scope, facts, reason!),
            };
        }, ct);
    }

    /// <summary>What the caller is working on, if it is not this token.</summary>
    private static IQueryable<WorkSession> Busy(Work work, Guid tokenId) => work.Db.WorkSessions.Where(s => s.OperatorUserId == work.Caller.UserId && s.Status == SessionStatus.Active && s.TokenId != tokenId);

    private static async Task<IReadOnlyList<Guid>> Current(Work work, Guid tokenId) => await Busy(work, tokenId).Select(s => s.TokenId).ToListAsync(work.Ct);

    private static async Task<StartFacts> Facts(Work work, TokenScope scope, Guid tokenId)
    {
        var token = scope.State.Tokens[tokenId];
        var node = scope.Pinned.Graph[token.Node].Node;
        var assignment = (await work.OpenAssignments([tokenId])).FirstOrDefault();
        var sessions = await work.OpenSessions([tokenId]);
        var inMyTeam = assignment?.AssignedToTeamId is { } team && await work.Db.TeamMembers.AnyAsync(m => m.TeamId == team && m.UserId == work.Caller.UserId && m.Active, work.Ct);
        var ineligible = assignment is null && node.Station is { } station ? Eligibility.WhyNot(station, await work.Worker(work.Caller.UserId)) : null;
        return new StartFacts(token, node, assignment, inMyTeam, ineligible, sessions.Find(s => s.Kind != SessionKind.Assist), sessions.Find(s => s.OperatorUserId == work.Caller.UserId),
            await Busy(work, tokenId).FirstOrDefaultAsync(work.Ct), work.Caller.UserId);
    }

    private static async Task<Outcome<TokenOperation>> Own(Work work, TokenScope scope, StartFacts facts)
    {
        TokenOperation start = (state, engine) => TokenEngine.Start(state, engine, facts.Token.Id);
        // Asked before anything is written for it: a step that is busy is refused.
        if (start(scope.State, scope.Facts) is { Done: false } no) return no.Refusal;
        await Open(work, scope, facts, facts.Assignment is { AssignedToUserId: not null } own ? own : await Claim(work, facts, AssignmentMethod.Auto), SessionKind.Own, null);
        return start;
    }

    private static async Task<Outcome<TokenOperation>> Beside(Work work, TokenScope scope, StartFacts facts)
    {
        scope.Note(facts.Token.Id, TokenEventType.AssistStart, EventSource.WorkQueue, ("operator", work.Caller.UserId));
        await Open(work, scope, facts, facts.Assignment!, SessionKind.Assist, null);
        return TokenCommands.Nothing;
    }

    private static async Task<Outcome<TokenOperation>> TakeOver(Work work, TokenScope scope, StartFacts facts, string reason)
    {
        TokenOperation take = facts.Token.Status switch
        {
            TokenStatus.Ready => (state, engine) => TokenEngine.Start(state, engine, facts.Token.Id),
            TokenStatus.Paused => (state, engine) => TokenEngine.Resume(state, engine, facts.Token.Id),
            TokenStatus.Active => TokenCommands.Nothing,
            _ => (_, _) => Refusal.InvalidTransition("token", Word.Of(facts.Token.Status), "START", [Word.Of(TokenStatus.Ready), Word.Of(TokenStatus.Active), Word.Of(TokenStatus.Paused)]),
        };
        if (take(scope.State, scope.Facts) is { Done: false } no) return no.Refusal;
        // Who helped until now works on it alone.
        facts.Mine?.Complete(null, work.Now);
        facts.Owner?.Cancel(reason, work.Now);
        facts.Assignment?.Cancel(reason, work.Now);
        await work.Flush();
        scope.Note(facts.Token.Id, TokenEventType.Takeover, EventSource.WorkQueue, ("from", facts.Owner?.OperatorUserId ?? facts.Assignment?.AssignedToUserId), ("to", work.Caller.UserId), ("reason", reason));
        await Open(work, scope, facts, await Claim(work, facts with { Assignment = null }, AssignmentMethod.Replace), SessionKind.Replace, reason);
        return take;
    }

    /// <summary>The work they leave for this is paused, token and all.</summary>
    private static async Task<Refusal?> PauseCurrent(Work work, TokenScope scope, WorkSession busy)
    {
        if (busy.Kind != SessionKind.Assist)
        {
            var paused = TokenEngine.Pause(scope.State, scope.Facts, busy.TokenId);
            if (!paused.Done) return paused.Refusal;
            scope.Store(paused.Value, EventSource.WorkQueue);
            await work.PauseAssignment(busy.TokenId);
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
