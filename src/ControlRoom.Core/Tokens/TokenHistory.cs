using System.Collections.Immutable;
using ControlRoom.Core.Database;
using ControlRoom.Core.Tokens.Engine;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Tokens;

/// <summary>What was last done to a token, and everything that came of it then.</summary>
/// <param name="First">The line that says what it was, by whom and when.</param>
/// <param name="RowVersions">The versions it left its tokens with.</param>
internal sealed record LastOperation(TokenEventRow First, UndoOrder Order, ImmutableDictionary<Guid, long?> RowVersions)
{
    public IReadOnlyList<Guid> Others => [.. Order.Touched.Select(t => t.Id).Where(id => id != Order.TokenId)];
}

/// <summary>Reads stored lines of history as the engine's.</summary>
internal static class TokenHistory
{
    /// <summary>Which version of its row a line left a token with, among what the line says.</summary>
    public const string RowVersion = "row_version";

    public static TokenEvent Read(TokenEventRow row) => new(row.TokenId, row.EventType, row.NodeCode, row.FromNode, row.ToNode, row.EventTime, EventReplay.Read(row.Metadata));

    /// <param name="since">Older ones are not looked for.</param>
    /// <returns>None where nothing was done since then.</returns>
    public static async Task<LastOperation?> LastOperation(this ControlRoomDb db, Guid tokenId, DateTime since, CancellationToken ct)
    {
        // Notes and helpers beside the work change nothing about it.
        var last = await db.TokenEvents.AsNoTracking().Where(e => e.TokenId == tokenId && e.EventType != TokenEventType.Note && e.EventType != TokenEventType.AssistStart)
            .OrderByDescending(e => e.Id).FirstOrDefaultAsync(ct);
        if (last is null || last.EventTime < since) return null;
        var intent = last.IdempotencyKey[..(last.IdempotencyKey.LastIndexOf('-') + 1)];
        var lines = await db.TokenEvents.AsNoTracking().Where(e => e.InstanceId == last.InstanceId && e.EventTime == last.EventTime && e.IdempotencyKey.StartsWith(intent)).OrderBy(e => e.Id).ToListAsync(ct);
        var first = lines.First(e => e.TokenId == tokenId);
        // What was paused for a start is an act of its own, and stays.
        var own = first.EventType == TokenEventType.Start ? lines.Where(e => e.TokenId == tokenId) : lines;
        var touched = own.GroupBy(e => e.TokenId).ToDictionary(g => g.Key, g => g.ToList());
        var ids = touched.Keys.ToArray();
        var earlier = (await db.TokenEvents.AsNoTracking().Where(e => ids.Contains(e.TokenId)).OrderBy(e => e.Id).ToListAsync(ct)).ToLookup(e => e.TokenId);
        return new LastOperation(first,
            new UndoOrder(tokenId, [.. touched.Select(t => new TouchedToken(t.Key, [.. earlier[t.Key].Where(e => e.Id < t.Value[0].Id).Select(Read)], [.. t.Value.Select(Read)]))]),
            touched.ToImmutableDictionary(t => t.Key, t => EventReplay.Read(t.Value[^1].Metadata).GetValueOrDefault(RowVersion) as long?));
    }
}
