using System.Collections.Frozen;
using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Users;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Dispatch;

/// <summary>Reads what is known of the people who do work.</summary>
internal static class Workers
{
    public static readonly Role[] Working = [Role.Operator, Role.Manager, Role.Admin];

    public static async Task<Worker> Worker(this Work work, Guid userId) => (await Read(work.Db, [userId], work.Now, work.Ct))[0];

    /// <summary>Everybody who could be given work.</summary>
    public static Task<IReadOnlyList<Worker>> AllWorkers(this Work work) => All(work.Db, work.Now, work.Ct);

    /// <summary>Everybody who is here and may work on tokens.</summary>
    public static IQueryable<User> People(ControlRoomDb db) => db.Users.Where(u => u.IsActive && u.Id != Ids.System && Working.Contains(u.Role));

    public static async Task<IReadOnlyList<Worker>> All(ControlRoomDb db, DateTime now, CancellationToken ct) =>
        await Read(db, await People(db).Select(u => u.Id).ToListAsync(ct), now, ct);

    public static async Task<IReadOnlyList<Worker>> Read(ControlRoomDb db, IReadOnlyList<Guid> users, DateTime now, CancellationToken ct)
    {
        var skills = (await db.UserSkills.AsNoTracking().Where(s => users.Contains(s.UserId)).ToListAsync(ct)).ToLookup(s => s.UserId);
        var teams = (await (from m in db.TeamMembers where users.Contains(m.UserId) && m.Active join t in db.Teams on m.TeamId equals t.Id select new { m.UserId, t.Code }).ToListAsync(ct)).ToLookup(t => t.UserId, t => t.Code);
        var away = (await db.Availabilities.AsNoTracking().Where(a => users.Contains(a.Id) && !a.IsAvailable && (a.UnavailableUntil == null || a.UnavailableUntil > now)).Select(a => a.Id).ToListAsync(ct)).ToHashSet();
        var load = await db.Assignments.Where(a => a.AssignedToUserId != null && users.Contains(a.AssignedToUserId.Value) && TokenAssignment.Open.Contains(a.Status)).GroupBy(a => a.AssignedToUserId!.Value)
            .Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, ct);
        return [.. users.Select(id => new Worker(id, skills[id].ToFrozenDictionary(s => s.SkillCode, s => s.Level, StringComparer.Ordinal), teams[id].ToFrozenSet(StringComparer.Ordinal), !away.Contains(id), load.GetValueOrDefault(id)))];
    }
}
