using System.Text.Json;
using ControlRoom.Core.Alarms;
using ControlRoom.Core.Database;
using ControlRoom.Core.Flows;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using ControlRoom.Core.Quality;
using ControlRoom.Core.Runs;
using ControlRoom.Core.Stock;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Displays;

/// <summary>Gathers what the areas know into one answer; each figure is read by the query that also draws it elsewhere, where there is one.</summary>
public sealed class DashboardQueries(Dialect dialect, Clock clock, PlantOptions options, PlantStatusQueries status, InspectionQueries inspections, BufferQueries buffers)
{
    private const int Days = 7;
    private static readonly TimeSpan Day = TimeSpan.FromHours(24), Week = TimeSpan.FromDays(Days);

    /// <summary>Rods of a full day (plant specification §6.2): 600 and 450 kg.</summary>
    private static readonly (Sku Sku, int Pieces)[] FullDay = [(Sku.Kg15, 40), (Sku.Kg30, 15)];

    public async Task<DashboardView> Now(CancellationToken ct)
    {
        var (plant, pending, stock) = (await status.Now(ct), await inspections.Pending(null, ct), await buffers.List(null, true, ct));
        await using var db = dialect.Open();
        var since = clock.Now - Day;
        var runs = await db.Runs.AsNoTracking().Where(r => r.Status != RunStatus.Archived).GroupBy(r => r.Status).Select(g => new { g.Key, Count = g.Count() }).ToListAsync(ct);
        var decisions = await db.Inspections.AsNoTracking().Where(i => i.InspectedAt >= since).GroupBy(i => i.Decision).Select(g => new { g.Key, Count = g.Count() }).ToListAsync(ct);
        var alarms = await db.Alarms.AsNoTracking().Where(a => AlarmQueries.Open.Contains(a.State)).Select(a => new { a.Priority, a.State }).ToListAsync(ct);
        var inspected = decisions.Sum(d => d.Count);
        var oldest = pending.MinBy(p => p.Since);
        var (violations, days) = await Violations(db, ct);
        var (steps, deviation) = await Steps(db, ct);
        var meat = await Meat(db, ct);
        return new DashboardView
        {
            Runs = runs.OrderBy(r => r.Key).ToDictionary(r => Word.Of(r.Key), r => r.Count),
            ActiveRuns = runs.Where(r => r.Key is RunStatus.Running or RunStatus.Hold).Sum(r => r.Count),
            MaxActiveRuns = options.MaxActiveRunsPerSite,
            ShippedTodayKg = plant.ShippedTodayKg,
            ShippedTodayPieces = await Pieces(db, ct),
            TargetKg = plant.TargetKg,
            TotalYieldPercent = meat?.Percent,
            MeatYield = meat,
            DeboningYieldPercent = plant.BoneInYieldPercent,
            DeboningRunCode = plant.BoneInRun,
            HeldLots = plant.HeldLots,
            HeldKg = plant.HeldKg,
            OldestHeldLotCode = plant.OldestHeldLot,
            OldestHeldAt = plant.OldestHeldAt,
            PendingInspections = pending.Count,
            OldestPendingAt = oldest?.Since,
            OldestPendingLotCode = oldest?.LotCode,
            Ccp = await Ccp(db, ct),
            ViolationsLastDay = violations.Count,
            ViolatingLots = violations.Where(v => v.LotId is not null).Select(v => v.LotId).Distinct().Count(),
            ViolatingBuffers = violations.Where(v => v.LotId is null).Select(v => v.BufferId).Distinct().Count(),
            ViolationDays = days,
            QcDecisionsLastDay = Enum.GetValues<Decision>().ToDictionary(d => Word.Of(d), d => decisions.Where(g => g.Key == d).Sum(g => g.Count)),
            QcPassPercentLastDay = inspected == 0 ? null : decimal.Round(100m * decisions.Where(d => d.Key == Decision.Pass).Sum(d => d.Count) / inspected, 1),
            Buffers = [.. stock.Select(b => new BufferFill(b.BufferCode, b.CurrentQuantityKg, b.CapacityKg, b.FillPercent, b.IsOnHold))],
            SensorsLost = stock.Count(b => b.Freshness is Freshness.Lost or Freshness.Never),
            Steps = steps,
            StepDeviationPercent = deviation,
            LotsAtSteps = await LotsAtSteps(db, ct),
            Alarms = [.. alarms.GroupBy(a => a.Priority).OrderBy(g => g.Key).Select(g => new OpenAlarms(g.Key, g.Count(), g.Count(a => a.State != AlarmState.Ack)))],
        };
    }

