using System.Text.Json;
using ControlRoom.Core.Alarms;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using ControlRoom.Core.Quality;
using ControlRoom.Core.Stock;
using ControlRoom.Tests.Kit;
using Xunit;

namespace ControlRoom.Core.Tests.Quality;

public sealed class DeviationTests
{
    [Theory, Databases]
    [Trait("Rule", "DOM-06"), Trait("Rule", "R-TEMP-03")]
    public async Task A_warm_reading_holds_all_that_came_since_the_last_good_check_and_no_lot_that_is_proven(Db db)
    {
        await using var day = await ProductionDay.Begin(db);
        await using var other = await day.Another();
        await day.To(1);
        await other.To(1);
        var early = await day.Receive(90);
        var checkedLast = await day.PassGate(await day.Receive(100));
        var lastGood = (await day.Look(checkedLast)).Readings.Single().MeasuredAt;
        var (sameRun, premix) = (await day.Put(await day.Receive(110)), await day.Receive(20, "SUP-D"));
        var otherRun = await other.Receive(120);
        var warm = await other.Put(await other.Receive(130), kg: 100);

        var reading = await other.Read(warm, 5.2m, MeasurementType.Surface);

        Assert.Equal(["ALARM_RAISED", "LOT_HELD", "DEVIATION_OPENED"], reading.Actions);
        var deviation = reading.Deviation!;
        Assert.Equal(("DEV-20260124-DUNA-0001", DeviationStatus.Open, DeviationCause.CcpReading, 1, "G01", warm.LotCode, 5.2m, 4.0m),
            (deviation.DeviationCode, deviation.Status, deviation.Cause, deviation.StepIndex, deviation.GateCode, deviation.LotCode, deviation.TemperatureC, deviation.ThresholdC));
        Assert.Equal((lastGood, reading.ReceivedAt), (deviation.FromAt, deviation.ToAt));
        Assert.Equal([(sameRun.LotCode, DeviationRole.Bracket, 110m), (otherRun.LotCode, DeviationRole.Bracket, 120m), (warm.LotCode, DeviationRole.Cause, 130m)],
            deviation.Lots.Select(l => (l.LotCode, l.Role, l.QuantityKg)).OrderBy(l => l.LotCode, StringComparer.Ordinal));
        Assert.Equal((360m, 360m, 0m), (deviation.HeldKg, deviation.OpenKg, deviation.RecallKg));
        Assert.Equal([("RAW-001", 210m)], deviation.Buffers.Select(b => (b.BufferCode, b.QuantityKg)));
        Assert.All([sameRun, otherRun, warm], l => Assert.Equal(LotStatus.Hold, day.Look(l).Result.Status));
        Assert.Equal(HoldCause.Deviation, (await day.Look(sameRun)).HoldCause);
        Assert.Equal((LotStatus.Quarantine, LotStatus.Released, LotStatus.Quarantine), ((await day.Look(early)).Status, (await day.Look(checkedLast)).Status, (await day.Look(premix)).Status));

        var told = await day.Plant.Event("DEVIATION_OPENED");
        Assert.Equal(("deviation", People.Auditor.Id, "360", "210"), (told.EntityType, told.UserId, AuditRead.Read(told.Metadata, "held_kg"), JsonDocument.Parse(told.Metadata).RootElement.GetProperty("buffers")[0].GetProperty("quantity_kg").ToString()));
        Assert.Equal(3, JsonDocument.Parse(told.Metadata).RootElement.GetProperty("lots").GetArrayLength());
        var alarm = (await day.Plant.Get<AlarmQueries>().List(null, Page.First, TestPlant.Ct)).Single(a => a.Kind == AlarmKind.CcpViolation);
        Assert.Equal((360m, deviation.DeviationCode, 3), (alarm.KgAtRisk, alarm.Deviation!.DeviationCode, alarm.Deviation.Lots.Count));
        Assert.Equal(["RAW-001"], alarm.Deviation.Buffers);
        await day.Refuses("LOT_NOT_MOVABLE", () => day.Move(MoveType.Consume, sameRun, 10, from: "RAW-001"), noted: true);
    }

