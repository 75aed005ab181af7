using ControlRoom.Core.Tickets;
using ControlRoom.Core.Tokens;
using ControlRoom.Core.Tokens.Engine;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Monitors.Checks;

/// <summary>Ready tokens whose place in the queue is not the one that their ticket, step and age give them.</summary>
public sealed class QueueDrift : MonitorDefinition
{
    private const string Drift = "QUEUE_PLACE";

    /// <summary>Tokens in memory at once.</summary>
    private const int Page = 2_000;

    public override string Id => "M12";
    public override Severity Severity => Severity.High;
    public override IReadOnlyList<string> Codes => [Drift];
    public override RemedyKind? Remedy => RemedyKind.RebuildQueue;

    internal override async Task<IReadOnlyList<Anomaly>> Look(MonitorScope scope, CancellationToken ct)
    {
        var (found, after) = (new List<Anomaly>(), Guid.Empty);
        while (found.Count < MonitorScope.Limit)
        {
            var rows = await (from t in scope.Tokens.Where(t => t.Status == TokenStatus.Ready && t.Id.CompareTo(after) > 0)
                              join i in scope.Db.Instances on t.InstanceId equals i.Id
                              where i.Status == InstanceStatus.Active
                              join k in scope.Db.Tickets on t.JobTicketId equals k.Id
                              orderby t.Id
                              select new { Token = t, Ticket = k, i.SnapshotId }).AsNoTracking().Take(Page).ToListAsync(ct);
            if (rows.Count == 0) break;
            after = rows[^1].Token.Id;
            foreach (var of in rows.GroupBy(r => r.SnapshotId))
            {
                var graph = (await PinnedGraph.Of(scope.Db, of.Key, ct)).Graph;
                foreach (var row in of.Where(r => graph.Has(r.Token.NodeCode)))
                {
                    var right = QueueKey.Of(row.Ticket, graph[row.Token.NodeCode].Ordinal, row.Token.SpawnedAt, row.Token.Id);
                    if (right != row.Token.QueueKey) found.Add(row.Token.Found(row.Ticket.TicketCode, Severity.High, Drift, new { queue_key = row.Token.QueueKey, expected = right }));
                }
            }
        }
        return found;
    }
}
