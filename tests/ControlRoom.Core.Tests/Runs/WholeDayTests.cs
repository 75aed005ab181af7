using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using ControlRoom.Core.Quality;
using ControlRoom.Core.Runs;
using ControlRoom.Core.Stock;
using ControlRoom.Tests.Kit;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace ControlRoom.Core.Tests.Runs;

/// <summary>The day of plant specification §7.7, played lot by lot.</summary>
public sealed class WholeDayTests
{
    [Theory, Databases]
    [Trait("Rule", "R-LOT-05"), Trait("Rule", "R-LOT-10"), Trait("Rule", "R-RUN-07"), Trait("Rule", "R-GEN-01")]
    public async Task The_standard_day_runs_from_receipt_to_shipment_and_balances_to_the_gram(Db db)
    {
        await using var day = await ProductionDay.Begin(db);
        await Play(day);
        var run = (await day.Complete()).Must();

        Assert.Equal(RunStatus.Completed, run.Status);
        Assert.All((await day.Plant.Get<RunQueries>().Steps(run.Id, TestPlant.Ct)).Must(), s => Assert.Equal(StepStatus.Completed, s.Status));
        await AssertBalance(day);
        await AssertCounts(day);
        var lots = await AssertStatuses(day);
        await AssertTrail(day, lots);
        await AssertTrace(day);
        Assert.Empty(day.Plant.Logs.Criticals);
    }

    private static async Task Play(ProductionDay day)
    {
        await day.To(1);
        var breast = await day.Put(await day.PassGate(await day.Receive(480, "SUP-A"), 2.4m));
        var leg = await day.Put(await day.PassGate(await day.Receive(500), 3.1m));
        var wing = await day.Put(await day.PassGate(await day.Receive(300, "SUP-C"), 2.8m));
        var skin = await day.Put(await day.PassGate(await day.Receive(60, "SUP-A"), 2.2m));
        var premix = await day.PassGate(await day.Receive(60, "SUP-D"));

        await day.To(2);
        var boned = new[] { new WasteLine(150, WasteReason.Bone, "ABP-1"), new WasteLine(10, WasteReason.Trim) };
        var deb1 = await day.Put(await day.PassGate(await day.Make(day.Lot(LotType.Deb, 340, (leg, 500)) with { Waste = boned, TemperatureC = 3.0m })));
        var deb2 = await day.Put(await day.PassGate(await day.Make(LotType.Deb, 204, (wing, 300))));
        var deb3 = await day.Put(await day.PassGate(await day.Make(LotType.Deb, 456, (breast, 480))));
        var deb4 = await day.Put(await day.PassGate(await day.Make(LotType.Deb, 58, (skin, 60))));

        await day.To(3);
        var bulk1 = await day.Put(await day.Make(LotType.Bulk, 544, (deb1, 340), (deb2, 204)));
        var bulk2 = await day.Put(await day.Make(LotType.Bulk, 514, (deb3, 456), (deb4, 58)));

        await day.To(4);
        var mix = await day.Put(await day.PassGate(await day.Make(LotType.Mix, 1070, (bulk1, 520), (bulk2, 500), (premix, 52))));

        await day.To(5);
        var skw15 = await day.PassGate(await day.Make(day.Lot(LotType.Skw15, 301, (mix, 301)) with { PieceCount = 20 }));
        var corrected = await day.HoldAtGate(await day.Make(day.Lot(LotType.Skw15, 300.60m, (mix, 300.60m)) with { PieceCount = 20 }), "One rod weighs 14.62 kg");
        Assert.Equal(LotStatus.Quarantine, (await day.ResolveHold(corrected)).Status);
        await day.PassGate(corrected);
        var skw30 = await day.PassGate(await day.Make(day.Lot(LotType.Skw30, 240.80m, (mix, 240.80m)) with { PieceCount = 8 }));
        var skw30B = await day.PassGate(await day.Make(day.Lot(LotType.Skw30, 209.60m, (mix, 209.60m)) with { PieceCount = 7 }));
        Assert.Equal(LotStatus.Consumed, (await day.Waste(mix, 18, WasteReason.EndOfDayMix)).Must().Status);

        await day.To(6);
        foreach (var rods in new[] { skw15, corrected, skw30, skw30B }) await day.Put(rods);

        await day.To(7);
        var frz15 = await day.Make(day.Lot(LotType.Frz15, 598.60m, (skw15, 301), (corrected, 300.60m)) with { PieceCount = 40 });
        foreach (var celsius in new[] { 3.2m, -2.1m, -8.4m, -14.2m, -18.1m, -20.3m, -21.8m }) await day.Read(frz15, celsius, MeasurementType.Core, ReadingRole.Process);
        await day.Put(await day.PassGate(frz15, -19.2m));
        var frz30 = await day.Make(day.Lot(LotType.Frz30, 448.20m, (skw30, 240.80m), (skw30B, 209.60m)) with { PieceCount = 15 });
        await day.Read(frz30, -16.8m, MeasurementType.Core);
        await day.Read(frz30, -19.2m, MeasurementType.Core);
        await day.ResolveHold(frz30);
        await day.Put(await day.PassGate(frz30, -19.2m));

        await day.To(8);
        var fg = new List<LotView>
        {
            await day.Put(await day.PassGate(await day.Make(LotType.Fg15, 299.30m, (frz15, 299.30m)))), await day.Put(await day.PassGate(await day.Make(LotType.Fg15, 299.30m, (frz15, 299.30m)))),
            await day.Put(await day.PassGate(await day.Make(LotType.Fg30, 239.04m, (frz30, 239.04m)))), await day.Put(await day.PassGate(await day.Make(LotType.Fg30, 209.16m, (frz30, 209.16m)))),
        };

        await day.To(9);
        var pallets = new List<LotView>();
        foreach (var (lot, customer, sscc) in fg.Zip(["CUST-A", "CUST-B", "CUST-B", "CUST-A"], ["359900000000000017", "359900000000000024", "359900000000000031", "359900000000000048"]))
        {
            pallets.Add(await day.Put(await day.PassGate(await day.Make(day.Lot(LotType.Pal, lot.WeightKg, (lot, lot.WeightKg)) with { CustomerCode = customer, Sscc = sscc }))));
        }

        await day.To(10);
        await day.PassGate(await day.Make(LotType.Ship, 508.46m, (pallets[0], 299.30m), (pallets[3], 209.16m)), -19.2m);
        await day.PassGate(await day.Make(LotType.Ship, 538.34m, (pallets[1], 299.30m), (pallets[2], 239.04m)), -19.4m);
        foreach (var pallet in pallets) await day.ShipOut(pallet);
    }

