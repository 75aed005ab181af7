// Token lifecycle core: mind token idempotency, the instance state machine, serial integrity and transactions across both databases.
// A change here updates the end-to-end tests, is reviewed by the architecture owner, and passes the full regression.
using ControlRoom.Core.Alarms;
using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Routing;
using ControlRoom.Core.Serials;
using ControlRoom.Core.Tickets;
using ControlRoom.Core.Tokens;
using ControlRoom.Core.Tokens.Engine;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Dispatch;

/// <summary>Keeps sessions and assignments beside the tokens, in the command that moves them.</summary>
internal static class AssignmentWork
{
    /// <summary>What people had to do with tokens that have left their step ends; what was planned for where tokens are now begins.</summary>
    /// <param name="before">The tokens as they were.</param>
    /// <param name="limitSeconds">From when on the session that ends here took too long.</param>
    /// <param name="meanwhile">What else is assigned, between the two.</param>
    public static async Task Follow(this Work work, TokenScope scope, InstanceState before, EngineResult result, string? reason = null, long? limitSeconds = null, Func<Work, Task>? meanwhile = null)
    {
        // Somebody works on a token only while it is ACTIVE or PAUSED: one that stops at its step has been left too.
        var left = result.Changed.Where(t => before.Tokens[t.Id] is var was && (was.Node != t.Node || !t.IsLive || (IsWorkedOn(was) && !IsWorkedOn(t)))).ToList();
        await work.Leave(scope, left, reason ?? "The token has left the step.", limitSeconds);
        if (meanwhile is not null)
        {
            await work.Flush();
            await meanwhile(work);
        }
        await work.Plan(scope, [.. result.Created.Concat(result.Changed).Where(t => t.Status == TokenStatus.Ready && scope.Pinned.Graph[t.Node].IsStation)]);
    }

    /// <summary>What this command gave to somebody waits for them, whoever made the assignment.</summary>
    public static void Queue(this Work work, TokenScope scope)
    {
        foreach (var assignment in work.Db.ChangeTracker.Entries<TokenAssignment>().Select(e => e.Entity).Where(a => a.IsOpen && scope.State.Tokens.ContainsKey(a.TokenId)).ToList())
            scope[assignment.TokenId].Queue(scope.Pinned, assignment.AssignedToUserId, assignment.AssignedToTeamId);
    }

    private static bool IsWorkedOn(TokenState token) => token.Status is TokenStatus.Active or TokenStatus.Paused;

    /// <summary>The caller's session on a token, in a state that allows the action; others have nothing to say there.</summary>
    public static async Task<Outcome<WorkSession>> OwnSession(this Work work, Guid tokenId, SessionAction action)
    {
        var sessions = await work.OpenSessions([tokenId]);
        var own = sessions.Find(s => s.OperatorUserId == work.Caller.UserId);
        if (DispatchRules.WhyNotHolder(own ?? sessions.Find(s => s.Kind != SessionKind.Assist), work.Caller.UserId) is { } refusal) return refusal;
        return WorkSession.Lifecycle.Allows(own!.Status, action) ? own
            : Refusal.InvalidTransition("session", Word.Of(own.Status), Word.Of(action), WorkSession.Lifecycle.Transitions.Where(t => Equals(t.Action, action)).SelectMany(t => t.From).Select(Word.Of));
    }

    /// <summary>The work that is expected rests with the session.</summary>
    public static async Task PauseAssignment(this Work work, Guid tokenId)
    {
        foreach (var assignment in await work.OpenAssignments([tokenId])) if (assignment.Status == AssignmentStatus.Started) assignment.Pause(work.Now);
    }

    /// <summary>What is left of a ticket that has ended: serials that nobody needed, and alarms about its work.</summary>
    public static async Task Wind(this Work work, Ticket ticket)
    {
        await work.CancelUnusedSerials(ticket.Id);
        var codes = ticket.TicketCode + "/";
        await work.ReturnAlarms(a => (a.Kind == AlarmKind.TokenStopped || a.Kind == AlarmKind.TokenProblem || a.Kind == AlarmKind.QueueLimit) && a.ObjectCode.StartsWith(codes));
    }

    private static async Task Leave(this Work work, TokenScope scope, IReadOnlyList<TokenState> tokens, string reason, long? limitSeconds)
    {
        if (tokens.Count == 0) return;
        var scrapped = tokens.Where(t => t.Status == TokenStatus.Scrapped).Select(t => t.Id).ToHashSet();
        var hands = scope.Hands is { } known && tokens is [var only] && known.TokenId == only.Id ? known : null;
        foreach (var session in hands?.Sessions ?? await work.OpenSessions(tokens.Select(t => t.Id)))
        {
            if (scrapped.Contains(session.TokenId)) session.Cancel(reason, work.Now);
            else session.Complete(limitSeconds, work.Now);
        }
        foreach (var assignment in hands?.Assignments ?? await work.OpenAssignments(tokens.Select(t => t.Id)))
        {
            if (!scrapped.Contains(assignment.TokenId) && assignment.Status is AssignmentStatus.Started or AssignmentStatus.Paused) assignment.Complete(work.Now);
            else assignment.Cancel(reason, work.Now);
        }
    }