    [Theory, Databases]
    [Trait("Rule", "DOM-04"), Trait("Rule", "DOM-14")]
    public async Task What_was_made_of_a_warm_lot_is_held_in_every_run_and_what_has_left_is_named_for_a_recall(Db db)
    {
        await using var day = await ProductionDay.Begin(db);
        await day.To(10);
        await day.Work();
        (await day.Complete()).Must();
        var (raw, bulk, ship) = (await day.First(LotType.Raw), await day.Last(LotType.Bulk), await day.Last(LotType.Ship));
        await using var next = await day.Another();
        await next.To(4);
        await next.Work();
        var mix = await next.Last(LotType.Mix);

        var reading = await day.Read(raw, 6.0m, MeasurementType.Surface);

        var deviation = reading.Deviation!;
        Assert.Equal(["ALARM_RAISED", "DEVIATION_OPENED"], reading.Actions);
        Assert.Equal((DeviationRole.Cause, LotStatus.Finished, false), deviation.Lots.Single(l => l.LotId == raw.Id) is var cause ? (cause.Role, cause.StatusThen, cause.IsHeld) : default);
        Assert.Equal((LotStatus.Finished, 358m, false), deviation.Lots.Single(l => l.LotId == ship.Id) is var gone ? (gone.StatusThen, gone.RecallKg, gone.IsHeld) : default);
        Assert.Equal(358m, deviation.RecallKg);
        Assert.DoesNotContain(deviation.Lots, l => l.LotId == mix.Id);
        Assert.Equal(deviation.Lots.Where(l => l.IsHeld).Sum(l => l.QuantityKg), deviation.HeldKg);
        Assert.True((await day.Look(bulk)).Status is LotStatus.Finished);
        Assert.Equal(DeviationStatus.Open, deviation.Status);

        Assert.Equal((DeviationStatus.Closed, "Taken up with both consignees"), (await day.Dispose(new RecordDisposition(deviation.Id, "Taken up with both consignees", []))).Must() is var closed ? (closed.Status, closed.Evaluation) : default);
        await day.Refuses("DEVIATION_CLOSED", () => day.Dispose(new RecordDisposition(deviation.Id, ProductionDay.Why, [])));
    }

    [Theory, Databases]
    [Trait("Rule", "DOM-14"), Trait("Rule", "R-QC-02")]
    public async Task Living_descendants_in_another_run_and_in_an_ended_one_are_held_and_their_goods_stay(Db db)
    {
        await using var day = await ProductionDay.Begin(db);
        await day.To(3);
        var (raw, deb) = (await day.First(LotType.Raw), await day.First(LotType.Deb));
        var own = await day.Put(await day.Make(LotType.Bulk, 40, (deb, 40)));
        await using var borrower = await day.Another();
        await borrower.To(3);
        var lent = await borrower.Make(LotType.Bulk, 60, (deb, 60));
        (await day.Abort()).Must();
        Assert.Equal(LotStatus.Hold, (await day.Look(own)).Status);

        var deviation = (await day.Read(raw, 5.0m, MeasurementType.Surface)).Deviation!;

        Assert.Equal([(deb.LotCode, 240m), (own.LotCode, 40m), (lent.LotCode, 60m)], deviation.Lots.Where(l => l.IsHeld).Select(l => (l.LotCode, l.QuantityKg)).OrderBy(l => l.LotCode != deb.LotCode).ThenBy(l => l.LotCode, StringComparer.Ordinal));
        Assert.Equal((HoldCause.RunAborted, HoldCause.Deviation), ((await day.Look(own)).HoldCause!.Value, (await day.Look(lent)).HoldCause!.Value));
        await borrower.Refuses("PARENT_NOT_RELEASED", () => borrower.Register(borrower.Lot(LotType.Bulk, 10, (deb, 10))));
        Assert.Equal("DISPOSITION_REQUIRED", (await day.Decide(own, ChangeLotStatusHandler.ResolveHold)).Refusal!.Code);
        await Ledger.AssertIdentities(day.Plant);
    }

