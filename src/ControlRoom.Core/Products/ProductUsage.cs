using ControlRoom.Core.Database;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Products;

/// <summary>The one place that reads how much products are in use; everything else decides on what it answers.</summary>
internal static class ProductUsage
{
    public static async Task<ProductUse> Of(ControlRoomDb db, Guid productId, CancellationToken ct) => (await Of(db, [productId], ct))[productId];

    /// <summary>Tickets are counted by the references that they leave on the revisions they took.</summary>
    public static async Task<IReadOnlyDictionary<Guid, ProductUse>> Of(ControlRoomDb db, IReadOnlyCollection<Guid> productIds, CancellationToken ct)
    {
        var tickets = await (from reference in db.RevisionReferences
                             where reference.RefType == RevisionRefType.JobTicket
                             join revision in db.Revisions on reference.RevisionId equals revision.Id
                             where productIds.Contains(revision.ProductId)
                             group reference by revision.ProductId into of
                             select new { of.Key, Count = of.Count() }).ToDictionaryAsync(t => t.Key, t => t.Count, ct);
        return productIds.ToDictionary(id => id, id => ProductUse.None with { Tickets = tickets.GetValueOrDefault(id) });
    }
}
