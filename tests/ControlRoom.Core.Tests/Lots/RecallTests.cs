using ControlRoom.Core.Lots;
using ControlRoom.Tests.Kit;
using Xunit;

namespace ControlRoom.Core.Tests.Lots;

[Trait("Rule", "R-GEN-01")]
public sealed class RecallTests
{
    [Theory, Databases]
    public async Task Goods_are_shipped_when_they_have_left_and_lie_where_their_pallets_lie_until_then(Db db)
    {
        await using var day = await ProductionDay.Begin(db);
        await day.To(10);
        var (fifteen, thirty) = (await day.First(LotType.Pal), await day.Last(LotType.Pal));
        var ship = await day.PassGate(await day.Make(LotType.Ship, 358m, (fifteen, 179.60m), (thirty, 178.40m)));

        var before = await Recall(day, ship.LotCode, TraceDirection.Parents);
        Assert.Equal((0m, 358m + 30m), (before.Scope.ShippedKg, before.Scope.InStockKg));
        Assert.Equal([new RecallPlace("PAL-001", 358m)], before.Scope.Stock.Single(s => s.LotCode == ship.LotCode).Places);

        await day.ShipOut(fifteen);
        var half = await Recall(day, ship.LotCode, TraceDirection.Parents);
        Assert.Equal((179.60m, 178.40m + 30m, 0m), (half.Scope.ShippedKg, half.Scope.InStockKg, half.Scope.UnaccountedKg));
        Assert.Equal([new RecallPlace("PAL-001", 178.40m)], half.Scope.Stock.Single(s => s.LotCode == ship.LotCode).Places);
        Assert.Equal(("CUST-A", 358m, 179.60m), half.Scope.Consignees.Select(c => (c.CustomerCode, c.QuantityKg, c.ShippedKg)).Single());

        await day.ShipOut(thirty);
        Assert.Equal((358m, 30m), ((await Recall(day, ship.LotCode, TraceDirection.Parents)).Scope.ShippedKg, (await Recall(day, ship.LotCode, TraceDirection.Parents)).Scope.InStockKg));
    }

    [Theory, Databases]
    public async Task Held_and_rejected_lots_are_named_and_weighed(Db db)
    {
        await using var day = await ProductionDay.Begin(db);
        await day.To(5);
        await day.Work();
        var raw = await day.First(LotType.Raw);
        var held = await day.HoldAtGate(await day.Last(LotType.Skw15));
        var rejected = await day.Last(LotType.Skw30);
        await day.HoldAtGate(rejected);
        (await day.Decide(rejected, ChangeLotStatusHandler.ConfirmReject, disposition: Disposition.Scrap)).Must();

        var scope = (await Recall(day, raw.LotCode, TraceDirection.Children)).Scope;
        Assert.Equal([held.LotCode], scope.Held);
        Assert.Equal([rejected.LotCode], scope.Rejected);
        Assert.Equal((180.60m, 0m, 179.40m, 160m), (scope.HeldKg, scope.NotHeldKg, scope.RejectedKg, scope.WasteKg));
        Assert.Equal((500m, 20m, 1, 520m, 0m), (scope.ReceivedKg, scope.JoinedKg, scope.JoinedLots, scope.ToAccountForKg, scope.UnaccountedKg));
    }

    [Theory, Databases]
    public async Task A_shallow_trace_says_how_much_went_on_and_forward_shows_what_joined(Db db)
    {
        await using var day = await ProductionDay.Begin(db);
        await day.To(5);
        await day.Work();
        var (raw, mix) = (await day.First(LotType.Raw), await day.Last(LotType.Mix));

        var one = await Recall(day, raw.LotCode, TraceDirection.Children, 1);
        Assert.Equal((2, 340m, 500m), (one.Scope.LotsInScope, one.Scope.WentOnKg, one.Scope.ToAccountForKg));
        Assert.Equal(340m, one.Nodes.Single(n => n.LotType == LotType.Deb).WentOnKg);

        var all = await Recall(day, raw.LotCode, TraceDirection.Children);
        Assert.Equal(["RAW-20260124-DUNA-0002"], all.Nodes.Where(n => !n.InScope).Select(n => n.LotCode));
        Assert.False(all.Links.Single(k => k.Parent == "RAW-20260124-DUNA-0002").InScope);
        Assert.Equal((6, 7, 20m), (all.Scope.LotsInScope, all.Scope.LotsShown, all.Scope.JoinedKg));

        var back = await Recall(day, mix.LotCode, TraceDirection.Parents);
        Assert.Equal(back.Scope.LotsInScope, back.Scope.LotsShown);
        Assert.Equal(["SUP-B", "SUP-D"], back.Scope.Suppliers.Select(s => s.SupplierCode));
        Assert.Equal(360m, back.Scope.WentOnKg);
        foreach (var depth in new[] { 0, 11 }) Assert.Equal("OUT_OF_RANGE", await Race.Code(day.Plant.Get<RecallQueries>().Of(raw.LotCode, TraceDirection.Tree, depth, TestPlant.Ct)));
        Assert.Equal("NOT_FOUND", await Race.Code(day.Plant.Get<RecallQueries>().Of("RAW-20260124-DUNA-9999", TraceDirection.Tree, 3, TestPlant.Ct)));
    }

    [Theory, Databases]
    public async Task What_is_read_at_one_moment_does_not_see_what_others_commit_meanwhile(Db db)
    {
        await using var day = await ProductionDay.Begin(db);
        await day.To(1);
        await day.Receive(100);
        await using var reader = day.Plant.Open();
        await using (await day.Plant.Dialect.AtOneMoment(reader, TestPlant.Ct))
        {
            Assert.Single(reader.Lots);
            await day.Receive(200);
            Assert.Single(reader.Lots);
        }
        await using var later = day.Plant.Open();
        Assert.Equal(2, later.Lots.Count());
    }

    private static async Task<RecallView> Recall(ProductionDay day, string lot, TraceDirection direction, int depth = 10) => (await day.Plant.Get<RecallQueries>().Of(lot, direction, depth, TestPlant.Ct)).Must();
}
