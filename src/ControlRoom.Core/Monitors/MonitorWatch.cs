using ControlRoom.Core.Alarms;
using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Monitors;

/// <summary>What one look changed.</summary>
public sealed record MonitorWatchView(int Raised, int Returned);

/// <summary>A monitor that did not look in its time is an alarm, which returns when it has. It stands outside the sweep, because a sweep that has stopped cannot say so itself.</summary>
public sealed class MonitorWatch(Dialect dialect, TransactionBoundary boundary, MonitorQueries monitors, Clock clock)
{
    public async Task<MonitorWatchView> Look(CancellationToken ct)
    {
        await using var hold = await dialect.TryHold("monitor-watch", ct);
        if (hold is null) return new(0, 0);
        var overdue = (await monitors.List(ct)).Where(m => m.Overdue).Select(m => m.Id).ToList();
        List<string> up;
        await using (var db = dialect.Open()) up = await db.Alarms.AsNoTracking().Where(a => a.Kind == AlarmKind.MonitorOverdue && (a.State == AlarmState.Unack || a.State == AlarmState.Ack)).Select(a => a.ObjectCode).ToListAsync(ct);
        var (raise, back) = (overdue.Except(up, StringComparer.Ordinal).ToList(), up.Except(overdue, StringComparer.Ordinal).ToList());
        if (raise.Count == 0 && back.Count == 0) return new(0, 0);
        return (await boundary.Do<MonitorWatchView>(Caller.System(clock.Now), Permission.Inspect, async work =>
        {
            foreach (var id in raise) await work.RaiseAlarm(AlarmKind.MonitorOverdue, id);
            if (back.Count > 0) await work.ReturnAlarms(a => a.Kind == AlarmKind.MonitorOverdue && back.Contains(a.ObjectCode));
            work.Touch(Feed.Topics.Monitors);
            return new MonitorWatchView(raise.Count, back.Count);
        }, ct)).Must();
    }
}
