using System.Text.Json;
using ControlRoom.Core.Alarms;
using ControlRoom.Core.Database;
using ControlRoom.Core.Flows;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Quality;
using ControlRoom.Core.Runs;
using ControlRoom.Core.Stock;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Displays;

/// <summary>The latest CCP reading at a critical step.</summary>
public sealed record CcpStatus(int StepIndex, string LotCode, decimal TemperatureC, decimal? ThresholdC, bool IsViolation, DateTime MeasuredAt);

/// <summary>How long a step took on the average of the last week, beside its usual plan.</summary>
public sealed record StepPace(int StepIndex, int Executions, int MeanDurationS, int PlanMinutes);

public sealed record BufferFill(string BufferCode, decimal CurrentQuantityKg, decimal CapacityKg, decimal FillPercent, bool IsOnHold);

public sealed record OpenAlarms(int Priority, int Count, int Unacknowledged);

/// <summary>The key figures of the plant (plant specification §6.2).</summary>
public sealed record DashboardView
{
    /// <summary>Runs that are not archived, by status word.</summary>
    public required IReadOnlyDictionary<string, int> Runs { get; init; }
    public required decimal ShippedTodayKg { get; init; }

    /// <summary>Highest target of the runs made today; null without one.</summary>
    public decimal? TargetKg { get; init; }

    /// <summary>Shipped of what was received, in the run that was completed last.</summary>
    public decimal? TotalYieldPercent { get; init; }

    /// <summary>Deboned weight of the bone-in meat that went in, of the run that deboned such meat last.</summary>
    public decimal? DeboningYieldPercent { get; init; }
    public required int HeldLots { get; init; }
    public required decimal HeldKg { get; init; }
    public required int PendingInspections { get; init; }
    public DateTime? OldestPendingAt { get; init; }

    /// <summary>The latest of each critical step that was measured within a week.</summary>
    public required IReadOnlyList<CcpStatus> Ccp { get; init; }
    public required int ViolationsLastDay { get; init; }

    /// <summary>PASS among the inspections of the last 24 hours; null without one.</summary>
    public decimal? QcPassPercentLastDay { get; init; }
    public required IReadOnlyList<BufferFill> Buffers { get; init; }
    public required IReadOnlyList<StepPace> Steps { get; init; }

    /// <summary>Alarms that still need somebody; priorities without one are left out.</summary>
    public required IReadOnlyList<OpenAlarms> Alarms { get; init; }
}

/// <summary>Gathers what the areas know into one answer; each figure is read by the query that also draws it elsewhere, where there is one.</summary>
public sealed class DashboardQueries(Dialect dialect, Clock clock, PlantStatusQueries status, InspectionQueries inspections, BufferQueries buffers)
{
    private static readonly TimeSpan Day = TimeSpan.FromHours(24), Week = TimeSpan.FromDays(7);

    public async Task<DashboardView> Now(CancellationToken ct)
    {
        var (plant, pending, stock) = (await status.Now(ct), await inspections.Pending(null, ct), await buffers.List(null, true, ct));
        await using var db = dialect.Open();
        var since = clock.Now - Day;
        var runs = await db.Runs.AsNoTracking().Where(r => r.Status != RunStatus.Archived).GroupBy(r => r.Status).Select(g => new { g.Key, Count = g.Count() }).ToListAsync(ct);
        var decisions = await db.Inspections.AsNoTracking().Where(i => i.InspectedAt >= since).GroupBy(i => i.Decision).Select(g => new { g.Key, Count = g.Count() }).ToListAsync(ct);
        var alarms = await db.Alarms.AsNoTracking().Where(a => AlarmQueries.Open.Contains(a.State)).Select(a => new { a.Priority, a.State }).ToListAsync(ct);
        var inspected = decisions.Sum(d => d.Count);
        return new DashboardView
        {
            Runs = runs.OrderBy(r => r.Key).ToDictionary(r => Word.Of(r.Key), r => r.Count),
            ShippedTodayKg = plant.ShippedTodayKg,
            TargetKg = plant.TargetKg,
            TotalYieldPercent = await TotalYield(db, ct),
            DeboningYieldPercent = plant.BoneInYieldPercent,
            HeldLots = plant.HeldLots,
            HeldKg = plant.HeldKg,
            PendingInspections = pending.Count,
            OldestPendingAt = pending.Count == 0 ? null : pending.Min(p => p.Since),
            Ccp = await Ccp(db, ct),
            ViolationsLastDay = await db.Readings.CountAsync(r => r.IsViolation && r.MeasuredAt >= since, ct),
            QcPassPercentLastDay = inspected == 0 ? null : decimal.Round(100m * decisions.Where(d => d.Key == Decision.Pass).Sum(d => d.Count) / inspected, 1),
            Buffers = [.. stock.Select(b => new BufferFill(b.BufferCode, b.CurrentQuantityKg, b.CapacityKg, b.FillPercent, b.IsOnHold))],
            Steps = await Steps(db, ct),
            Alarms = [.. alarms.GroupBy(a => a.Priority).OrderBy(g => g.Key).Select(g => new OpenAlarms(g.Key, g.Count(), g.Count(a => a.State != AlarmState.Ack)))],
        };
    }

    private static async Task<decimal?> TotalYield(ControlRoomDb db, CancellationToken ct)
    {
        var summary = await db.Runs.AsNoTracking().Where(r => r.CompletedAt != null && r.Summary != null).OrderByDescending(r => r.CompletedAt).Select(r => r.Summary).FirstOrDefaultAsync(ct);
        if (summary is null) return null;
        using var read = JsonDocument.Parse(summary);
        return read.RootElement.GetProperty("yield_percent").GetDecimal();
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

    private async Task<IReadOnlyList<StepPace>> Steps(ControlRoomDb db, CancellationToken ct)
    {
        var since = clock.Now - Week;
        var done = await db.Steps.AsNoTracking().Where(s => s.StartedAt != null && s.CompletedAt >= since).Select(s => new { s.StepIndex, Started = s.StartedAt!.Value, Completed = s.CompletedAt!.Value }).ToListAsync(ct);
        return [.. done.GroupBy(s => s.StepIndex).OrderBy(g => g.Key).Select(g => new StepPace(g.Key, g.Count(), (int)g.Average(s => (s.Completed - s.Started).TotalSeconds), ProcessSteps.PlanMinutes[g.Key]))];
    }
}
