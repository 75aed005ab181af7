using ControlRoom.Core.Tickets;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Monitors.Checks;

/// <summary>Tickets with two cycles under way, or whose cycles do not follow one another.</summary>
public sealed class CyclesPerTicket : MonitorDefinition
{
    private const string Active = "SEVERAL_ACTIVE", Gap = "CYCLE_NUMBERS";

    public override string Id => "M10";
    public override Severity Severity => Severity.Critical;
    public override IReadOnlyList<string> Codes => [Active, Gap];

    internal override async Task<IReadOnlyList<Anomaly>> Look(MonitorScope scope, CancellationToken ct)
    {
        var rows = await (from k in scope.Tickets
                          let active = scope.Db.Instances.Count(i => i.JobTicketId == k.Id && i.Status == InstanceStatus.Active)
                          let count = scope.Db.Instances.Count(i => i.JobTicketId == k.Id)
                          let last = scope.Db.Instances.Where(i => i.JobTicketId == k.Id).Max(i => (int?)i.CycleNo) ?? 0
                          where active > 1 || count != last
                          select new { Ticket = k, Active = active, Count = count, Last = last }).Take(MonitorScope.Limit).ToListAsync(ct);
        return [.. rows.Select(r => r.Ticket.Found(Severity.Critical, r.Active > 1 ? Active : Gap, new { active = r.Active, cycles = r.Count, last_cycle = r.Last }))];
    }
}
