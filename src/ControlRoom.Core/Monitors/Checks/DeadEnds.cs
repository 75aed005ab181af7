using ControlRoom.Core.Kernel;
using ControlRoom.Core.Routing;
using ControlRoom.Core.Tickets;
using ControlRoom.Core.Tokens;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Monitors.Checks;

/// <summary>Live tokens that cannot go on by themselves: no way leads on, or the engine stopped them.</summary>
public sealed class DeadEnds : MonitorDefinition
{
    private const string Stopped = "STOPPED", End = "NO_WAY_ON";

    public override string Id => "M16";
    public override Severity Severity => Severity.High;
    public override IReadOnlyList<string> Codes => [Stopped, End];

    internal override async Task<IReadOnlyList<Anomaly>> Look(MonitorScope scope, CancellationToken ct)
    {
        var stopped = await (from t in scope.LiveTokens where t.StopCode != null join k in scope.Db.Tickets on t.JobTicketId equals k.Id select new { Token = t, k.TicketCode }).Take(MonitorScope.Limit).ToListAsync(ct);
        var found = stopped.Select(s => s.Token.Found(s.TicketCode, Severity.High, Stopped, new { stop = Word.Of(s.Token.StopCode!.Value), detail = s.Token.StopDetail, node_code = s.Token.NodeCode })).ToList();

        // Places are few, however many tokens stand at them.
        var places = await (from t in scope.LiveTokens
                            join i in scope.Db.Instances on t.InstanceId equals i.Id
                            where i.Status == InstanceStatus.Active
                            group t by new { i.Id, i.SnapshotId, t.NodeCode } into g
                            select g.Key).ToListAsync(ct);
        foreach (var place in places)
        {
            var graph = (await PinnedGraph.Of(scope.Db, place.SnapshotId, ct)).Graph;
            if (!graph.Has(place.NodeCode) || graph[place.NodeCode] is not { Out.Length: 0, Rework.Length: 0, Type: not RoutingNodeType.End }) continue;
            var there = await (from t in scope.LiveTokens where t.InstanceId == place.Id && t.NodeCode == place.NodeCode join k in scope.Db.Tickets on t.JobTicketId equals k.Id select new { Token = t, k.TicketCode }).Take(MonitorScope.Limit).ToListAsync(ct);
            found.AddRange(there.Select(t => t.Token.Found(t.TicketCode, Severity.High, End, new { node_code = place.NodeCode })));
        }
        return [.. found.DistinctBy(f => f.EntityId)];
    }
}
