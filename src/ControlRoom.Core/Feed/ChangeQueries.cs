using System.Runtime.CompilerServices;
using ControlRoom.Core.Audit;
using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Feed;

/// <summary>That something changed, for everybody: no states, no addresses, nothing about accounts.</summary>
/// <param name="Actor">Name of who did it.</param>
public sealed record ChangeView(string Cursor, DateTime At, string EventType, string EntityType, Guid EntityId, string? Code, Guid? RunId, string Actor);

/// <param name="Next">Where to read on, also when nothing came.</param>
public sealed record ChangesView(IReadOnlyList<ChangeView> Items, string Next);

/// <summary>
/// The feed as clients read it. Events come in the order of their pairs (transaction, id) and only below the horizon, where no open transaction
/// can still put one in between; so a cursor never skips.
/// </summary>
public sealed class ChangeQueries(Dialect dialect, ChangeFeed feed, Clock clock)
{
    /// <summary>Entities whose events are nobody else's business.</summary>
    private static readonly string[] Personal = [EntityTypes.User, EntityTypes.ApiKey];

    /// <summary>A committed event may wait behind an older transaction that is still open; this often it is looked for again.</summary>
    private static readonly TimeSpan Recheck = TimeSpan.FromMilliseconds(200);

    public async Task<ChangesView> After(ChangeCursor after, int limit, CancellationToken ct) => (await Read(after, limit, ct)).View;

    /// <summary>The place after everything there is now.</summary>
    public async Task<ChangeCursor> Latest(CancellationToken ct)
    {
        await using var db = dialect.Open();
        var events = await Settled(db, ct);
        var newest = await (dialect.IsEmbedded ? events.OrderByDescending(e => e.Id) : events.OrderByDescending(e => e.XactId).ThenByDescending(e => e.Id)).Select(e => new { e.XactId, e.Id }).FirstOrDefaultAsync(ct);
        return newest is null ? ChangeCursor.Start : new ChangeCursor(newest.XactId, newest.Id);
    }

    /// <summary>Pages as they come, for as long as somebody listens. An empty page says that the connection lives.</summary>
    /// <param name="heartbeat">Longest silence.</param>
    public async IAsyncEnumerable<ChangesView> Follow(ChangeCursor after, TimeSpan heartbeat, [EnumeratorCancellation] CancellationToken ct)
    {
        using var bell = feed.Subscribe(Topics.Site);
        var quietSince = clock.Provider.GetTimestamp();
        while (true)
        {
            var page = await Read(after, Page.MaxLimit, ct);
            after = page.Last;
            var left = heartbeat - clock.Provider.GetElapsedTime(quietSince);
            if (page.View.Items.Count > 0 || left <= TimeSpan.Zero)
            {
                yield return page.View;
                (quietSince, left) = (clock.Provider.GetTimestamp(), heartbeat);
            }
            if (!page.More) await Rung(bell, page.Waiting && Recheck < left ? Recheck : left, ct);
        }
    }

    private async Task Rung(Subscription bell, TimeSpan within, CancellationToken ct)
    {
        using var limit = new CancellationTokenSource(within, clock.Provider);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, ct);
        try
        {
            await bell.Wait(both.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            // Nothing rang; whoever waits looks again.
        }
    }

    /// <param name="More">The page was full.</param>
    /// <param name="Waiting">There are committed events above the horizon.</param>
    private sealed record Reading(ChangesView View, ChangeCursor Last, bool More, bool Waiting);

    private async Task<Reading> Read(ChangeCursor after, int limit, CancellationToken ct)
    {
        await using var db = dialect.Open();
        var settled = Past(await Settled(db, ct), after);
        var rows = await (from e in dialect.IsEmbedded ? settled.OrderBy(e => e.Id) : settled.OrderBy(e => e.XactId).ThenBy(e => e.Id)
                          join u in db.Users on e.UserId equals u.Id
                          select new { e.XactId, e.Id, e.CreatedAt, e.EventType, e.EntityType, e.EntityId, e.EntityCode, e.RunId, u.FullName }).Take(limit).ToListAsync(ct);
        var last = rows.Count > 0 ? new ChangeCursor(rows[^1].XactId, rows[^1].Id) : after;
        var waiting = !dialect.IsEmbedded && rows.Count < limit && await Past(db.AuditEvents, last).AnyAsync(ct);
        return new Reading(new ChangesView([.. rows.Select(r => new ChangeView(new ChangeCursor(r.XactId, r.Id).ToString(), r.CreatedAt, r.EventType, r.EntityType, r.EntityId, r.EntityCode, r.RunId, r.FullName))], last.ToString()),
            last, rows.Count == limit, waiting);
    }

    /// <summary>On SQLite ids commit in order and there is no transaction id to compare.</summary>
    private IQueryable<AuditEvent> Past(IQueryable<AuditEvent> events, ChangeCursor cursor)
    {
        var (xact, id) = (cursor.XactId, cursor.Id);
        events = events.Where(e => !Personal.Contains(e.EntityType));
        return dialect.IsEmbedded ? events.Where(e => e.Id > id) : events.Where(e => e.XactId >= xact && (e.XactId > xact || e.Id > id));
    }

    /// <summary>Events no older transaction can come before any more. The horizon is read first: what it covers, the next statement sees.</summary>
    private async Task<IQueryable<AuditEvent>> Settled(ControlRoomDb db, CancellationToken ct)
    {
        var events = db.AuditEvents.AsNoTracking();
        if (dialect.IsEmbedded) return events;
        var horizon = await dialect.FeedHorizon(db, ct);
        return events.Where(e => e.XactId < horizon);
    }
}
