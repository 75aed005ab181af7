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
    public static Refusal? WhyNot(StationSpec station, Worker worker) => WhyNot(Needs.Of(station), worker);

    /// <summary>Why not: a missing skill, a team that is needed or excluded, or work that only an assignment gives.</summary>
    public static Refusal? WhyNot(Needs needs, Worker worker)
    {
        if (needs.PinOnly) return NotEligible("pin_only", "");
        foreach (var need in needs.Skills)
        {
            if (worker.Skills.GetValueOrDefault(need.Code) < need.MinLevel) return NotEligible("skill", $"{need.Code} {need.MinLevel}");
        }

        if (needs.Excluded.FirstOrDefault(worker.Teams.Contains) is { } forbidden) return NotEligible("team_excluded", forbidden);
        foreach (var teams in needs.Teams)
        {
            if (!teams.Any(worker.Teams.Contains)) return NotEligible("team", string.Join(", ", teams));
        }
        return null;
    }

    /// <summary>
    /// The one to whom the work goes by itself: eligible and available, with the least open work, then by id. Where nothing is known of
    /// anybody's availability all are available.
    /// </summary>
    public static Worker? Choose(StationSpec station, IEnumerable<Worker> workers) =>
        workers.Where(w => w.IsAvailable && WhyNot(station, w) is null).OrderBy(w => w.OpenWork).ThenBy(w => w.UserId).FirstOrDefault();

    private static Refusal NotEligible(string cause, string needed) => Refusal.NotAllowed("NOT_ELIGIBLE").With("cause", cause).With("needed", needed);
}