    private static async Task<MeatYield?> Meat(ControlRoomDb db, CancellationToken ct)
    {
        var run = await db.Runs.AsNoTracking().Where(r => r.CompletedAt != null && r.Summary != null).OrderByDescending(r => r.CompletedAt).Select(r => new { r.Id, r.RunCode, r.Summary }).FirstOrDefaultAsync(ct);
        if (run is null) return null;
        using var read = JsonDocument.Parse(run.Summary!);
        return Number("yield_percent") is { } percent && Number("shipped_kg") is { } shipped && Number("meat_kg") is { } meat ? new(run.RunCode, percent, shipped, meat) : null;

        decimal? Number(string member) => read.RootElement.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDecimal() : null;
    }

    private async Task<IReadOnlyList<SkuShipped>> Pieces(ControlRoomDb db, CancellationToken ct)
    {
        var begun = clock.StartOfProductionDay(clock.ProductionDate(clock.Now));
        // A pallet leaves in one move; its pieces are counted once, however often that is.
        var pallets = await db.Lots.AsNoTracking().Where(l => db.Moves.Any(m => m.LotId == l.Id && m.MoveType == MoveType.Ship && m.CreatedAt >= begun)).Select(l => new { l.SkuType, l.PieceCount }).ToListAsync(ct);
        return [.. FullDay.Select(d => new SkuShipped(d.Sku, pallets.Where(p => p.SkuType == d.Sku).Sum(p => p.PieceCount ?? 0), d.Pieces))];
    }

    private sealed record Violation(Guid? LotId, Guid? BufferId, DateTime At);

    private async Task<(IReadOnlyList<Violation> LastDay, IReadOnlyList<int> Days)> Violations(ControlRoomDb db, CancellationToken ct)
    {
        var (now, since) = (clock.Now, clock.Now - Week);
        var found = await db.Readings.AsNoTracking().Where(r => r.IsViolation && r.MeasuredAt >= since).Select(r => new Violation(r.LotId, r.BufferId, r.MeasuredAt)).ToListAsync(ct);
        return ([.. found.Where(v => v.At >= now - Day)], [.. Enumerable.Range(1, Days).Select(day => found.Count(v => v.At >= since + (day - 1) * Day && (day == Days || v.At < since + day * Day)))]);
    }

    private static async Task<IReadOnlyList<StepLots>> LotsAtSteps(ControlRoomDb db, CancellationToken ct)
    {
        var found = await (from l in db.Lots.AsNoTracking()
                           where l.Status == LotStatus.Created || l.Status == LotStatus.Quarantine || l.Status == LotStatus.Released || l.Status == LotStatus.Hold
                           join r in db.Runs on l.RunId equals r.Id
                           where r.Status == RunStatus.Running || r.Status == RunStatus.Hold
                           group l by l.StepIndex into g
                           select new { g.Key, Count = g.Count(), Grams = g.Sum(l => l.RemainingGrams) }).ToDictionaryAsync(g => g.Key, ct);
        return [.. Enumerable.Range(0, ProcessSteps.Count).Select(step => found.TryGetValue(step, out var lots) ? new StepLots(step, lots.Count, Units.Kg(lots.Grams)) : new StepLots(step, 0, 0))];
    }

    private async Task<IReadOnlyList<CcpStatus>> Ccp(ControlRoomDb db, CancellationToken ct)
    {
        var since = clock.Now - Week;
        var found = new List<CcpStatus>();
        foreach (var step in ProcessSteps.Critical)
        {
            var type = CcpRules.TypeAt(step);
            var last = await (from r in db.Readings.AsNoTracking()
                              where r.MeasuredAt >= since && r.ReadingRole == ReadingRole.Ccp && r.MeasurementType == type
                              join l in db.Lots on r.LotId equals l.Id
                              where l.StepIndex == step
                              orderby r.MeasuredAt descending, r.Id descending
                              select new { Reading = r, l.LotCode }).FirstOrDefaultAsync(ct);
            if (last?.Reading is { } reading) found.Add(new CcpStatus(step, last.LotCode, Units.Celsius(reading.TemperatureTenths), Units.Celsius(reading.ThresholdTenths), reading.IsViolation, reading.MeasuredAt));
        }
        return found;
    }

    private async Task<(IReadOnlyList<StepPace> Steps, decimal? DeviationPercent)> Steps(ControlRoomDb db, CancellationToken ct)
    {
        var since = clock.Now - Week;
        var done = await db.Steps.AsNoTracking().Where(s => s.StartedAt != null && s.CompletedAt >= since).Select(s => new { s.StepIndex, Started = s.StartedAt!.Value, Completed = s.CompletedAt!.Value }).ToListAsync(ct);
        var (took, planned) = (done.Sum(s => (s.Completed - s.Started).TotalSeconds), 60.0 * done.Sum(s => ProcessSteps.PlanMinutes[s.StepIndex]));
        return ([.. done.GroupBy(s => s.StepIndex).OrderBy(g => g.Key).Select(g => new StepPace(g.Key, g.Count(), (int)g.Average(s => (s.Completed - s.Started).TotalSeconds), ProcessSteps.PlanMinutes[g.Key]))],
            planned == 0 ? null : decimal.Round((decimal)(100 * (took / planned - 1)), 1));
    }
}
