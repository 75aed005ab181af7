using ControlRoom.Core.Alarms;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using ControlRoom.Core.Quality;
using ControlRoom.Tests.Kit;
using Xunit;

namespace ControlRoom.Core.Tests.Quality;

public sealed class ReadingTests
{
    [Theory, Databases]
    [Trait("Rule", "R-TEMP-01"), Trait("Rule", "R-TEMP-03")]
    public async Task A_warm_lot_is_held_in_every_living_state_and_the_trail_names_the_reading(Db db)
    {
        await using var day = await ProductionDay.Begin(db);
        await day.To(1);
        var waiting = await day.Receive(100);
        var reading = await day.Read(waiting, 5.2m, MeasurementType.Surface);
        Assert.Equal((true, TemperatureLevel.Critical, 4.0m, 5.2m), (reading.IsViolation, reading.Level, reading.ThresholdC, reading.TemperatureC));
        Assert.Equal(["ALARM_RAISED", "LOT_HELD", "DEVIATION_OPENED"], reading.Actions);
        var lot = await day.Look(waiting);
        Assert.Equal((LotStatus.Hold, HoldCause.Temperature, 5.2m, "SURFACE 5.2 °C, limit 4.0 °C"), (lot.Status, lot.HoldCause!.Value, lot.TemperatureC!.Value, lot.HoldReason));
        var e = await day.Plant.Event("TEMP_VIOLATION_HOLD");
        Assert.Equal((People.Auditor.Id, "5.2", "SURFACE", "4", reading.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)), (e.UserId, AuditRead.Read(e.Metadata, "evidence.temperature_c"), AuditRead.Read(e.Metadata, "evidence.type"),
            AuditRead.Read(e.Metadata, "evidence.threshold_c"), AuditRead.Read(e.Metadata, "evidence.reading_id")));
        Assert.Equal(["ALARM_RAISED"], [.. (await day.Read(waiting, 6.0m, MeasurementType.Surface)).Actions]);

