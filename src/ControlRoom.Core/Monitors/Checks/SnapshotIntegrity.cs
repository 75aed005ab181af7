using ControlRoom.Core.Tickets;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Monitors.Checks;

/// <summary>Runtime snapshots that are not what they were, or not what the ticket's cycles run by.</summary>
public sealed class SnapshotIntegrity : MonitorDefinition
{
    private const string Hash = "HASH_DIFFERS", None = "NO_SNAPSHOT", Version = "VERSION_DIFFERS";

    public override string Id => "M20";
    public override Severity Severity => Severity.Critical;
    public override TimeSpan Interval => Hour;
    public override IReadOnlyList<string> Codes => [Hash, None, Version];
    public override RemedyKind? Remedy => RemedyKind.PauseTicket;

    internal override async Task<IReadOnlyList<Anomaly>> Look(MonitorScope scope, CancellationToken ct)
    {
        var found = new List<Anomaly>();
        var rows = from k in scope.Tickets join s in scope.Db.Snapshots.AsNoTracking() on k.SnapshotId equals s.Id orderby k.Id select new { Ticket = k, Snapshot = s };
        await foreach (var row in rows.AsAsyncEnumerable().WithCancellation(ct))
        {
            if (row.Snapshot.Hash() is var hash && hash != row.Snapshot.ContentHash) found.Add(row.Ticket.Found(Severity.Critical, Hash, new { snapshot_id = row.Snapshot.Id, stored = row.Snapshot.ContentHash, computed = hash }));
            if (found.Count >= MonitorScope.Limit) break;
        }
        var bare = await scope.Tickets.Where(k => k.RoutingMode == RoutingMode.Dag && !scope.Db.Snapshots.Any(s => s.Id == k.SnapshotId && s.JobTicketId == k.Id)).Take(MonitorScope.Limit).ToListAsync(ct);
        found.AddRange(bare.Select(k => k.Found(Severity.Critical, None, new { snapshot_id = k.SnapshotId })));
        var other = await (from i in scope.Instances
                           join s in scope.Db.Snapshots on i.SnapshotId equals s.Id
                           join k in scope.Db.Tickets on i.JobTicketId equals k.Id
                           where i.FlowVersionId != s.FlowVersionId || s.JobTicketId != k.Id
                           select new { Ticket = k, i.CycleNo, Pinned = i.FlowVersionId, s.FlowVersionId }).Take(MonitorScope.Limit).ToListAsync(ct);
        found.AddRange(other.Select(o => o.Ticket.Found(Severity.Critical, Version, new { cycle = o.CycleNo, instance_version = o.Pinned, snapshot_version = o.FlowVersionId })));
        return [.. found.DistinctBy(f => f.EntityId)];
    }
}
