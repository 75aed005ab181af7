using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using ControlRoom.Core.Quality;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Stock;

/// <summary>How far a live value may be trusted: up to 2 expected periods live, up to 10 late, beyond lost; never received.</summary>
public enum Freshness { Live, Late, Lost, Never }

public record BufferRow
{
    public required Guid Id { get; init; }
    public required string BufferCode { get; init; }
    public required BufferType BufferType { get; init; }
    public required IReadOnlyList<LotType> AllowedLotTypes { get; init; }
    public required decimal CapacityKg { get; init; }
    public required decimal TempMinC { get; init; }
    public required decimal TempMaxC { get; init; }
    public required bool IsActive { get; init; }
    public required bool IsOnHold { get; init; }
    public string? HoldReason { get; init; }
    public required string SiteCode { get; init; }
    public required string NameHu { get; init; }
    public required string NameEn { get; init; }
    public string? Color { get; init; }
    public required int ReadingPeriodS { get; init; }
    public required int Position { get; init; }
    public required decimal CurrentQuantityKg { get; init; }
    public required decimal FillPercent { get; init; }
    public required int ItemCount { get; init; }

    /// <summary>Latest ambient reading and when it was true at its source.</summary>
    public decimal? AmbientC { get; init; }
    public DateTime? AmbientAt { get; init; }
    public required Freshness Freshness { get; init; }
    public required int RowVersion { get; init; }
}

public sealed record BufferItemView(Guid LotId, string LotCode, LotType LotType, LotStatus LotStatus, Guid RunId, decimal QuantityKg, int? PieceCount, decimal? TemperatureC, DateTime EnteredAt, DateTime? ExitedAt);

/// <summary>A buffer as one run sees it: what is its own, and what other runs left there.</summary>
public sealed record RunBufferView(BufferRow Buffer, IReadOnlyList<BufferItemView> Items, decimal TotalQuantityKg, IReadOnlyList<BufferItemView> CarryOver);

/// <summary>A buffer with everything a wall or band shows of it.</summary>
public sealed record BufferPicture(BufferRow Buffer, IReadOnlyList<BufferItemView> Items, IReadOnlyList<TrendPoint> Trend);

public sealed record TrendPoint(DateTime At, decimal C);

public sealed record TrendReading(long Id, Guid BufferId, TrendPoint Point);

/// <summary>The air of all buffers over the last while, as it was read at one moment.</summary>
/// <param name="SettledId">What is not among them has a greater id: a transaction draws its ids when it begins and may commit long after greater ones.</param>
public sealed record BufferTrends(IReadOnlyList<TrendReading> Readings, DateTime Since, DateTime ReadAt, long SettledId)
{
    /// <summary>By buffer and in order of time, with what was recorded since.</summary>
    public ILookup<Guid, TrendPoint> With(IReadOnlyList<TrendReading> newer) =>
        Readings.UnionBy(newer.Where(r => r.Point.At >= Since), r => r.Id).OrderBy(r => r.Point.At).ThenBy(r => r.Id).ToLookup(r => r.BufferId, r => r.Point);
}

public sealed record BufferSummaryView(IReadOnlyList<BufferRow> Buffers, decimal TotalQuantityKg, decimal TotalCapacityKg, int OnHold);

public sealed record MoveView(Guid Id, Guid LotId, string LotCode, LotType LotType, Guid? FromBufferId, string? FromBufferCode, Guid? ToBufferId, string? ToBufferCode, decimal QuantityKg, MoveType MoveType, Guid OperatorId,
    string? OperatorName, string? Reason, DateTime CreatedAt, string? Warning = null);

public sealed record MoveFilter
{
    public Guid? LotId { get; init; }
    public Guid? BufferId { get; init; }
    public MoveType? MoveType { get; init; }
}

public sealed class BufferQueries(Dialect dialect, Clock clock)
{
    /// <summary>No command that records readings takes longer from drawing their ids to its commit.</summary>
    private static readonly TimeSpan LongestWrite = TimeSpan.FromSeconds(10);

    /// <summary>Buffers in process order.</summary>
    public async Task<IReadOnlyList<BufferRow>> List(BufferType? type, bool? active, CancellationToken ct)
    {
        await using var db = dialect.Open();
        var buffers = db.Buffers.AsNoTracking();
        if (type is { } t) buffers = buffers.Where(b => b.BufferType == t);
        if (active is { } a) buffers = buffers.Where(b => b.IsActive == a);
        return await Rows(db, buffers, ct);
    }

