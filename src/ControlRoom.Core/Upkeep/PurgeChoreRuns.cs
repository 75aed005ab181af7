using System.Data;
using System.Globalization;
using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Schedule;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Upkeep;

/// <summary>Forgets old runs of chores; failures are kept longer than what went well.</summary>
public sealed class PurgeChoreRunsChore(TransactionBoundary boundary, Clock clock) : Chore
{
    public static readonly TimeSpan Kept = TimeSpan.FromDays(7), FailuresKept = TimeSpan.FromDays(90);

    public override string Name => "purge-chore-runs";

    public override Rhythm Rhythm => Rhythm.DailyAt(new TimeOnly(3, 45));

    public override async Task<string> Run(CancellationToken ct)
    {
        var purged = await boundary.Do<Purged>(Caller.System(clock.Now), Permission.Administer, async work =>
        {
            var (done, failed) = (work.Now - Kept, work.Now - FailuresKept);
            return new Purged(await work.Db.ChoreRuns.Where(r => (r.Result == ChoreResult.Done && r.StartedAt < done) || (r.Result == ChoreResult.Failed && r.StartedAt < failed)).ExecuteDeleteAsync(work.Ct));
        }, ct);
        return purged.Done ? string.Create(CultureInfo.InvariantCulture, $"Runs forgotten: {purged.Value.Count}.") : throw new DataException(purged.Refusal.Code);
    }
}
