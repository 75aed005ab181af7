using ControlRoom.Core.Database;
using ControlRoom.Core.Flows;
using ControlRoom.Core.Kernel;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Lots;

/// <summary>Weight through one step.</summary>
/// <param name="InKg">Received, or used from parents.</param>
/// <param name="OutKg">Weight of the lots made.</param>
public sealed record StepBalanceView(int StepIndex, decimal InKg, decimal OutKg, decimal WasteKg, decimal RemainingKg);

/// <summary>received + carried in = shipped + carried out + in stock + rejected + waste + unaccounted.</summary>
public sealed record MassBalanceView(decimal ReceivedKg, decimal CarriedInKg, decimal ShippedKg, decimal CarriedOutKg, decimal InStockKg, decimal RejectedKg, decimal WasteKg, decimal UnaccountedKg, IReadOnlyList<StepBalanceView> Steps)
{
    /// <summary>Meat that was received and not rejected; ingredients are no meat.</summary>
    public decimal MeatKg { get; init; }

    /// <summary>Shipped of the meat that came in: the one yield of a run, wherever it is shown. Null when the run received no meat.</summary>
    public decimal? MeatYieldPercent => MeatKg == 0 ? null : decimal.Round(100 * ShippedKg / MeatKg, 1);
}

public sealed class MassBalanceQueries(Dialect dialect)
{
    public async Task<Outcome<MassBalanceView>> OfRun(Guid runId, CancellationToken ct)
    {
        await using var db = dialect.Open();
        return await db.Runs.AnyAsync(r => r.Id == runId, ct) ? await Of(db, runId, ct) : Refusal.NotFound("run", runId);
    }

    internal static async Task<MassBalanceView> Of(ControlRoomDb db, Guid runId, CancellationToken ct)
    {
        var lots = await db.Lots.AsNoTracking().Where(l => l.RunId == runId).Select(l => new { l.Id, l.LotType, l.MaterialClass, l.StepIndex, l.Status, l.WeightGrams, l.RemainingGrams }).ToListAsync(ct);
        var links = await (from k in db.Links join c in db.Lots on k.ChildLotId equals c.Id join p in db.Lots on k.ParentLotId equals p.Id
                           where c.RunId == runId || p.RunId == runId
                           select new { Step = c.StepIndex, ParentRun = p.RunId, ChildRun = c.RunId, k.QuantityUsedGrams }).ToListAsync(ct);
        var waste = await db.Waste.Where(w => w.RunId == runId).Select(w => new { w.StepIndex, w.Kind, w.QuantityGrams }).ToListAsync(ct);

        long received = lots.Where(l => l.LotType == LotType.Raw).Sum(l => l.WeightGrams), carriedIn = links.Where(k => k.ParentRun != runId).Sum(k => k.QuantityUsedGrams);
        long shipped = lots.Where(l => l.LotType == LotType.Ship && l.Status != LotStatus.Rejected).Sum(l => l.RemainingGrams), carriedOut = links.Where(k => k.ChildRun != runId).Sum(k => k.QuantityUsedGrams);
        long inStock = lots.Where(l => l.LotType != LotType.Ship && l.Status is not (LotStatus.Rejected or LotStatus.Finished)).Sum(l => l.RemainingGrams);
        long rejected = lots.Where(l => l.Status == LotStatus.Rejected).Sum(l => l.RemainingGrams), wasted = waste.Sum(w => w.QuantityGrams);
        var steps = Enumerable.Range(0, ProcessSteps.Count).Select(step => new StepBalanceView(step,
            Units.Kg(step == ProcessSteps.Receipt ? lots.Where(l => l.StepIndex == step).Sum(l => l.WeightGrams) : links.Where(k => k.ChildRun == runId && k.Step == step).Sum(k => k.QuantityUsedGrams)),
            Units.Kg(lots.Where(l => l.StepIndex == step).Sum(l => l.WeightGrams)),
            Units.Kg(waste.Where(w => w.StepIndex == step).Sum(w => w.QuantityGrams)),
            Units.Kg(lots.Where(l => l.StepIndex == step && l.Status is not (LotStatus.Rejected or LotStatus.Finished)).Sum(l => l.RemainingGrams)))).ToList();
        return new MassBalanceView(Units.Kg(received), Units.Kg(carriedIn), Units.Kg(shipped), Units.Kg(carriedOut), Units.Kg(inStock), Units.Kg(rejected), Units.Kg(wasted),
            Units.Kg(received + carriedIn - shipped - carriedOut - inStock - rejected - wasted), steps)
        {
            MeatKg = Units.Kg(lots.Where(l => l is { LotType: LotType.Raw, MaterialClass: MaterialClass.Meat } && l.Status != LotStatus.Rejected).Sum(l => l.WeightGrams)),
        };
    }
}