        var released = await day.PassGate(await day.Receive(100));
        Assert.Contains("LOT_HELD", (await day.Read(released, 4.1m, MeasurementType.Surface)).Actions);
        Assert.False((await day.Read(released, 4.0m, MeasurementType.Surface)).IsViolation);
        Assert.False((await day.Read(await day.Receive(5, "SUP-D"), 22.0m, MeasurementType.Surface)).IsViolation);
        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => day.Plant.Sql($"UPDATE temperature_logs SET temperature_tenths = 30"));
        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => day.Plant.Sql($"DELETE FROM temperature_logs"));
    }

    [Theory, Databases]
    [Trait("Rule", "R-TEMP-05"), Trait("Rule", "DOM-01")]
    public async Task The_curve_holds_nothing_and_the_first_final_reading_that_is_warm_acts_at_once(Db db)
    {
        await using var day = await ProductionDay.Begin(db);
        await day.To(7);
        var frz = await day.Make(LotType.Frz30, 100, (await day.Last(LotType.Skw30), 101));
        foreach (var celsius in new[] { 3.2m, -2.1m, -8.4m, -14.2m, -18.1m, -20.3m, -21.8m })
        {
            Assert.Equal((false, null), ((await day.Read(frz, celsius, MeasurementType.Core, ReadingRole.Process)) is var r ? (r.IsViolation, r.ThresholdC) : default));
        }
        Assert.Equal((LotStatus.Quarantine, -21.8m), ((await day.Look(frz)).Status, (await day.Look(frz)).TemperatureC));
        Assert.Contains("LOT_HELD", (await day.Read(frz, -17.8m, MeasurementType.Core)).Actions);
        Assert.False((await day.Read(frz, -18.1m, MeasurementType.Core)).IsViolation);
        var lot = await day.Look(frz);
        Assert.Equal((LotStatus.Hold, 2), (lot.Status, lot.Readings.Count(r => r.ReadingRole == ReadingRole.Ccp)));
    }

    [Theory, Databases]
    [Trait("Rule", "R-TEMP-04")]
    public async Task A_warm_load_space_holds_the_shipment(Db db)
    {
        await using var day = await ProductionDay.Begin(db);
        await day.To(10);
        var ship = await day.PassGate(await day.Make(LotType.Ship, 10, (await day.First(LotType.Pal), 10)));
        Assert.Contains("LOT_HELD", (await day.Read(ship, -17.9m, MeasurementType.Ambient)).Actions);
        Assert.Equal(AlarmKind.CcpViolation, (await day.Plant.Get<AlarmQueries>().List(null, Page.First, TestPlant.Ct)).Single().Kind);
        await day.Refuses("SHIPMENT_NOT_RELEASED", () => day.Move(ControlRoom.Core.Stock.MoveType.Ship, ship with { Id = ship.Parents[0].Id }, 10, from: "PAL-001"));
    }

    [Theory, Databases]
    [Trait("Rule", "DOM-21")]
    public async Task A_late_reading_is_marked_and_one_from_the_future_refused(Db db)
    {
        await using var day = await ProductionDay.Begin(db);
        await day.To(1);
        var raw = await day.Receive(100);
        day.Plant.Time.Set(FakeTime.Morning.AddHours(4));
        ReadingInput At(TimeSpan ago, decimal celsius = 3) => new(raw.Id, null, celsius, MeasurementType.Surface) { MeasuredAt = FakeTime.Morning.AddHours(4).AddSeconds(10) - ago };
        async Task<ReadingView> Take(ReadingInput input)
        {
            day.Plant.Time.Set(FakeTime.Morning.AddHours(4));
            return (await day.Read(input)).Must();
        }

        Assert.True((await Take(At(TimeSpan.FromMinutes(20)))).IsLate);
        Assert.False((await Take(At(TimeSpan.FromMinutes(15)))).IsLate);
        Assert.False((await Take(At(TimeSpan.FromMinutes(-2)))).IsLate);
        day.Plant.Time.Set(FakeTime.Morning.AddHours(4));
        Assert.Equal("/measured_at", (await day.Refuses("MEASURED_IN_FUTURE", () => day.Read(At(TimeSpan.FromMinutes(-2) - TimeSpan.FromSeconds(1))))).Pointer);
        var last = (await day.Look(raw)).Readings[0];
        Assert.Equal(FakeTime.Morning.AddHours(4).AddSeconds(10).AddMinutes(2), last.MeasuredAt);

        // The alarm stands while the latest reading of its own time is a violation, whatever comes in late.
        var alarms = day.Plant.Get<AlarmQueries>();
        await Take(At(TimeSpan.FromMinutes(-2), 9));
        await Take(At(TimeSpan.FromMinutes(30), 2));
        Assert.Single(await alarms.List([AlarmState.Unack], Page.First, TestPlant.Ct));
        await Take(At(TimeSpan.Zero, 2));
        Assert.Single(await alarms.List([AlarmState.Unack], Page.First, TestPlant.Ct));
        day.Plant.Time.Set(FakeTime.Morning.AddHours(5));
        await day.Read(raw, 2, MeasurementType.Surface);
        Assert.Single(await alarms.List([AlarmState.RtnUnack], Page.First, TestPlant.Ct));
    }

    [Theory, Databases]
    [Trait("Rule", "R-TEMP-02")]
    public async Task A_reading_has_a_place_a_range_and_a_known_lot_and_buffer(Db db)
    {
        await using var day = await ProductionDay.Begin(db);
        await day.To(1);
        var raw = await day.Receive(100);
        await day.Refuses("PLACE_REQUIRED", () => day.Read(new ReadingInput(null, null, 3, MeasurementType.Surface)));
        await day.Refuses("TEMPERATURE_OUT_OF_RANGE", () => day.Read(new ReadingInput(raw.Id, null, 100.1m, MeasurementType.Surface)));
        await day.Refuses("TEMPERATURE_OUT_OF_RANGE", () => day.Read(new ReadingInput(raw.Id, null, 3.05m, MeasurementType.Surface)));
        await day.Refuses("NOT_FOUND", () => day.Read(new ReadingInput(Guid.NewGuid(), null, 3, MeasurementType.Surface)));
        await day.Refuses("NOT_FOUND", () => day.Read(new ReadingInput(null, Guid.NewGuid(), 3, MeasurementType.Ambient)));
        await day.Refuses("FORBIDDEN", () => day.Read(new ReadingInput(raw.Id, null, 3, MeasurementType.Surface), People.Viewer), noted: true);
        var both = (await day.Read(new ReadingInput(raw.Id, day.Floor.Buffers["RAW-001"], 4.5m, MeasurementType.Ambient))).Must();
        Assert.Equal(["ALARM_RAISED", "BUFFER_HELD"], both.Actions);
        Assert.Equal((LotStatus.Quarantine, true), ((await day.Look(raw)).Status, (await day.Buffer("RAW-001")).IsOnHold));
        var listed = await day.Plant.Get<ReadingQueries>().List(new ReadingFilter { RunId = day.Run.Id, ViolationsOnly = true }, 10, null, TestPlant.Ct);
        Assert.Equal(("RAW-001", raw.LotCode), (listed.Single().BufferCode, listed.Single().LotCode));
    }

    [Theory, Databases]
    [Trait("Rule", "R-TEMP-03"), Trait("Rule", "R-TEMP-04")]
    public async Task A_batch_keeps_the_good_tells_the_bad_and_lets_violations_act(Db db)
    {
        await using var day = await ProductionDay.Begin(db);
        await day.To(1);
        var raw = await day.Receive(100);
        var (store, chilled) = (day.Floor.Buffers["FRZ-001"], day.Floor.Buffers["LK-001"]);
        var batch = new RecordReadings(
        [
            new ReadingInput(null, store, -20, MeasurementType.Ambient) { Source = ReadingSource.Device, DeviceId = "P-1" },
            new ReadingInput(null, store, -17, MeasurementType.Ambient), new ReadingInput(null, store, -19, MeasurementType.Ambient),
            new ReadingInput(null, chilled, 6, MeasurementType.Ambient), new ReadingInput(null, chilled, 7, MeasurementType.Ambient),
            new ReadingInput(raw.Id, null, 8, MeasurementType.Surface),
            new ReadingInput(null, null, 8, MeasurementType.Surface), new ReadingInput(Guid.NewGuid(), null, 8, MeasurementType.Surface), new ReadingInput(raw.Id, null, 200, MeasurementType.Surface),
            new ReadingInput(raw.Id, null, 3, MeasurementType.Surface) { MeasuredAt = day.Plant.Time.Now.AddMinutes(10) },
        ]);
        var handler = day.Plant.Get<RecordReadingsHandler>();
        var caller = day.Plant.Auditor;
        var answer = (await handler.Handle(batch, caller, TestPlant.Ct)).Must();
        Assert.Equal(6, answer.Accepted);
        Assert.Equal([(6, "PLACE_REQUIRED"), (7, "NOT_FOUND"), (8, "TEMPERATURE_OUT_OF_RANGE"), (9, "MEASURED_IN_FUTURE")], answer.Rejected.Select(r => (r.Index, r.Code)));
        Assert.Equal([-17m, 6m, 7m, 8m], answer.Violations.Select(v => v.TemperatureC));
        Assert.Equal((true, true, LotStatus.Hold), ((await day.Buffer("FRZ-001")).IsOnHold, (await day.Buffer("LK-001")).IsOnHold, (await day.Look(raw)).Status));
        var alarms = await day.Plant.Get<AlarmQueries>().List(null, Page.First, TestPlant.Ct);
        Assert.Equal([("FRZ-001", AlarmState.RtnUnack), ("LK-001", AlarmState.Unack)], alarms.Where(a => a.BufferCode is not null).Select(a => (a.BufferCode!, a.State)).Order());
        Assert.Equal(AlarmKind.CcpViolation, alarms.Single(a => a.LotCode is not null).Kind);
        var e = await day.Plant.Event("READINGS_INGESTED");
        Assert.Equal("6", AuditRead.Read(e.NewState, "count"));
        Assert.Equal(new[] { "FRZ-001", "LK-001", "LK-001", raw.LotCode }, (await day.Plant.Events()).Where(x => x.EventType == "TEMP_LOGGED").Select(x => x.EntityCode));
        Assert.True((await handler.Handle(batch, caller, TestPlant.Ct)).Replayed);

        await day.Refuses("FIELD_REQUIRED", () => handler.Handle(new RecordReadings([]), day.Plant.Auditor, TestPlant.Ct));
        await day.Refuses("TOO_MANY_ITEMS", () => handler.Handle(new RecordReadings([.. Enumerable.Repeat(batch.Readings[0], 5001)]), day.Plant.Auditor, TestPlant.Ct));
    }

    [Theory, Databases]
    [Trait("Rule", "R-TEMP-03")]
    public async Task A_late_reading_is_kept_but_the_newest_by_source_time_has_the_last_word(Db db)
    {
        await using var day = await ProductionDay.Begin(db);
        await day.To(1);
        var raw = await day.Receive(100);
        var now = day.Plant.Time.Now;
        ReadingInput Surface(decimal celsius, int minutesAgo) => new(raw.Id, null, celsius, MeasurementType.Surface) { MeasuredAt = now.AddMinutes(-minutesAgo) };
        (await day.Read(Surface(2.0m, 5))).Must();
        (await day.Read(Surface(3.5m, 30))).Must();
        Assert.Equal((2.0m, 2), ((await day.Look(raw)).TemperatureC!.Value, (await day.Look(raw)).Readings.Count(r => r.ReadingRole == ReadingRole.Ccp)));

        var store = day.Floor.Buffers["FRZ-001"];
        ReadingInput Air(decimal celsius, int minutesAgo) => new(null, store, celsius, MeasurementType.Ambient) { MeasuredAt = now.AddMinutes(-minutesAgo) };
        var batch = (await day.Plant.Get<RecordReadingsHandler>().Handle(new RecordReadings([Surface(1.5m, 1), Surface(200, 2), Surface(3.0m, 3), Air(-20, 1), Air(-10, 4)]), day.Plant.Auditor, TestPlant.Ct)).Must();
        Assert.Equal((4, 1), (batch.Accepted, batch.Rejected.Single().Index));
        Assert.Equal(1.5m, (await day.Look(raw)).TemperatureC);
        Assert.Equal(AlarmState.RtnUnack, (await day.Plant.Get<AlarmQueries>().List(null, Page.First, TestPlant.Ct)).Single(a => a.BufferCode == "FRZ-001").State);
    }

    [Theory, Databases]
    public async Task A_full_batch_of_five_thousand_is_taken(Db db)
    {
        await using var day = await ProductionDay.Begin(db);
        var now = day.Plant.Time.Now;
        var readings = Enumerable.Range(0, RecordReadings.MaxReadings).Select(i => new ReadingInput(null, day.Floor.Buffers[PlantFloor.BufferCodes[i % 2 == 0 ? 5 : 6]], -20, MeasurementType.Ambient) { MeasuredAt = now.AddSeconds(-i) });
        var answer = (await day.Plant.Get<RecordReadingsHandler>().Handle(new RecordReadings([.. readings]), day.Plant.Auditor, TestPlant.Ct)).Must();
        Assert.Equal((5000, 0, 0), (answer.Accepted, answer.Rejected.Count, answer.Violations.Count));
    }
}
