using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Tickets;
using ControlRoom.Core.Tokens;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Dispatch;

/// <summary>A token that may be given to somebody, locked, with whatever it is given to now.</summary>
internal sealed record AssignmentTarget(FlowToken Token, Ticket Ticket, PinnedGraph Pinned, TokenAssignment? Open)
{
    public TokenAssignment Give(Work work, Guid? userId, Guid? teamId, bool isStrict, string? reason)
    {
        var assignment = TokenAssignment.Assign(work.NewId(), Token.Id, Token.NodeCode, userId, teamId, AssignmentMethod.Pin, isStrict, reason, work.Caller.UserId, work.Now);
        work.Db.Assignments.Add(assignment);
        Token.Queue(Pinned, userId, teamId);
        return assignment;
    }

    /// <summary>Whoever may claim it sees it again.</summary>
    public void Free() => Token.Queue(Pinned, null, null);
}

internal static class AssignmentTargets
{
    /// <summary>By token; the tickets are shared and the families locked, in the order of every command on tokens. Those that are not there are left out.</summary>
    public static async Task<IReadOnlyDictionary<Guid, AssignmentTarget>> Lock(Work work, Guid[] tokenIds)
    {
        var at = await work.Db.Tokens.AsNoTracking().Where(t => tokenIds.Contains(t.Id)).Select(t => new { t.JobTicketId, t.RootTokenId }).ToListAsync(work.Ct);
        await work.LockTickets(LockStrength.Share, at.Select(t => t.JobTicketId).Distinct());
        await work.LockTokens(at.Select(t => t.RootTokenId).Distinct());
        var tokens = await work.Db.Tokens.Where(t => tokenIds.Contains(t.Id)).ToListAsync(work.Ct);
        var ticketIds = tokens.Select(t => t.JobTicketId).Distinct().ToArray();
        var tickets = await work.Db.Tickets.AsNoTracking().Where(t => ticketIds.Contains(t.Id)).ToDictionaryAsync(t => t.Id, work.Ct);
        var graphs = await PinnedGraph.Of(work.Db, [.. tokens.Select(t => t.InstanceId).Distinct()], work.Ct);
        var open = (await work.OpenAssignments(tokenIds)).ToDictionary(a => a.TokenId);
        return tokens.ToDictionary(t => t.Id, t => new AssignmentTarget(t, tickets[t.JobTicketId], graphs[t.InstanceId], open.GetValueOrDefault(t.Id)));
    }

    /// <summary>Why work cannot be given to them: they are not there, or do no work.</summary>
    public static async Task<Refusal?> WhyNoAssignee(this Work work, Guid? userId, Guid? teamId)
    {
        if (teamId is { } team) return await work.Db.Teams.AnyAsync(t => t.Id == team, work.Ct) ? null : Refusal.NotFound("team", team);
        var user = await work.Db.Users.AsNoTracking().Where(u => u.Id == userId && u.IsActive && u.Id != Ids.System).Select(u => new { u.Role, u.FullName }).FirstOrDefaultAsync(work.Ct);
        if (user is null) return Refusal.NotFound("user", userId);
        return Workers.Working.Contains(user.Role) ? null : Refusal.Invalid("ASSIGNEE_DOES_NO_WORK", "/user_id").With("name", user.FullName);
    }
}
