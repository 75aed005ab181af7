using ControlRoom.Core.Kernel;
using ControlRoom.Web.Runs.Parts;
using ControlRoom.Web.Shared;

namespace ControlRoom.Web.Runs;

/// <summary>The steps of a run with how long they took and were planned to take. A plan may be days: nothing here assumes a shift.</summary>
public static class RunTimeline
{
    public static IReadOnlyList<TimelineRowView> Of(RunPicture picture, Clock clock)
    {
        ArgumentNullException.ThrowIfNull(picture);
        var longest = Math.Max(60d, picture.Steps.Max(s => Math.Max(s.DurationS ?? 0, s.PlanMinutes * 60d)));
        var cells = RunSteps.Of(picture, clock);
        return [.. picture.Steps.Select((s, i) => new TimelineRowView(cells[i], Word.Of(s.Status), At(s.StartedAt, clock), At(s.CompletedAt, clock), s.DurationS is { } took ? Format.Duration(TimeSpan.FromSeconds(took)) : null,
            Format.Duration(TimeSpan.FromMinutes(s.PlanMinutes)), 100 * (s.DurationS ?? 0) / longest, 100 * s.PlanMinutes * 60 / longest, s.DurationS > s.PlanMinutes * 60, s.Attempt, s.OperatorName, s.Notes))];
    }

    private static string? At(DateTime? instant, Clock clock) => instant is { } at ? $"{Format.Day(clock.Plant(at))} {Format.Time(clock.Plant(at))}" : null;
}
