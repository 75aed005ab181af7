using ControlRoom.Core.Kernel;
using ControlRoom.Core.Runs;
using ControlRoom.Web.Shared;
using CoreStep = ControlRoom.Core.Runs.StepView;
using StepView = ControlRoom.Web.Shared.StepView;

namespace ControlRoom.Web.Runs;

/// <summary>The eleven cells of a run.</summary>
public static class RunSteps
{
    public static IReadOnlyList<StepView> Of(RunPicture picture, Clock clock)
    {
        ArgumentNullException.ThrowIfNull(picture);
        var plan = Plan(picture, clock.Now);
        return [.. picture.Steps.Select(step => new StepView(step.StepIndex, Look(picture.Run, step), Meta(step, plan, clock), Gates(step)))];
    }

    /// <summary>"3 h 18 min, plan 2 h 30".</summary>
    public static string TimeText(CoreStep step) => step.DurationS is { } seconds
        ? Ui.Text("Step.TimeOfPlan", Format.Duration(TimeSpan.FromSeconds(seconds)), Format.DurationShort(TimeSpan.FromMinutes(step.PlanMinutes)))
        : Ui.Text("Step.Plan", Format.DurationShort(TimeSpan.FromMinutes(step.PlanMinutes)));

    /// <summary>How far the step is beyond its plan; zero while it is not.</summary>
    public static TimeSpan Late(CoreStep step) => step is { Status: StepStatus.InProgress, DurationS: { } seconds } && seconds > step.PlanMinutes * 60 ? TimeSpan.FromSeconds(seconds - step.PlanMinutes * 60) : TimeSpan.Zero;

    private static StepLook Look(RunView run, CoreStep step) => step.Status switch
    {
        StepStatus.Completed => StepLook.Done,
        StepStatus.InProgress when run.Status == RunStatus.Hold => StepLook.Hold,
        StepStatus.InProgress => run.Blockers.Count > 0 ? StepLook.Blocked : StepLook.Current,
        StepStatus.Skipped => run.Status is RunStatus.Aborted or RunStatus.Archived && step.StepIndex == run.CurrentStepIndex ? StepLook.Failed : StepLook.Skipped,
        _ => StepLook.Pending,
    };

    private static IReadOnlyList<GateTag> Gates(CoreStep step)
    {
        if (step.GateCode is null) return [];
        var look = step.Status switch { StepStatus.Completed => GateLook.Passed, StepStatus.InProgress => GateLook.Open, _ => GateLook.Later };
        return step.IsCcp ? [new("QC", look), new("CCP", look)] : [new("QC", look)];
    }

    private static string? Meta(CoreStep step, Dictionary<int, DateTime> plan, Clock clock)
    {
        if (step.StartedAt is { } started)
        {
            var begun = Format.Time(clock.Plant(started));
            return step.DurationS is >= 60 and { } seconds ? $"{begun} · {Format.DurationShort(TimeSpan.FromSeconds(seconds))}" : begun;
        }
        return plan.TryGetValue(step.StepIndex, out var at) ? Ui.Text("Step.PlanAt", Format.Time(clock.Plant(at))) : null;
    }

    /// <summary>When the steps to come would begin if each took its planned time from now on.</summary>
    private static Dictionary<int, DateTime> Plan(RunPicture picture, DateTime now)
    {
        var plan = new Dictionary<int, DateTime>();
        if (picture.Steps.FirstOrDefault(s => s.Status == StepStatus.InProgress) is not { StartedAt: { } started } current) return plan;
        var end = started.AddMinutes(current.PlanMinutes);
        var at = end > now ? end : now;
        foreach (var step in picture.Steps.Where(s => s.StepIndex > current.StepIndex && s.Status == StepStatus.Pending))
        {
            plan[step.StepIndex] = at;
            at = at.AddMinutes(step.PlanMinutes);
        }
        return plan;
    }
}
