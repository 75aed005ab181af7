using System.Linq.Expressions;
using ControlRoom.Core.Database;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Alarms;

/// <summary>Alarms are raised and returned inside the command that causes it, in its transaction.</summary>
internal static class AlarmWork
{
    /// <summary>Raises an alarm unless the same one is active already.</summary>
    public static Task RaiseAlarm(this Work work, AlarmKind kind, string objectCode, Guid? runId = null, Guid? lotId = null, Guid? bufferId = null, int? valueTenths = null, int? limitTenths = null) =>
        work.RaiseAlarm(kind, objectCode, new AlarmCause { RunId = runId, LotId = lotId, BufferId = bufferId, ValueTenths = valueTenths, LimitTenths = limitTenths });

    /// <returns>The alarm that is active now.</returns>
    public static async Task<Guid> RaiseAlarm(this Work work, AlarmKind kind, string objectCode, AlarmCause cause)
    {
        if (await work.ActiveAlarms(a => a.Kind == kind && a.ObjectCode == objectCode && a.FindingId == cause.FindingId) is [var active, ..]) return active.Id;
        var alarm = Alarm.Raise(work.NewId(), kind, objectCode, work.Now, cause, work.Caller.IsSimulated);
        work.Db.Alarms.Add(alarm);
        // Stored at once, so that a later reading of the same batch finds it.
        await work.Flush();
        return alarm.Id;
    }

    /// <summary>The cause of these alarms is gone.</summary>
    public static async Task ReturnAlarms(this Work work, Expression<Func<Alarm, bool>> which)
    {
        foreach (var alarm in await work.ActiveAlarms(which)) alarm.Return(work.Now);
    }

    /// <summary>
    /// Alarms that are active now, in this command's own eyes. They are locked, because somebody may acknowledge them meanwhile; the object
    /// they are about is locked already, so no other command raises or returns them.
    /// </summary>
    public static async Task<List<Alarm>> ActiveAlarms(this Work work, Expression<Func<Alarm, bool>> which) =>
        await Locked(work, await work.Db.Alarms.Where(which).Where(a => a.State == AlarmState.Unack || a.State == AlarmState.Ack).Select(a => a.Id).ToListAsync(work.Ct));

    private static readonly HotQuery<Guid, Guid> OfBuffer = new((db, buffer) => db.Alarms
        .Where(a => a.BufferId == buffer && (a.Kind == AlarmKind.MissingReading || a.Kind == AlarmKind.Stale || a.Kind == AlarmKind.BufferOutOfBand) && (a.State == AlarmState.Unack || a.State == AlarmState.Ack)).Select(a => a.Id));

    /// <summary>Those that a reading of the buffer's air may end.</summary>
    public static async Task<List<Alarm>> ActiveReadingAlarms(this Work work, Guid bufferId) => await Locked(work, await OfBuffer.List(work.Db, bufferId, work.Ct));

    private static async Task<List<Alarm>> Locked(Work work, List<Guid> ids)
    {
        if (ids.Count == 0) return [];
        await work.LockAlarms(ids);
        return [.. (await work.Db.Alarms.Where(a => ids.Contains(a.Id)).OrderBy(a => a.Id).ToListAsync(work.Ct)).Where(a => a.IsActive)];
    }
}
