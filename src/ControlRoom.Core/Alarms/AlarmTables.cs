using ControlRoom.Core.Database;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Alarms;

internal sealed class AlarmTables : IAreaTables
{
    public IEnumerable<Guard> Guards =>
    [
        Guard.Along("alarms", "state", Alarm.Lifecycle),
        Guard.Fixed("alarms", "cause_fixed", "id", "kind", "priority", "run_id", "lot_id", "buffer_id", "ticket_id", "token_id", "finding_id", "object_code", "value_tenths", "limit_tenths", "raised_at"),
        .. Guard.NeverDeleted("alarms", "alarms are never deleted"),
    ];

    public void Configure(ModelBuilder model)
    {
        var alarm = model.Table<Alarm>("alarms", t => t.Check("priority", "priority BETWEEN 1 AND 4"));
        alarm.Ignore(a => a.Facts).Ignore(a => a.IsActive);
        alarm.HasIndex(a => a.State);
        alarm.HasIndex(a => a.RaisedAt);
        alarm.HasIndex(a => a.LotId);
        alarm.HasIndex(a => a.BufferId);
        alarm.HasIndex(a => a.FindingId);
    }
}
