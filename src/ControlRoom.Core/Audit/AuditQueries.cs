using System.Text.Json;
using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Audit;

/// <summary>An audit event as auditors read it.</summary>
/// <param name="IsArchived">Older than 30 days; a matter of age alone, the row itself never changes.</param>
public sealed record AuditEventView(long Id, DateTime At, string EventType, string EntityType, Guid EntityId, string? EntityCode, Guid UserId, string UserName, Guid? RunId, Guid? BufferId, Guid? TicketId,
    Guid CorrelationId, JsonElement? OldState, JsonElement? NewState, JsonElement Metadata, string? IpAddress, bool IsSimulated, bool IsArchived, string Hash);

public sealed record AuditUserView(Guid Id, string Name);

public sealed record AuditWordsView(IReadOnlyList<string> EventTypes, IReadOnlyList<AuditUserView> Users);

public sealed record AuditFilter
{
    public string? EntityType { get; init; }
    public Guid? EntityId { get; init; }
    public string? EventType { get; init; }
    public Guid? UserId { get; init; }
    public DateTime? From { get; init; }
    public DateTime? To { get; init; }

    /// <summary>Part of a code, an event word, a person's name, or a value before or after; or the whole id of an entity, a run or a command.</summary>
    public string? Q { get; init; }

    /// <summary>Null: yes for the trail of an entity, no for the list of everything.</summary>
    public bool? IncludeArchived { get; init; }
}

public sealed class AuditQueries(Dialect dialect, Clock clock)
{
    /// <summary>Events older than this count as archived.</summary>
    public static readonly TimeSpan ArchivedAfter = TimeSpan.FromDays(30);

    /// <summary>Newest first.</summary>
    /// <param name="after">Id of the last event of the page before.</param>
    public async Task<IReadOnlyList<AuditEventView>> List(AuditFilter filter, int limit, long? after, CancellationToken ct)
    {
        await using var db = dialect.Open();
        var events = Filtered(db, filter);
        if (after is { } id) events = events.Where(e => e.Id < id);
        return await Views(db, events.OrderByDescending(e => e.Id).Take(limit), ct);
    }

    public async Task<int> Count(AuditFilter filter, CancellationToken ct)
    {
        await using var db = dialect.Open();
        return await Filtered(db, filter).CountAsync(ct);
    }

    /// <summary>Everything that ever happened to one thing, oldest first.</summary>
    public async Task<IReadOnlyList<AuditEventView>> Trail(string entityType, Guid entityId, bool? includeArchived, int limit, long? after, CancellationToken ct)
    {
        await using var db = dialect.Open();
        var events = Filtered(db, new AuditFilter { EntityType = entityType, EntityId = entityId, IncludeArchived = includeArchived ?? true });
        if (after is { } id) events = events.Where(e => e.Id > id);
        return await Views(db, events.OrderBy(e => e.Id).Take(limit), ct);
    }

    public async Task<int> CountTrail(string entityType, Guid entityId, bool? includeArchived, CancellationToken ct)
    {
        await using var db = dialect.Open();
        return await Filtered(db, new AuditFilter { EntityType = entityType, EntityId = entityId, IncludeArchived = includeArchived ?? true }).CountAsync(ct);
    }

    /// <summary>Null when there is no such entry.</summary>
    public async Task<AuditEventView?> Entry(long id, CancellationToken ct)
    {
        await using var db = dialect.Open();
        return await Views(db, db.AuditEvents.AsNoTracking().Where(e => e.Id == id), ct) is [var entry] ? entry : null;
    }

    /// <summary>Everything one command wrote, in order.</summary>
    public async Task<IReadOnlyList<AuditEventView>> OfCommand(Guid correlationId, int limit, CancellationToken ct)
    {
        await using var db = dialect.Open();
        return await Views(db, db.AuditEvents.AsNoTracking().Where(e => e.CorrelationId == correlationId).OrderBy(e => e.Id).Take(limit), ct);
    }

    /// <summary>The words there are to filter by, and who has written.</summary>
    public async Task<AuditWordsView> Words(CancellationToken ct)
    {
        await using var db = dialect.Open();
        return new AuditWordsView(await db.AuditEvents.Select(e => e.EventType).Distinct().OrderBy(t => t).ToListAsync(ct),
            await db.Users.Where(u => db.AuditEvents.Any(e => e.UserId == u.Id)).OrderBy(u => u.FullName).Select(u => new AuditUserView(u.Id, u.FullName)).ToListAsync(ct));
    }

    private IQueryable<AuditEvent> Filtered(ControlRoomDb db, AuditFilter filter)
    {
        var events = db.AuditEvents.AsNoTracking();
        if (filter.EntityType is { } entity) events = events.Where(e => e.EntityType == entity);
        if (filter.EntityId is { } entityId) events = events.Where(e => e.EntityId == entityId);
        if (filter.EventType is { } type) events = events.Where(e => e.EventType == type);
        if (filter.UserId is { } user) events = events.Where(e => e.UserId == user);
        if (filter.From is { } from) events = events.Where(e => e.CreatedAt >= from);
        if (filter.To is { } to) events = events.Where(e => e.CreatedAt < to);
        if (filter.Q?.Replace("\0", "", StringComparison.Ordinal).Trim() is { Length: > 0 } q) events = Guid.TryParse(q, out var any) ? events.Where(e => e.EntityId == any || e.RunId == any || e.CorrelationId == any) : Mentioning(db, events, q);
        if (filter.IncludeArchived == true) return events;
        var oldest = clock.Now - ArchivedAfter;
        return events.Where(e => e.CreatedAt > oldest);
    }

    /// <summary>Codes and event words are upper case, names and values are searched in any.</summary>
    private static IQueryable<AuditEvent> Mentioning(ControlRoomDb db, IQueryable<AuditEvent> events, string q)
    {
        var (upper, lower) = (q.ToUpperInvariant().Replace(' ', '_'), q.ToLowerInvariant());
#pragma warning disable CA1304, CA1311, CA1862 // The database lowers them, and it knows no culture.
        return events.Where(e => e.EventType.Contains(upper) || (e.EntityCode != null && e.EntityCode.ToLower().Contains(lower)) || db.Users.Any(u => u.Id == e.UserId && u.FullName.ToLower().Contains(lower))
            || (e.NewState != null && e.NewState.ToLower().Contains(lower)) || (e.OldState != null && e.OldState.ToLower().Contains(lower)) || e.Metadata.ToLower().Contains(lower));
#pragma warning restore CA1304, CA1311, CA1862
    }

    private async Task<IReadOnlyList<AuditEventView>> Views(ControlRoomDb db, IQueryable<AuditEvent> page, CancellationToken ct)
    {
        var rows = await (from e in page join u in db.Users on e.UserId equals u.Id select new { Event = e, u.FullName }).ToListAsync(ct);
        var oldest = clock.Now - ArchivedAfter;
        return [.. rows.Select(r => new AuditEventView(r.Event.Id, r.Event.CreatedAt, r.Event.EventType, r.Event.EntityType, r.Event.EntityId, r.Event.EntityCode, r.Event.UserId, r.FullName, r.Event.RunId,
            r.Event.BufferId, r.Event.TicketId, r.Event.CorrelationId, State(r.Event.OldState), State(r.Event.NewState), State(r.Event.Metadata)!.Value, r.Event.IpAddress, r.Event.IsSimulated, r.Event.CreatedAt <= oldest, r.Event.Hash))];
    }

    private static JsonElement? State(string? json) => json is null ? null : JsonElement.Parse(json);
}
