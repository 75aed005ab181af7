using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Monitors;

/// <summary>
/// How far history was read. Identities commit out of order, so a cursor stops short of what is young: a transaction that is still open may
/// put a line among it. The young lines are read again, which costs little and changes nothing.
/// </summary>
internal sealed record Cursor(long TokenEventId, long AuditId, DateTime Since)
{
    /// <summary>No transaction lives longer.</summary>
    public static readonly TimeSpan Overlap = TimeSpan.FromMinutes(2);

    public static Cursor Of(MonitorState? state) => state is null ? new(0, 0, DateTime.UnixEpoch) : new(state.TokenEventId, state.AuditId, state.Since);

    public static async Task<Cursor> Next(ControlRoomDb db, Cursor from, DateTime now, CancellationToken ct)
    {
        var settled = now - Overlap;
        // Counted from the end: what is young is little, what is new since the cursor may be everything.
        var (events, audits) = (db.TokenEvents.AsNoTracking(), db.AuditEvents.AsNoTracking());
        var line = await events.Where(e => e.RecordedAt >= settled && e.Id > from.TokenEventId).MinAsync(e => (long?)e.Id, ct) - 1 ?? await events.MaxAsync(e => (long?)e.Id, ct) ?? 0;
        var audit = await audits.Where(e => e.CreatedAt >= settled).MinAsync(e => (long?)e.Id, ct) - 1 ?? await audits.MaxAsync(e => (long?)e.Id, ct) ?? 0;
        return new(Math.Max(from.TokenEventId, line), Math.Max(from.AuditId, audit), settled);
    }
}

internal static class TouchedSince
{
    /// <summary>From so many on, asking for everything is no dearer than asking for each.</summary>
    private const int Many = 5_000;

    /// <returns>Null where so much changed that a full look is due.</returns>
    public static async Task<Touched?> Read(ControlRoomDb db, string monitor, Cursor from, CancellationToken ct)
    {
        var lines = await db.TokenEvents.AsNoTracking().Where(e => e.Id > from.TokenEventId).Select(e => new { e.TokenId, e.InstanceId }).Distinct().Take(Many + 1).ToListAsync(ct);
        if (lines.Count > Many) return null;
        var tickets = await db.AuditEvents.AsNoTracking().Where(e => e.Id > from.AuditId && e.TicketId != null && e.EntityType != EntityTypes.Finding && e.EntityType != EntityTypes.Alarm).Select(e => e.TicketId!.Value).Distinct().Take(Many + 1).ToListAsync(ct);
        if (tickets.Count > Many) return null;
        var known = (await db.Findings.AsNoTracking().Where(f => f.Monitor == monitor && f.State != FindingState.Resolved).Select(f => new { f.EntityType, f.EntityId, f.TokenId }).ToListAsync(ct));
        var open = known.ToLookup(f => f.EntityType, f => f.EntityId);
        var instances = lines.Select(l => l.InstanceId).Union(open[EntityTypes.Instance]).ToHashSet();
        var asked = tickets.ToArray();
        instances.UnionWith(await db.Tickets.Where(t => asked.Contains(t.Id) && t.GraphInstanceId != null).Select(t => t.GraphInstanceId!.Value).ToListAsync(ct));
        instances.UnionWith(await db.Instances.Where(i => asked.Contains(i.JobTicketId)).Select(i => i.Id).ToListAsync(ct));
        var cycles = instances.ToArray();
        var owners = await db.Instances.Where(i => cycles.Contains(i.Id)).Select(i => i.JobTicketId).Distinct().ToListAsync(ct);
        return new Touched([.. lines.Select(l => l.TokenId).Union(known.Select(f => f.TokenId).OfType<Guid>())], cycles, [.. tickets.Union(owners).Union(open[EntityTypes.Ticket])], from.AuditId, from.Since, open);
    }
}