    public async Task<BufferSummaryView> Summary(BufferType? type, CancellationToken ct)
    {
        var rows = await List(type, true, ct);
        return new BufferSummaryView(rows, rows.Sum(r => r.CurrentQuantityKg), rows.Sum(r => r.CapacityKg), rows.Count(r => r.IsOnHold));
    }

    public async Task<Outcome<BufferRow>> Detail(Guid id, CancellationToken ct)
    {
        await using var db = dialect.Open();
        return await Rows(db, db.Buffers.AsNoTracking().Where(b => b.Id == id), ct) is [var row] ? row : Refusal.NotFound("buffer", id);
    }

    public async Task<Outcome<IReadOnlyList<BufferItemView>>> Inventory(Guid id, bool includeExited, CancellationToken ct)
    {
        await using var db = dialect.Open();
        if (!await db.Buffers.AnyAsync(b => b.Id == id, ct)) return Refusal.NotFound("buffer", id);
        return (await Items(db, db.Inventory.Where(i => i.BufferId == id && (includeExited || i.ExitedAt == null)), ct)).Select(i => i.View).ToList();
    }

    /// <summary>All active buffers with what the run has in them and what other runs left.</summary>
    public async Task<Outcome<IReadOnlyList<RunBufferView>>> OfRun(Guid runId, CancellationToken ct)
    {
        await using var db = dialect.Open();
        if (!await db.Runs.AnyAsync(r => r.Id == runId, ct)) return Refusal.NotFound("run", runId);
        var rows = await Rows(db, db.Buffers.AsNoTracking().Where(b => b.IsActive), ct);
        var items = (await Items(db, db.Inventory.Where(i => i.ExitedAt == null), ct)).ToLookup(i => i.BufferId, i => i.View);
        return rows.Select(b => new RunBufferView(b, [.. items[b.Id].Where(i => i.RunId == runId)], items[b.Id].Where(i => i.RunId == runId).Sum(i => i.QuantityKg), [.. items[b.Id].Where(i => i.RunId != runId)])).ToList();
    }

    /// <summary>All active buffers with contents and the air temperature of the last while: what walls and bands draw.</summary>
    /// <param name="trends">As they were read a while ago; what was recorded since is added.</param>
    public async Task<IReadOnlyList<BufferPicture>> Pictures(BufferTrends trends, CancellationToken ct)
    {
        await using var db = dialect.Open();
        var rows = await Rows(db, db.Buffers.AsNoTracking().Where(b => b.IsActive), ct);
        var items = (await Items(db, db.Inventory.Where(i => i.ExitedAt == null), ct)).ToLookup(i => i.BufferId, i => i.View);
        var points = trends.With(await Air(db.Readings.Where(r => r.Id > trends.SettledId), ct));
        return [.. rows.Select(b => new BufferPicture(b, [.. items[b.Id]], [.. points[b.Id]]))];
    }

    /// <summary>Every reading of the last <paramref name="span"/>: too much to read after each change.</summary>
    public async Task<BufferTrends> Trends(TimeSpan span, CancellationToken ct)
    {
        await using var db = dialect.Open();
        var now = clock.Now;
        var settled = await db.Readings.Where(r => r.ReceivedAt <= now - LongestWrite).OrderByDescending(r => r.Id).Select(r => r.Id).FirstOrDefaultAsync(ct);
        return new BufferTrends(await Air(db.Readings.Where(r => r.MeasuredAt >= now - span), ct), now - span, now, settled);
    }

    private static async Task<IReadOnlyList<TrendReading>> Air(IQueryable<TemperatureLog> readings, CancellationToken ct) =>
        [.. (await readings.AsNoTracking().Where(r => r.BufferId != null && r.MeasurementType == MeasurementType.Ambient).Select(r => new { r.Id, r.BufferId, r.MeasuredAt, r.TemperatureTenths }).ToListAsync(ct))
            .Select(r => new TrendReading(r.Id, r.BufferId!.Value, new TrendPoint(r.MeasuredAt, Units.Celsius(r.TemperatureTenths))))];

