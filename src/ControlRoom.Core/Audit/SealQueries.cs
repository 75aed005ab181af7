using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Audit;

/// <summary>What of an hour of the plant's day is under a seal.</summary>
public sealed record SealedHour(int Hour, bool Sealed);

/// <summary>How the trail stands without being recomputed.</summary>
/// <param name="SealedTo">Id up to which every entry is under a seal; 0 when there is none.</param>
/// <param name="NextSealAt">When the sealing chore comes again; null before the first seal.</param>
/// <param name="Hours">The plant's day up to now.</param>
public sealed record SealState(long SealedTo, DateTime? SealedAt, int Seals, long Entries, DateTime? Since, int Unsealed, DateTime? NextSealAt, IReadOnlyList<SealedHour> Hours);

/// <summary>A seal and whether it is what it says.</summary>
public sealed record SealCheck(long FromId, long ToId, DateTime SealedAt, string Hash, bool Sound);

/// <summary>One entry, recomputed now, with the seal over it and the seal before.</summary>
public sealed record EntryProof(long Id, string Hash, bool Sound, SealCheck? Seal, SealCheck? Before);

public sealed class SealQueries(Dialect dialect, Clock clock)
{
    public async Task<SealState> State(CancellationToken ct)
    {
        await using var db = dialect.Open();
        var last = await db.AuditSeals.AsNoTracking().OrderByDescending(s => s.ToId).FirstOrDefaultAsync(ct);
        var sealedTo = last?.ToId ?? 0;
        var open = await db.AuditEvents.Where(e => e.Id > sealedTo).OrderBy(e => e.Id).Select(e => (DateTime?)e.CreatedAt).FirstOrDefaultAsync(ct);
        var unsealed = await db.AuditEvents.CountAsync(e => e.Id > sealedTo, ct);
        var now = clock.Now;
        var midnight = now - clock.Local(now).TimeOfDay;
        var openFrom = open is { } first ? Math.Max(0, (int)(first - midnight).TotalHours) : 24;
        return new SealState(sealedTo, last?.SealedAt, await db.AuditSeals.CountAsync(ct), await db.AuditSeals.SumAsync(s => (long)s.EventCount, ct) + unsealed,
            await db.AuditEvents.MinAsync(e => (DateTime?)e.CreatedAt, ct), unsealed, last?.SealedAt + SealAuditChore.Every,
            [.. Enumerable.Range(0, clock.Local(now).Hour + 1).Select(hour => new SealedHour(hour, hour < openFrom))]);
    }

    /// <summary>Null when there is no such entry.</summary>
    public async Task<EntryProof?> Proof(long id, CancellationToken ct)
    {
        await using var db = dialect.Open();
        if (await db.AuditEvents.AsNoTracking().FirstOrDefaultAsync(e => e.Id == id, ct) is not { } entry) return null;
        var seal = await db.AuditSeals.AsNoTracking().Where(s => s.ToId >= id).OrderBy(s => s.ToId).FirstOrDefaultAsync(ct);
        var before = seal is null ? null : await db.AuditSeals.AsNoTracking().Where(s => s.ToId < seal.FromId).OrderByDescending(s => s.ToId).FirstOrDefaultAsync(ct);
        return new EntryProof(id, entry.Hash, AuditTrail.Recompute(entry) == entry.Hash, seal is null ? null : Check(seal, before?.Hash, seal.PreviousHash), before is null ? null : Check(before, seal!.PreviousHash, before.Hash));
    }

    /// <summary>The seal over an entry must name the hash of the one before, which must be the one that is there.</summary>
    private static SealCheck Check(AuditSeal seal, string? expected, string? named) => new(seal.FromId, seal.ToId, seal.SealedAt, seal.Hash, seal.Hash == AuditSealing.HashOf(seal) && expected == named);
}
