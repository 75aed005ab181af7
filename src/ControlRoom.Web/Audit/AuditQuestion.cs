using System.Globalization;
using ControlRoom.Core.Audit;
using ControlRoom.Core.Kernel;
using Microsoft.AspNetCore.Http.Extensions;

namespace ControlRoom.Web.Audit;

/// <summary>What the audit page is asked for, and how that is written in addresses.</summary>
/// <param name="From">Days of the plant, both included.</param>
public sealed record AuditQuestion(string? Q = null, string? Entity = null, Guid? Id = null, string? Event = null, Guid? User = null, DateOnly? From = null, DateOnly? To = null, bool Archived = false)
{
    public AuditFilter Filter(Clock clock) => new()
    {
        Q = Q, EntityType = Entity, EntityId = Id, EventType = Event, UserId = User, From = From is { } from ? Midnight(from, clock) : null, To = To is { } to ? Midnight(to.AddDays(1), clock) : null,
        IncludeArchived = Archived || Id is not null,
    };

    public string Address => "/validator/audit" + Query([("q", Q), ("entity", Entity), ("id", Id?.ToString()), ("event", Event), ("user", User?.ToString()), ("from", Day(From)), ("to", Day(To)), ("archived", Archived ? "true" : null)]);

    /// <summary>All that match, as CSV.</summary>
    public string Export(Clock clock)
    {
        var filter = Filter(clock);
        return "/api/audit/events" + Query([("format", "csv"), ("q", filter.Q), ("entity_type", filter.EntityType), ("entity_id", filter.EntityId?.ToString()), ("event_type", filter.EventType), ("user_id", filter.UserId?.ToString()),
            ("from", Instant(filter.From)), ("to", Instant(filter.To)), ("include_archived", filter.IncludeArchived == true ? "true" : null)]);
    }

    /// <summary>The instant at which a day of the plant begins.</summary>
    private static DateTime Midnight(DateOnly day, Clock clock)
    {
        var local = day.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc);
        return local - clock.Offset(local - clock.Offset(local));
    }

    private static string? Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string? Instant(DateTime? at) => at?.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    private static string Query(IEnumerable<(string Name, string? Value)> parts) => new QueryBuilder(parts.Where(p => !string.IsNullOrWhiteSpace(p.Value)).Select(p => KeyValuePair.Create(p.Name, p.Value!))).ToString();
}