    private static async Task AssertBalance(ProductionDay day)
    {
        var balance = await day.Balance();
        Assert.Equal((1400.00m, 0m, 1046.80m, 0m), (balance.ReceivedKg, balance.CarriedInKg, balance.ShippedKg, balance.CarriedOutKg));
        Assert.Equal((46.00m, 0m, 307.20m, 0m), (balance.InStockKg, balance.RejectedKg, balance.WasteKg, balance.UnaccountedKg));
        Assert.Equal((1340.00m, 1058.00m, 282.00m), (balance.Steps[2].InKg, balance.Steps[2].OutKg, balance.Steps[2].WasteKg));
        Assert.Equal((1046.80m, 1046.80m), (balance.Steps[10].InKg, balance.Steps[10].OutKg));
        var summary = (await day.LookAtRun()).Summary!.Value;
        Assert.Equal((28, 2, 1046.80m), (summary.GetProperty("lots").GetInt32(), summary.GetProperty("shipments").GetInt32(), summary.GetProperty("shipped_kg").GetDecimal()));
        Assert.Equal((1340.00m, 78.1m), (balance.MeatKg, balance.MeatYieldPercent));
        Assert.Equal((1340.00m, 78.1m), (summary.GetProperty("meat_kg").GetDecimal(), summary.GetProperty("yield_percent").GetDecimal()));
    }

    private static async Task AssertCounts(ProductionDay day)
    {
        await using var db = day.Plant.Open();
        Assert.Equal((28, 31), (await db.Lots.CountAsync(TestPlant.Ct), await db.Links.CountAsync(TestPlant.Ct)));
        var waste = await db.Waste.ToListAsync(TestPlant.Ct);
        Assert.Equal((289_200L, 18_000L), (waste.Where(w => w.Kind == WasteKind.Conversion).Sum(w => w.QuantityGrams), waste.Where(w => w.Kind == WasteKind.Direct).Sum(w => w.QuantityGrams)));
        var moves = await db.Moves.ToListAsync(TestPlant.Ct);
        // RAW 4, DEB 4, BULK 2, MIX 1, SKW 4, FRZ 2, FG 4, PAL 4.
        Assert.Equal((25, 4), (moves.Count(m => m.MoveType == MoveType.Receive), moves.Count(m => m.MoveType == MoveType.Ship)));
        Assert.Equal(46_000L - 8_000L, await db.Inventory.Where(i => i.ExitedAt == null).SumAsync(i => i.QuantityGrams, TestPlant.Ct));
        Assert.Equal(38_000L, moves.Sum(m => m.ToBufferId is null ? 0 : m.QuantityGrams) - moves.Sum(m => m.FromBufferId is null ? 0 : m.QuantityGrams));
    }

    private static async Task<List<Lot>> AssertStatuses(ProductionDay day)
    {
        await using var db = day.Plant.Open();
        var lots = await db.Lots.AsNoTracking().OrderBy(l => l.LotCode).ToListAsync(TestPlant.Ct);
        foreach (var lot in lots)
        {
            var expected = lot switch
            {
                { LotType: LotType.Bulk } or { MaterialClass: MaterialClass.Ingredient } => LotStatus.Released,
                { LotType: LotType.Raw or LotType.Deb } => LotStatus.Consumed,
                _ => LotStatus.Finished,
            };
            Assert.True(expected == lot.Status, $"{lot.LotCode} is {lot.Status}, not {expected}");
        }
        Assert.Equal([24_000L, 14_000L, 8_000L], lots.Where(l => l.Status == LotStatus.Released).Select(l => l.RemainingGrams));
        return lots;
    }

