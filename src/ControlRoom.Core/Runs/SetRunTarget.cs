using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;

namespace ControlRoom.Core.Runs;

/// <summary>Another daily target for an open run. Nothing else of a run can be edited.</summary>
public sealed record SetRunTarget(Guid RunId, decimal? DailyTargetKg, int? RowVersion = null);

public sealed class SetRunTargetHandler(TransactionBoundary boundary, RunQueries runs)
{
    public Task<Outcome<RunView>> Handle(SetRunTarget command, Caller caller, CancellationToken ct) => boundary.Do<RunView>(caller, Permission.DirectRun, async work =>
    {
        if (RunTarget.WhyNot(command.DailyTargetKg) is { } invalid) return invalid;
        var loaded = await work.LoadRun(command.RunId, command.RowVersion);
        if (!loaded.Done) return loaded.Refusal;
        if (!loaded.Value.IsOpen) return RunRules.ReadOnly(loaded.Value);
        loaded.Value.SetTarget(command.DailyTargetKg is { } kg ? Units.Grams(kg) : null);
        return await runs.View(work.Db, loaded.Value, await RunQueries.Facts(work.Db, loaded.Value, work.Ct), work.Now, work.Ct);
    }, ct);
}
