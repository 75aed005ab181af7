using ControlRoom.Core.Alarms;
using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Schedule;

/// <summary>What one look changed.</summary>
public sealed record ChoreWatchView(int Raised, int Returned);

/// <summary>
/// Watches the watchers: a chore that did not succeed in its time is an alarm, which returns when it has. It stands outside the timetable,
/// because a timetable that has stopped cannot say so itself.
/// </summary>
public sealed class ChoreWatch(Dialect dialect, TransactionBoundary boundary, Timetable timetable, ChoreQueries chores, Clock clock)
{
    /// <summary>How often to look; and how much later than overdue a chore may be before it is an alarm, so that a busy moment is none.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(15), Grace = TimeSpan.FromSeconds(30);

    private readonly DateTime since = clock.Now;

    public async Task<ChoreWatchView> Look(CancellationToken ct)
    {
        // Several processes watch; one of them at a time is enough, and so no alarm is raised twice.
        await using var hold = await dialect.TryHold("chore-watch", ct);
        if (hold is null) return new(0, 0);
        var (overdue, up) = (await Overdue(ct), await Up(ct));
        var (raise, back) = (overdue.Except(up, StringComparer.Ordinal).ToList(), up.Except(overdue, StringComparer.Ordinal).ToList());
        if (raise.Count == 0 && back.Count == 0) return new(0, 0);
        return (await boundary.Do<ChoreWatchView>(Caller.System(clock.Now), Permission.Inspect, async work =>
        {
            foreach (var name in raise) await work.RaiseAlarm(AlarmKind.ChoreOverdue, name);
            if (back.Count > 0) await work.ReturnAlarms(a => a.Kind == AlarmKind.ChoreOverdue && back.Contains(a.ObjectCode));
            return new ChoreWatchView(raise.Count, back.Count);
        }, ct)).Must();
    }

    private async Task<List<string>> Overdue(CancellationToken ct)
    {
        var latest = clock.Now - Grace;
        return [.. (await chores.Timetable(ct)).Where(c => (c.LastRun is null ? NeverRan(c.Name) : c.OverdueSince) <= latest).Select(c => c.Name)];
    }

    /// <summary>One that never ran counts from when this process began to watch.</summary>
    private DateTime? NeverRan(string name) => chores.Overdue(timetable.Find(name).Must(), since, clock.Now);

    private async Task<List<string>> Up(CancellationToken ct)
    {
        await using var db = dialect.Open();
        return await db.Alarms.AsNoTracking().Where(a => a.Kind == AlarmKind.ChoreOverdue && (a.State == AlarmState.Unack || a.State == AlarmState.Ack)).Select(a => a.ObjectCode).ToListAsync(ct);
    }
}
