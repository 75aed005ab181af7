using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Audit;

public enum AuditFault
{
    /// <summary>A row is not what was written.</summary>
    RowChanged,

    /// <summary>A row inside a seal is gone.</summary>
    RowMissing,

    /// <summary>Rows of a seal are not those that were sealed, though each is sound by itself.</summary>
    SealBroken,

    /// <summary>A seal was changed, or one between two others is gone.</summary>
    ChainBroken,
}

/// <summary>The verdict over the whole trail.</summary>
/// <param name="Checked">Rows whose hash was recomputed.</param>
/// <param name="Unsealed">Rows not yet under a seal; only their own hash speaks for them.</param>
/// <param name="FirstBrokenId">Id of the first row that is wrong; where only the seal tells, the first id it covers.</param>
public sealed record AuditVerdict(bool Valid, long Checked, long Sealed, long Unsealed, int Seals, long? FirstBrokenId, AuditFault? Fault, DateTime VerifiedAt);

/// <summary>Recomputes every row hash and every seal, in batches, and stops at the first that does not agree.</summary>
/// <param name="sealing">Null where nothing may be written: for copies.</param>
public sealed class AuditVerification(Dialect dialect, AuditSealing? sealing, Clock clock)
{
    private const int Batch = 5_000;

    private AuditVerdict? last;

    /// <summary>What this process found when it last looked; null when it has not yet.</summary>
    public AuditVerdict? Last => Volatile.Read(ref last);

    /// <summary>Seals what can be sealed, then checks everything.</summary>
    public async Task<AuditVerdict> Run(CancellationToken ct)
    {
        if (sealing is not null) await sealing.SealAll(ct);
        var verdict = await Check(ct);
        Volatile.Write(ref last, verdict);
        return verdict;
    }

    /// <summary>Checks without writing anything: for copies.</summary>
    public async Task<AuditVerdict> Check(CancellationToken ct)
    {
        await using var db = dialect.Open();
        var walk = new Walk(db, ct);
        (long Id, AuditFault Fault)? broken = null;
        AuditSeal? previous = null;
        var seals = 0;
        await foreach (var seal in Seals(ct))
        {
            if (Chain(seal, previous)) broken = await walk.Under(seal);
            else broken = (seal.FromId, AuditFault.ChainBroken);
            if (broken is not null) break;
            (previous, seals) = (seal, seals + 1);
        }

        var covered = walk.Checked;
        broken ??= await walk.Rest((previous?.ToId ?? 0) + 1);
        return new AuditVerdict(broken is null, walk.Checked, covered, walk.Checked - covered, seals, broken?.Id, broken?.Fault, clock.Now);
    }

    private static bool Chain(AuditSeal seal, AuditSeal? previous) =>
        seal.Hash == AuditSealing.HashOf(seal) && seal.PreviousHash == previous?.Hash && seal.FromId == (previous?.ToId ?? 0) + 1;

    private async IAsyncEnumerable<AuditSeal> Seals([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        await using var db = dialect.Open();
        for (var after = 0L; ;)
        {
            var batch = await db.AuditSeals.AsNoTracking().Where(s => s.ToId > after).OrderBy(s => s.ToId).Take(Batch).ToListAsync(ct);
            foreach (var seal in batch) yield return seal;
            if (batch.Count < Batch) yield break;
            after = batch[^1].ToId;
        }
    }

    /// <summary>Goes over the rows once, in the order of their ids.</summary>
    private sealed class Walk(ControlRoomDb db, CancellationToken ct)
    {
        public long Checked { get; private set; }

        public async Task<(long, AuditFault)?> Under(AuditSeal seal)
        {
            var tree = new MerkleTree();
            var (expected, gap) = (seal.FromId, (long?)null);
            await foreach (var row in Rows(seal.FromId, seal.ToId))
            {
                if (row.Id != expected) gap ??= expected;
                expected = row.Id + 1;
                if (AuditTrail.Recompute(row) != row.Hash) return (row.Id, AuditFault.RowChanged);
                tree.Add(row.Id, row.Hash);
                Checked++;
            }

            // A rolled-back transaction burns ids, so a gap alone is no fault; the count says whether a row is gone.
            if (tree.Count < seal.EventCount) return (gap ?? expected, AuditFault.RowMissing);
            return tree.Count == seal.EventCount && tree.Root() == seal.MerkleRoot ? null : (seal.FromId, AuditFault.SealBroken);
        }

        public async Task<(long, AuditFault)?> Rest(long from)
        {
            await foreach (var row in Rows(from, long.MaxValue))
            {
                if (AuditTrail.Recompute(row) != row.Hash) return (row.Id, AuditFault.RowChanged);
                Checked++;
            }
            return null;
        }

        private async IAsyncEnumerable<AuditEvent> Rows(long from, long to)
        {
            while (true)
            {
                var start = from;
                var batch = await db.AuditEvents.AsNoTracking().Where(e => e.Id >= start && e.Id <= to).OrderBy(e => e.Id).Take(Batch).ToListAsync(ct);
                foreach (var row in batch) yield return row;
                if (batch.Count < Batch) yield break;
                from = batch[^1].Id + 1;
            }
        }
    }
}