    /// <summary>Every change of state is on the trail once, with the state before and after, and the trail is in order.</summary>
    private static async Task AssertTrail(ProductionDay day, List<Lot> lots)
    {
        foreach (var lot in lots)
        {
            var states = await day.Plant.States(lot.Id);
            Assert.Equal(Word.Of(lot.Status), states[^1]);
            Assert.All(states.Zip(states.Skip(1)), s => Assert.Contains(Lot.Lifecycle.Transitions, t => t.From.Contains(Word.Parse<LotStatus>(s.First)) && t.To == Word.Parse<LotStatus>(s.Second)));
        }

        var frozen = lots.Single(l => l.LotType == LotType.Frz30);
        Assert.Equal(["CREATED", "QUARANTINE", "HOLD", "QUARANTINE", "RELEASED", "RELEASED", "CONSUMED", "FINISHED"], await day.Plant.States(frozen.Id));
        Assert.Equal(["IDLE", .. Enumerable.Repeat("RUNNING", 11), "COMPLETED"], await day.Plant.States(day.Run.Id));

        var events = await day.Plant.Events();
        Assert.Equal(events.OrderBy(e => e.CreatedAt).Select(e => e.Id), events.Select(e => e.Id));
        Assert.All(events, e => Assert.Equal(ControlRoom.Core.Audit.AuditTrail.Recompute(e), e.Hash));
        Assert.All(events.Where(e => e.EntityType is EntityTypes.Lot or EntityTypes.Run), e => Assert.Equal(day.Run.Id, e.RunId));
        Assert.Equal(31, events.Count(e => e.EventType == "GENEALOGY_LINKED"));
    }

    private static async Task AssertTrace(ProductionDay day)
    {
        var genealogy = day.Plant.Get<GenealogyQueries>();
        var recall = (await genealogy.Trace("RAW-20260124-DUNA-0002", TraceDirection.Children, 10, TestPlant.Ct)).Must();
        Assert.Equal(["SHIP-20260124-DUNA-0001", "SHIP-20260124-DUNA-0002"], recall.Shipments);
        Assert.Equal(["CUST-A", "CUST-B"], recall.Customers);
        var origin = (await genealogy.Trace("SHIP-20260124-DUNA-0001", TraceDirection.Parents, 10, TestPlant.Ct)).Must();
        Assert.Equal(5, origin.Nodes.Count(n => n.LotType == LotType.Raw));
        Assert.Equal(["SUP-A", "SUP-B", "SUP-C", "SUP-D"], origin.Suppliers);
        await AssertRecall(day);
    }

    /// <summary>One delivery of five: what it reaches, and that every gram of it is somewhere.</summary>
    private static async Task AssertRecall(ProductionDay day)
    {
        var recall = (await day.Plant.Get<RecallQueries>().Of("RAW-20260124-DUNA-0002", TraceDirection.Children, 10, TestPlant.Ct)).Must();
        var scope = recall.Scope;
        Assert.Equal((20, 28, 31), (scope.LotsInScope, scope.LotsShown, recall.Links.Count));
        Assert.Equal((500.00m, 756.00m, 3, 1256.00m), (scope.ReceivedKg, scope.JoinedKg, scope.JoinedLots, scope.ToAccountForKg));
        Assert.Equal((1046.80m, 24.00m, 24.00m, 0m, 185.20m, 0m, 0m), (scope.ShippedKg, scope.InStockKg, scope.NotHeldKg, scope.RejectedKg, scope.WasteKg, scope.WentOnKg, scope.UnaccountedKg));
        Assert.Equal([("CUST-A", 508.46m), ("CUST-B", 538.34m)], scope.Consignees.Select(c => (c.CustomerCode, c.ShippedKg)));
        Assert.Equal([new RecallPart("PAL-20260124-DUNA-0001", 299.30m), new RecallPart("PAL-20260124-DUNA-0004", 209.16m)], scope.Consignees[0].Pallets);
        Assert.Equal([("BULK-20260124-DUNA-0001", "LK-001", 24.00m)], scope.Stock.Select(s => (s.LotCode, s.Places.Single().BufferCode!, s.QuantityKg)));
        var origin = (await day.Plant.Get<RecallQueries>().Of("SHIP-20260124-DUNA-0001", TraceDirection.Parents, 10, TestPlant.Ct)).Must().Scope;
        Assert.Equal((1400.00m, 508.46m, 46.00m, 0m), (origin.ReceivedKg, origin.ShippedKg, origin.InStockKg, origin.UnaccountedKg));
        Assert.Equal([("SUP-A", 540.00m), ("SUP-B", 500.00m), ("SUP-C", 300.00m), ("SUP-D", 60.00m)], origin.Suppliers.Select(s => (s.SupplierCode, s.QuantityKg)));
    }
}