    public async Task<IReadOnlyList<MoveView>> Moves(MoveFilter filter, Page page, CancellationToken ct)
    {
        await using var db = dialect.Open();
        var moves = Filtered(db, filter);
        if (page.After is { } after) moves = moves.Where(m => m.Id.CompareTo(after) < 0);
        return await (from m in moves
                      join l in db.Lots on m.LotId equals l.Id
                      join u in db.Users on m.OperatorId equals u.Id
                      join f in db.Buffers on m.FromBufferId equals f.Id into froms
                      from f in froms.DefaultIfEmpty()
                      join t in db.Buffers on m.ToBufferId equals t.Id into tos
                      from t in tos.DefaultIfEmpty()
                      orderby m.Id descending
                      select new MoveView(m.Id, m.LotId, l.LotCode, l.LotType, m.FromBufferId, f == null ? null : f.BufferCode, m.ToBufferId, t == null ? null : t.BufferCode, Units.Kg(m.QuantityGrams), m.MoveType, m.OperatorId, u.FullName, m.Reason, m.CreatedAt, null))
            .Take(page.Limit).ToListAsync(ct);
    }

    public async Task<int> CountMoves(MoveFilter filter, CancellationToken ct)
    {
        await using var db = dialect.Open();
        return await Filtered(db, filter).CountAsync(ct);
    }

    private static IQueryable<StockMove> Filtered(ControlRoomDb db, MoveFilter filter)
    {
        var moves = db.Moves.AsNoTracking();
        if (filter.LotId is { } lot) moves = moves.Where(m => m.LotId == lot);
        if (filter.BufferId is { } buffer) moves = moves.Where(m => m.FromBufferId == buffer || m.ToBufferId == buffer);
        if (filter.MoveType is { } type) moves = moves.Where(m => m.MoveType == type);
        return moves;
    }

    private sealed record Item(Guid BufferId, BufferItemView View);

    private static Task<List<Item>> Items(ControlRoomDb db, IQueryable<InventoryItem> items, CancellationToken ct) =>
        (from i in items.AsNoTracking() join l in db.Lots on i.LotId equals l.Id orderby i.EnteredAt, i.Id
         select new Item(i.BufferId, new BufferItemView(l.Id, l.LotCode, l.LotType, l.Status, i.RunId, Units.Kg(i.QuantityGrams), l.PieceCount, Units.Celsius(l.TemperatureTenths), i.EnteredAt, i.ExitedAt))).ToListAsync(ct);

    internal async Task<IReadOnlyList<BufferRow>> Rows(ControlRoomDb db, IQueryable<Buffer> query, CancellationToken ct)
    {
        var rows = await (from b in query
                          orderby b.Position, b.BufferCode
                          select new
                          {
                              Buffer = b,
                              Grams = db.Inventory.Where(i => i.BufferId == b.Id && i.ExitedAt == null).Sum(i => (long?)i.QuantityGrams) ?? 0,
                              Items = db.Inventory.Count(i => i.BufferId == b.Id && i.ExitedAt == null),
                              Last = db.Readings.Where(r => r.BufferId == b.Id && r.MeasurementType == MeasurementType.Ambient).OrderByDescending(r => r.MeasuredAt).ThenByDescending(r => r.Id)
                                  .Select(r => new { r.TemperatureTenths, r.MeasuredAt }).FirstOrDefault(),
                          }).ToListAsync(ct);
        var now = clock.Now;
        return [.. rows.Select(r => Row(r.Buffer, r.Grams, r.Items, r.Last?.TemperatureTenths, r.Last?.MeasuredAt, now))];
    }

    /// <summary>How fresh a value of <paramref name="at"/> is now.</summary>
    public static Freshness Of(DateTime? at, int periodSeconds, DateTime now) => at is not { } then ? Freshness.Never
        : (now - then).TotalSeconds <= periodSeconds * 2d ? Freshness.Live : (now - then).TotalSeconds <= periodSeconds * 10d ? Freshness.Late : Freshness.Lost;

    private static BufferRow Row(Buffer b, long grams, int items, int? tenths, DateTime? at, DateTime now) => new()
    {
        Id = b.Id, BufferCode = b.BufferCode, BufferType = b.BufferType, AllowedLotTypes = b.Allowed, CapacityKg = Units.Kg(b.CapacityGrams), TempMinC = Units.Celsius(b.TempMinTenths), TempMaxC = Units.Celsius(b.TempMaxTenths),
        IsActive = b.IsActive, IsOnHold = b.IsOnHold, HoldReason = b.HoldReason, SiteCode = b.SiteCode, NameHu = b.NameHu, NameEn = b.NameEn, Color = b.Color, ReadingPeriodS = b.ReadingPeriodSeconds, Position = b.Position,
        CurrentQuantityKg = Units.Kg(grams), FillPercent = decimal.Round(grams * 100m / b.CapacityGrams, 1), ItemCount = items, AmbientC = Units.Celsius(tenths), AmbientAt = at,
        Freshness = Of(at, b.ReadingPeriodSeconds, now), RowVersion = b.RowVersion,
    };
}
