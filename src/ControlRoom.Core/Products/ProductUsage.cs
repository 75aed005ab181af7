using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Tickets;
using ControlRoom.Core.Tokens.Engine;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Products;

/// <summary>The one place that reads how much products are in use; everything else decides on what it answers.</summary>
internal static class ProductUsage
{
    public static async Task<ProductUse> Of(ControlRoomDb db, Guid productId, CancellationToken ct) => (await Of(db, [productId], ct))[productId];

    public static async Task<IReadOnlyDictionary<Guid, ProductUse>> Of(ControlRoomDb db, IReadOnlyCollection<Guid> productIds, CancellationToken ct)
    {
        // Each ticket leaves a reference on the revision it took.
        var tickets = await (from reference in db.RevisionReferences
                             where reference.RefType == RevisionRefType.JobTicket
                             join revision in db.Revisions on reference.RevisionId equals revision.Id
                             where productIds.Contains(revision.ProductId)
                             group reference by revision.ProductId into of
                             select new { of.Key, Count = of.Count() }).ToDictionaryAsync(t => t.Key, t => t.Count, ct);
        var live = await db.Tickets.AsNoTracking().Where(t => productIds.Contains(t.ProductId!.Value) && (t.Status == TicketStatus.InProgress || t.Status == TicketStatus.Paused)).OrderBy(t => t.DueAt).ThenBy(t => t.TicketCode)
            .Select(t => new { ProductId = t.ProductId!.Value, t.Id, t.TicketCode, t.Status, t.DueAt }).ToListAsync(ct);
        var tokens = await (from t in db.Tokens
                            where t.Status != TokenStatus.Completed && t.Status != TokenStatus.Scrapped
                            join ticket in db.Tickets on t.JobTicketId equals ticket.Id
                            where productIds.Contains(ticket.ProductId!.Value)
                            group t by ticket.ProductId!.Value into of
                            select new { of.Key, Count = of.Count() }).ToDictionaryAsync(t => t.Key, t => t.Count, ct);
        var instances = await (from i in db.Instances
                               where i.Status == InstanceStatus.Active
                               join ticket in db.Tickets on i.JobTicketId equals ticket.Id
                               where productIds.Contains(ticket.ProductId!.Value)
                               group i by ticket.ProductId!.Value into of
                               select new { of.Key, Count = of.Count() }).ToDictionaryAsync(i => i.Key, i => i.Count, ct);
        var blocking = live.ToLookup(t => t.ProductId, t => new BlockingTicket(t.Id, t.TicketCode, Word.Of(t.Status), t.DueAt));
        return productIds.ToDictionary(id => id, id => new ProductUse(tickets.GetValueOrDefault(id), blocking[id].Count(), tokens.GetValueOrDefault(id), instances.GetValueOrDefault(id), [.. blocking[id]]));
    }
}
