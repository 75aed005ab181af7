using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using ControlRoom.Core.Quality;
using ControlRoom.Core.Runs;
using ControlRoom.Core.Stock;
using ControlRoom.Tests.Kit;
using Xunit;

namespace ControlRoom.Core.Tests.Runs;

[Trait("Rule", "R-RUN-07")]
public sealed class CompleteTests
{
    [Theory, Databases]
    public async Task Each_guard_of_completing_holds_until_the_last_pallet_has_left(Db db)
    {
        await using var day = await ProductionDay.Begin(db);
        await day.To(9);
        var early = await day.Refuses("COMPLETE_BLOCKED", () => day.Complete());
        Assert.Equal(["NOT_AT_LAST_STEP", "NO_SHIPMENT"], early.Reasons.Select(r => r.Code));
        Assert.Contains("step 10", early.Reasons[0].Detail(System.Globalization.CultureInfo.GetCultureInfo("en")), StringComparison.Ordinal);
        await day.To(10);
        await day.Refuses("NO_SHIPMENT", () => day.Complete());

        var (first, second) = (await day.First(LotType.Pal), await day.Last(LotType.Pal));
        var ship = await day.Make(LotType.Ship, 358, (first, 179.60m), (second, 178.40m));
        Assert.Equal("CUST-A", ship.CustomerCode);
        Assert.Equal(["QC_PENDING", "CCP_READING_MISSING", "NO_SHIPMENT", "PALLET_NOT_SHIPPED", "PALLET_NOT_SHIPPED"], await day.WhyNot(RunAction.Complete));
        await day.Refuses("SHIPMENT_NOT_RELEASED", () => day.Move(MoveType.Ship, first, 179.60m, from: "PAL-001"));
        await day.PassGate(ship);
        Assert.Equal(["PALLET_NOT_SHIPPED", "PALLET_NOT_SHIPPED"], await day.WhyNot(RunAction.Complete));
        await day.ShipOut(first);
        (await day.Move(MoveType.Ship, second, 100m, from: "PAL-001")).Must();
        Assert.Equal(second.LotCode, (await day.Refuses("PALLET_NOT_SHIPPED", () => day.Complete())).LotCode);
        await day.ShipOut(second);

        await day.Read(ship, -17.9m, MeasurementType.Ambient);
        Assert.Equal(["LOT_ON_HOLD", "CCP_READING_VIOLATING", "NO_SHIPMENT"], await day.WhyNot(RunAction.Complete));
        await day.Read(ship, -18.0m, MeasurementType.Ambient);
        await day.ResolveHold(ship);
        await day.PassGate(ship);
        var run = (await day.Complete()).Must();

        Assert.Equal((RunStatus.Completed, run.CompletedAt), (run.Status, run.EndedAt));
        Assert.Equal(LotStatus.Finished, (await day.Look(ship)).Status);
        Assert.Equal(LotStatus.Finished, (await day.Last(LotType.Mix)).Status);
    }

