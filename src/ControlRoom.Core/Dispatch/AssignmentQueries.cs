using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Dispatch;

public sealed record TokenAssignmentView(
    Guid Id, Guid TokenId, string? SerialNumber, string NodeCode, Guid? UserId, string? UserName, string? TeamCode, AssignmentStatus Status, AssignmentMethod Method, bool IsStrict, string? Reason,
    Guid AssignedBy, DateTime AssignedAt, Guid? SessionId, int RowVersion);

public sealed class AssignmentQueries(Dialect dialect)
{
    /// <summary>Newest first.</summary>
    /// <param name="status">Null: those that are open.</param>
    public async Task<IReadOnlyList<TokenAssignmentView>> List(AssignmentStatus? status, Guid? userId, Page page, CancellationToken ct)
    {
        await using var db = dialect.Open();
        var chosen = Chosen(db, status, userId);
        if (page.After is { } after) chosen = chosen.Where(a => a.Id.CompareTo(after) < 0);
        return await Views(db, await chosen.OrderByDescending(a => a.Id).Take(page.Limit).Select(a => a.Id).ToArrayAsync(ct), ct);
    }

    public async Task<int> Count(AssignmentStatus? status, Guid? userId, CancellationToken ct)
    {
        await using var db = dialect.Open();
        return await Chosen(db, status, userId).CountAsync(ct);
    }

    /// <summary>The team of that code.</summary>
    public async Task<Guid?> Team(string code, CancellationToken ct)
    {
        await using var db = dialect.Open();
        return await db.Teams.Where(t => t.Code == code).Select(t => (Guid?)t.Id).FirstOrDefaultAsync(ct);
    }

    private static IQueryable<TokenAssignment> Chosen(ControlRoomDb db, AssignmentStatus? status, Guid? userId)
    {
        var all = db.Assignments.AsNoTracking().Where(a => userId == null || a.AssignedToUserId == userId);
        return status is { } one ? all.Where(a => a.Status == one) : all.Where(a => TokenAssignment.Open.Contains(a.Status));
    }

    internal static async Task<IReadOnlyList<TokenAssignmentView>> Views(ControlRoomDb db, Guid[] ids, CancellationToken ct) =>
        await (from a in db.Assignments.AsNoTracking()
               where ids.Contains(a.Id)
               join k in db.Tokens on a.TokenId equals k.Id
               join u in db.Users on a.AssignedToUserId equals u.Id into users
               from u in users.DefaultIfEmpty()
               join t in db.Teams on a.AssignedToTeamId equals t.Id into teams
               from t in teams.DefaultIfEmpty()
               orderby a.Id descending
               select new TokenAssignmentView(a.Id, a.TokenId, k.SerialNumber, a.NodeCode, a.AssignedToUserId, u.FullName, t.Code, a.Status, a.Method, a.IsStrict, a.Reason, a.AssignedBy, a.AssignedAt, a.SessionId, a.RowVersion)).ToListAsync(ct);
}
