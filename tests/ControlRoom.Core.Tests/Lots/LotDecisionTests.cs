using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using ControlRoom.Core.Quality;
using ControlRoom.Tests.Kit;
using Xunit;

namespace ControlRoom.Core.Tests.Lots;

public sealed class LotDecisionTests
{
    [Theory, Databases]
    [Trait("Rule", "R-LOT-07")]
    public async Task States_are_decided_at_the_gate_and_managers_settle_only_holds(Db db)
    {
        await using var day = await ProductionDay.Begin(db);
        await day.To(1);
        var raw = await day.Receive(100);
        foreach (var word in new[] { "RELEASED", "CONSUMED", null, "" }) await day.Refuses("USE_INSPECTION", () => day.Decide(raw, word));
        await day.Refuses("FORBIDDEN", () => day.Decide(raw, ChangeLotStatusHandler.ResolveHold, by: People.Operator), noted: true);
        await day.Refuses("REASON_TOO_SHORT", () => day.Decide(raw, ChangeLotStatusHandler.ResolveHold, "fine"));
        await day.Refuses("LOT_NOT_ON_HOLD", () => day.Decide(raw, ChangeLotStatusHandler.ResolveHold));
        await day.Refuses("LOT_NOT_ON_HOLD", () => day.Decide(raw, ChangeLotStatusHandler.ConfirmReject));
        await day.Refuses("LOT_NOT_ON_HOLD", () => day.Decide(raw, ChangeLotStatusHandler.SetDisposition, disposition: Disposition.Scrap));

        await day.Read(raw, 5.2m, MeasurementType.Surface);
        await day.Refuses("COMPLIANT_READING_REQUIRED", () => day.Decide(raw, ChangeLotStatusHandler.ResolveHold));
        await day.Read(raw, 3.2m, MeasurementType.Surface);
        Assert.Equal((LotStatus.Quarantine, null, null), ((await day.ResolveHold(raw)).Status, (await day.Look(raw)).HoldReason, (await day.Look(raw)).HoldCause));
        Assert.Equal("HOLD_RESOLVED", AuditRead.Read((await day.Plant.Events(raw.Id))[^1].Metadata, "cause"));
    }

    [Theory, Databases]
    [Trait("Rule", "R-LOT-07")]
    public async Task A_rejected_lot_is_scrap_or_goes_back_and_never_comes_back(Db db)
    {
        await using var day = await ProductionDay.Begin(db);
        await day.To(1);
        var good = await day.PassGate(await day.Receive(100));
        var raw = await day.HoldAtGate(await day.Receive(100));
        await day.Refuses("REWORK_OFF", () => day.Decide(raw, ChangeLotStatusHandler.ConfirmReject, disposition: Disposition.Rework));
        var rejected = (await day.Decide(raw, ChangeLotStatusHandler.ConfirmReject)).Must();
        Assert.Equal((LotStatus.Rejected, Disposition.Return), (rejected.Status, rejected.Disposition));
        Assert.Equal(Disposition.Scrap, (await day.Decide(raw, ChangeLotStatusHandler.SetDisposition, disposition: Disposition.Scrap)).Must().Disposition);
        await day.Refuses("FIELD_REQUIRED", () => day.Decide(raw, ChangeLotStatusHandler.SetDisposition));
        await day.Refuses("LOT_NOT_ON_HOLD", () => day.Decide(raw, ChangeLotStatusHandler.ResolveHold));
        await day.To(2);
        var deb = await day.HoldAtGate(await day.Make(LotType.Deb, 60, (good, 100)));
        await day.Refuses("RETURN_ONLY_RAW", () => day.Decide(deb, ChangeLotStatusHandler.ConfirmReject, disposition: Disposition.Return));
        Assert.Equal(100m, (await day.Balance()).RejectedKg);
    }

    [Theory, Databases]
    [Trait("Rule", "R-LOT-05")]
    public async Task Waste_comes_off_what_is_left_and_off_the_shelf(Db db)
    {
        await using var day = await ProductionDay.Begin(db);
        await day.To(2);
        var raw = await day.First(LotType.Raw);
        await day.Refuses("FORBIDDEN", () => day.Waste(raw, 1, by: People.Auditor), noted: true);
        await day.Refuses("WEIGHT_OUT_OF_RANGE", () => day.Waste(raw, 0));
        await day.Refuses("INSUFFICIENT_REMAINING", () => day.Waste(raw, 500.01m));
        var after = (await day.Waste(raw, 100)).Must();
        Assert.Equal((LotStatus.Released, 400m, 400m), (after.Status, after.RemainingKg, after.PlacedKg));
        var scrap = (await day.Waste(raw, 400, WasteReason.Scrap)).Must();
        Assert.Equal((LotStatus.Rejected, Disposition.Scrap, 0m, 0m), (scrap.Status, scrap.Disposition, scrap.RemainingKg, scrap.PlacedKg));
        await day.Refuses("LOT_NOT_WASTABLE", () => day.Waste(raw, 1));
        Assert.Equal((500m, 0m, 0m), ((await day.Balance()).WasteKg, (await day.Balance()).RejectedKg, (await day.Balance()).UnaccountedKg));
        Assert.Equal(2, (await day.Plant.Events()).Count(e => e.EventType == "WASTE_RECORDED"));
        await Ledger.AssertIdentities(day.Plant);
    }