    [Theory, Databases]
    [Trait("Rule", "DOM-14")]
    public async Task A_completed_run_is_read_only_but_its_goods_live_on(Db db)
    {
        await using var day = await ProductionDay.Begin(db);
        await day.To(2);
        var deb = await day.Put(await day.PassGate(await day.Make(LotType.Deb, 340, (await day.First(LotType.Raw), 500))));
        await day.To(3);
        await day.Put(await day.Make(LotType.Bulk, 300, (deb, 300)));
        await day.To(4);
        await day.Put(await day.PassGate(await day.Make(LotType.Mix, 300, (await day.Last(LotType.Bulk), 280), (await day.Last(LotType.Raw), 20))));
        await day.To(5);
        await day.PassGate(await day.Make(LotType.Skw15, 180, (await day.Last(LotType.Mix), 180)));
        await day.PassGate(await day.Make(LotType.Skw30, 120, (await day.Last(LotType.Mix), 120)));
        await FromSkewersToTheEnd(day);
        var bulk = await day.Last(LotType.Bulk);
        deb = await day.Look(deb);
        Assert.Equal((20m, 40m), (bulk.RemainingKg, deb.RemainingKg));

        await day.Refuses("RUN_READ_ONLY", () => day.Register(day.Lot(LotType.Ship, 1, (deb, 1))));
        foreach (var attempt in new Func<Task<Outcome<RunView>>>[] { () => day.Advance(), () => day.Hold(), () => day.Resume(), () => day.Rollback(), () => day.Abort(), () => day.Complete() })
        {
            await day.Refuses("RUN_READ_ONLY", attempt);
        }
        await day.Refuses("RUN_READ_ONLY", () => day.Plant.Get<SetRunTargetHandler>().Handle(new SetRunTarget(day.Run.Id, 1), day.Plant.Manager, TestPlant.Ct));
        await day.Refuses("RUN_READ_ONLY", () => day.Waste(deb, 1));
        await day.Refuses("RUN_READ_ONLY", () => day.Move(MoveType.Receive, bulk, 1, to: "LK-001"));

        (await day.Move(MoveType.Consume, deb, 5, from: "LK-001")).Must();
        (await day.Waste(deb, 5, by: People.Manager)).Must();
        var reading = await day.Read(deb, 7.1m, MeasurementType.Surface);
        Assert.Equal(["ALARM_RAISED", "LOT_HELD"], reading.Actions);
        await day.Read(deb, 3.0m, MeasurementType.Surface);
        Assert.Equal(LotStatus.Quarantine, (await day.ResolveHold(deb)).Status);
        Assert.Equal(LotStatus.Released, (await day.PassGate(deb)).Status);
        await day.HoldAtGate(deb);
        Assert.Equal((LotStatus.Rejected, Disposition.Scrap), ((await day.Decide(deb, ChangeLotStatusHandler.ConfirmReject)).Must().Status, (await day.Look(deb)).Disposition));
        Assert.Equal(0m, (await day.Balance()).UnaccountedKg);

        await using var tomorrow = await day.Another();
        await tomorrow.To(4);
        await tomorrow.Make(LotType.Mix, 20, (bulk, 20));
        Assert.Equal(LotStatus.Consumed, (await day.Look(bulk)).Status);
        Assert.Equal((20m, 0m), ((await day.Balance()).CarriedOutKg, (await day.Balance()).UnaccountedKg));
        Assert.Equal((20m, 0m), ((await tomorrow.Balance()).CarriedInKg, (await tomorrow.Balance()).UnaccountedKg));
    }

    [Theory, Databases]
    [Trait("Rule", "DOM-14")]
    public async Task A_manager_may_complete_over_held_lots_and_says_why(Db db)
    {
        await using var day = await ProductionDay.Begin(db);
        await day.To(9);
        var held = await day.Make(day.Lot(LotType.Pal, 100, (await day.First(LotType.Fg15), 100)) with { CustomerCode = "CUST-B" });
        var other = await day.Put(await day.PassGate(await day.Make(day.Lot(LotType.Pal, 178.40m, (await day.Last(LotType.Fg30), 178.40m)) with { CustomerCode = "CUST-A" })));
        await day.PassGate(held);
        await day.To(10);
        await day.PassGate(await day.Make(LotType.Ship, 178.40m, (other, 178.40m)));
        await day.ShipOut(other);
        await day.HoldAtGate(held);

        Assert.Equal(held.LotCode, (await day.Refuses("LOT_ON_HOLD", () => day.Complete())).LotCode);
        await day.Refuses("FORBIDDEN", () => day.Complete(acceptOpenHolds: true, ProductionDay.Why, People.Operator));
        await day.Refuses("REASON_TOO_SHORT", () => day.Complete(acceptOpenHolds: true, "later"));
        (await day.Complete(acceptOpenHolds: true, "Pallet label is reprinted tomorrow")).Must();
        Assert.Equal((RunStatus.Completed, 1), (day.Run.Status, (await day.LookAtRun()).HeldLots));
        Assert.Contains(held.LotCode, (await day.Plant.Event("RUN_COMPLETED")).Metadata, StringComparison.Ordinal);
        Assert.Equal(LotStatus.Quarantine, (await day.ResolveHold(held)).Status);
        Assert.Equal(0m, (await day.Balance()).UnaccountedKg);
    }

