using ControlRoom.Core.Lots;
using ControlRoom.Core.Quality;
using ControlRoom.Core.Stock;
using ControlRoom.Tests.Kit;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace ControlRoom.Core.Tests.Lots;

public sealed class LotRaceTests
{
    [Theory, Databases]
    [Trait("Rule", "R-LOT-03")]
    public async Task Two_children_of_sixty_from_a_hundred_leave_one_with_nothing(Db db)
    {
        await using var day = await ProductionDay.Begin(db);
        await day.To(1);
        var parents = new List<LotView>();
        for (var i = 0; i < 20; i++)
        {
            var raw = await day.PassGate(await day.Receive(100));
            parents.Add(i % 2 == 0 ? raw : await day.Put(raw, kg: 50));
        }
        (await day.Advance()).Must();
        foreach (var raw in parents)
        {
            var answers = await Race.Of(2, _ => day.Plant.Get<RegisterLotHandler>().Handle(day.Lot(LotType.Deb, 60, (raw, 60)), day.Plant.Operator, TestPlant.Ct));
            Race.AssertAnswers(answers, done: 1, "INSUFFICIENT_REMAINING");
            Assert.Equal(40m, (await day.Look(raw)).RemainingKg);
        }
        await Ledger.AssertIdentities(day.Plant);
        day.Plant.AssertNoFault();
    }

    [Theory, Databases]
    [Trait("Rule", "R-LOT-03")]
    public async Task Children_that_name_their_parents_in_opposite_order_wait_for_each_other_without_a_deadlock(Db db)
    {
        await using var day = await ProductionDay.Begin(db);
        await day.To(1);
        var (one, two) = (await day.PassGate(await day.Receive(100)), await day.PassGate(await day.Receive(100)));
        (await day.Advance()).Must();
        var answers = await Race.Of(20, i => day.Plant.Get<RegisterLotHandler>().Handle(
            i % 2 == 0 ? day.Lot(LotType.Deb, 10, (one, 5), (two, 5)) : day.Lot(LotType.Deb, 10, (two, 5), (one, 5)), day.Plant.Operator, TestPlant.Ct));
        Assert.All(answers, a => a.Must());
        Assert.Equal(20, answers.Select(a => a.Must().LotCode).Distinct().Count());
        Assert.Equal((LotStatus.Consumed, LotStatus.Consumed), ((await day.Look(one)).Status, (await day.Look(two)).Status));
        await Ledger.AssertIdentities(day.Plant);
        day.Plant.AssertNoFault();
    }

    [Theory, Databases]
    [Trait("Rule", "R-BUF-02")]
    public async Task Moves_at_once_never_take_more_than_lies_there(Db db)
    {
        await using var day = await ProductionDay.Begin(db);
        await day.To(2);
        var raw = await day.First(LotType.Raw);
        (await day.Plant.Get<CreateBufferHandler>().Handle(new CreateBuffer("RAW-002", BufferType.Lk,
            new BufferInput { AllowedLotTypes = [LotType.Raw], CapacityKg = 2000, TempMaxC = 4, NameHu = "Nyers 2", NameEn = "Raw 2" }), day.Plant.Manager, TestPlant.Ct)).Must();
        var second = (await day.Plant.Get<BufferQueries>().List(null, true, TestPlant.Ct)).Single(b => b.BufferCode == "RAW-002").Id;
        var first = day.Floor.Buffers["RAW-001"];
        var answers = await Race.Of(24, i => day.Plant.Get<MoveStockHandler>().Handle((i % 4) switch
        {
            0 or 1 => new MoveStock(raw.Id, null, first, second, 60, MoveType.Transfer),
            2 => new MoveStock(raw.Id, null, second, first, 60, MoveType.Transfer),
            _ => new MoveStock(raw.Id, null, first, null, 60, MoveType.Consume),
        }, day.Plant.Operator, TestPlant.Ct));
        Assert.All(answers.Where(a => !a.Done), a => Assert.Equal("INSUFFICIENT_IN_BUFFER", a.Refusal!.Code));
        var gone = answers.Count(a => a is { Done: true, Value.MoveType: MoveType.Consume }) * 60m;
        Assert.Equal((500m, 500m - gone), ((await day.Look(raw)).RemainingKg, (await day.Look(raw)).PlacedKg));
        day.Plant.AssertNoFault();
    }

