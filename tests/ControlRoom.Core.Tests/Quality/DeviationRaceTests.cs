using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using ControlRoom.Core.Quality;
using ControlRoom.Core.Stock;
using ControlRoom.Tests.Kit;
using Xunit;

namespace ControlRoom.Core.Tests.Quality;

public sealed class DeviationRaceTests
{
    [Theory, Databases]
    [Trait("Rule", "DOM-06"), Trait("Rule", "R-TEMP-03")]
    public async Task Parallel_violations_hold_each_lot_once_and_are_one_deviation(Db db)
    {
        await using var day = await ProductionDay.Begin(db);
        await using var other = await day.Another();
        await day.To(1);
        await other.To(1);
        var lots = new List<LotView>();
        for (var i = 0; i < 8; i++) lots.Add(await (i % 2 == 0 ? day : other).Receive(10));

        var answers = await Race.Of(16, i => day.Plant.Get<RecordReadingHandler>().Handle(new RecordReading(new ReadingInput(lots[i * 5 % 8].Id, null, 6.0m, MeasurementType.Surface)), day.Plant.Auditor, TestPlant.Ct));

        Assert.All(answers, a => Assert.NotNull(a.Must().Deviation));
        Assert.Single(answers.Select(a => a.Must().Deviation!.Id).Distinct());
        var events = await day.Plant.Events();
        Assert.All(lots, lot => Assert.Single(events, e => e.EntityId == lot.Id && e.EventType is "LOT_HELD" or "TEMP_VIOLATION_HOLD" && e.EntityId == lot.Id));
        var deviation = (await day.Deviations(lots[0])).Single();
        Assert.Equal((8, 80m), (deviation.Lots.Count(l => l.IsHeld), deviation.OpenKg));
        Assert.All(lots, lot => Assert.Equal(LotStatus.Hold, day.Look(lot).Result.Status));
        day.Plant.AssertNoFault();
    }

    [Theory, Databases]
    [Trait("Rule", "DOM-06"), Trait("Rule", "R-LOT-03")]
    public async Task What_is_made_or_moved_while_its_origin_is_found_warm_is_held_or_refused(Db db)
    {
        await using var day = await ProductionDay.Begin(db);
        await day.To(1);
        var raws = new List<LotView>();
        for (var i = 0; i < 6; i++) raws.Add(await day.Put(await day.PassGate(await day.Receive(100))));
        (await day.Advance()).Must();
        foreach (var (n, raw) in raws.Index())
        {
            var deb = await day.Put(await day.PassGate(await day.Make(LotType.Deb, 50, (raw, 50))));
            var outcomes = await Race.Of(5, async i => i switch
            {
                0 or 3 => Told(await Race.Code(day.Plant.Get<RecordReadingHandler>().Handle(new RecordReading(new ReadingInput(raw.Id, null, 6.0m, MeasurementType.Surface)), day.Plant.Auditor, TestPlant.Ct))),
                1 => await Made(day.Plant.Get<RegisterLotHandler>().Handle(day.Lot(LotType.Deb, 20, (raw, 20)), day.Plant.Operator, TestPlant.Ct)),
                2 => Told(await Race.Code(day.Plant.Get<MoveStockHandler>().Handle(new MoveStock(raw.Id, null, day.Floor.Buffers["RAW-001"], null, 10, MoveType.Consume), day.Plant.Operator, TestPlant.Ct))),
                _ => Told(await Race.Code(day.Plant.Get<MoveStockHandler>().Handle(new MoveStock(deb.Id, null, day.Floor.Buffers["LK-001"], null, 10, MoveType.Consume), day.Plant.Operator, TestPlant.Ct))),
            });
            Assert.Equal(("DONE", "DONE"), (outcomes[0].Code, outcomes[3].Code));
            Assert.All(outcomes, o => Assert.Contains(o.Code, new[] { "DONE", "PARENT_NOT_RELEASED", "LOT_NOT_MOVABLE" }));
            // A child that was born first is held with its parent; one that came later was refused.
            Assert.All([raw.Id, deb.Id, .. outcomes.Select(o => o.Made).OfType<Guid>()], id => Assert.Equal(LotStatus.Hold, day.Look(raw with { Id = id }).Result.Status));
            // No compliant check came between: it is one failure that goes on.
            Assert.Equal(100m * (n + 1), (await day.Deviations(raw)).Single().HeldKg);
        }
        await AssertNothingMovedPastItsHold(day.Plant);
        await Ledger.AssertIdentities(day.Plant);
        day.Plant.AssertNoFault();

        static (string Code, Guid? Made) Told(string code) => (code, null);
        static async Task<(string Code, Guid? Made)> Made(Task<Outcome<LotView>> registered) => await registered is { Done: true } done ? ("DONE", done.Value!.Id) : ((await registered).Refusal!.Code, null);
    }

    /// <summary>By the order of the trail: after a lot's hold nothing of it was moved or used.</summary>
    private static async Task AssertNothingMovedPastItsHold(TestPlant plant)
    {
        var held = new HashSet<string>(StringComparer.Ordinal);
        foreach (var e in await plant.Events())
        {
            if (e.EventType is "LOT_HELD" or "TEMP_VIOLATION_HOLD") held.Add(e.EntityCode!);
            if (e.EventType is "STOCK_MOVED" or "LOT_CONSUMED" or "LOT_PARTIALLY_CONSUMED") Assert.DoesNotContain(e.EntityCode!, held);
        }
    }
}