    [Theory, Databases]
    public async Task A_rejected_shipment_keeps_nobody_from_completing_and_a_part_of_a_pallet_may_stay(Db db)
    {
        await using var day = await ProductionDay.Begin(db);
        await day.To(10);
        var (first, second) = (await day.First(LotType.Pal), await day.Last(LotType.Pal));
        var lost = await day.Make(LotType.Ship, 178.40m, (second, 178.40m));
        (await day.Inspect(ProductionDay.Inspection(lost, Decision.Fail, -12.0m))).Must();
        Assert.Equal(LotStatus.Rejected, (await day.Look(lost)).Status);
        await day.Refuses("SHIPMENT_NOT_RELEASED", () => day.Move(MoveType.Ship, second, 178.40m, from: "PAL-001"));

        var ship = await day.PassGate(await day.Make(LotType.Ship, 100, (first, 100)));
        await day.Refuses("NOT_LOADED", () => day.Move(MoveType.Ship, first, 100.01m, from: "PAL-001"));
        (await day.Waste(first, 9.60m)).Must();
        Assert.Equal((70m, 170m), ((await day.Look(first)).RemainingKg, (await day.Look(first)).PlacedKg));
        await day.Refuses("PALLET_NOT_SHIPPED", () => day.Complete());
        (await day.Move(MoveType.Ship, first, 100, from: "PAL-001")).Must();
        await day.Refuses("NOT_LOADED", () => day.Move(MoveType.Ship, first, 0.01m, from: "PAL-001"));
        (await day.Complete()).Must();
        Assert.Equal((LotStatus.Finished, LotStatus.Released), ((await day.Look(ship)).Status, (await day.Look(first)).Status));
        var balance = await day.Balance();
        Assert.Equal((100m, 178.40m, 0m), (balance.ShippedKg, balance.RejectedKg, balance.UnaccountedKg));

        await using var next = await day.Another();
        await next.To(10);
        var rest = await next.PassGate(await next.Make(LotType.Ship, 70, (first, 70)));
        await next.Refuses("PALLET_NOT_SHIPPED", () => next.Complete());
        (await next.Move(MoveType.Ship, first, 70, from: "PAL-001")).Must();
        (await next.Complete()).Must();
        Assert.Equal((LotStatus.Finished, LotStatus.Finished), ((await day.Look(rest)).Status, (await day.Look(first)).Status));
    }

    [Theory, Databases]
    public async Task Ancestors_finish_only_when_all_their_children_have_ended(Db db)
    {
        await using var day = await ProductionDay.Begin(db);
        await day.To(8);
        var frz = await day.First(LotType.Frz15);
        var bad = await day.Make(LotType.Fg15, 79.60m, (frz, 79.60m));
        await day.Put(await day.PassGate(await day.Make(LotType.Fg15, 100, (frz, 100))));
        await day.PassGate(bad);
        await day.HoldAtGate(bad);
        (await day.Decide(bad, ChangeLotStatusHandler.ConfirmReject)).Must();
        await day.To(9);
        var pal = await day.Put(await day.PassGate(await day.Make(day.Lot(LotType.Pal, 100, (await day.Last(LotType.Fg15), 100)) with { CustomerCode = "CUST-A" })));
        await day.To(10);
        await day.PassGate(await day.Make(LotType.Ship, 100, (pal, 100)));
        await day.ShipOut(pal);
        (await day.Complete()).Must();
        Assert.Equal((LotStatus.Finished, LotStatus.Rejected), ((await day.Look(frz)).Status, (await day.Look(bad)).Status));
        Assert.Equal((LotStatus.Consumed, LotStatus.Released), ((await day.Last(LotType.Mix)).Status, (await day.Last(LotType.Frz30)).Status));
    }

    private static async Task FromSkewersToTheEnd(ProductionDay day)
    {
        await day.To(7);
        await day.Put(await day.PassGate(await day.Make(LotType.Frz15, 180, (await day.Last(LotType.Skw15), 180))));
        await day.Put(await day.PassGate(await day.Make(LotType.Frz30, 120, (await day.Last(LotType.Skw30), 120))));
        await day.To(8);
        await day.Put(await day.PassGate(await day.Make(LotType.Fg15, 180, (await day.Last(LotType.Frz15), 180))));
        await day.To(9);
        var pallet = await day.Put(await day.PassGate(await day.Make(day.Lot(LotType.Pal, 180, (await day.Last(LotType.Fg15), 180)) with { CustomerCode = "CUST-A" })));
        await day.To(10);
        await day.PassGate(await day.Make(LotType.Ship, 180, (pallet, 180)));
        await day.ShipOut(pallet);
        (await day.Complete()).Must();
    }
}
