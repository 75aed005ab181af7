using ControlRoom.Core.Tickets;
using ControlRoom.Core.Tokens.Engine;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Monitors.Checks;

/// <summary>Cycles that were spawned into more than once.</summary>
public sealed class SpawnCycles : MonitorDefinition
{
    private const string Rows = "SEVERAL_SPAWN_CYCLES", CycleIds = "SEVERAL_CYCLE_IDS", Apart = "SPAWNS_APART";

    /// <summary>One spawn is one transaction: its tokens are of one age.</summary>
    private static readonly TimeSpan Cluster = TimeSpan.FromSeconds(60);

    public override string Id => "M3";
    public override Severity Severity => Severity.Critical;
    public override IReadOnlyList<string> Codes => [Rows, CycleIds, Apart];
    public override RemedyKind? Remedy => RemedyKind.CancelTicket;

    internal override async Task<IReadOnlyList<Anomaly>> Look(MonitorScope scope, CancellationToken ct)
    {
        var found = new List<Anomaly>();
        var rows = await (from i in scope.Instances
                          where i.Status != InstanceStatus.Archived
                          let count = scope.Db.SpawnCycles.Count(c => c.InstanceId == i.Id)
                          where count > 1
                          join k in scope.Db.Tickets on i.JobTicketId equals k.Id
                          select new { Instance = i, k.TicketCode, Count = count }).Take(MonitorScope.Limit).ToListAsync(ct);
        found.AddRange(rows.Select(r => r.Instance.Found(r.TicketCode, Severity.Critical, Rows, new { spawn_cycles = r.Count })));

        var spread = await (from i in scope.Instances
                            where i.Status != InstanceStatus.Archived
                            join t in scope.Db.Tokens on i.Id equals t.InstanceId
                            where t.Origin == TokenOrigin.Initial
                            group t by t.InstanceId into g
                            where g.Min(t => t.SpawnedAt) != g.Max(t => t.SpawnedAt) || g.Select(t => t.SpawnCycleId).Distinct().Count() > 1
                            select new { g.Key, From = g.Min(t => t.SpawnedAt), To = g.Max(t => t.SpawnedAt), Cycles = g.Select(t => t.SpawnCycleId).Distinct().Count() }).ToListAsync(ct);
        var wrong = spread.Where(s => s.Cycles > 1 || s.To - s.From > Cluster).Take(MonitorScope.Limit).ToDictionary(s => s.Key);
        var keys = wrong.Keys.ToArray();
        foreach (var row in await (from i in scope.Db.Instances.AsNoTracking() where keys.Contains(i.Id) join k in scope.Db.Tickets on i.JobTicketId equals k.Id select new { Instance = i, k.TicketCode }).ToListAsync(ct))
        {
            var (cycles, from, to) = (wrong[row.Instance.Id].Cycles, wrong[row.Instance.Id].From, wrong[row.Instance.Id].To);
            found.Add(row.Instance.Found(row.TicketCode, Severity.Critical, cycles > 1 ? CycleIds : Apart, new { spawn_cycles = cycles, first_spawned_at = from, last_spawned_at = to }));
        }
        return [.. found.DistinctBy(f => f.EntityId)];
    }
}
