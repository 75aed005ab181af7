using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;

namespace ControlRoom.Core.Runs;

/// <summary>IDLE → RUNNING; step 0 begins.</summary>
public sealed record StartRun(Guid RunId, int? RowVersion = null);

public sealed class StartRunHandler(TransactionBoundary boundary, RunQueries runs, PlantOptions plant)
{
    public async Task<Outcome<RunView>> Handle(StartRun command, Caller caller, CancellationToken ct)
    {
        var seen = command.RowVersion ?? await runs.VersionNow(command.RunId, ct);
        return await boundary.Do<RunView>(caller, Permission.OperateRun, async work =>
        {
            // Starts wait for each other, so that the limit of active runs is counted exactly.
            await work.Dialect.LockName(work.Db, "run starts", work.Ct);
            var loaded = await work.LoadRun(command.RunId, seen);
            if (!loaded.Done) return loaded.Refusal;
            var run = loaded.Value;
            var facts = await RunQueries.Facts(work.Db, run, work.Ct);
            if (RunRules.WhyNot(run, RunAction.Start, facts, RunPolicy.Of(plant), work.Now).Together("START_BLOCKED") is { } refusal) return refusal;
            run.Start(caller.UserId, work.Now);
            return await runs.View(work.Db, run, facts, work.Now, work.Ct);
        }, ct);
    }
}
