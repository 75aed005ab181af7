using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Floor;

/// <summary>Work centres and teams.</summary>
public sealed class FloorQueries(Dialect dialect)
{
    /// <summary>Newest first.</summary>
    public async Task<IReadOnlyList<WorkCenterView>> WorkCenters(Page page, CancellationToken ct)
    {
        await using var db = dialect.Open();
        var centers = page.After is { } after ? db.WorkCenters.Where(c => c.Id.CompareTo(after) < 0) : db.WorkCenters;
        return [.. (await centers.AsNoTracking().OrderByDescending(c => c.Id).Take(page.Limit).ToListAsync(ct)).Select(WorkCenterView.Of)];
    }

    public async Task<int> CountWorkCenters(CancellationToken ct)
    {
        await using var db = dialect.Open();
        return await db.WorkCenters.CountAsync(ct);
    }

    /// <summary>Newest first.</summary>
    public async Task<IReadOnlyList<TeamView>> Teams(Page page, CancellationToken ct)
    {
        await using var db = dialect.Open();
        var teams = await (page.After is { } after ? db.Teams.Where(t => t.Id.CompareTo(after) < 0) : db.Teams).AsNoTracking().OrderByDescending(t => t.Id).Take(page.Limit).ToListAsync(ct);
        var ids = teams.Select(t => t.Id).ToList();
        var members = (await db.TeamMembers.AsNoTracking().Where(m => m.Active && ids.Contains(m.TeamId)).ToListAsync(ct)).ToLookup(m => m.TeamId, m => m.UserId);
        return [.. teams.Select(t => TeamView.Of(t, members[t.Id]))];
    }

    public async Task<int> CountTeams(CancellationToken ct)
    {
        await using var db = dialect.Open();
        return await db.Teams.CountAsync(ct);
    }
}