    [Theory, Databases]
    [Trait("Rule", "R-GEN-01")]
    public async Task The_tree_is_walked_both_ways_by_code_each_lot_once_with_kilograms_on_the_links(Db db)
    {
        await using var day = await ProductionDay.Begin(db);
        await day.To(10);
        await day.Work();
        var genealogy = day.Plant.Get<GenealogyQueries>();
        var mix = await day.Last(LotType.Mix);
        Task<Outcome<TraceView>> Trace(TraceDirection direction, int depth) => genealogy.Trace(mix.LotCode, direction, depth, TestPlant.Ct);

        var back = (await Trace(TraceDirection.Parents, 1)).Must();
        Assert.Equal(["BULK", "RAW", "MIXLOT"], back.Nodes.Select(n => n.LotCode.Split('-')[0]));
        Assert.Equal([340m, 20m], back.Links.Select(l => l.QuantityUsedKg));
        var on = (await Trace(TraceDirection.Children, 1)).Must();
        Assert.Equal(["MIXLOT", "SKW15", "SKW30"], on.Nodes.Select(n => n.LotCode.Split('-')[0]));
        var tree = (await genealogy.Trace(mix.Id.ToString(), TraceDirection.Tree, 10, TestPlant.Ct)).Must();
        Assert.Equal(14, tree.Nodes.Count);
        Assert.Equal(tree.Nodes.Count, tree.Nodes.Select(n => n.Id).Distinct().Count());
        Assert.Equal((-3, 5), (tree.Nodes.Min(n => n.Depth), tree.Nodes.Max(n => n.Depth)));
        Assert.Equal(["SHIP-20260124-DUNA-0001"], tree.Shipments);
        Assert.Equal(["SUP-B", "SUP-D"], tree.Suppliers);
        foreach (var depth in new[] { 0, 11 }) Assert.Equal("OUT_OF_RANGE", await Race.Code(Trace(TraceDirection.Tree, depth)));
        Assert.Equal("NOT_FOUND", await Race.Code(genealogy.Trace("RAW-20260124-DUNA-9999", TraceDirection.Tree, 3, TestPlant.Ct)));
    }

    [Theory, Databases]
    [Trait("Rule", "R-GEN-02")]
    public async Task A_trace_finds_lots_and_links_by_index_so_that_its_cost_does_not_grow_with_the_table(Db db)
    {
        await using var day = await ProductionDay.Begin(db);
        await day.To(3);
        var root = (await day.First(LotType.Raw)).Id;
        foreach (var up in new[] { true, false })
        {
            var plan = string.Join('\n', await Plan(day.Plant, day.Plant.Get<GenealogyQueries>().Walking(up), root));
            Assert.DoesNotMatch(db == Db.Sqlite ? @"SCAN (k|l)\b" : "Seq Scan on (genealogy_links|lots)", plan);
            Assert.Matches(db == Db.Sqlite ? "SEARCH k USING (COVERING )?INDEX" : "Index .*on genealogy_links", plan);
        }
    }

    /// <summary>How the database would answer; PostgreSQL reads small tables whole unless it is told that this is dear.</summary>
    private static async Task<List<string>> Plan(TestPlant plant, string sql, Guid root)
    {
        await using var context = plant.Open();
        if (!plant.Dialect.IsEmbedded) await using (var dear = await Dialect.Command(context, "SET enable_seqscan = off", TestPlant.Ct)) await dear.ExecuteNonQueryAsync(TestPlant.Ct);
        await using var command = (await Dialect.Command(context, (plant.Dialect.IsEmbedded ? "EXPLAIN QUERY PLAN " : "EXPLAIN ") + sql, TestPlant.Ct)).With("root", root).With("depth", 10);
        var lines = new List<string>();
        await using var reader = await command.ExecuteReaderAsync(TestPlant.Ct);
        while (await reader.ReadAsync(TestPlant.Ct)) lines.Add(reader.GetString(reader.FieldCount - 1));
        return lines;
    }
}
