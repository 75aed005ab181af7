using System.Text.Json;
using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Audit;

/// <summary>An audit event as auditors read it.</summary>
/// <param name="IsArchived">Older than 30 days; a matter of age alone, the row itself never changes.</param>
public sealed record AuditEventView(long Id, DateTime At, string EventType, string EntityType, Guid EntityId, string? EntityCode, Guid UserId, string UserName, Guid? RunId, Guid? BufferId,
    Guid CorrelationId, JsonElement? OldState, JsonElement? NewState, JsonElement Metadata, string? IpAddress, bool IsSimulated, bool IsArchived, string Hash);

public sealed record AuditFilter
{
    public string? EntityType { get; init; }
    public Guid? EntityId { get; init; }
    public string? EventType { get; init; }
    public Guid? UserId { get; init; }
    public DateTime? From { get; init; }
    public DateTime? To { get; init; }

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

    private IQueryable<AuditEvent> Filtered(ControlRoomDb db, AuditFilter filter)
    {
        var events = db.AuditEvents.AsNoTracking();
        if (filter.EntityType is { } entity) events = events.Where(e => e.EntityType == entity);
        if (filter.EntityId is { } entityId) events = events.Where(e => e.EntityId == entityId);
        if (filter.EventType is { } type) events = events.Where(e => e.EventType == type);
        if (filter.UserId is { } user) events = events.Where(e => e.UserId == user);
        if (filter.From is { } from) events = events.Where(e => e.CreatedAt >= from);
        if (filter.To is { } to) events = events.Where(e => e.CreatedAt < to);
        if (filter.IncludeArchived == true) return events;
        var oldest = clock.Now - ArchivedAfter;
        return events.Where(e => e.CreatedAt > oldest);
    }

    private async Task<IReadOnlyList<AuditEventView>> Views(ControlRoomDb db, IQueryable<AuditEvent> page, CancellationToken ct)
    {
        var rows = await (from e in page join u in db.Users on e.UserId equals u.Id select new { Event = e, u.FullName }).ToListAsync(ct);
        var oldest = clock.Now - ArchivedAfter;
        return [.. rows.Select(r => new AuditEventView(r.Event.Id, r.Event.CreatedAt, r.Event.EventType, r.Event.EntityType, r.Event.EntityId, r.Event.EntityCode, r.Event.UserId, r.FullName, r.Event.RunId,
            r.Event.BufferId, r.Event.CorrelationId, State(r.Event.OldState), State(r.Event.NewState), State(r.Event.Metadata)!.Value, r.Event.IpAddress, r.Event.IsSimulated, r.Event.CreatedAt <= oldest, r.Event.Hash))];
    }

    private static JsonElement? State(string? json) => json is null ? null : JsonElement.Parse(json);
}
