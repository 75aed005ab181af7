using ControlRoom.Core.Kernel;
using ControlRoom.Core.Tickets;
using ControlRoom.Core.Tokens.Engine;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Monitors.Checks;

/// <summary>Cycles whose tokens are not what was asked for: too many or too few at the start, behind a split, or in the balance of quantities.</summary>
public sealed class TokenCounts : MonitorDefinition
{
    private const string Initial = "INITIAL_COUNT", Split = "SPLIT_CHILDREN", Balance = "QUANTITY_BALANCE";

    /// <summary>Cycles that ended longer ago were looked at when they did.</summary>
    private static readonly TimeSpan Recent = TimeSpan.FromDays(2);

    public override string Id => "M2";
    public override Severity Severity => Severity.Critical;
    public override IReadOnlyList<string> Codes => [Initial, Split, Balance];
    public override RemedyKind? Remedy => RemedyKind.CancelTicket;

    internal override async Task<IReadOnlyList<Anomaly>> Look(MonitorScope scope, CancellationToken ct)
    {
        var found = new List<Anomaly>();
        await Spawned(scope, found, ct);
        await Children(scope, found, ct);
        // The whole balance reads every token of a cycle: that is for the full sweep.
        if (scope.IsFull)
        {
            var since = scope.Now - Recent;
            await scope.EachCycle(scope.Instances.Where(i => i.Status == InstanceStatus.Active || i.CompletedAt >= since), cycle => Sum(cycle, found), ct);
        }
        return [.. found.DistinctBy(f => f.EntityId)];
    }

    private static async Task Spawned(MonitorScope scope, List<Anomaly> found, CancellationToken ct)
    {
        var wrong = await (from i in scope.Instances
                           where i.Status != InstanceStatus.Archived
                           join c in scope.Db.SpawnCycles on i.Id equals c.InstanceId
                           join k in scope.Db.Tickets on i.JobTicketId equals k.Id
                           let count = scope.Db.Tokens.Count(t => t.InstanceId == i.Id && t.Origin == TokenOrigin.Initial)
                           where count != c.SpawnedCount || (k.ProcessMode == ProcessMode.Piece && c.RequestedQty != c.SpawnedCount * 100)
                           orderby i.Id
                           select new { Instance = i, k.TicketCode, c.RequestedQty, c.SpawnedCount, Count = count }).Take(MonitorScope.Limit).ToListAsync(ct);
        found.AddRange(wrong.Select(w => w.Instance.Found(w.TicketCode, Severity.Critical, Initial, new { requested = Units.Quantity(w.RequestedQty), spawned = w.SpawnedCount, actual = w.Count })));
    }

    private static async Task Children(MonitorScope scope, List<Anomaly> found, CancellationToken ct)
    {
        var parents = scope.Tokens.Select(t => t.Id);
        var splits = await (from s in scope.Db.Splits.AsNoTracking()
                            where scope.IsFull || parents.Contains(s.ParentTokenId)
                            join i in scope.Db.Instances on s.InstanceId equals i.Id
                            where i.Status == InstanceStatus.Active
                            join k in scope.Db.Tickets on i.JobTicketId equals k.Id
                            select new { Instance = i, k.TicketCode, s.SplitNode, s.ExpectedChildren, Count = scope.Db.Tokens.Count(t => t.ParallelGroupId == s.Id && t.Origin == TokenOrigin.Split) }).ToListAsync(ct);
        foreach (var split in splits)
        {
            var expected = System.Text.Json.JsonElement.Parse(split.ExpectedChildren).GetArrayLength();
            if (split.Count != expected) found.Add(split.Instance.Found(split.TicketCode, Severity.Critical, Split, new { node = split.SplitNode, expected, actual = split.Count }));
        }
    }

    private static void Sum(CycleView cycle, List<Anomaly> found)
    {
        if (cycle.Tokens.Any(t => !cycle.Graph.Has(t.NodeCode))) return;
        var balance = QuantityBalance.Of(InstanceState.Of(cycle.Tokens.Select(t => t.State()), cycle.Splits), cycle.Graph, cycle.Requested);
        if (balance.Holds) return;
        found.Add(cycle.Instance.Found(cycle.Ticket.TicketCode, Severity.Critical, Balance, new
        {
            spawned = Units.Quantity(balance.Spawned), replaced = Units.Quantity(balance.Replaced), made = Units.Quantity(balance.Made),
            finished = Units.Quantity(balance.Finished), scrapped = Units.Quantity(balance.Scrapped), live = Units.Quantity(balance.Live),
        }));
    }
}
