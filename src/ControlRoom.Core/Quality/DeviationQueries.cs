using System.Text.Json;
using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Quality;

/// <summary>So many kilograms lay in a buffer.</summary>
public sealed record DeviationPlaceView(string BufferCode, decimal QuantityKg);

public sealed record OutcomeView(DispositionOutcome Outcome, decimal QuantityKg, string RecordedByName, DateTime RecordedAt);

/// <summary>A lot of a deviation.</summary>
/// <param name="StatusThen">State when the deviation had done with it: HOLD, or an end that no hold reaches.</param>
/// <param name="QuantityKg">What was left of it then; <paramref name="RemainingKg"/> is what is left now.</param>
/// <param name="RecallKg">What has left the building.</param>
/// <param name="IsHeld">The deviation holds it: releasing it needs a disposition.</param>
/// <param name="Outcomes">The disposition in force, empty when there is none.</param>
public sealed record DeviationLotView(Guid LotId, string LotCode, LotType LotType, Guid RunId, string RunCode, int StepIndex, DeviationRole Role, LotStatus Status, LotStatus StatusThen, decimal QuantityKg, decimal RemainingKg,
    decimal RecallKg, IReadOnlyList<DeviationPlaceView> Places, DateTime? HeldAt, DateTime? SettledAt, bool IsHeld, IReadOnlyList<OutcomeView> Outcomes);

/// <summary>A failure at a critical control point with everything it reached.</summary>
/// <param name="GateCode">The gate of the step in the catalogue.</param>
/// <param name="LotCode">The lot that failed.</param>
/// <param name="TemperatureC">What was measured, when a reading is the cause.</param>
/// <param name="FromAt">The last compliant check of the control point; null when there is none on record.</param>
/// <param name="HeldKg">Held when it was found; <paramref name="OpenKg"/> is what it still holds.</param>
/// <param name="RecallKg">Has left the building and would have to be called back.</param>
/// <param name="Buffers">Where the held kilograms lay.</param>
public sealed record DeviationView(Guid Id, string DeviationCode, DeviationStatus Status, DeviationCause Cause, string SiteCode, int StepIndex, string? GateCode, Guid LotId, string LotCode, Guid RunId, string RunCode,
    long? ReadingId, Guid? InspectionId, decimal? TemperatureC, decimal? ThresholdC, string Reason, DateTime? FromAt, DateTime ToAt, decimal HeldKg, decimal OpenKg, decimal RecallKg,
    IReadOnlyList<DeviationLotView> Lots, IReadOnlyList<DeviationPlaceView> Buffers, string? Evaluation, string? Prevention, Guid OpenedBy, string OpenedByName, DateTime OpenedAt, Guid? ClosedBy, string? ClosedByName,
    DateTime? ClosedAt, bool IsSimulated, int RowVersion);

public sealed record DeviationFilter
{
    public DeviationStatus? Status { get; init; }

    /// <summary>Those that reach a lot of the run.</summary>
    public Guid? RunId { get; init; }

    /// <summary>Those that reach the lot.</summary>
    public Guid? LotId { get; init; }
    public int? StepIndex { get; init; }
}

/// <summary>Reads of deviations.</summary>
public sealed class DeviationQueries(Dialect dialect)
{
    /// <summary>Newest first.</summary>
    public async Task<IReadOnlyList<DeviationView>> List(DeviationFilter filter, Page page, CancellationToken ct)
    {
        await using var db = dialect.Open();
        var deviations = Filtered(db, filter);
        if (page.After is { } after) deviations = deviations.Where(d => d.Id.CompareTo(after) < 0);
        return await Views(db, deviations, page.Limit, ct);
    }

    public async Task<int> Count(DeviationFilter filter, CancellationToken ct)
    {
        await using var db = dialect.Open();
        return await Filtered(db, filter).CountAsync(ct);
    }

    /// <param name="idOrCode">Id or code of the deviation.</param>
    public async Task<Outcome<DeviationView>> Detail(string idOrCode, CancellationToken ct)
    {
        await using var db = dialect.Open();
        var deviations = Guid.TryParse(idOrCode, out var id) ? db.Deviations.Where(d => d.Id == id) : db.Deviations.Where(d => d.DeviationCode == idOrCode);
        return await Views(db, deviations, 1, ct) is [var view] ? view : Refusal.NotFound("deviation", idOrCode);
    }

    /// <summary>Those that reached goods of a run, oldest first.</summary>
    internal static async Task<IReadOnlyList<DeviationView>> OfRun(ControlRoomDb db, Guid runId, CancellationToken ct) =>
        [.. (await Views(db, Filtered(db, new DeviationFilter { RunId = runId }), Page.MaxLimit, ct)).Reverse()];

    /// <summary>The deviations a command began or belongs to, as they are at its end. Nothing is asked where there are none.</summary>
    internal static async Task<IReadOnlyDictionary<Guid, DeviationView>> Of(Work work, IEnumerable<Guid?> ids)
    {
        var some = ids.OfType<Guid>().Distinct().ToList();
        return some.Count == 0 ? new Dictionary<Guid, DeviationView>() : (await Views(work.Db, work.Db.Deviations.Where(d => some.Contains(d.Id)), some.Count, work.Ct)).ToDictionary(d => d.Id);
    }

