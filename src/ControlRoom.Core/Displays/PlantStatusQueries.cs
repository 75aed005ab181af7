using ControlRoom.Core.Database;
using ControlRoom.Core.Flows;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using ControlRoom.Core.Runs;
using ControlRoom.Core.Stock;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Displays;

/// <summary>A lot that waits for its CCP decision.</summary>
public sealed record CcpWait(string LotCode, int StepIndex, DateTime Since);

/// <summary>The plant in a handful of numbers, for walls and the frame around every page.</summary>
public sealed record PlantStatus
{
    public required decimal HeldKg { get; init; }
    public required int HeldLots { get; init; }
    public required int HeldRuns { get; init; }
    public string? OldestHeldLot { get; init; }
    public DateTime? OldestHeldAt { get; init; }

    /// <summary>Oldest first.</summary>
    public required IReadOnlyList<CcpWait> CcpWaiting { get; init; }
    public required int CcpDoneToday { get; init; }
    public required decimal ShippedTodayKg { get; init; }
    public required decimal ShippedYesterdayKg { get; init; }

    /// <summary>Highest target of the runs made today; null without one.</summary>
    public decimal? TargetKg { get; init; }

    /// <summary>Deboned weight of the bone-in meat that went in, of the run that deboned such meat last.</summary>
    public decimal? BoneInYieldPercent { get; init; }
    public string? BoneInRun { get; init; }
}

public sealed class PlantStatusQueries(Dialect dialect, Clock clock)
{
    public async Task<PlantStatus> Now(CancellationToken ct)
    {
        await using var db = dialect.Open();
        var today = clock.ProductionDate(clock.Now);
        var (begun, before) = (clock.StartOfProductionDay(today), clock.StartOfProductionDay(today.AddDays(-1)));
        var held = await db.Lots.AsNoTracking().Where(l => l.Status == LotStatus.Hold).Select(l => new { l.LotCode, l.RemainingGrams, l.HeldAt }).ToListAsync(ct);
        var oldest = held.MinBy(l => l.HeldAt ?? DateTime.MaxValue);
        var critical = ProcessSteps.Critical.ToList();
        var waiting = await db.Lots.AsNoTracking().Where(l => l.Status == LotStatus.Quarantine && critical.Contains(l.StepIndex) && l.MaterialClass == MaterialClass.Meat)
            .OrderBy(l => l.CreatedAt).Select(l => new CcpWait(l.LotCode, l.StepIndex, l.CreatedAt)).ToListAsync(ct);
        var shipped = await db.Moves.AsNoTracking().Where(m => m.MoveType == MoveType.Ship && m.CreatedAt >= before).Select(m => new { m.CreatedAt, m.QuantityGrams }).ToListAsync(ct);
        var targets = await db.Runs.AsNoTracking().Where(r => r.CreatedAt >= begun && r.Status != RunStatus.Aborted).Select(r => r.DailyTargetGrams).ToListAsync(ct);
        var (yield, run) = await BoneInYield(db, ct);
        return new PlantStatus
        {
            HeldKg = Units.Kg(held.Sum(l => l.RemainingGrams)),
            HeldLots = held.Count,
            HeldRuns = await db.Runs.CountAsync(r => r.Status == RunStatus.Hold, ct),
            OldestHeldLot = oldest?.LotCode,
            OldestHeldAt = oldest?.HeldAt,
            CcpWaiting = waiting,
            CcpDoneToday = await db.Inspections.CountAsync(i => i.IsCcp && i.InspectedAt >= begun, ct),
            ShippedTodayKg = Units.Kg(shipped.Where(m => m.CreatedAt >= begun).Sum(m => m.QuantityGrams)),
            ShippedYesterdayKg = Units.Kg(shipped.Where(m => m.CreatedAt < begun).Sum(m => m.QuantityGrams)),
            TargetKg = Units.Kg(targets.Max()),
            BoneInYieldPercent = yield,
            BoneInRun = run,
        };
    }

    /// <summary>Meat was bone-in when bone was weighed as its waste; fillet and skin lose trim only and would raise the yield.</summary>
    private static async Task<(decimal? Percent, string? Run)> BoneInYield(ControlRoomDb db, CancellationToken ct)
    {
        var boned = db.Lots.AsNoTracking().Where(l => l.LotType == LotType.Deb && l.Status != LotStatus.Rejected && db.Waste.Any(w => w.LotId == l.Id && w.Reason == WasteReason.Bone));
        var last = await (from l in boned join r in db.Runs on l.RunId equals r.Id orderby l.Id descending select new { r.Id, r.RunCode }).FirstOrDefaultAsync(ct);
        if (last is null) return (null, null);
        var deboned = await boned.Where(l => l.RunId == last.Id).Select(l => new { l.Id, l.WeightGrams }).ToListAsync(ct);
        var ids = deboned.Select(l => l.Id).ToList();
        var used = await db.Links.Where(k => ids.Contains(k.ChildLotId)).SumAsync(k => k.QuantityUsedGrams, ct);
        return (used == 0 ? null : decimal.Round(100m * deboned.Sum(l => l.WeightGrams) / used, 1), last.RunCode);
    }
}
