using ControlRoom.Core.Tickets;
using ControlRoom.Core.Tokens;
using ControlRoom.Core.Tokens.Engine;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Monitors.Checks;

/// <summary>Joins that wait too long, or for something that can never come.</summary>
public sealed class StuckJoins : MonitorDefinition
{
    private const string Late = "WAITS_TOO_LONG", Blocked = "NEVER_COMPLETE";

    private static readonly TimeSpan Day = TimeSpan.FromHours(24);

    public override string Id => "M15";
    public override Severity Severity => Severity.High;
    public override IReadOnlyList<string> Codes => [Late, Blocked];

    internal override async Task<IReadOnlyList<Anomaly>> Look(MonitorScope scope, CancellationToken ct)
    {
        var (since, touched) = (scope.Now - Day, scope.Tokens);
        // Time passes without leaving a line; what was scrapped left one.
        var splits = scope.IsFull ? scope.Db.Splits.AsNoTracking()
            : scope.Db.Splits.AsNoTracking().Where(s => s.TimerFrom <= since || touched.Any(t => t.ParallelGroupId == s.Id || t.Id == s.ParentTokenId));
        var open = await (from s in splits
                          where s.FiredAt == null
                          join p in scope.Db.Tokens on s.ParentTokenId equals p.Id
                          where p.Status == TokenStatus.Waiting
                          join i in scope.Db.Instances on s.InstanceId equals i.Id
                          where i.Status == InstanceStatus.Active
                          join k in scope.Db.Tickets on i.JobTicketId equals k.Id
                          orderby s.Id
                          select new { Split = s, Parent = p, i.SnapshotId, k.TicketCode }).AsNoTracking().ToListAsync(ct);
        var found = new List<Anomaly>();
        foreach (var chunk in open.Chunk(500))
        {
            var ids = chunk.Select(c => (Guid?)c.Split.Id).ToArray();
            var children = (await scope.Db.Tokens.AsNoTracking().Where(t => ids.Contains(t.ParallelGroupId)).ToListAsync(ct)).ToLookup(t => t.ParallelGroupId, t => t.State());
            foreach (var row in chunk)
            {
                var graph = (await PinnedGraph.Of(scope.Db, row.SnapshotId, ct)).Graph;
                if (!graph.Has(row.Split.SplitNode) || graph[row.Split.SplitNode].Join is not { } join) continue;
                var progress = JoinProgress.Of(SplitRows.State(row.Split), graph[join].Node.Join!, join, children[row.Split.Id]);
                var waited = progress.Here.Length > 0 ? Later(row.Split.TimerFrom, progress.Here[0].Since) : (DateTime?)null;
                if (!progress.IsBlocked && !(waited <= since)) continue;
                var missing = progress.IsBlocked ? progress.Lost : progress.Missing;
                found.Add(row.Parent.Found(row.TicketCode, Severity.High, progress.IsBlocked ? Blocked : Late,
                    new { join, arrived = progress.Arrived, required = progress.Required, since = waited, branches = missing.Select(m => m.BranchKey).Distinct().ToArray() }));
            }
        }
        return found;
    }

    private static DateTime Later(DateTime a, DateTime b) => a > b ? a : b;
}