    [Theory, Databases]
    [Trait("Rule", "R-TEMP-03"), Trait("Rule", "R-BUF-03")]
    public async Task Nothing_of_a_lot_is_moved_or_used_after_its_hold(Db db)
    {
        await using var day = await ProductionDay.Begin(db);
        await day.To(1);
        var lots = new List<LotView>();
        for (var i = 0; i < 12; i++) lots.Add(await day.Put(await day.PassGate(await day.Receive(10))));
        (await day.Advance()).Must();
        foreach (var raw in lots)
        {
            var answers = await Race.Of(3, i => i switch
            {
                0 => Race.Code(day.Plant.Get<RecordReadingHandler>().Handle(new RecordReading(new ReadingInput(raw.Id, null, 9, MeasurementType.Surface)), day.Plant.Auditor, TestPlant.Ct)),
                1 => Race.Code(day.Plant.Get<MoveStockHandler>().Handle(new MoveStock(raw.Id, null, day.Floor.Buffers["RAW-001"], null, 4, MoveType.Consume), day.Plant.Operator, TestPlant.Ct)),
                _ => Race.Code(day.Plant.Get<RegisterLotHandler>().Handle(day.Lot(LotType.Deb, 4, (raw, 4)), day.Plant.Operator, TestPlant.Ct)),
            });
            Assert.Equal("DONE", answers[0]);
            Assert.Contains(answers[1], (string[])["DONE", "LOT_NOT_MOVABLE"]);
            Assert.Contains(answers[2], (string[])["DONE", "PARENT_NOT_RELEASED"]);
            var events = await day.Plant.Events();
            var held = events.Single(e => e.EntityId == raw.Id && e.EventType == "TEMP_VIOLATION_HOLD").Id;
            Assert.DoesNotContain(events, e => e.Id > held && e.EntityCode == raw.LotCode && e.EventType is "STOCK_MOVED" or "LOT_PARTIALLY_CONSUMED");
            Assert.Equal(LotStatus.Hold, (await day.Look(raw)).Status);
        }
        await Ledger.AssertIdentities(day.Plant);
        day.Plant.AssertNoFault();
    }

    [Theory, Databases]
    [Trait("Rule", "R-BUF-03"), Trait("Rule", "R-TEMP-04")]
    public async Task No_pallet_leaves_after_its_shipment_turned_warm(Db db)
    {
        await using var day = await ProductionDay.Begin(db);
        await day.To(10);
        var (first, second) = (await day.First(LotType.Pal), await day.Last(LotType.Pal));
        foreach (var pallet in new[] { first, second })
        {
            for (var round = 0; round < 4; round++)
            {
                var ship = await day.PassGate(await day.Make(LotType.Ship, 10, (pallet, 10)));
                var (moved, reading) = await Race.Both(
                    () => day.Plant.Get<MoveStockHandler>().Handle(new MoveStock(pallet.Id, null, day.Floor.Buffers["PAL-001"], null, 10, MoveType.Ship), day.Plant.Operator, TestPlant.Ct),
                    () => day.Plant.Get<RecordReadingHandler>().Handle(new RecordReading(new ReadingInput(ship.Id, null, -10, MeasurementType.Ambient)), day.Plant.Auditor, TestPlant.Ct));
                Assert.True(reading.Done);
                var events = await day.Plant.Events();
                var held = events.Single(e => e.EntityId == ship.Id && e.EventType == "TEMP_VIOLATION_HOLD").Id;
                Assert.DoesNotContain(events, e => e.Id > held && e.EntityCode == pallet.LotCode && e.EventType == "STOCK_MOVED");
                if (!moved.Done) Assert.Contains(moved.Refusal.Code, (string[])["SHIPMENT_NOT_RELEASED", "NOT_LOADED"]);
            }
        }
        day.Plant.AssertNoFault();
    }

    /// <remarks>Writers queue on SQLite, so there is no lock to miss.</remarks>
    [Theory, Databases(Only = Db.Postgres)]
    [Trait("Rule", "R-TEMP-04")]
    public async Task A_pallet_waits_for_whoever_decides_about_its_shipment(Db db)
    {
        await using var day = await ProductionDay.Begin(db);
        await day.To(10);
        var pallet = await day.First(LotType.Pal);
        var ship = await day.PassGate(await day.Make(LotType.Ship, 10, (pallet, 10)));
        await using var other = day.Plant.Open();
        await using var transaction = await other.Database.BeginTransactionAsync(TestPlant.Ct);
        await other.Database.ExecuteSqlAsync($"UPDATE lots SET status = 'HOLD', hold_cause = 'INSPECTION', hold_reason = 'Seal broken', held_at = {day.Plant.Time.Now} WHERE id = {ship.Id}", TestPlant.Ct);

        var moving = Task.Run(() => day.Plant.Get<MoveStockHandler>().Handle(new MoveStock(pallet.Id, null, day.Floor.Buffers["PAL-001"], null, 10, MoveType.Ship), day.Plant.Operator, TestPlant.Ct), TestPlant.Ct);
        await Until.Read(() => day.Plant.Scalar<long>($"SELECT COUNT(*) FROM pg_locks WHERE NOT granted"), waiting => waiting > 0 || moving.IsCompleted);
        Assert.False(moving.IsCompleted);
        await transaction.CommitAsync(TestPlant.Ct);

        Assert.Equal("SHIPMENT_NOT_RELEASED", await Race.Code(moving));
    }

    [Theory, Databases]
    public async Task Registrations_at_once_get_distinct_codes_without_gaps(Db db)
    {
        await using var day = await ProductionDay.Begin(db);
        await day.To(1);
        var command = day.Lot(LotType.Raw, 1) with { SupplierId = day.Floor.Suppliers["SUP-A"] };
        var answers = await Race.Of(40, _ => day.Plant.Get<RegisterLotHandler>().Handle(command, day.Plant.Operator, TestPlant.Ct));
        Assert.Equal(Enumerable.Range(1, 40).Select(n => $"RAW-20260124-DUNA-{n:0000}"), answers.Select(a => a.Must().LotCode).Order(StringComparer.Ordinal));
        day.Plant.AssertNoFault();
    }
}
