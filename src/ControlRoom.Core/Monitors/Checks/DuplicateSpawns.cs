using ControlRoom.Core.Kernel;
using ControlRoom.Core.Tickets;
using ControlRoom.Core.Tokens.Engine;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Monitors.Checks;

/// <summary>The same piece made twice.</summary>
public sealed class DuplicateSpawns : MonitorDefinition
{
    private const string Events = "SPAWNED_TWICE", Serial = "SERIAL_TWICE", Sequence = "SEQUENCE_TWICE", Request = "REQUEST_TWICE";

    public override string Id => "M7";
    public override Severity Severity => Severity.Critical;
    public override IReadOnlyList<string> Codes => [Events, Serial, Sequence, Request];
    public override RemedyKind? Remedy => RemedyKind.CancelTicket;

    internal override async Task<IReadOnlyList<Anomaly>> Look(MonitorScope scope, CancellationToken ct)
    {
        var found = new List<Anomaly>();
        var tokens = scope.Tokens;
        var twice = await (from t in tokens
                           let spawns = scope.Db.TokenEvents.Count(e => e.TokenId == t.Id && e.EventType == TokenEventType.Spawn)
                           where spawns > 1 && scope.Db.Instances.Any(i => i.Id == t.InstanceId && i.Status != InstanceStatus.Archived)
                           join k in scope.Db.Tickets on t.JobTicketId equals k.Id
                           select new { Token = t, k.TicketCode, Spawns = spawns }).Take(MonitorScope.Limit).ToListAsync(ct);
        found.AddRange(twice.Select(t => t.Token.Found(t.TicketCode, Severity.Critical, Events, new { spawns = t.Spawns })));

        var same = await (from t in tokens
                          where t.SerialNumber != null
                          let first = scope.Db.Tokens.Where(o => o.SerialNumber == t.SerialNumber).Min(o => o.SpawnedAt)
                          where scope.Db.Tokens.Any(o => o.SerialNumber == t.SerialNumber && o.Id.CompareTo(t.Id) < 0)
                          join k in scope.Db.Tickets on t.JobTicketId equals k.Id
                          select new { Token = t, k.TicketCode, First = first }).Take(MonitorScope.Limit).ToListAsync(ct);
        found.AddRange(same.Select(t => t.Token.Found(t.TicketCode, Severity.Critical, Serial, new { serial = t.Token.SerialNumber, first_spawned_at = t.First })));

        var numbers = await (from k in scope.Tickets
                             join s in scope.Db.TicketSerials on k.Id equals s.TicketId
                             group s by new { k.Id, k.TicketCode, s.SequenceNo } into g
                             where g.Count() > 1
                             select new { g.Key.Id, g.Key.TicketCode, g.Key.SequenceNo, Count = g.Count() }).Take(MonitorScope.Limit).ToListAsync(ct);
        found.AddRange(numbers.Select(n => new Anomaly(Severity.Critical, EntityTypes.Ticket, n.Id, n.TicketCode, Sequence) { Evidence = new { sequence_no = n.SequenceNo, count = n.Count }, TicketId = n.Id }));

        var asked = await (from i in scope.Instances
                           join c in scope.Db.SpawnCycles on i.Id equals c.InstanceId
                           where c.IdempotencyKey != null
                           join other in scope.Db.Instances on i.JobTicketId equals other.JobTicketId
                           join o in scope.Db.SpawnCycles on other.Id equals o.InstanceId
                           where o.IdempotencyKey == c.IdempotencyKey && other.CycleNo < i.CycleNo
                           join k in scope.Db.Tickets on i.JobTicketId equals k.Id
                           select new { Instance = i, k.TicketCode, First = other.CycleNo }).Take(MonitorScope.Limit).ToListAsync(ct);
        found.AddRange(asked.Select(a => a.Instance.Found(a.TicketCode, Severity.Critical, Request, new { cycle = a.Instance.CycleNo, first_cycle = a.First })));
        return [.. found.DistinctBy(f => f.EntityId)];
    }
}
