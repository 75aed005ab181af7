using ControlRoom.Core.Alarms;
using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Runs;

/// <summary>The run is given up. Its living lots go on HOLD and wait for a decision; stock stays where it lies.</summary>
/// <param name="DryRun">Only says what would happen.</param>
public sealed record AbortRun(Guid RunId, string? Reason, int? RowVersion = null, bool DryRun = false);

public sealed class AbortRunHandler(TransactionBoundary boundary, RunQueries runs, PlantOptions plant)
{
    public async Task<Outcome<RunView>> Handle(AbortRun command, Caller caller, CancellationToken ct)
    {
        var seen = command.RowVersion ?? await runs.VersionNow(command.RunId, ct);
        return await boundary.Do<RunView>(caller, Permission.DirectRun, async work =>
        {
            if (Text.WhyNoReason(command.Reason, "/reason") is { } invalid) return invalid;
            var loaded = await work.LoadRun(command.RunId, seen);
            if (!loaded.Done) return loaded.Refusal;
            var run = loaded.Value;
            var facts = await RunQueries.Facts(work.Db, run, work.Ct);
            if (RunRules.WhyNot(run, RunAction.Abort, facts, RunPolicy.Of(plant), work.Now).Together("ABORT_BLOCKED") is { } refusal) return refusal;
            if (command.DryRun) return await runs.View(work.Db, run, facts, work.Now, work.Ct);

            var reason = command.Reason!.Trim();
            var ids = facts.Lots.Select(l => l.Id).ToList();
            await work.LockLots(LockStrength.Update, ids);
            foreach (var lot in await work.Db.Lots.Where(l => l.RunId == run.Id).OrderBy(l => l.LotCode).ToListAsync(work.Ct))
            {
                if (!Lot.Lifecycle.Allows(lot.Status, LotAction.Hold)) continue;
                lot.Hold(HoldCause.RunAborted, reason, work.Now);
                await work.RaiseAlarm(AlarmKind.LotHold, lot.LotCode, runId: run.Id, lotId: lot.Id);
            }

            run.Abort(reason, work.Now);
            await work.ReturnAlarms(a => a.RunId == run.Id && a.Kind == AlarmKind.RunHold);
            await work.Flush();
            return await runs.View(work.Db, run, await RunQueries.Facts(work.Db, run, work.Ct), work.Now, work.Ct);
        }, ct);
    }
}
