using System.Data;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Audit;

/// <summary>What sealing did.</summary>
public sealed record SealingView(int Seals, int Events);

/// <summary>
/// Closes committed events into seals: each carries the Merkle root of its rows and the hash of the seal before it, so that what is sealed
/// cannot be changed, removed or added to without a trace. Ids are sealed only when no open transaction can still fill one of them.
/// </summary>
public sealed class AuditSealing(TransactionBoundary boundary, Clock clock)
{
    public const int MaxEventsPerSeal = 20_000;

    /// <summary>How long to wait for writers that are about to commit; those that stay open longer leave the rest to the next time.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    public async Task<SealingView> SealAll(CancellationToken ct)
    {
        var (seals, events) = (0, 0);
        while (await SealNext(ct) is > 0 and var count) (seals, events) = (seals + 1, events + count);
        return new SealingView(seals, events);
    }

    /// <summary>The hash a seal should have.</summary>
    public static string HashOf(AuditSeal s) => HashOf(s.FromId, s.ToId, s.EventCount, s.MerkleRoot, s.PreviousHash, s.SealedAt);

    private static string HashOf(long from, long to, int count, string root, string? previous, DateTime at) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{from}|{to}|{count}|{root}|{previous}|{at:yyyy-MM-ddTHH:mm:ss.ffffffZ}"))));

    private async Task<int> SealNext(CancellationToken ct)
    {
        var outcome = await boundary.Do<SealingView>(Caller.System(clock.Now), Permission.Administer, async work =>
        {
            await work.Dialect.LockName(work.Db, "audit_seals", work.Ct);
            var last = await work.Db.AuditSeals.AsNoTracking().OrderByDescending(s => s.ToId).Select(s => new { s.ToId, s.Hash }).FirstOrDefaultAsync(work.Ct);
            var from = (last?.ToId ?? 0) + 1;
            var settled = await work.Dialect.SettledAuditId(work.Db, from, Patience, work.Ct);
            var tree = new MerkleTree();
            var to = 0L;
            await foreach (var row in work.Db.AuditEvents.AsNoTracking().Where(e => e.Id >= from && e.Id <= settled).OrderBy(e => e.Id).Take(MaxEventsPerSeal).Select(e => new { e.Id, e.Hash }).AsAsyncEnumerable().WithCancellation(work.Ct))
            {
                tree.Add(row.Id, row.Hash);
                to = row.Id;
            }

            if (tree.Count == 0) return new SealingView(0, 0);
            var root = tree.Root();
            work.Db.AuditSeals.Add(new AuditSeal
            {
                FromId = from, ToId = to, EventCount = tree.Count, MerkleRoot = root, PreviousHash = last?.Hash, SealedAt = work.Now,
                Hash = HashOf(from, to, tree.Count, root, last?.Hash, work.Now),
            });
            return new SealingView(1, tree.Count);
        }, ct);
        return outcome.Done ? outcome.Value.Events : throw new DataException($"Sealing was refused: {outcome.Refusal.Code}");
    }
}
