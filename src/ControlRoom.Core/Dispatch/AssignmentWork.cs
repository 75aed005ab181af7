using ControlRoom.Core.Database;
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
    public static async Task Follow(this Work work, TokenScope scope, InstanceState before, EngineResult result, string? reason = null, long? limitSeconds = null)
    {
        var left = result.Changed.Where(t => before.Tokens[t.Id].Node != t.Node || !t.IsLive).ToList();
        await work.Leave(left, reason ?? "The token has left the step.", limitSeconds);
        await work.Plan(scope, [.. result.Created.Concat(result.Changed).Where(t => t.Status == TokenStatus.Ready && scope.Pinned.Graph[t.Node].IsStation)]);
    }

    private static async Task Leave(this Work work, IReadOnlyList<TokenState> tokens, string reason, long? limitSeconds)
    {
        if (tokens.Count == 0) return;
        var scrapped = tokens.Where(t => t.Status == TokenStatus.Scrapped).Select(t => t.Id).ToHashSet();
        foreach (var session in await work.OpenSessions(tokens.Select(t => t.Id)))
        {
            if (scrapped.Contains(session.TokenId)) session.Cancel(reason, work.Now);
            else session.Complete(limitSeconds, work.Now);
        }
        foreach (var assignment in await work.OpenAssignments(tokens.Select(t => t.Id)))
        {
            if (!scrapped.Contains(assignment.TokenId) && assignment.Status is AssignmentStatus.Started or AssignmentStatus.Paused) assignment.Complete(work.Now);
            else assignment.Cancel(reason, work.Now);
        }
        // One open assignment at a time: the next is made below.
        await work.Flush();
    }

    /// <summary>Plans made for the ticket become assignments where a token stands at their step and has none.</summary>
    public static async Task<int> Plan(this Work work, TokenScope scope, IReadOnlyList<TokenState> tokens)
    {
        if (tokens.Count == 0) return 0;
        var plans = await work.Db.ManagerAssignments.AsNoTracking().Where(p => p.JobTicketId == scope.Ticket.Id && p.IsActive).OrderBy(p => p.CreatedAt).ThenBy(p => p.Id).ToListAsync(work.Ct);
        if (plans.Count == 0) return 0;
        var taken = (await work.OpenAssignments(tokens.Select(t => t.Id))).Select(a => a.TokenId).ToHashSet();
        var made = 0;
        foreach (var token in tokens.Where(t => !taken.Contains(t.Id)).OrderBy(t => t.Id))
        {
            if ((plans.Find(p => p.NodeCode == token.Node) ?? plans.Find(p => p.NodeCode is null)) is not { } plan) continue;
            work.Db.Assignments.Add(TokenAssignment.Assign(work.NewId(), token.Id, token.Node, plan.AssignedToUserId, plan.AssignedToTeamId,
                plan.NodeCode is null ? AssignmentMethod.Plan : AssignmentMethod.Manager, plan.IsStrict, plan.Reason, plan.AssignedBy, work.Now));
            made++;
        }
        return made;
    }

    public static Task<List<WorkSession>> OpenSessions(this Work work, IEnumerable<Guid> tokenIds)
    {
        var ids = tokenIds.ToArray();
        return work.Db.WorkSessions.Where(s => ids.Contains(s.TokenId) && (s.Status == SessionStatus.Active || s.Status == SessionStatus.Paused)).OrderBy(s => s.Id).ToListAsync(work.Ct);
    }

    public static Task<List<TokenAssignment>> OpenAssignments(this Work work, IEnumerable<Guid> tokenIds)
    {
        var ids = tokenIds.ToArray();
        return work.Db.Assignments.Where(a => ids.Contains(a.TokenId)
            && (a.Status == AssignmentStatus.Assigned || a.Status == AssignmentStatus.Accepted || a.Status == AssignmentStatus.Started || a.Status == AssignmentStatus.Paused)).OrderBy(a => a.Id).ToListAsync(work.Ct);
    }
}
