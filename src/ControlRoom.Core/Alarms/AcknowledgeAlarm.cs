using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Alarms;

/// <summary>“I'm on it”: the name goes on the wall.</summary>
public sealed record AcknowledgeAlarm(Guid AlarmId);

public sealed class AcknowledgeAlarmHandler(TransactionBoundary boundary)
{
    public Task<Outcome<AlarmView>> Handle(AcknowledgeAlarm command, Caller caller, CancellationToken ct) => boundary.Do<AlarmView>(caller, Permission.Inspect, async work =>
    {
        await work.LockAlarms(command.AlarmId);
        var alarm = await work.Db.Alarms.FirstOrDefaultAsync(a => a.Id == command.AlarmId, work.Ct);
        if (alarm is null) return Refusal.NotFound("alarm", command.AlarmId);
        if (!Alarm.Lifecycle.Allows(alarm.State, AlarmAction.Acknowledge)) return Refusal.Conflict("ALARM_NOT_OPEN").With("state", Word.Of(alarm.State));
        alarm.Acknowledge(caller.UserId, work.Now);
        await work.Flush();
        return (await AlarmQueries.Views(work.Db, work.Db.Alarms.Where(a => a.Id == alarm.Id), 1, work.Ct)).Single();
    }, ct);
}
