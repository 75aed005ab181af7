using System.Data;
using System.Globalization;
using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Schedule;
using ControlRoom.Core.Serials;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Upkeep;

/// <summary>Forgets messages to the core registry that were applied long ago.</summary>
public sealed class PurgeOutboxChore(TransactionBoundary boundary, Clock clock) : Chore
{
    public static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    public override string Name => "purge-outbox";

    public override Rhythm Rhythm => Rhythm.DailyAt(new TimeOnly(3, 50));

    public override async Task<string> Run(CancellationToken ct)
    {
        var purged = await boundary.Do<Purged>(Caller.System(clock.Now), Permission.Administer, async work =>
        {
            var before = work.Now - Kept;
            return new Purged(await work.Db.Outbox.Where(m => m.Status == OutboxStatus.Done && m.DoneAt < before).ExecuteDeleteAsync(work.Ct));
        }, ct);
        return purged.Done ? string.Create(CultureInfo.InvariantCulture, $"Messages forgotten: {purged.Value.Count}.") : throw new DataException(purged.Refusal.Code);
    }
}
