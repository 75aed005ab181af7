using ControlRoom.Core.Alarms;
using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;

namespace ControlRoom.Core.Runs;

/// <summary>The stop is over; the resolution says what was done about its cause.</summary>
public sealed record ResumeRun(Guid RunId, string? Resolution, int? RowVersion = null);

public sealed class ResumeRunHandler(TransactionBoundary boundary, RunQueries runs, PlantOptions plant)
{
    public async Task<Outcome<RunView>> Handle(ResumeRun command, Caller caller, CancellationToken ct)
    {
        var seen = command.RowVersion ?? await runs.VersionNow(command.RunId, ct);
        return await boundary.Do<RunView>(caller, Permission.DirectRun, async work =>
        {
            if (Text.WhyNoReason(command.Resolution, "/resolution") is { } invalid) return invalid;
            var loaded = await work.LoadRun(command.RunId, seen);
            if (!loaded.Done) return loaded.Refusal;
            var run = loaded.Value;
            var facts = await RunQueries.Facts(work.Db, run, work.Ct);
            if (RunRules.WhyNot(run, RunAction.Resume, facts, RunPolicy.Of(plant), work.Now).Together("RESUME_BLOCKED") is { } refusal) return refusal;
            run.Resume(command.Resolution!.Trim());
            await work.ReturnAlarms(a => a.RunId == run.Id && a.Kind == AlarmKind.RunHold);
            return await runs.View(work.Db, run, facts, work.Now, work.Ct);
        }, ct);
    }
}
