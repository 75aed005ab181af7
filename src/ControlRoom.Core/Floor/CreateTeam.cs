using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Floor;

public sealed record CreateTeam(string? Code, LocalText? Name, IReadOnlyList<Guid>? MemberIds = null);

public sealed class CreateTeamHandler(TransactionBoundary boundary)
{
    public Task<Outcome<TeamView>> Handle(CreateTeam command, Caller caller, CancellationToken ct) => boundary.Do<TeamView>(caller, Permission.PlanWork, async work =>
    {
        if (FloorRules.All(FloorRules.CodeInvalid(command.Code), FloorRules.NameInvalid(command.Name)) is { } invalid) return invalid;
        List<Guid> members = [.. (command.MemberIds ?? []).Distinct().Order()];
        if (await TeamMembers.WhyNot(work, members) is { } unknown) return unknown;
        if (await work.Db.Teams.AnyAsync(t => t.Code == command.Code, work.Ct)) return Refusal.Conflict("TEAM_EXISTS").With("code", command.Code);
        var team = Team.Create(work.NewId(), command.Code!, FloorRules.Trimmed(command.Name!), members, work.Now);
        work.Db.Teams.Add(team);
        work.Db.TeamMembers.AddRange(members.Select(m => new TeamMember { Id = work.NewId(), TeamId = team.Id, UserId = m }));
        return TeamView.Of(team, members);
    }, ct);
}

internal static class TeamMembers
{
    /// <summary>Members are people who can sign in.</summary>
    public static async Task<Refusal?> WhyNot(Work work, List<Guid> members)
    {
        if (members.Count > FloorRules.MaxMembers) return Refusal.Invalid("TOO_MANY_ITEMS", "/member_ids").With("max", FloorRules.MaxMembers);
        return await work.Db.Users.CountAsync(u => members.Contains(u.Id) && u.IsActive && u.Id != Ids.System, work.Ct) == members.Count ? null : Refusal.Invalid("TEAM_MEMBER_UNKNOWN", "/member_ids");
    }
}