    /// <summary>
    /// Plans made for the ticket become assignments where a token stands at their step and has none; where none was made and the step says so,
    /// the work goes to somebody by itself. A plan that names somebody who is not there leaves it to the manager.
    /// </summary>
    private static async Task Plan(this Work work, TokenScope scope, IReadOnlyList<TokenState> tokens)
    {
        if (tokens.Count == 0) return;
        var plans = !scope.HasPlans ? [] : await Plans.List(work.Db, scope.Ticket.Id, work.Ct);
        var isAuto = tokens.Any(t => Station(t).Assignment.Policy == AssignmentPolicy.Auto);
        if (plans.Count == 0 && !isAuto) return;
        // One open assignment at a time: what has ended is stored before the next is made.
        await work.Flush();
        var workers = (await work.AllWorkers()).ToList();
        var taken = (await work.OpenAssignments(tokens.Select(t => t.Id))).Select(a => a.TokenId).ToHashSet();
        foreach (var token in tokens.Where(t => !taken.Contains(t.Id)).OrderBy(t => t.Id))
        {
            var assignment = (plans.Find(p => p.NodeCode == token.Node) ?? plans.Find(p => p.NodeCode is null)) is { } plan
                ? IsAway(plan.AssignedToUserId) ? null : Of(token, plan.AssignedToUserId, plan.AssignedToTeamId, plan.NodeCode is null ? AssignmentMethod.Plan : AssignmentMethod.Manager, plan.IsStrict, plan.Reason, plan.AssignedBy)
                : Station(token).Assignment.Policy == AssignmentPolicy.Auto && Eligibility.Choose(Station(token), workers) is { } chosen ? Of(token, chosen.UserId, null, AssignmentMethod.Auto, false, null, work.Caller.UserId) : null;
            if (assignment is null) continue;
            work.Db.Assignments.Add(assignment);
            scope[token.Id].Queue(scope.Pinned, assignment.AssignedToUserId, assignment.AssignedToTeamId);
            var busier = workers.FindIndex(w => w.UserId == assignment.AssignedToUserId);
            if (busier >= 0) workers[busier] = workers[busier] with { OpenWork = workers[busier].OpenWork + 1 };
        }

        StationSpec Station(TokenState token) => scope.Pinned.Graph[token.Node].Node.Station!;

        bool IsAway(Guid? user) => workers.Exists(w => w.UserId == user && !w.IsAvailable);

        TokenAssignment Of(TokenState token, Guid? user, Guid? team, AssignmentMethod method, bool strict, string? reason, Guid by) =>
            TokenAssignment.Assign(work.NewId(), token.Id, token.Node, user, team, method, strict, reason, by, work.Now);
    }

    private static readonly HotQuery<Guid[], WorkSession> Sessions = new((db, tokens) => db.WorkSessions.Where(s => tokens.Contains(s.TokenId) && (s.Status == SessionStatus.Active || s.Status == SessionStatus.Paused)).OrderBy(s => s.Id));

    private static readonly HotQuery<Guid[], TokenAssignment> Assignments = new((db, tokens) => db.Assignments
        .Where(a => tokens.Contains(a.TokenId) && (a.Status == AssignmentStatus.Assigned || a.Status == AssignmentStatus.Accepted || a.Status == AssignmentStatus.Started || a.Status == AssignmentStatus.Paused)).OrderBy(a => a.Id));

    private static readonly HotQuery<Guid, ManagerAssignment> Plans = new((db, ticket) => db.ManagerAssignments.AsNoTracking().Where(p => p.JobTicketId == ticket && p.IsActive).OrderBy(p => p.CreatedAt).ThenBy(p => p.Id));

    private sealed record Pair(WorkSession? Session, TokenAssignment? Assignment);

    private static readonly HotQuery<Guid, Pair> AtToken = new((db, token) => from t in db.Tokens
        where t.Id == token
        from a in db.Assignments.Where(a => a.TokenId == token && (a.Status == AssignmentStatus.Assigned || a.Status == AssignmentStatus.Accepted || a.Status == AssignmentStatus.Started || a.Status == AssignmentStatus.Paused)).DefaultIfEmpty()
        from s in db.WorkSessions.Where(s => s.TokenId == token && (s.Status == SessionStatus.Active || s.Status == SessionStatus.Paused)).DefaultIfEmpty()
        select new Pair(s, a));

    /// <summary>Who has to do with a token now, for a command that changes nothing of it before the token itself.</summary>
    public static async Task<Hands> HandsOn(this Work work, TokenScope scope, Guid tokenId)
    {
        var pairs = await AtToken.List(work.Db, tokenId, work.Ct);
        return scope.Hands = new Hands(tokenId, [.. pairs.Select(p => p.Session).OfType<WorkSession>().Distinct().OrderBy(s => s.Id)], [.. pairs.Select(p => p.Assignment).OfType<TokenAssignment>().Distinct()]);
    }

    public static Task<List<WorkSession>> OpenSessions(this Work work, IEnumerable<Guid> tokenIds)
    {
        var ids = tokenIds.ToArray();
        return Sessions.List(work.Db, ids, work.Ct);
    }

    public static Task<List<TokenAssignment>> OpenAssignments(this Work work, IEnumerable<Guid> tokenIds)
    {
        var ids = tokenIds.ToArray();
        return Assignments.List(work.Db, ids, work.Ct);
    }
}

/// <summary>Open sessions on a token, and its open assignment.</summary>
internal sealed record Hands(Guid TokenId, List<WorkSession> Sessions, List<TokenAssignment> Assignments);
