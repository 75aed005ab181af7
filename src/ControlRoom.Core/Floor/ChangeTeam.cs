using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Floor;

/// <summary>Changes what is given and leaves the rest; members are the whole list. The code stays: graphs name it.</summary>
public sealed record ChangeTeam(Guid Id, int SeenVersion, LocalText? Name, IReadOnlyList<Guid>? MemberIds);

public sealed class ChangeTeamHandler(TransactionBoundary boundary)
{
    public Task<Outcome<TeamView>> Handle(ChangeTeam command, Caller caller, CancellationToken ct) => boundary.Do<TeamView>(caller, Permission.PlanWork, async work =>
    {
        if (command.Name is not null && FloorRules.NameInvalid(command.Name) is { } invalid) return invalid;
        var team = await work.Db.Teams.FirstOrDefaultAsync(t => t.Id == command.Id, work.Ct);
        if (team is null) return Refusal.NotFound("team", command.Id);
        if (command.SeenVersion != team.RowVersion) return Refusal.Stale(team.RowVersion);
        var rows = await work.Db.TeamMembers.Where(m => m.TeamId == team.Id).ToListAsync(work.Ct);
        List<Guid> before = [.. rows.Where(r => r.Active).Select(r => r.UserId).Order()];
        List<Guid> members = command.MemberIds is null ? before : [.. command.MemberIds.Distinct().Order()];
        if (await TeamMembers.WhyNot(work, [.. members.Except(before)]) is { } unknown) return unknown;
        var name = command.Name is null ? new LocalText(team.NameHu, team.NameEn) : FloorRules.Trimmed(command.Name);
        if (name == new LocalText(team.NameHu, team.NameEn) && members.SequenceEqual(before)) return TeamView.Of(team, before);

        foreach (var row in rows) row.Active = members.Contains(row.UserId);
        work.Db.TeamMembers.AddRange(members.Except(rows.Select(r => r.UserId)).Select(m => new TeamMember { Id = work.NewId(), TeamId = team.Id, UserId = m }));
        team.Update(name, before, members);
        return TeamView.Of(team, members);
    }, ct);
}
