using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Users;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Floor;

/// <summary>What somebody can do: the whole list.</summary>
public sealed record SetSkills(Guid UserId, IReadOnlyList<SkillLevel>? Skills);

public sealed class SetSkillsHandler(TransactionBoundary boundary)
{
    public Task<Outcome<SkillsView>> Handle(SetSkills command, Caller caller, CancellationToken ct) => boundary.Do<SkillsView>(caller, Permission.PlanWork, async work =>
    {
        if (FloorRules.SkillsInvalid(command.Skills) is { } invalid) return invalid;
        var found = await work.Worker(command.UserId);
        if (!found.Done) return found.Refusal;
        var rows = await work.Db.UserSkills.Where(s => s.UserId == command.UserId).ToListAsync(work.Ct);
        var old = View(command.UserId, rows);
        foreach (var row in rows) row.Level = command.Skills!.FirstOrDefault(s => s.Code == row.SkillCode)?.Level ?? 0;
        var added = command.Skills!.Where(s => rows.TrueForAll(r => r.SkillCode != s.Code)).Select(s => new UserSkill { Id = work.NewId(), UserId = command.UserId, SkillCode = s.Code!, Level = s.Level }).ToList();
        work.Db.UserSkills.AddRange(added);
        var view = View(command.UserId, rows.Concat(added));
        if (!view.Skills.SequenceEqual(old.Skills)) work.Record(new Fact("USER_SKILLS_SET", EntityTypes.User, command.UserId, found.Value.Email, new { skills = old.Skills }, new { skills = view.Skills }));
        return view;
    }, ct);

    private static SkillsView View(Guid user, IEnumerable<UserSkill> rows) => new(user, [.. rows.Where(r => r.Level > 0).OrderBy(r => r.SkillCode, StringComparer.Ordinal).Select(r => new SkillLevel(r.SkillCode, r.Level))]);
}

internal static class Workers
{
    /// <summary>The user, locked: what is said about somebody is said one after the other.</summary>
    public static async Task<Outcome<User>> Worker(this Work work, Guid id)
    {
        await work.LockUsers(id);
        return await work.Db.Users.AsNoTracking().FirstOrDefaultAsync(u => u.Id == id && u.Id != Ids.System, work.Ct) is { } user ? user : Refusal.NotFound("user", id);
    }
}
