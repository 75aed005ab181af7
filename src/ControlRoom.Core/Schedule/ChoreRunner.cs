using ControlRoom.Core.Database;
using ControlRoom.Core.Feed;
using ControlRoom.Core.Kernel;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace ControlRoom.Core.Schedule;

/// <summary>Runs a chore: never twice at once across processes, and each run leaves a row with its result.</summary>
public sealed class ChoreRunner(Dialect dialect, TransactionBoundary boundary, Timetable timetable, ChoreQueries chores, Clock clock, ILogger<ChoreRunner> log)
{
    private const int MaxDetail = 1000;

    /// <summary>The finished run; refused when the chore is running somewhere.</summary>
    public async Task<Outcome<ChoreRunView>> Run(string name, CancellationToken ct)
    {
        var found = timetable.Find(name);
        if (!found.Done) return found.Refusal;
        await using var hold = await dialect.TryHold($"chore:{name}", ct);
        if (hold is null) return Refusal.Conflict("CHORE_RUNNING").With("chore", name);
        return await Held(found.Value, ct);
    }

    /// <summary>Runs each chore once that became due while no process was there.</summary>
    public async Task CatchUp(CancellationToken ct)
    {
        foreach (var status in (await chores.Timetable(ct)).Where(c => c.NextDue <= clock.Now)) await Run(status.Name, ct);
    }

    private async Task<Outcome<ChoreRunView>> Held(Chore chore, CancellationToken ct)
    {
        var begun = await Begin(chore, ct);
        if (!begun.Done) return begun.Refusal;
        ChoreResult result;
        string detail;
        try
        {
            (detail, result) = (await chore.Run(ct), ChoreResult.Done);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            (detail, result) = ("Stopped because the process ended.", ChoreResult.Failed);
        }
#pragma warning disable CA1031 // Whatever goes wrong in a chore belongs on its row; the timetable goes on.
        catch (Exception e)
#pragma warning restore CA1031
        {
            log.LogError(e, "Chore {Chore} failed", chore.Name);
            (detail, result) = ($"{e.GetType().Name}: {e.Message}", ChoreResult.Failed);
        }
        // What it did is done, so its row is finished also while the process stops.
        return await End(begun.Value, result, detail.Length > MaxDetail ? detail[..MaxDetail] : detail);
    }

    private Task<Outcome<ChoreRunView>> Begin(Chore chore, CancellationToken ct) => Write(async work =>
    {
        // The lock is held, so whatever still counts as running has died.
        foreach (var dead in await work.Db.ChoreRuns.Where(r => r.Chore == chore.Name && r.Result == ChoreResult.Running).ToListAsync(work.Ct))
        {
            (dead.Result, dead.FinishedAt, dead.Detail) = (ChoreResult.Failed, work.Now, "The process ended before the chore did.");
        }
        var run = new ChoreRun { Id = work.NewId(), Chore = chore.Name, StartedAt = work.Now, Result = ChoreResult.Running };
        work.Db.ChoreRuns.Add(run);
        return ChoreRunView.Of(run);
    }, ct);

    private Task<Outcome<ChoreRunView>> End(ChoreRunView begun, ChoreResult result, string detail) => Write(async work =>
    {
        var run = await work.Db.ChoreRuns.SingleAsync(r => r.Id == begun.Id, work.Ct);
        (run.Result, run.FinishedAt, run.Detail) = (result, work.Now, detail);
        return ChoreRunView.Of(run);
    }, CancellationToken.None);

    private Task<Outcome<ChoreRunView>> Write(Func<Work, Task<ChoreRunView>> change, CancellationToken ct) =>
        boundary.Do<ChoreRunView>(Caller.System(clock.Now), Permission.Administer, async work =>
        {
            work.Touch(Topics.Chores);
            return await change(work);
        }, ct);
}
