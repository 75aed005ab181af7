using ControlRoom.Core.Database;
using ControlRoom.Core.Tickets;
using ControlRoom.Core.Tokens.Engine;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Tokens;

/// <summary>What cycles hold, counted from the tokens themselves.</summary>
internal static class CycleCounts
{
    public static async Task<CycleFacts> Cycle(this ControlRoomDb db, Guid? instanceId, CancellationToken ct) =>
        instanceId is { } id ? (await db.Cycles([id], ct)).GetValueOrDefault(id, CycleFacts.None) : CycleFacts.None;

    /// <summary>By instance; one without tokens is not among them.</summary>
    public static async Task<IReadOnlyDictionary<Guid, CycleFacts>> Cycles(this ControlRoomDb db, IReadOnlyCollection<Guid> instanceIds, CancellationToken ct)
    {
        var counts = await db.Tokens.Where(t => instanceIds.Contains(t.InstanceId)).GroupBy(t => new { t.InstanceId, t.Status, IsMerged = t.MergedIntoTokenId != null, t.ReplacementDue })
            .Select(g => new { g.Key, Count = g.Count() }).ToListAsync(ct);
        return counts.GroupBy(c => c.Key.InstanceId).ToDictionary(g => g.Key, g => new CycleFacts(
            Live: g.Where(c => c.Key.Status is not (TokenStatus.Completed or TokenStatus.Scrapped)).Sum(c => c.Count),
            Completed: g.Where(c => c.Key is { Status: TokenStatus.Completed, IsMerged: false }).Sum(c => c.Count),
            Scrapped: g.Where(c => c.Key.Status == TokenStatus.Scrapped).Sum(c => c.Count),
            Undecided: g.Where(c => c.Key.ReplacementDue).Sum(c => c.Count)));
    }
}