    [Theory, Databases]
    [Trait("Rule", "DOM-06"), Trait("Rule", "R-QC-02")]
    public async Task A_failed_inspection_at_a_control_point_brackets_like_a_warm_reading_and_one_elsewhere_does_not(Db db)
    {
        await using var day = await ProductionDay.Begin(db);
        await day.To(1);
        var good = await day.PassGate(await day.Receive(100));
        var (waiting, failed, premix) = (await day.Receive(50), await day.Receive(60), await day.Receive(20, "SUP-D"));
        Assert.Null((await day.Inspect(ProductionDay.Inspection(premix, Decision.Hold))).Must().Deviation);

        var answer = (await day.Inspect(ProductionDay.Inspection(failed, Decision.Fail) with { Notes = "Slime on the surface of the goods" })).Must();

        var deviation = answer.Deviation!;
        Assert.Equal((LotStatus.Rejected, DeviationCause.CcpInspection, answer.Id), (answer.LotStatus, deviation.Cause, deviation.InspectionId!.Value));
        Assert.Contains("Slime on the surface", deviation.Reason, StringComparison.Ordinal);
        Assert.Equal([(failed.LotCode, LotStatus.Rejected, false), (waiting.LotCode, LotStatus.Hold, true)], deviation.Lots.Select(l => (l.LotCode, l.StatusThen, l.IsHeld)).OrderBy(l => l.IsHeld));
        Assert.Equal((50m, LotStatus.Hold, LotStatus.Released), (deviation.HeldKg, (await day.Look(waiting)).Status, (await day.Look(good)).Status));

        (await day.Dispose(deviation, waiting, new OutcomeLine(DispositionOutcome.Release, 50))).Must();
        (await day.Decide(waiting, ChangeLotStatusHandler.ResolveHold)).Must();
        await day.PassGate(waiting);
        await day.ResolveHold(premix);
        await day.PassGate(premix);
        await day.To(2);
        var deb = await day.Make(LotType.Deb, 60, (good, 100));
        Assert.Null((await day.Inspect(ProductionDay.Inspection(deb, Decision.Hold))).Must().Deviation);
        Assert.Single(await day.Deviations(failed));
    }

