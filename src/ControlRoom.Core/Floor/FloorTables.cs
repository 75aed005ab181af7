using ControlRoom.Core.Database;
using ControlRoom.Core.Users;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Floor;

internal sealed class FloorTables : IAreaTables
{
    public IEnumerable<Guard> Guards => [Guard.Fixed("work_center", "code_fixed", "id", "code"), Guard.Fixed("team", "code_fixed", "id", "code")];

    public void Configure(ModelBuilder model)
    {
        var center = model.Table<WorkCenter>("work_center", t => t.Check("capacity", "capacity_per_day >= 0"));
        center.Ignore(c => c.Facts);
        center.Property(c => c.Code).HasMaxLength(FloorRules.MaxCode);
        center.HasIndex(c => c.Code).IsUnique();

        var team = model.Table<Team>("team");
        team.Ignore(t => t.Facts);
        team.Property(t => t.Code).HasMaxLength(FloorRules.MaxCode);
        team.HasIndex(t => t.Code).IsUnique();

        var member = model.Table<TeamMember>("team_member");
        member.HasOne<Team>().WithMany().HasForeignKey(m => m.TeamId);
        member.HasOne<User>().WithMany().HasForeignKey(m => m.UserId);
        member.HasIndex(m => new { m.TeamId, m.UserId }).IsUnique();
        member.HasIndex(m => m.UserId);

        var skill = model.Table<UserSkill>("user_skill", t => t.Check("level", $"level BETWEEN 0 AND {UserSkill.MaxLevel}"));
        skill.Property(s => s.SkillCode).HasMaxLength(FloorRules.MaxCode);
        skill.HasOne<User>().WithMany().HasForeignKey(s => s.UserId);
        skill.HasIndex(s => new { s.UserId, s.SkillCode }).IsUnique();

        var availability = model.Table<Availability>("availability", t => t.Check("until", "NOT (is_available AND unavailable_until IS NOT NULL)"));
        availability.HasOne<User>().WithMany().HasForeignKey(a => a.Id);
    }
}
