using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Quality;

/// <summary>A stored reading; <see cref="Actions"/> only in the answer to recording it.</summary>
public sealed record ReadingView(long Id, Guid? LotId, string? LotCode, Guid? BufferId, string? BufferCode, Guid? InspectionId, decimal TemperatureC, MeasurementType MeasurementType, ReadingRole ReadingRole,
    bool IsViolation, decimal? ThresholdC, ReadingSource Source, string? DeviceId, bool IsSimulated, Guid RecordedBy, string? RecordedByName, DateTime MeasuredAt, DateTime ReceivedAt, bool IsLate)
{
    /// <summary>Received more than this after it was measured: LATE.</summary>
    public static readonly TimeSpan LateAfter = TimeSpan.FromMinutes(15);

    public TemperatureLevel Level { get; init; }
    public IReadOnlyList<string> Actions { get; init; } = [];

    /// <summary>What a failed control point brackets: lots, buffers and kilograms; only in the answer to recording it.</summary>
    public DeviationView? Deviation { get; init; }

    internal static ReadingView Of(TemperatureLog t, string? lotCode, string? bufferCode, string? by) => new(t.Id, t.LotId, lotCode, t.BufferId, bufferCode, t.InspectionId, Units.Celsius(t.TemperatureTenths),
        t.MeasurementType, t.ReadingRole, t.IsViolation, Units.Celsius(t.ThresholdTenths), t.Source, t.DeviceId, t.IsSimulated, t.RecordedBy, by, t.MeasuredAt, t.ReceivedAt, t.ReceivedAt - t.MeasuredAt > LateAfter)
    { Level = t.IsViolation ? TemperatureLevel.Critical : TemperatureLevel.Ok };
}

public sealed record ReadingFilter
{
    public Guid? LotId { get; init; }
    public Guid? BufferId { get; init; }
    public Guid? RunId { get; init; }
    public bool ViolationsOnly { get; init; }
    public DateTime? From { get; init; }
    public DateTime? To { get; init; }
}

public sealed class ReadingQueries(Dialect dialect)
{
    /// <param name="after">Id of the last row of the page before.</param>
    public async Task<IReadOnlyList<ReadingView>> List(ReadingFilter filter, int limit, long? after, CancellationToken ct)
    {
        await using var db = dialect.Open();
        var readings = Filtered(db, filter);
        if (after is { } id) readings = readings.Where(r => r.Id < id);
        return await Views(db, readings, limit, ct);
    }

    public async Task<int> Count(ReadingFilter filter, CancellationToken ct)
    {
        await using var db = dialect.Open();
        return await Filtered(db, filter).CountAsync(ct);
    }

    internal static async Task<IReadOnlyList<ReadingView>> Views(ControlRoomDb db, IQueryable<TemperatureLog> readings, int limit, CancellationToken ct)
    {
        var rows = await (from r in readings.AsNoTracking()
                          join u in db.Users on r.RecordedBy equals u.Id
                          join l in db.Lots on r.LotId equals l.Id into lots
                          from l in lots.DefaultIfEmpty()
                          join b in db.Buffers on r.BufferId equals b.Id into buffers
                          from b in buffers.DefaultIfEmpty()
                          orderby r.Id descending
                          select new { Log = r, Lot = l == null ? null : l.LotCode, Buffer = b == null ? null : b.BufferCode, u.FullName }).Take(limit).ToListAsync(ct);
        return [.. rows.Select(r => ReadingView.Of(r.Log, r.Lot, r.Buffer, r.FullName))];
    }

    internal static IQueryable<TemperatureLog> Filtered(ControlRoomDb db, ReadingFilter filter)
    {
        var readings = db.Readings.AsNoTracking();
        if (filter.LotId is { } lot) readings = readings.Where(r => r.LotId == lot);
        if (filter.BufferId is { } buffer) readings = readings.Where(r => r.BufferId == buffer);
        if (filter.RunId is { } run) readings = readings.Where(r => db.Lots.Any(l => l.Id == r.LotId && l.RunId == run));
        if (filter.ViolationsOnly) readings = readings.Where(r => r.IsViolation);
        if (filter.From is { } from) readings = readings.Where(r => r.MeasuredAt >= from);
        if (filter.To is { } to) readings = readings.Where(r => r.MeasuredAt < to);
        return readings;
    }
}
