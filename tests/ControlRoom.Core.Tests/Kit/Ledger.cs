using ControlRoom.Core.Lots;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace ControlRoom.Tests.Kit;

/// <summary>What must add up at all times, recomputed from the rows.</summary>
public static class Ledger
{
    /// <summary>R-LOT-05 for every lot, and for every lot no more placed than there is.</summary>
    public static async Task AssertIdentities(TestPlant plant)
    {
        await using var db = plant.Open();
        var used = (await db.Links.AsNoTracking().ToListAsync(TestPlant.Ct)).ToLookup(l => l.ParentLotId);
        var gained = (await db.Links.AsNoTracking().ToListAsync(TestPlant.Ct)).ToLookup(l => l.ChildLotId);
        var waste = (await db.Waste.AsNoTracking().ToListAsync(TestPlant.Ct)).ToLookup(w => w.LotId);
        var placed = (await db.Inventory.AsNoTracking().Where(i => i.ExitedAt == null).ToListAsync(TestPlant.Ct)).ToLookup(i => i.LotId);
        foreach (var lot in await db.Lots.AsNoTracking().ToListAsync(TestPlant.Ct))
        {
            var (out_, direct) = (used[lot.Id].Sum(l => l.QuantityUsedGrams), waste[lot.Id].Where(w => w.Kind == WasteKind.Direct).Sum(w => w.QuantityGrams));
            Assert.True(lot.WeightGrams == out_ + direct + lot.RemainingGrams, $"{lot.LotCode}: {lot.WeightGrams} g ≠ {out_} used + {direct} thrown away + {lot.RemainingGrams} left");
            if (lot.LotType != LotType.Raw)
            {
                var (in_, lost) = (gained[lot.Id].Sum(l => l.QuantityUsedGrams), waste[lot.Id].Where(w => w.Kind == WasteKind.Conversion).Sum(w => w.QuantityGrams));
                Assert.True(in_ == lot.WeightGrams + lost, $"{lot.LotCode}: {in_} g from parents ≠ {lot.WeightGrams} weight + {lost} lost");
            }
            if (lot.LotType != LotType.Pal) Assert.True(placed[lot.Id].Sum(i => i.QuantityGrams) <= lot.RemainingGrams, $"{lot.LotCode}: more is placed than is left");
            Assert.Equal(lot.Status is LotStatus.Consumed, lot.RemainingGrams == 0 && lot.Status is not (LotStatus.Finished or LotStatus.Rejected));
        }
    }
}
