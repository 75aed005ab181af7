using System.Data;
using System.Globalization;
using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Schedule;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Upkeep;

/// <summary>Forgets the answers to requests whose keys have lived their day.</summary>
public sealed class PurgeIdempotencyChore(TransactionBoundary boundary, Clock clock) : Chore
{
    public override string Name => "purge-idempotency";

    public override Rhythm Rhythm => Rhythm.Every(TimeSpan.FromHours(1));

    public override async Task<string> Run(CancellationToken ct)
    {
        var purged = await boundary.Do<Purged>(Caller.System(clock.Now), Permission.Administer, async work =>
        {
            var count = await work.Db.IdempotencyRecords.Where(r => r.ExpiresAt <= work.Now).ExecuteDeleteAsync(work.Ct);
            if (count > 0) work.Record(new Fact("IDEMPOTENCY_PURGED", EntityTypes.System, Ids.System, null, null, null) { Metadata = new { count } });
            return new Purged(count);
        }, ct);
        return purged.Done ? string.Create(CultureInfo.InvariantCulture, $"Keys forgotten: {purged.Value.Count}.") : throw new DataException(purged.Refusal.Code);
    }
}

internal sealed record Purged(int Count);
