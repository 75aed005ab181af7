using ControlRoom.Core.Alarms;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using ControlRoom.Core.Quality;
using ControlRoom.Tests.Kit;
using Xunit;

namespace ControlRoom.Core.Tests.Alarms;

public sealed class AlarmTests
{
    private static Task<Outcome<AlarmView>> Acknowledge(ProductionDay day, Guid id, Caller? by = null) =>
        day.Plant.Get<AcknowledgeAlarmHandler>().Handle(new AcknowledgeAlarm(id), by ?? day.Plant.Operator, TestPlant.Ct);

    private static async Task<AlarmView> Only(ProductionDay day) => (await day.Plant.Get<AlarmQueries>().List(null, Page.First, TestPlant.Ct)).Single();

    [Theory, Databases]
    public async Task An_alarm_goes_when_it_is_both_seen_and_over_in_either_order(Db db)
    {
        await using var day = await ProductionDay.Begin(db);
        await day.To(2);
        await day.ReadAir("RAW-001", 6.0m);
        var alarm = await Only(day);
        Assert.Equal((AlarmKind.BufferOutOfBand, 2, AlarmState.Unack, "RAW-001", 6.0m, 4.0m, 500m), (alarm.Kind, alarm.Priority, alarm.State, alarm.BufferCode, alarm.Value, alarm.Limit, alarm.KgAtRisk));
        await day.ReadAir("RAW-001", 7.0m);
        Assert.Equal(alarm.Id, (await Only(day)).Id);

        await day.Refuses("FORBIDDEN", () => Acknowledge(day, alarm.Id, day.Plant.Viewer), noted: true);
        await day.Refuses("NOT_FOUND", () => Acknowledge(day, Guid.NewGuid()));
        var seen = (await Acknowledge(day, alarm.Id)).Must();
        Assert.Equal((AlarmState.Ack, People.Operator.Name), (seen.State, seen.AcknowledgedByName));
        await day.Refuses("ALARM_NOT_OPEN", () => Acknowledge(day, alarm.Id));
        await day.ReadAir("RAW-001", 3.0m);
        Assert.Equal(AlarmState.Cleared, (await Only(day)).State);

        await day.ReadAir("RAW-001", 6.0m);
        await day.ReadAir("RAW-001", 3.0m);
        var second = (await day.Plant.Get<AlarmQueries>().List(AlarmQueries.Open, Page.First, TestPlant.Ct)).Single();
        Assert.Equal(AlarmState.RtnUnack, second.State);
        Assert.Equal(AlarmState.Cleared, (await Acknowledge(day, second.Id)).Must().State);
        Assert.Equal(["ALARM_RAISED", "ALARM_ACKNOWLEDGED", "ALARM_RETURNED"], await day.Plant.Words(alarm.Id));
        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => day.Plant.Sql($"UPDATE alarms SET state = 'UNACK' WHERE id = {alarm.Id}"));
        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => day.Plant.Sql($"DELETE FROM alarms"));
    }

    [Theory, Databases]
    public async Task Each_cause_has_its_kind_and_priority(Db db)
    {
        await using var day = await ProductionDay.Begin(db);
        await day.To(1);
        await day.Read(await day.Receive(10), 9, MeasurementType.Surface);
        (await day.Inspect(ProductionDay.Inspection(await day.Receive(10), Decision.Fail, 3))).Must();
        await day.HoldAtGate(await day.Receive(10));
        await day.Work();
        (await day.Hold()).Must();
        var alarms = await day.Plant.Get<AlarmQueries>().List(null, Page.First, TestPlant.Ct);
        Assert.Equal([(AlarmKind.CcpViolation, 1), (AlarmKind.QcFail, 2), (AlarmKind.LotHold, 3), (AlarmKind.RunHold, 3)], alarms.Select(a => (a.Kind, a.Priority)).Order());
        Assert.All(alarms, a => Assert.Equal(day.Run.RunCode, a.RunCode));
        Assert.All(alarms.Where(a => a.LotCode is not null), a => Assert.Equal(10m, a.KgAtRisk));
    }

    [Theory, Databases]
    public async Task Deciding_about_a_lot_ends_its_alarms(Db db)
    {
        await using var day = await ProductionDay.Begin(db);
        await day.To(1);
        var (back, gone) = (await day.HoldAtGate(await day.Receive(10)), await day.HoldAtGate(await day.Receive(10)));
        await day.ResolveHold(back);
        (await day.Decide(gone, ChangeLotStatusHandler.ConfirmReject)).Must();
        Assert.All(await day.Plant.Get<AlarmQueries>().List(null, Page.First, TestPlant.Ct), a => Assert.Equal(AlarmState.RtnUnack, a.State));
    }

    [Theory, Databases]
    public async Task A_reading_is_never_lost_to_somebody_who_acknowledges_meanwhile(Db db)
    {
        await using var day = await ProductionDay.Begin(db);
        for (var round = 0; round < 10; round++)
        {
            await day.ReadAir("FRZ-001", -10.0m);
            var alarm = (await day.Plant.Get<AlarmQueries>().List([AlarmState.Unack], Page.First, TestPlant.Ct)).Single();
            var (reading, seen) = await Race.Both(
                () => day.Plant.Get<RecordReadingHandler>().Handle(new RecordReading(new ReadingInput(null, day.Floor.Buffers["FRZ-001"], -20, MeasurementType.Ambient)), day.Plant.Auditor, TestPlant.Ct),
                () => Acknowledge(day, alarm.Id));
            Assert.True(reading.Done, reading.Refusal?.Code);
            Assert.True(seen.Done, seen.Refusal?.Code);
            Assert.Equal(AlarmState.Cleared, (await day.Plant.Get<AlarmQueries>().Detail(alarm.Id, TestPlant.Ct)).Must().State);
        }
        day.Plant.AssertNoFault();
    }
}
