using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Tokens;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Dispatch;

public sealed record WorkPlanView(Guid Id, string? NodeCode, Guid? UserId, string? UserName, string? TeamCode, bool IsStrict, string? Reason, Guid AssignedBy, string AssignedByName, DateTime CreatedAt);

public sealed record WorkStepView(string NodeCode, LocalText Name);

/// <summary>Somebody who could be given work, or a team.</summary>
public sealed record AssigneeView(Guid? UserId, string? TeamCode, string Name);

public sealed class WorkPlanQueries(Dialect dialect)
{
    /// <summary>What is planned for a ticket now, in the order it was said.</summary>
    public async Task<Outcome<IReadOnlyList<WorkPlanView>>> OfTicket(Guid ticketId, CancellationToken ct)
    {
        await using var db = dialect.Open();
        if (!await db.Tickets.AnyAsync(t => t.Id == ticketId, ct)) return Refusal.NotFound("ticket", ticketId);
        return Outcome<IReadOnlyList<WorkPlanView>>.Of(await Views(db, ticketId, ct));
    }

    /// <summary>Teams first, then people by name.</summary>
    public async Task<IReadOnlyList<AssigneeView>> Assignees(CancellationToken ct)
    {
        await using var db = dialect.Open();
        var teams = await db.Teams.AsNoTracking().OrderBy(t => t.Code).Select(t => new AssigneeView(null, t.Code, t.Code)).ToListAsync(ct);
        var people = await Workers.People(db).OrderBy(u => u.FullName).Select(u => new AssigneeView(u.Id, null, u.FullName)).ToListAsync(ct);
        return [.. teams, .. people];
    }

    /// <summary>The steps of a ticket where people work, in the order of its graph; none where there is no such ticket.</summary>
    public async Task<IReadOnlyList<WorkStepView>> Steps(Guid ticketId, CancellationToken ct)
    {
        await using var db = dialect.Open();
        if (await db.Tickets.Where(t => t.Id == ticketId).Select(t => t.SnapshotId).FirstOrDefaultAsync(ct) is not { } snapshot) return [];
        return [.. (await PinnedGraph.Of(db, snapshot, ct)).Graph.Nodes.Where(n => n.IsStation).Select(n => new WorkStepView(n.Code, n.Node.Label))];
    }

    internal static async Task<IReadOnlyList<WorkPlanView>> Views(ControlRoomDb db, Guid ticketId, CancellationToken ct)
    {
        var rows = await (from p in db.ManagerAssignments.AsNoTracking()
                          where p.JobTicketId == ticketId && p.IsActive
                          join maker in db.Users on p.AssignedBy equals maker.Id
                          join u in db.Users on p.AssignedToUserId equals u.Id into users
                          from u in users.DefaultIfEmpty()
                          join t in db.Teams on p.AssignedToTeamId equals t.Id into teams
                          from t in teams.DefaultIfEmpty()
                          orderby p.CreatedAt, p.Id
                          select new { Plan = p, By = maker.FullName, User = u == null ? null : u.FullName, Team = t == null ? null : t.Code }).ToListAsync(ct);
        return [.. rows.Select(r => new WorkPlanView(r.Plan.Id, r.Plan.NodeCode, r.Plan.AssignedToUserId, r.User, r.Team, r.Plan.IsStrict, r.Plan.Reason, r.Plan.AssignedBy, r.By, r.Plan.CreatedAt))];
    }
}
