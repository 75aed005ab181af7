using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Quality;

/// <summary>A measured temperature as a trend draws it.</summary>
public sealed record MeasuredPoint(DateTime At, decimal C, MeasurementType Type, ReadingRole Role, bool IsViolation, bool IsSimulated);

public enum PlaceEventKind { MovedIn, Held, Released }

/// <summary>What happened to a place while its temperature was followed.</summary>
public sealed record PlaceEvent(DateTime At, PlaceEventKind Kind, string? LotCode);

/// <summary>Temperatures over time, as they were measured: nothing is filled in.</summary>
public sealed class TemperatureTrendQueries(Dialect dialect)
{
    /// <summary>A day of readings every ten seconds, twice over.</summary>
    private const int MaxPoints = 20_000;

    /// <summary>Oldest first; of more than fit, the newest.</summary>
    public async Task<IReadOnlyList<MeasuredPoint>> Points(ReadingFilter filter, CancellationToken ct)
    {
        await using var db = dialect.Open();
        var rows = await ReadingQueries.Filtered(db, filter).OrderByDescending(r => r.MeasuredAt).ThenByDescending(r => r.Id).Take(MaxPoints)
            .Select(r => new { r.MeasuredAt, r.TemperatureTenths, r.MeasurementType, r.ReadingRole, r.IsViolation, r.IsSimulated }).ToListAsync(ct);
        rows.Reverse();
        return [.. rows.Select(r => new MeasuredPoint(r.MeasuredAt, Units.Celsius(r.TemperatureTenths), r.MeasurementType, r.ReadingRole, r.IsViolation, r.IsSimulated))];
    }

    /// <summary>Lots that came in, and holds of the place with their ends; oldest first.</summary>
    public async Task<IReadOnlyList<PlaceEvent>> Events(Guid bufferId, DateTime since, CancellationToken ct)
    {
        await using var db = dialect.Open();
        var moves = await (from i in db.Inventory.AsNoTracking() where i.BufferId == bufferId && i.EnteredAt >= since join l in db.Lots on i.LotId equals l.Id select new { i.EnteredAt, l.LotCode }).ToListAsync(ct);
        var states = await db.AuditEvents.AsNoTracking().Where(e => e.EntityType == EntityTypes.Buffer && e.EntityId == bufferId && e.CreatedAt >= since && (e.EventType == "BUFFER_HELD" || e.EventType == "BUFFER_RELEASED"))
            .Select(e => new { e.CreatedAt, e.EventType }).ToListAsync(ct);
        return [.. moves.Select(m => new PlaceEvent(m.EnteredAt, PlaceEventKind.MovedIn, m.LotCode))
            .Concat(states.Select(s => new PlaceEvent(s.CreatedAt, s.EventType == "BUFFER_HELD" ? PlaceEventKind.Held : PlaceEventKind.Released, null))).OrderBy(e => e.At)];
    }
}
