using ControlRoom.Core.Kernel;
using ControlRoom.Core.Schedule;
using ControlRoom.Web.Shared;

namespace ControlRoom.Web.Schedule;

/// <summary>How a run ended, as a glyph, a word and the part that stands out.</summary>
/// <param name="Css">"bad" where somebody must look.</param>
/// <param name="Own">The chore's own sentence, as it was written.</param>
public sealed record RunResult(string Glyph, string? Css, string Word, string? Own);

/// <summary>One line of the timetable with what its cells say.</summary>
public sealed record ChoreLine(ChoreView Chore, string Name, string Rhythm, string LastRun, string Took, RunResult Result, string Next, IReadOnlyList<ChoreRunView> Recent)
{
    public static ChoreLine Of(ChoreView chore, IReadOnlyList<ChoreRunView> recent, Clock clock)
    {
        ArgumentNullException.ThrowIfNull(chore);
        var last = chore.LastRun;
        var running = last?.Result == ChoreResult.Running;
        return new(chore, ChoreText.Name(chore.Name), ChoreText.Rhythm(chore), last is null ? "–" : ChoreText.When(last.StartedAt, clock),
            last is null ? "" : running ? Ui.Text("Chore.RunningFor", Format.Countdown(clock.Now - last.StartedAt)) : ChoreText.Took(last),
            ResultOf(last), chore.OverdueSince is { } since ? Ui.Text("Chore.OverdueSince", ChoreText.When(since, clock, seconds: false)) : running ? "–" : ChoreText.When(chore.NextDue, clock), recent);
    }

    public static RunResult ResultOf(ChoreRunView? run) => run?.Result switch
    {
        null => new("dotted", null, Ui.Text("Chore.NeverRan"), null),
        ChoreResult.Running => new("play", null, Ui.Text("Chore.Running"), null),
        ChoreResult.Failed => new("x", "bad", Ui.Text("Chore.Failed"), run.Detail),
        _ => new("check", null, "", run.Detail),
    };
}
