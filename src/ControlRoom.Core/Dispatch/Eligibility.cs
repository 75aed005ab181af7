using System.Collections.Frozen;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Routing;

namespace ControlRoom.Core.Dispatch;

/// <summary>What is known of somebody who could do work.</summary>
/// <param name="Skills">Level 1 to 4 by skill.</param>
/// <param name="Teams">Codes of the teams they are in.</param>
/// <param name="OpenWork">Tokens assigned to them or being worked on, for the choice of the least loaded.</param>
public sealed record Worker(Guid UserId, FrozenDictionary<string, int> Skills, FrozenSet<string> Teams, bool IsAvailable, int OpenWork);

/// <summary>Who may do work that is assigned to nobody. Whoever it was assigned to needs none of this.</summary>
public static class Eligibility
{
    /// <summary>Why not: a missing skill, a team that is needed or excluded, or work that only an assignment gives.</summary>
    public static Refusal? WhyNot(StationSpec station, Worker worker)
    {
        if (station.Assignment.Policy == AssignmentPolicy.PinOnly) return NotEligible("pin_only", "");
        foreach (var need in station.Skills)
        {
            if (worker.Skills.GetValueOrDefault(need.Code) < need.MinLevel) return NotEligible("skill", $"{need.Code} {need.MinLevel}");
        }

        if (station.Assignment.ForbiddenTeams.FirstOrDefault(worker.Teams.Contains) is { } forbidden) return NotEligible("team_excluded", forbidden);
        return Teams(station).FirstOrDefault(teams => !teams.Any(worker.Teams.Contains)) is { } needed ? NotEligible("team", string.Join(", ", needed)) : null;
    }

    /// <summary>
    /// The one to whom the work goes by itself: eligible and available, with the least open work, then by id. Where nothing is known of
    /// anybody's availability all are available.
    /// </summary>
    public static Worker? Choose(StationSpec station, IEnumerable<Worker> workers) =>
        workers.Where(w => w.IsAvailable && WhyNot(station, w) is null).OrderBy(w => w.OpenWork).ThenBy(w => w.UserId).FirstOrDefault();

    /// <summary>Of each set somebody must be in one.</summary>
    private static IEnumerable<IReadOnlyList<string>> Teams(StationSpec station)
    {
        if (station.Team is { } own) yield return [own];
        if (station.Assignment.AllowedTeams.Length > 0) yield return station.Assignment.AllowedTeams;
        else if (station.Assignment is { Policy: AssignmentPolicy.TeamLock, PreferredTeam: { } locked }) yield return [locked];
    }

    private static Refusal NotEligible(string cause, string needed) => Refusal.NotAllowed("NOT_ELIGIBLE").With("cause", cause).With("needed", needed);
}
