using ControlRoom.Core.Alarms;
using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Runs;

/// <summary>Back to an earlier step. Nothing is deleted: lots made after it go on HOLD, the steps wait for another attempt.</summary>
/// <param name="ToStepIndex">Default: the step before the current one.</param>
public sealed record RollbackRun(Guid RunId, string? Reason, int? ToStepIndex = null, int? RowVersion = null);

public sealed class RollbackRunHandler(TransactionBoundary boundary, RunQueries runs, PlantOptions plant)
{
    public async Task<Outcome<RunView>> Handle(RollbackRun command, Caller caller, CancellationToken ct)
    {
        var seen = command.RowVersion ?? await runs.VersionNow(command.RunId, ct);
        return await boundary.Do<RunView>(caller, Permission.DirectRun, async work =>
        {
            if (Text.WhyNoReason(command.Reason, "/reason") is { } invalid) return invalid;
            var loaded = await work.LoadRun(command.RunId, seen);
            if (!loaded.Done) return loaded.Refusal;
            var run = loaded.Value;
            var facts = await RunQueries.Facts(work.Db, run, work.Ct);
            if (RunRules.WhyNot(run, RunAction.Rollback, facts, RunPolicy.Of(plant), work.Now).Together("ROLLBACK_BLOCKED") is { } refusal) return refusal;
            var to = command.ToStepIndex ?? run.CurrentStepIndex - 1;
            if (to < 0 || to >= run.CurrentStepIndex) return Refusal.Conflict("STEP_NOT_EARLIER").With("to", to).With("step", run.CurrentStepIndex);

            var undone = facts.Lots.Where(l => l.Step > to).Select(l => l.Id).ToList();
            await work.LockLots(LockStrength.Update, undone);
            if (await UsedElsewhere(work, undone) is { Count: > 0 } users) return Refusal.Several(RefusalKind.Conflict, "ROLLBACK_BLOCKED", users);
            var reason = command.Reason!.Trim();
            var held = await HoldUndone(work, run, undone, reason);
            run.Rollback(to, reason, held, caller.UserId, work.Now);
            await work.Flush();
            return await runs.View(work.Db, run, await RunQueries.Facts(work.Db, run, work.Ct), work.Now, work.Ct);
        }, ct);
    }

    /// <summary>Children outside the rollback: their parents cannot be called back without them.</summary>
    private static async Task<List<Refusal>> UsedElsewhere(Work work, List<Guid> undone) =>
        [.. (await (from link in work.Db.Links
                    where undone.Contains(link.ParentLotId) && !undone.Contains(link.ChildLotId)
                    join parent in work.Db.Lots on link.ParentLotId equals parent.Id
                    join child in work.Db.Lots on link.ChildLotId equals child.Id
                    select new { Parent = parent.LotCode, Child = child.LotCode }).ToListAsync(work.Ct))
            .Select(u => Refusal.Conflict("USED_BY_OTHER_LOT").With("child", u.Child).For(u.Parent))];

    private static async Task<List<string>> HoldUndone(Work work, Run run, List<Guid> undone, string reason)
    {
        var held = new List<string>();
        foreach (var lot in await work.Db.Lots.Where(l => undone.Contains(l.Id)).OrderBy(l => l.LotCode).ToListAsync(work.Ct))
        {
            if (!Lot.Lifecycle.Allows(lot.Status, LotAction.Hold)) continue;
            lot.Hold(HoldCause.Rollback, reason, work.Now);
            held.Add(lot.LotCode);
            await work.RaiseAlarm(AlarmKind.LotHold, lot.LotCode, runId: run.Id, lotId: lot.Id);
        }
        return held;
    }
}