    [Theory, Databases]
    [Trait("Rule", "DOM-06")]
    public async Task Release_needs_a_disposition_that_adds_up_to_the_gram_and_scraps_the_rest(Db db)
    {
        await using var day = await ProductionDay.Begin(db);
        await day.To(1);
        var raw = await day.Put(await day.Receive(100));
        var deviation = (await day.Read(raw, 5.2m, MeasurementType.Surface)).Deviation!;
        await day.Refuses("COMPLIANT_READING_REQUIRED", () => day.Decide(raw, ChangeLotStatusHandler.ResolveHold));
        await day.Read(raw, 3.2m, MeasurementType.Surface);
        var required = await day.Refuses("DISPOSITION_REQUIRED", () => day.Decide(raw, ChangeLotStatusHandler.ResolveHold));
        Assert.Contains(deviation.DeviationCode, required.Guidance(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);

        OutcomeLine Line(DispositionOutcome outcome, decimal kg) => new(outcome, kg);
        await day.Refuses("DISPOSITION_SUMS", () => day.Dispose(deviation, raw, Line(DispositionOutcome.Release, 99.99m)));
        await day.Refuses("DISPOSITION_SUMS", () => day.Dispose(deviation, raw, Line(DispositionOutcome.Release, 80), Line(DispositionOutcome.Scrap, 20.01m)));
        await day.Refuses("REWORK_OFF", () => day.Dispose(deviation, raw, Line(DispositionOutcome.Rework, 100)));
        await day.Refuses("WEIGHT_OUT_OF_RANGE", () => day.Dispose(deviation, raw, Line(DispositionOutcome.Release, 100), Line(DispositionOutcome.Scrap, 0)));
        await day.Refuses("REASON_TOO_SHORT", () => day.Dispose(new RecordDisposition(deviation.Id, "fine", [])));
        await day.Refuses("FIELD_REQUIRED", () => day.Dispose(deviation, raw));
        await day.Refuses("NOT_FOUND", () => day.Dispose(new RecordDisposition(Guid.NewGuid(), ProductionDay.Why, [])));
        await day.Refuses("FORBIDDEN", () => day.Dispose(new RecordDisposition(deviation.Id, ProductionDay.Why, []), People.Auditor), noted: true);
        LotDisposition whole = new(raw.Id, null, [Line(DispositionOutcome.Release, 100)]);
        await day.Refuses("DISPOSED_TWICE", () => day.Dispose(new RecordDisposition(deviation.Id, ProductionDay.Why, [whole, whole with { LotId = null, LotCode = raw.LotCode }])));
        await day.Refuses("NOT_IN_DEVIATION", () => day.Dispose(new RecordDisposition(deviation.Id, ProductionDay.Why, [whole with { LotId = null, LotCode = "RAW-20260124-DUNA-9999" }])));

        (await day.Dispose(deviation, raw, Line(DispositionOutcome.Scrap, 60), Line(DispositionOutcome.Return, 40))).Must();
        await day.Refuses("DISPOSITION_NOT_RELEASE", () => day.Decide(raw, ChangeLotStatusHandler.ResolveHold));
        var judged = (await day.Dispose(deviation, raw, Line(DispositionOutcome.Release, 80), Line(DispositionOutcome.Scrap, 20))).Must();
        Assert.Equal([(DispositionOutcome.Release, 80m), (DispositionOutcome.Scrap, 20m)], judged.Lots.Single().Outcomes.Select(o => (o.Outcome, o.QuantityKg)).OrderBy(o => o.Outcome));
        Assert.Equal(DeviationStatus.Open, judged.Status);

        var freed = (await day.Decide(raw, ChangeLotStatusHandler.ResolveHold)).Must();
        Assert.Equal((LotStatus.Quarantine, 80m, 80m, 20m), (freed.Status, freed.RemainingKg, freed.PlacedKg, freed.Waste.Single().QuantityKg));
        var closed = (await day.Deviations(raw)).Single();
        Assert.Equal((DeviationStatus.Closed, 0m, 100m), (closed.Status, closed.OpenKg, closed.HeldKg));
        Assert.Equal(["DEVIATION_OPENED", "DISPOSITION_RECORDED", "DISPOSITION_RECORDED", "DEVIATION_CLOSED"], (await day.Plant.Events(deviation.Id)).Select(e => e.EventType));
        Assert.Equal(LotStatus.Released, (await day.PassGate(raw)).Status);
        await Ledger.AssertIdentities(day.Plant);
    }

    [Theory, Databases]
    [Trait("Rule", "DOM-06")]
    public async Task A_disposition_of_before_the_hold_frees_nothing_and_waste_makes_it_void(Db db)
    {
        await using var day = await ProductionDay.Begin(db);
        await day.To(1);
        var (raw, second) = (await day.Receive(100), await day.Receive(50));
        var deviation = (await day.Read(raw, 5.2m, MeasurementType.Surface)).Deviation!;
        Assert.Equal(2, deviation.Lots.Count);
        (await day.Dispose(deviation, raw, new OutcomeLine(DispositionOutcome.Release, 100))).Must();
        (await day.Waste(raw, 10)).Must();
        await day.Read(raw, 3.0m, MeasurementType.Surface);
        await day.Refuses("DISPOSITION_REQUIRED", () => day.Decide(raw, ChangeLotStatusHandler.ResolveHold));
        await day.ResolveHold(raw);

        var again = await day.Read(raw, 6.1m, MeasurementType.Surface);
        Assert.Equal(["ALARM_RAISED", "LOT_HELD", "DEVIATION_EXTENDED"], again.Actions);
        Assert.Equal((deviation.Id, 90m), (again.Deviation!.Id, again.Deviation.Lots.Single(l => l.LotId == raw.Id).QuantityKg));
        await day.Read(raw, 3.0m, MeasurementType.Surface);
        await day.Refuses("DISPOSITION_REQUIRED", () => day.Decide(raw, ChangeLotStatusHandler.ResolveHold));

        // Rejection is a disposition of its own; the last lot closes the deviation.
        (await day.Decide(raw, ChangeLotStatusHandler.ConfirmReject)).Must();
        Assert.Equal([(DispositionOutcome.Return, 90m)], (await day.Deviations(raw)).Single().Lots.Single(l => l.LotId == raw.Id).Outcomes.Select(o => (o.Outcome, o.QuantityKg)));
        Assert.Equal(DeviationStatus.Open, (await day.Deviations(raw)).Single().Status);
        (await day.Waste(second, 50, WasteReason.Scrap)).Must();
        Assert.Equal(DeviationStatus.Closed, (await day.Deviations(raw)).Single().Status);
    }

    [Theory, Databases]
    [Trait("Rule", "DOM-06")]
    public async Task A_batch_brackets_in_the_order_of_the_source_and_one_failure_is_one_deviation(Db db)
    {
        await using var day = await ProductionDay.Begin(db);
        await day.To(1);
        LotView[] lots = [await day.Receive(10), await day.Receive(20), await day.Receive(30), await day.Receive(40)];
        var now = day.Plant.Clock.Now.AddSeconds(10);
        ReadingInput Of(int i, decimal celsius, int secondsAgo) => new(lots[i].Id, null, celsius, MeasurementType.Surface) { MeasuredAt = now.AddSeconds(-secondsAgo) };

        var batch = (await day.Plant.Get<RecordReadingsHandler>().Handle(new RecordReadings([Of(2, 5.0m, 1), Of(0, 2.0m, 4), Of(1, 5.5m, 2), Of(3, 2.5m, 3)]), day.Plant.Auditor, TestPlant.Ct)).Must();

        Assert.Equal([lots[1].Id, lots[2].Id], batch.Violations.Select(v => v.LotId!.Value));
        Assert.Single(batch.Violations.Select(v => v.Deviation!.Id).Distinct());
        Assert.Equal([(lots[1].LotCode, DeviationRole.Cause), (lots[2].LotCode, DeviationRole.Cause)], batch.Violations[0].Deviation!.Lots.Select(l => (l.LotCode, l.Role)));
        Assert.Equal((now.AddSeconds(-3), 50m), (batch.Violations[0].Deviation!.FromAt, batch.Violations[0].Deviation!.HeldKg));
        Assert.Equal((LotStatus.Quarantine, LotStatus.Hold, LotStatus.Hold, LotStatus.Quarantine), (await State(0), await State(1), await State(2), await State(3)));
        async Task<LotStatus> State(int i) => (await day.Look(lots[i])).Status;
    }

    [Theory, Databases]
    [Trait("Rule", "DOM-06")]
    public async Task A_repeat_with_the_same_key_answers_the_same_deviation_and_opens_no_other(Db db)
    {
        await using var day = await ProductionDay.Begin(db);
        await day.To(1);
        var (raw, _) = (await day.Receive(100), await day.Receive(50));
        var caller = day.Plant.Auditor.With(new Intent(Guid.NewGuid(), "POST", "/api/temperature-logs", "x"));
        var command = new RecordReading(new ReadingInput(raw.Id, null, 5.2m, MeasurementType.Surface));
        var first = await day.Plant.Get<RecordReadingHandler>().Handle(command, caller, TestPlant.Ct);
        var second = await day.Plant.Get<RecordReadingHandler>().Handle(command, caller, TestPlant.Ct);
        Assert.Equal((false, true, first.Must().Deviation!.Id), (first.Replayed, second.Replayed, second.Must().Deviation!.Id));
        Assert.Equal((1, 1), (await day.Plant.Scalar<int>($"SELECT COUNT(*) FROM deviations"), await day.Plant.Scalar<int>($"SELECT COUNT(*) FROM temperature_logs WHERE is_violation")));
    }
}
