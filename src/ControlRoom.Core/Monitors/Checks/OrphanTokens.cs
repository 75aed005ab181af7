using ControlRoom.Core.Kernel;
using ControlRoom.Core.Tickets;
using ControlRoom.Core.Tokens;
using ControlRoom.Core.Tokens.Engine;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Monitors.Checks;

/// <summary>Live tokens that belong to nothing that lives.</summary>
public sealed class OrphanTokens : MonitorDefinition
{
    private const string Instance = "INSTANCE_NOT_ACTIVE", Ticket = "TICKET_NOT_LIVE", Node = "NODE_UNKNOWN", Cycle = "NO_SPAWN_CYCLE";

    public override string Id => "M1";
    public override Severity Severity => Severity.Critical;
    public override IReadOnlyList<string> Codes => [Instance, Ticket, Node, Cycle];
    public override RemedyKind? Remedy => RemedyKind.ScrapToken;

    internal override async Task<IReadOnlyList<Anomaly>> Look(MonitorScope scope, CancellationToken ct)
    {
        var own = await Orphans(scope, scope.LiveTokens).Take(MonitorScope.Limit).ToListAsync(ct);
        // What its ticket or cycle did to it left no line of its own.
        var dead = from i in scope.Instances
                   join k in scope.Db.Tickets on i.JobTicketId equals k.Id
                   where i.Status != InstanceStatus.Active || (k.Status != TicketStatus.InProgress && k.Status != TicketStatus.Paused)
                   from t in scope.Db.Tokens.AsNoTracking()
                   where t.InstanceId == i.Id && t.Status != TokenStatus.Completed && t.Status != TokenStatus.Scrapped
                   select t;
        if (!scope.IsFull) own.AddRange(await Orphans(scope, dead).Take(MonitorScope.Limit).ToListAsync(ct));
        return [.. own.DistinctBy(o => o.Token.Id).Select(o => o.Token.Found(o.TicketCode, Severity.Critical, o.Code, new { instance_status = Word.Of(o.InstanceStatus), ticket_status = Word.Of(o.TicketStatus), o.Token.NodeCode }))];
    }

    private static IQueryable<Orphan> Orphans(MonitorScope scope, IQueryable<FlowToken> tokens) =>
        from t in tokens
        join i in scope.Db.Instances on t.InstanceId equals i.Id
        join k in scope.Db.Tickets on t.JobTicketId equals k.Id
        let known = scope.Db.NodeInstances.Any(n => n.InstanceId == t.InstanceId && n.NodeCode == t.NodeCode)
        where i.Status != InstanceStatus.Active || (k.Status != TicketStatus.InProgress && k.Status != TicketStatus.Paused) || !known || (t.SpawnCycleId == null && t.Origin == TokenOrigin.Initial)
        select new Orphan
        {
            Token = t, TicketCode = k.TicketCode, InstanceStatus = i.Status, TicketStatus = k.Status,
            Code = i.Status != InstanceStatus.Active ? Instance : k.Status != TicketStatus.InProgress && k.Status != TicketStatus.Paused ? Ticket : !known ? Node : Cycle,
        };

    private sealed class Orphan
    {
        public required FlowToken Token { get; init; }
        public required string TicketCode { get; init; }
        public InstanceStatus InstanceStatus { get; init; }
        public TicketStatus TicketStatus { get; init; }
        public required string Code { get; init; }
    }
}
