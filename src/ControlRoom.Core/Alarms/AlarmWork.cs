using System.Linq.Expressions;
using ControlRoom.Core.Database;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Alarms;

/// <summary>Alarms are raised and returned inside the command that causes it, in its transaction.</summary>
internal static class AlarmWork
{
    /// <summary>Raises an alarm unless the same one is active already.</summary>
    public static async Task RaiseAlarm(this Work work, AlarmKind kind, string objectCode, Guid? runId = null, Guid? lotId = null, Guid? bufferId = null, int? valueTenths = null, int? limitTenths = null)
    {
        bool Same(Alarm a) => a.Kind == kind && a.ObjectCode == objectCode && a.IsActive;
        if (work.Db.Alarms.Local.Any(Same)) return;
        var active = await work.Db.Alarms.AnyAsync(a => a.Kind == kind && a.ObjectCode == objectCode && (a.State == AlarmState.Unack || a.State == AlarmState.Ack), work.Ct);
        if (active) return;
        work.Db.Alarms.Add(Alarm.Raise(work.NewId(), kind, objectCode, work.Now, runId, lotId, bufferId, valueTenths, limitTenths, work.Caller.IsSimulated));
    }

    /// <summary>The cause of these alarms is gone.</summary>
    public static async Task ReturnAlarms(this Work work, Expression<Func<Alarm, bool>> which)
    {
        foreach (var alarm in await work.Db.Alarms.Where(which).Where(a => a.State == AlarmState.Unack || a.State == AlarmState.Ack).ToListAsync(work.Ct)) alarm.Return(work.Now);
    }
}
