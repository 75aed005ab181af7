using ControlRoom.Core.Alarms;
using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Runs;

/// <summary>A deliberate stop: no advance, no new lots, no consumption, no shipping; the goods may still move to the cold.</summary>
/// <param name="LotIds">Lots of the run to put on HOLD with it: what was exposed.</param>
public sealed record HoldRun(Guid RunId, string? Reason, int? RowVersion = null, IReadOnlyList<Guid>? LotIds = null);

public sealed class HoldRunHandler(TransactionBoundary boundary, RunQueries runs, PlantOptions plant)
{
    public async Task<Outcome<RunView>> Handle(HoldRun command, Caller caller, CancellationToken ct)
    {
        var seen = command.RowVersion ?? await runs.VersionNow(command.RunId, ct);
        return await boundary.Do<RunView>(caller, Permission.HoldRun, async work =>
        {
            if (Text.WhyNoReason(command.Reason, "/reason") is { } invalid) return invalid;
            var loaded = await work.LoadRun(command.RunId, seen);
            if (!loaded.Done) return loaded.Refusal;
            var run = loaded.Value;
            var facts = await RunQueries.Facts(work.Db, run, work.Ct);
            if (RunRules.WhyNot(run, RunAction.Hold, facts, RunPolicy.Of(plant), work.Now).Together("HOLD_BLOCKED") is { } refusal) return refusal;
            var reason = command.Reason!.Trim();
            if (await HoldLots(work, run, command.LotIds ?? [], reason) is { } unknown) return unknown;
            run.Hold(reason, work.Now);
            await work.RaiseAlarm(AlarmKind.RunHold, run.RunCode, runId: run.Id);
            // The facts were read before the lots went on HOLD.
            await work.Flush();
            return await runs.View(work.Db, run, await RunQueries.Facts(work.Db, run, work.Ct), work.Now, work.Ct);
        }, ct);
    }

    private static async Task<Refusal?> HoldLots(Work work, Run run, IReadOnlyList<Guid> ids, string reason)
    {
        if (ids.Count == 0) return null;
        await work.LockLots(LockStrength.Update, ids);
        var lots = await work.Db.Lots.Where(l => l.RunId == run.Id && ids.Contains(l.Id)).ToListAsync(work.Ct);
        if (lots.Count != ids.Distinct().Count()) return Refusal.Invalid("LOT_NOT_OF_RUN", "/lot_ids").With("run", run.RunCode);
        foreach (var lot in lots.Where(l => Lot.Lifecycle.Allows(l.Status, LotAction.Hold)))
        {
            lot.Hold(HoldCause.Inspection, reason, work.Now);
            await work.RaiseAlarm(AlarmKind.LotHold, lot.LotCode, runId: run.Id, lotId: lot.Id);
        }
        return null;
    }
}
