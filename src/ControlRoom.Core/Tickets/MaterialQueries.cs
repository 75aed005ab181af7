using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Routing;
using ControlRoom.Core.Tokens;
using ControlRoom.Core.Tokens.Engine;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Tickets;

public sealed class MaterialQueries(Dialect dialect)
{
    /// <summary>What the ticket takes of each material: of its snapshot, whatever became of the product since.</summary>
    public async Task<Outcome<IReadOnlyList<MaterialUseView>>> OfTicket(Guid ticketId, CancellationToken ct)
    {
        await using var db = dialect.Open();
        var ticket = await db.Tickets.AsNoTracking().FirstOrDefaultAsync(t => t.Id == ticketId, ct);
        if (ticket is null) return Refusal.NotFound("ticket", ticketId);
        var snapshot = await db.Snapshots.AsNoTracking().FirstAsync(s => s.Id == ticket.SnapshotId, ct);
        var adjusted = await db.MaterialAdjustments.Where(a => a.JobTicketId == ticketId).GroupBy(a => a.MaterialSku).Select(g => new { g.Key, Qty = g.Sum(a => a.Qty) }).ToDictionaryAsync(a => a.Key, a => a.Qty, ct);
        return Outcome<IReadOnlyList<MaterialUseView>>.Of(MaterialRules.Uses(MaterialRules.Of(snapshot), ticket.TargetQty, await Gone(db, ticket, ct), adjusted));
    }

    /// <summary>Newest first.</summary>
    public async Task<Outcome<IReadOnlyList<AdjustmentView>>> Adjustments(Guid ticketId, CancellationToken ct)
    {
        await using var db = dialect.Open();
        if (!await db.Tickets.AnyAsync(t => t.Id == ticketId, ct)) return Refusal.NotFound("ticket", ticketId);
        var rows = await (from a in db.MaterialAdjustments where a.JobTicketId == ticketId join u in db.Users on a.CreatedBy equals u.Id orderby a.Id descending select new { Row = a, u.FullName }).ToListAsync(ct);
        return Outcome<IReadOnlyList<AdjustmentView>>.Of([.. rows.Select(r => new AdjustmentView(r.Row.Id, r.Row.MaterialSku, Units.Material(r.Row.Qty), r.Row.Reason, r.Row.CreatedBy, r.FullName, r.Row.CreatedAt))]);
    }

    /// <summary>What left the last cycle for good, finished or lost. Inside a split that meets again nothing counts: the parent that waits for it does.</summary>
    private static async Task<long> Gone(ControlRoomDb db, Ticket ticket, CancellationToken ct)
    {
        var instance = await db.Instances.Where(i => i.JobTicketId == ticket.Id).OrderByDescending(i => i.CycleNo).Select(i => (Guid?)i.Id).FirstOrDefaultAsync(ct);
        if (instance is null) return 0;
        var graph = (await PinnedGraph.Of(db, ticket.SnapshotId!.Value, ct)).Graph;
        var meeting = graph.Nodes.Where(n => n.Type == RoutingNodeType.Split && n.Join is not null).Select(n => n.Code).ToArray();
        var outside = db.Tokens.Where(t => t.InstanceId == instance && !db.Splits.Any(s => s.Id == t.ParallelGroupId && meeting.Contains(s.SplitNode)));
        return await outside.Where(t => t.Status == TokenStatus.Scrapped || (t.Status == TokenStatus.Completed && t.NodeType == RoutingNodeType.End)).SumAsync(t => t.Qty, ct) + await outside.SumAsync(t => t.ScrappedQty, ct);
    }
}
