using ControlRoom.Core.Alarms;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using ControlRoom.Core.Quality;
using ControlRoom.Core.Runs;
using ControlRoom.Core.Stock;
using ControlRoom.Core.Upkeep;
using ControlRoom.Tests.Kit;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace ControlRoom.Core.Tests.Stock;

public sealed class BufferTests
{
    private static readonly BufferInput Cold = new() { AllowedLotTypes = [LotType.Deb], CapacityKg = 100, TempMinC = 0, TempMaxC = 4, NameHu = "Hideg", NameEn = "Cold" };

    [Theory, Databases]
    [Trait("Rule", "R-BUF-01")]
    public async Task A_buffer_takes_only_its_types_also_by_sql(Db db)
    {
        await using var day = await ProductionDay.Begin(db);
        await day.To(5);
        var rods = await day.PassGate(await day.Make(LotType.Skw30, 30, (await day.Last(LotType.Mix), 30)));
        var refusal = await day.Refuses("BUFFER_PURITY", () => day.Move(MoveType.Receive, rods, 30, to: "SKW15-001"));
        Assert.Equal(("SKW15", "SKW15-001", RefusalKind.Conflict), (refusal.Args["allowed"], refusal.BufferCode, refusal.Kind));
        foreach (var code in PlantFloor.BufferCodes.Where(c => c != "SKW30-001")) Assert.Equal("BUFFER_PURITY", await Race.Code(day.Move(MoveType.Receive, rods, 30, to: code)));
        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => day.Plant.Sql(
            $"INSERT INTO inventory_items (id, lot_id, buffer_id, run_id, quantity_grams, entered_at) VALUES ({Guid.NewGuid()}, {rods.Id}, {day.Floor.Buffers["SKW15-001"]}, {day.Run.Id}, {1L}, {day.Plant.Time.Now})"));
        await day.Put(rods);
        await day.Refuses("BUFFER_PURITY", () => day.Move(MoveType.Transfer, rods, 30, "SKW30-001", "SKW15-001"));
    }

    [Theory, Databases]
    [Trait("Rule", "R-BUF-02")]
    public async Task Part_of_a_placement_moves_and_the_rest_stays(Db db)
    {
        await using var day = await ProductionDay.Begin(db);
        (await day.Plant.Get<CreateBufferHandler>().Handle(new CreateBuffer("RAW-002", BufferType.Lk, Cold with { AllowedLotTypes = [LotType.Raw] }), day.Plant.Manager, TestPlant.Ct)).Must();
        var second = (await day.Plant.Get<BufferQueries>().List(BufferType.Lk, null, TestPlant.Ct)).Single(b => b.BufferCode == "RAW-002").Id;
        var first = day.Floor.Buffers["RAW-001"];
        await day.To(1);
        var raw = await day.Put(await day.Receive(100), kg: 60);
        Assert.Equal((60m, LotStatus.Quarantine), (raw.PlacedKg, raw.Status));
        await day.Refuses("ALREADY_PLACED", () => day.Move(MoveType.Receive, raw, 40.01m, to: "RAW-001"));
        await day.Put(raw);
        await day.Refuses("INSUFFICIENT_IN_BUFFER", () => day.Move(new MoveStock(raw.Id, null, first, second, 100.01m, MoveType.Transfer)));
        await day.Refuses("INSUFFICIENT_IN_BUFFER", () => day.Move(new MoveStock(raw.Id, null, second, first, 1, MoveType.Transfer)));
        var move = (await day.Move(new MoveStock(null, raw.LotCode, first, second, 40, MoveType.Transfer))).Must();
        Assert.Equal(("RAW-001", "RAW-002", 40m, People.Operator.Name), (move.FromBufferCode, move.ToBufferCode, move.QuantityKg, move.OperatorName));
        Assert.Equal([("RAW-001", 60m), ("RAW-002", 40m)], (await day.Look(raw)).Placements.Select(p => (p.BufferCode, p.QuantityKg)).Order());
        (await day.Move(new MoveStock(raw.Id, null, first, second, 60, MoveType.Transfer))).Must();
        Assert.Equal([("RAW-002", 100m)], (await day.Look(raw)).Placements.Select(p => (p.BufferCode, p.QuantityKg)));
        await using var stored = day.Plant.Open();
        Assert.Equal((1, 1), (await stored.Inventory.CountAsync(i => i.ExitedAt != null, TestPlant.Ct), await stored.Inventory.CountAsync(i => i.ExitedAt == null, TestPlant.Ct)));
        Assert.Equal(4, (await day.Plant.Get<BufferQueries>().Moves(new MoveFilter { LotId = raw.Id }, Page.First, TestPlant.Ct)).Count);
        Assert.Equal(2, (await day.Plant.Get<BufferQueries>().Inventory(first, true, TestPlant.Ct)).Must().Count + (await day.Plant.Get<BufferQueries>().Inventory(second, false, TestPlant.Ct)).Must().Count);

        foreach (var wrong in new[]
        {
            new MoveStock(raw.Id, null, first, second, 1, MoveType.Receive), new MoveStock(raw.Id, null, null, null, 1, MoveType.Receive), new MoveStock(raw.Id, null, first, null, 1, MoveType.Transfer),
            new MoveStock(raw.Id, null, first, first, 1, MoveType.Transfer), new MoveStock(raw.Id, null, null, first, 1, MoveType.Consume), new MoveStock(raw.Id, null, first, second, 1, MoveType.Ship),
        })
        {
            await day.Refuses("MOVE_SHAPE", () => day.Move(wrong));
        }
        await day.Refuses("NOT_FOUND", () => day.Move(new MoveStock(Guid.NewGuid(), raw.LotCode, null, first, 1, MoveType.Receive)));
        await day.Refuses("NOT_FOUND", () => day.Move(new MoveStock(raw.Id, null, null, Guid.NewGuid(), 1, MoveType.Receive)));
        await day.Refuses("FORBIDDEN", () => day.Move(MoveType.Receive, raw, 1, to: "RAW-001", by: People.Auditor), noted: true);
    }

    [Theory, Databases]
    [Trait("Rule", "R-BUF-03"), Trait("Rule", "DOM-34")]
    public async Task Only_good_goods_enter_are_used_or_leave_and_managers_place_the_others(Db db)
    {
        await using var day = await ProductionDay.Begin(db);
        (await day.Plant.Get<CreateBufferHandler>().Handle(new CreateBuffer("RAW-002", BufferType.Lk, Cold with { AllowedLotTypes = [LotType.Raw] }), day.Plant.Manager, TestPlant.Ct)).Must();
        var second = (await day.Plant.Get<BufferQueries>().List(BufferType.Lk, null, TestPlant.Ct)).Single(b => b.BufferCode == "RAW-002").Id;
        await day.To(1);
        var raw = await day.Put(await day.Receive(100), kg: 90);
        await day.Refuses("LOT_NOT_MOVABLE", () => day.Move(MoveType.Consume, raw, 1, from: "RAW-001"));
        await day.PassGate(raw);
        (await day.Move(MoveType.Consume, raw, 1, from: "RAW-001")).Must();
        await day.Refuses("ONLY_PALLETS_SHIP", () => day.Move(MoveType.Ship, raw, 1, from: "RAW-001"));
        await day.HoldAtGate(raw);
        var transfer = new MoveStock(raw.Id, null, day.Floor.Buffers["RAW-001"], second, 1, MoveType.Transfer);
        await day.Refuses("HELD_LOT_NEEDS_MANAGER", () => day.Move(transfer), noted: true);
        await day.Refuses("LOT_NOT_MOVABLE", () => day.Move(MoveType.Receive, raw, 1, to: "RAW-001"), noted: true);
        await day.Refuses("LOT_NOT_MOVABLE", () => day.Move(MoveType.Consume, raw, 1, from: "RAW-001", by: People.Manager), noted: true);
        Assert.Equal(3, (await day.Plant.Events(raw.Id)).Count(e => e.EventType == "MOVE_REFUSED"));
        (await day.Move(transfer, People.Manager)).Must();
        (await day.Decide(raw, ChangeLotStatusHandler.ConfirmReject)).Must();
        await day.Refuses("HELD_LOT_NEEDS_MANAGER", () => day.Move(transfer));
        (await day.Move(transfer, People.Manager)).Must();
        Assert.Equal(2m, (await day.Look(raw)).Placements.Single(p => p.BufferId == second).QuantityKg);
    }

    [Theory, Databases]
    [Trait("Rule", "R-BUF-04")]
    public async Task Beyond_capacity_goods_enter_only_with_a_managers_reason(Db db)
    {
        await using var day = await ProductionDay.Begin(db);
        await day.To(1);
        var full = await day.Put(await day.Receive(2000));
        Assert.Equal(100m, (await day.Buffer("RAW-001")).FillPercent);
        var more = await day.Receive(10);
        var move = new MoveStock(more.Id, null, null, day.Floor.Buffers["RAW-001"], 10, MoveType.Receive);
        await day.Refuses("CAPACITY_EXCEEDED", () => day.Move(move));
        await day.Refuses("CAPACITY_EXCEEDED", () => day.Move(move, People.Manager));
        await day.Refuses("FORBIDDEN", () => day.Move(move with { CapacityOverride = true, Reason = ProductionDay.Why }));
        await day.Refuses("REASON_TOO_SHORT", () => day.Move(move with { CapacityOverride = true }, People.Manager));
        Assert.Equal("CAPACITY_EXCEEDED", (await day.Move(move with { CapacityOverride = true, Reason = ProductionDay.Why }, People.Manager)).Must().Warning);
        var e = await day.Plant.Event("BUFFER_CAPACITY_OVERRIDE");
        Assert.Equal(("2010", ProductionDay.Why), (AuditRead.Read(e.NewState, "filled_kg"), AuditRead.Read(e.Metadata, "reason")));
        Assert.Equal(2010m, (await day.Buffer("RAW-001")).CurrentQuantityKg);
        Assert.Equal(2000m, full.WeightKg);
    }

    [Theory, Databases]
    [Trait("Rule", "R-BUF-05"), Trait("Rule", "R-TEMP-04")]
    public async Task A_warm_buffer_stops_and_a_manager_releases_it_when_it_is_cold_again(Db db)
    {
        await using var day = await ProductionDay.Begin(db);
        await day.To(2);
        var deb = await day.Put(await day.PassGate(await day.Make(LotType.Deb, 340, (await day.First(LotType.Raw), 500))), kg: 100);
        Assert.Empty((await day.ReadAir("LK-001", 4.0m)).Actions);
        var reading = await day.ReadAir("LK-001", 8.0m);
        Assert.Equal((true, 4.0m), (reading.IsViolation, reading.ThresholdC));
        Assert.Equal(["ALARM_RAISED", "BUFFER_HELD"], reading.Actions);
        Assert.True((await day.Buffer("LK-001")).IsOnHold);
        Assert.Equal(LotStatus.Released, (await day.Look(deb)).Status);
        await day.To(3);
        await day.Refuses("BUFFER_ON_HOLD", () => day.Move(MoveType.Receive, deb, 1, to: "LK-001"));
        await day.Refuses("BUFFER_ON_HOLD", () => day.Move(MoveType.Receive, deb, 1, to: "LK-001", by: People.Manager));
        await day.Refuses("BUFFER_ON_HOLD", () => day.Move(MoveType.Consume, deb, 1, from: "LK-001"));
        await day.Refuses("BUFFER_ON_HOLD", () => day.Register(day.Lot(LotType.Bulk, 300, (deb, 300))));
        await day.Make(LotType.Bulk, 240, (deb, 240));
        (await day.Move(MoveType.Consume, deb, 1, from: "LK-001", by: People.Manager)).Must();

        var release = day.Plant.Get<ReleaseBufferHandler>();
        Task<Outcome<BufferRow>> Release(string? why = ProductionDay.Why, Caller? by = null) => release.Handle(new ReleaseBuffer(day.Floor.Buffers["LK-001"], why), by ?? day.Plant.Manager, TestPlant.Ct);
        await day.Refuses("BUFFER_OUT_OF_BAND", () => Release());
        await day.ReadAir("LK-001", 3.9m);
        await day.Refuses("REASON_TOO_SHORT", () => Release("cold"));
        await day.Refuses("FORBIDDEN", () => Release(by: day.Plant.Operator), noted: true);
        Assert.False((await Release()).Must().IsOnHold);
        await day.Refuses("BUFFER_NOT_ON_HOLD", () => Release());
        Assert.Equal(["BUFFER_CREATED", "BUFFER_HELD", "BUFFER_RELEASED"], (await day.Plant.Words(day.Floor.Buffers["LK-001"])).Where(w => w.StartsWith("BUFFER", StringComparison.Ordinal)));
        (await day.Move(MoveType.Consume, deb, 1, from: "LK-001")).Must();
        Assert.True((await day.ReadAir("LK-001", 0.9m)).IsViolation);
    }

    [Theory, Databases]
    [Trait("Rule", "R-BUF-05")]
    public async Task A_buffer_is_deactivated_when_it_is_empty_and_nobody_needs_it(Db db)
    {
        await using var day = await ProductionDay.Begin(db);
        var deactivate = day.Plant.Get<DeactivateBufferHandler>();
        Task<Outcome<OperationReport>> Deactivate(Guid id, int? seen = null) => deactivate.Handle(new DeactivateBuffer(id, seen), day.Plant.Manager, TestPlant.Ct);
        async Task<OperationPlan> Preview(Guid id) => (await day.Plant.Get<OperationRunner>().Plan(new OperationRequest(DeactivateBufferOperation.Is, id.ToString()), day.Plant.Manager, TestPlant.Ct)).Must();
        var second = (await day.Plant.Get<CreateBufferHandler>().Handle(new CreateBuffer("RAW-002", BufferType.Lk, Cold with { AllowedLotTypes = [LotType.Raw] }), day.Plant.Manager, TestPlant.Ct)).Must();
        await day.To(1);
        var raw = await day.Receive(100);
        (await day.Move(new MoveStock(raw.Id, null, null, second.Id, 50, MoveType.Receive))).Must();
        await day.Refuses("HAS_STOCK", () => Deactivate(second.Id));
        Assert.Equal("HAS_STOCK", (await Preview(second.Id)).Blocked.Single().Reason.Code);
        await day.Refuses("BUFFER_IN_USE", () => Deactivate(day.Floor.Buffers["MIX-001"]));
        (await day.Move(new MoveStock(raw.Id, null, second.Id, day.Floor.Buffers["RAW-001"], 50, MoveType.Transfer))).Must();
        (await day.Read(new ReadingInput(null, second.Id, 30, MeasurementType.Ambient))).Must();
        await day.Refuses("STALE_VERSION", () => Deactivate(second.Id, seen: 0));
        Assert.Equal("RAW-002", (await Preview(second.Id)).Safe.Single().Target.Code);
        Assert.Equal(("ok", DeactivateBufferOperation.Is), ((await Deactivate(second.Id)).Must() is var report ? (report.Status, report.Operation) : default));
        Assert.False((await day.Plant.Get<BufferQueries>().Detail(second.Id, TestPlant.Ct)).Must().IsActive);
        Assert.Equal(AlarmState.RtnUnack, (await day.Plant.Get<AlarmQueries>().List(null, Page.First, TestPlant.Ct)).Single(a => a.BufferCode == "RAW-002").State);
        await day.Refuses("BUFFER_INACTIVE", () => Deactivate(second.Id));
        await day.Refuses("BUFFER_INACTIVE", () => day.Move(new MoveStock(raw.Id, null, null, second.Id, 50, MoveType.Receive)));
        await day.Refuses("BUFFER_INACTIVE", () => day.Move(new MoveStock(raw.Id, null, null, second.Id, 50, MoveType.Receive), People.Manager));
        Assert.DoesNotContain("RAW-002", (await Pictures(day)).Select(p => p.Buffer.BufferCode));
    }

    [Theory, Databases]
    [Trait("Rule", "R-BUF-06")]
    public async Task A_run_sees_its_own_goods_and_what_others_left_apart(Db db)
    {
        await using var day = await ProductionDay.Begin(db);
        await day.To(2);
        await using var other = await day.Another();
        await other.To(2);
        var view = (await day.Plant.Get<BufferQueries>().OfRun(day.Run.Id, TestPlant.Ct)).Must();
        Assert.Equal(PlantFloor.BufferCodes, view.Select(v => v.Buffer.BufferCode));
        Assert.Equal((500m, 1000m), (view[0].TotalQuantityKg, view[0].Buffer.CurrentQuantityKg));
        Assert.Equal(((await day.First(LotType.Raw)).LotCode, (await other.First(LotType.Raw)).LotCode), (view[0].Items.Single().LotCode, view[0].CarryOver.Single().LotCode));
        Assert.Equal("NOT_FOUND", await Race.Code(day.Plant.Get<BufferQueries>().OfRun(Guid.NewGuid(), TestPlant.Ct)));
    }

    [Theory, Databases]
    [Trait("Rule", "DOM-42")]
    public async Task Every_active_buffer_is_drawn_in_process_order_with_its_contents_and_air(Db db)
    {
        await using var day = await ProductionDay.Begin(db);
        await day.To(2);
        await day.ReadAir("FG-001", -19.0m);
        var pictures = await Pictures(day);
        Assert.Equal(["RAW-001", "LK-001", "MIX-001", "SKW15-001", "SKW30-001", "FRZ-001", "FG-001", "PAL-001"], pictures.Select(p => p.Buffer.BufferCode));
        Assert.Equal((500m, 25m, 1), (pictures[0].Buffer.CurrentQuantityKg, pictures[0].Buffer.FillPercent, pictures[0].Items.Count));
        Assert.Equal((-19.0m, Freshness.Live, -19.0m), (pictures[6].Buffer.AmbientC, pictures[6].Buffer.Freshness, pictures[6].Trend.Single().C));
        Assert.Equal(Freshness.Never, pictures[7].Buffer.Freshness);
        day.Plant.Time.Advance(TimeSpan.FromHours(2) + TimeSpan.FromMinutes(1));
        Assert.Equal(Freshness.Late, (await day.Buffer("FG-001")).Freshness);
        day.Plant.Time.Advance(TimeSpan.FromHours(8));
        Assert.Equal(Freshness.Lost, (await day.Buffer("FG-001")).Freshness);
        var summary = await day.Plant.Get<BufferQueries>().Summary(null, TestPlant.Ct);
        Assert.Equal((500m, 0), (summary.TotalQuantityKg, summary.OnHold));
    }

    [Theory, Databases]
    [Trait("Rule", "R-BUF-07")]
    public async Task Moves_and_placements_cannot_be_rewritten_by_sql(Db db)
    {
        await using var day = await ProductionDay.Begin(db);
        await day.To(3);
        Task Fails(FormattableString sql) => Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => day.Plant.Sql(sql));
        await Fails($"UPDATE stock_moves SET quantity_grams = 1");
        await Fails($"DELETE FROM stock_moves");
        await Fails($"DELETE FROM inventory_items");
        await Fails($"UPDATE inventory_items SET buffer_id = {day.Floor.Buffers["MIX-001"]}");
        await Fails($"UPDATE inventory_items SET exited_at = NULL WHERE exited_at IS NOT NULL");
        await Fails($"UPDATE buffers SET buffer_code = 'X'");
        await Fails($"DELETE FROM buffers WHERE buffer_code = 'RAW-001'");
    }

    [Theory, Databases]
    [Trait("Rule", "R-BUF-08")]
    public async Task A_buffer_has_a_band_a_capacity_types_and_a_code_of_its_own(Db db)
    {
        await using var day = await ProductionDay.Begin(db);
        var create = day.Plant.Get<CreateBufferHandler>();
        Task<Outcome<BufferRow>> Create(BufferInput input, string? code = "NEW-001") => create.Handle(new CreateBuffer(code, BufferType.Lk, input), day.Plant.Manager, TestPlant.Ct);
        await day.Refuses("BAND_INVALID", () => Create(Cold with { TempMinC = 4, TempMaxC = 4 }));
        await day.Refuses("TEMPERATURE_OUT_OF_RANGE", () => Create(Cold with { TempMinC = -50.1m }));
        await day.Refuses("TEMPERATURE_OUT_OF_RANGE", () => Create(Cold with { TempMaxC = 50.1m }));
        await day.Refuses("WEIGHT_OUT_OF_RANGE", () => Create(Cold with { CapacityKg = 0 }));
        await day.Refuses("FIELD_REQUIRED", () => Create(Cold with { AllowedLotTypes = [] }));
        await day.Refuses("FIELD_REQUIRED", () => Create(Cold with { NameEn = " " }));
        await day.Refuses("FIELD_REQUIRED", () => Create(Cold, " "));
        await day.Refuses("OUT_OF_RANGE", () => Create(Cold with { ReadingPeriodS = 0 }));
        Assert.Equal(RefusalKind.Conflict, (await day.Refuses("BUFFER_CODE_USED", () => Create(Cold, "LK-001"))).Kind);
        var row = (await Create(Cold with { TempMinC = -50, TempMaxC = 50 })).Must();
        Assert.Equal(9, row.Position);

        var update = day.Plant.Get<UpdateBufferHandler>();
        Task<Outcome<BufferRow>> Update(UpdateBuffer command) => update.Handle(command, day.Plant.Manager, TestPlant.Ct);
        await day.Refuses("STALE_VERSION", () => Update(new UpdateBuffer(row.Id, row.RowVersion - 1) { CapacityKg = 5 }));
        await day.Refuses("BAND_INVALID", () => Update(new UpdateBuffer(row.Id, row.RowVersion) { TempMinC = 50 }));
        Assert.Equal((5m, -50m), ((await Update(new UpdateBuffer(row.Id, row.RowVersion) { CapacityKg = 5 })).Must().CapacityKg, row.TempMinC));
        await day.To(2);
        var store = await day.Buffer("RAW-001");
        await day.Refuses("BUFFER_HOLDS_TYPE", () => Update(new UpdateBuffer(store.Id, store.RowVersion) { AllowedLotTypes = [LotType.Deb] }));
    }

    [Fact, Trait("Rule", "R-BUF-03")]
    public void What_a_state_allows_is_the_same_table_for_everybody()
    {
        foreach (var type in Enum.GetValues<MoveType>())
        {
            var run = Run.Create(Guid.NewGuid(), "RUN-20260124-DUNA-0001", Guid.NewGuid(), ControlRoom.Core.Flows.ProcessGraph.Parse(ControlRoom.Core.Flows.CanonicalFlow.V2), "DUNA", null, People.Operator.Id, FakeTime.Morning, false);
            Assert.Equal("RUN_NOT_RUNNING", StockRules.WhyNotRun(run, type)!.Code);
            run.Start(People.Operator.Id, FakeTime.Morning);
            Assert.Null(StockRules.WhyNotRun(run, type));
            run.Hold(ProductionDay.Why, FakeTime.Morning);
            Assert.Equal(type is MoveType.Receive or MoveType.Transfer, StockRules.WhyNotRun(run, type) is null);
            run.Abort(ProductionDay.Why, FakeTime.Morning);
            Assert.Equal(type is MoveType.Transfer or MoveType.Consume, StockRules.WhyNotRun(run, type) is null);
        }
    }

    [Theory, Databases]
    [Trait("Rule", "DOM-42")]
    public async Task A_trend_of_a_while_ago_has_what_was_recorded_since_where_it_was_measured(Db db)
    {
        await using var day = await ProductionDay.Begin(db);
        var buffers = day.Plant.Get<BufferQueries>();
        await day.ReadAir("FG-001", -19.0m);
        day.Plant.Time.Advance(TimeSpan.FromMinutes(1));
        await day.ReadAir("FG-001", -18.5m);
        var trends = await buffers.Trends(TimeSpan.FromHours(1), TestPlant.Ct);
        var now = day.Plant.Time.Now;
        (await day.Plant.Get<RecordReadingsHandler>().Handle(new RecordReadings([.. new[] { (-30, -18.7m), (0, -18.4m), (-7200, -15.5m) }
            .Select(r => new ReadingInput(null, trends.Readings[0].BufferId, r.Item2, MeasurementType.Ambient) { MeasuredAt = now.AddSeconds(r.Item1) })]), People.Auditor.Call(), TestPlant.Ct)).Must();
        await day.ReadAir("PAL-001", -20.5m);

        var pictures = await buffers.Pictures(trends, TestPlant.Ct);

        Assert.Equal([-19.0m, -18.7m, -18.5m, -18.4m], pictures.Single(p => p.Buffer.BufferCode == "FG-001").Trend.Select(t => t.C));
        Assert.Equal([-20.5m], pictures.Single(p => p.Buffer.BufferCode == "PAL-001").Trend.Select(t => t.C));
        Assert.Empty(pictures.Single(p => p.Buffer.BufferCode == "FRZ-001").Trend);
    }

    [Theory, Databases]
    [Trait("Rule", "DOM-42")]
    public async Task A_reading_that_commits_behind_greater_ids_is_in_the_trend(Db db)
    {
        await using var day = await ProductionDay.Begin(db);
        var (buffers, rows, place) = (day.Plant.Get<BufferQueries>(), new RawRows(day.Plant), day.Floor.Buffers["FG-001"]);
        await day.ReadAir("FG-001", -19.0m);
        var drawn = await day.Plant.Scalar<long>($"SELECT MAX(id) FROM temperature_logs") + 1;
        await Commit(drawn + 1, -185);
        var trends = await buffers.Trends(TimeSpan.FromHours(1), TestPlant.Ct);
        await Commit(drawn, -187);

        var pictures = await buffers.Pictures(trends, TestPlant.Ct);

        Assert.Equal([-19.0m, -18.7m, -18.5m], pictures.Single(p => p.Buffer.BufferCode == "FG-001").Trend.Select(t => t.C).Order());

        Task Commit(long id, int tenths) => rows.Insert("temperature_logs", ("id", id), ("buffer_id", place), ("measurement_type", "AMBIENT"), ("temperature_tenths", tenths), ("measured_at", day.Plant.Clock.Now), ("received_at", day.Plant.Clock.Now));
    }

    private static async Task<IReadOnlyList<BufferPicture>> Pictures(ProductionDay day)
    {
        var buffers = day.Plant.Get<BufferQueries>();
        return await buffers.Pictures(await buffers.Trends(TimeSpan.FromHours(1), TestPlant.Ct), TestPlant.Ct);
    }
}