    internal static async Task<IReadOnlyList<DeviationView>> Views(ControlRoomDb db, IQueryable<Deviation> deviations, int limit, CancellationToken ct)
    {
        var rows = await (from d in deviations.AsNoTracking()
                          join l in db.Lots on d.LotId equals l.Id
                          join r in db.Runs on d.RunId equals r.Id
                          join o in db.Users on d.OpenedBy equals o.Id
                          join c in db.Users on d.ClosedBy equals c.Id into closers
                          from c in closers.DefaultIfEmpty()
                          join t in db.Readings on d.ReadingId equals t.Id into readings
                          from t in readings.DefaultIfEmpty()
                          orderby d.Id descending
                          select new
                          {
                              Deviation = d, l.LotCode, r.RunCode, OpenedBy = o.FullName, ClosedBy = c == null ? null : c.FullName,
                              Tenths = t == null ? (int?)null : t.TemperatureTenths, Limit = t == null ? null : t.ThresholdTenths,
                          }).Take(limit).ToListAsync(ct);
        var lots = await Lots(db, [.. rows.Select(r => r.Deviation.Id)], ct);
        return [.. rows.Select(r => View(r.Deviation, r.LotCode, r.RunCode, r.OpenedBy, r.ClosedBy, Units.Celsius(r.Tenths), Units.Celsius(r.Limit), [.. lots[r.Deviation.Id]]))];
    }

    private static DeviationView View(Deviation d, string lotCode, string runCode, string openedBy, string? closedBy, decimal? celsius, decimal? limit, IReadOnlyList<DeviationLotView> lots) =>
        new(d.Id, d.DeviationCode, d.Status, d.Cause, d.SiteCode, d.StepIndex, GateCatalogue.OfStep(d.StepIndex)?.Code, d.LotId, lotCode, d.RunId, runCode, d.ReadingId, d.InspectionId, celsius, limit, d.Reason, d.FromAt, d.ToAt,
            lots.Where(l => l.HeldAt is not null).Sum(l => l.QuantityKg), lots.Where(l => l.IsHeld).Sum(l => l.RemainingKg), lots.Sum(l => l.RecallKg), lots,
            [.. lots.Where(l => l.HeldAt is not null).SelectMany(l => l.Places).GroupBy(p => p.BufferCode, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => new DeviationPlaceView(g.Key, g.Sum(p => p.QuantityKg)))],
            d.Evaluation, d.Prevention, d.OpenedBy, openedBy, d.OpenedAt, d.ClosedBy, closedBy, d.ClosedAt, d.IsSimulated, d.RowVersion);

    private static async Task<ILookup<Guid, DeviationLotView>> Lots(ControlRoomDb db, List<Guid> ids, CancellationToken ct)
    {
        if (ids.Count == 0) return Enumerable.Empty<DeviationLotView>().ToLookup(_ => Guid.Empty);
        var rows = await (from d in db.DeviationLots.AsNoTracking() where ids.Contains(d.DeviationId) join l in db.Lots on d.LotId equals l.Id join r in db.Runs on l.RunId equals r.Id
                          orderby l.StepIndex, l.LotCode
                          select new { Row = d, l.LotCode, l.LotType, l.RunId, r.RunCode, l.StepIndex, l.Status, l.RemainingGrams }).ToListAsync(ct);
        var decided = (await (from d in db.DeviationDispositions.AsNoTracking() where ids.Contains(d.DeviationId) join u in db.Users on d.RecordedBy equals u.Id
                              orderby d.Outcome select new { Row = d, u.FullName }).ToListAsync(ct)).ToLookup(d => (d.Row.DeviationId, d.Row.LotId));
        return rows.ToLookup(r => r.Row.DeviationId, r =>
        {
            var own = decided[(r.Row.DeviationId, r.Row.LotId)].Where(d => d.Row.RecordedAt >= (r.Row.HeldAt ?? DateTime.MinValue)).GroupBy(d => d.Row.Revision).MaxBy(g => g.Key);
            return new DeviationLotView(r.Row.LotId, r.LotCode, r.LotType, r.RunId, r.RunCode, r.StepIndex, r.Row.Role, r.Status, r.Row.StatusThen, Units.Kg(r.Row.QuantityGrams), Units.Kg(r.RemainingGrams), Units.Kg(r.Row.RecallGrams),
                JsonSerializer.Deserialize<List<DeviationPlaceView>>(r.Row.Places, Json.Options)!, r.Row.HeldAt, r.Row.SettledAt, r.Row.IsHeld,
                own is null ? [] : [.. own.Select(d => new OutcomeView(d.Row.Outcome, Units.Kg(d.Row.QuantityGrams), d.FullName, d.Row.RecordedAt))]);
        });
    }

    private static IQueryable<Deviation> Filtered(ControlRoomDb db, DeviationFilter filter)
    {
        var deviations = db.Deviations.AsNoTracking();
        if (filter.Status is { } status) deviations = deviations.Where(d => d.Status == status);
        if (filter.StepIndex is { } step) deviations = deviations.Where(d => d.StepIndex == step);
        if (filter.RunId is { } run) deviations = deviations.Where(d => d.RunId == run || db.DeviationLots.Any(l => l.DeviationId == d.Id && db.Lots.Any(lot => lot.Id == l.LotId && lot.RunId == run)));
        if (filter.LotId is { } lotId) deviations = deviations.Where(d => db.DeviationLots.Any(l => l.DeviationId == d.Id && l.LotId == lotId));
        return deviations;
    }
}
