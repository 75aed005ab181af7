using ControlRoom.Core.Alarms;
using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using ControlRoom.Core.Stock;
using ControlRoom.Core.Upkeep;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Runs;

/// <summary>The run is given up. Its living lots go on HOLD and wait for a decision; stock stays where it lies.</summary>
/// <param name="DryRun">Only says what would happen.</param>
public sealed record AbortRun(Guid RunId, string? Reason, int? RowVersion = null, bool DryRun = false);

public sealed class AbortRunHandler(OperationRunner runner, DestructiveOperations operations, RunQueries runs)
{
    public async Task<Outcome<RunView>> Handle(AbortRun command, Caller caller, CancellationToken ct)
    {
        var seen = command.RowVersion ?? await runs.VersionNow(command.RunId, ct);
        var request = new OperationRequest(AbortRunOperation.Is, command.RunId.ToString()) { Reason = command.Reason, SeenVersion = seen, DryRun = command.DryRun };
        if (!command.DryRun) return await runner.One(operations[AbortRunOperation.Is], command.RunId, request, caller, work => View(work, command.RunId), ct);
        if (Text.WhyNoReason(command.Reason, "/reason") is { } invalid && caller.Role.Has(Permission.DirectRun)) return invalid;
        var looked = await runner.Answer(request, caller, null, ct);
        return looked.Done ? await runs.Detail(command.RunId, ct) : looked.Refusal;
    }

    private async Task<Outcome<RunView>> View(Work work, Guid id)
    {
        var run = await work.Db.Runs.FirstAsync(r => r.Id == id, work.Ct);
        return await runs.View(work.Db, run, await RunQueries.Facts(work.Db, run, work.Ct), work.Now, work.Ct);
    }
}

public sealed class AbortRunOperation : DestructiveOperation
{
    public const string Is = "run.abort";

    public override string Noun => "run";
    public override string Verb => "abort";
    public override Permission Permission => Permission.DirectRun;
    public override string Entity => EntityTypes.Run;
    public override bool NeedsReason => true;
    public override bool Removes => false;

    public override SafetyRule Rule => new("goods of the run have been shipped, or the run is COMPLETED.",
        "What has left the plant cannot be taken back by giving the run up; it is recalled, not aborted.",
        "Asks for a SHIP move of one of the run's lots, for a FINISHED shipment, and for the status COMPLETED. In every environment an ended run is read only (RUN_READ_ONLY), and a reason of at least ten characters is needed.",
        "open steps, lots going on HOLD, kilograms in buffers", "Hold the run.");

    public override IQueryable<Target> Targets(ControlRoomDb db) => db.Runs.Select(r => new Target { Id = r.Id, Code = r.RunCode, Name = r.RunCode });

    public override async Task<Refusal?> WhyUnsafe(ControlRoomDb db, Target target, Asked asked, CancellationToken ct) =>
        await db.Runs.AnyAsync(r => r.Id == target.Id && r.Status == RunStatus.Completed, ct)
        || await db.Moves.AnyAsync(m => m.MoveType == MoveType.Ship && db.Lots.Any(l => l.Id == m.LotId && l.RunId == target.Id), ct)
        || await db.Lots.AnyAsync(l => l.RunId == target.Id && l.LotType == LotType.Ship && l.Status == LotStatus.Finished, ct)
            ? Refusal.Conflict("GOODS_SHIPPED").With("run", target.Code)
            : null;

    public override async Task<Refusal?> WhyNot(ControlRoomDb db, Target target, Asked asked, CancellationToken ct)
    {
        var run = await db.Runs.AsNoTracking().FirstAsync(r => r.Id == target.Id, ct);
        if (asked.SeenVersion is { } seen && seen != run.RowVersion) return Refusal.Stale(run.RowVersion);
        return run.IsOpen ? null : RunRules.ReadOnly(run);
    }

    public override async Task<IReadOnlyDictionary<string, Amount>> Measure(ControlRoomDb db, Target target, CancellationToken ct)
    {
        var steps = await db.Steps.CountAsync(s => s.RunId == target.Id && s.Status != StepStatus.Completed && s.Status != StepStatus.Skipped, ct);
        var lots = await db.Lots.AsNoTracking().Where(l => l.RunId == target.Id).Select(l => l.Status).ToListAsync(ct);
        return Impact.Of(("steps", steps), ("lots_held", lots.Count(s => Lot.Lifecycle.Allows(s, LotAction.Hold))), ("kg", Amount.OfGrams(await Placed(db, target.Id, ct))));
    }

    public override async Task Lock(Work work, Guid id)
    {
        await work.LockRuns(LockStrength.Update, id);
        await work.LockLots(LockStrength.Update, await work.Db.Lots.Where(l => l.RunId == id).Select(l => l.Id).ToListAsync(work.Ct));
    }

    public override async Task<Outcome<IReadOnlyDictionary<string, Amount>>> Carry(Work work, Target target, Asked asked)
    {
        var run = await work.Db.Runs.Include(r => r.Steps).FirstAsync(r => r.Id == target.Id, work.Ct);
        var held = 0;
        foreach (var lot in await work.Db.Lots.Where(l => l.RunId == run.Id).OrderBy(l => l.LotCode).ToListAsync(work.Ct))
        {
            if (!Lot.Lifecycle.Allows(lot.Status, LotAction.Hold)) continue;
            lot.Hold(HoldCause.RunAborted, asked.Reason!, work.Now);
            await work.RaiseAlarm(AlarmKind.LotHold, lot.LotCode, runId: run.Id, lotId: lot.Id);
            held++;
        }

        var open = run.Steps.Count(s => s.Status is not (StepStatus.Completed or StepStatus.Skipped));
        run.Abort(asked.Reason!, work.Now);
        await work.ReturnAlarms(a => a.RunId == run.Id && a.Kind == AlarmKind.RunHold);
        return Went(("steps", open), ("lots_held", held), ("kg", Amount.OfGrams(await Placed(work.Db, run.Id, work.Ct))));
    }

    /// <summary>Nothing of the run is left that could go on.</summary>
    public override async Task<bool> Holds(Work work, Target target) =>
        await work.Db.Runs.AnyAsync(r => r.Id == target.Id && r.Status == RunStatus.Aborted, work.Ct)
        && !await work.Db.Steps.AnyAsync(s => s.RunId == target.Id && s.Status != StepStatus.Completed && s.Status != StepStatus.Skipped, work.Ct)
        && !await work.Db.Lots.AnyAsync(l => l.RunId == target.Id && (l.Status == LotStatus.Created || l.Status == LotStatus.Quarantine || l.Status == LotStatus.Released), work.Ct);

    private static async Task<long> Placed(ControlRoomDb db, Guid run, CancellationToken ct) => await db.Inventory.Where(i => i.RunId == run && i.ExitedAt == null).SumAsync(i => (long?)i.QuantityGrams, ct) ?? 0;
}
