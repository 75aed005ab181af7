using ControlRoom.Core.Database;
using ControlRoom.Core.Flows;
using ControlRoom.Core.Kernel;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Products;

/// <summary>
/// How product commands take what they change: the product's row is locked first, which lines up everything about its design and holds off
/// whoever would start work on it; only then is it loaded and its use read, so that what is decided on is what is there.
/// </summary>
internal static class ProductLocks
{
    public static async Task<Outcome<ProductStanding>> Product(this Work work, Guid productId)
    {
        await work.LockProducts(LockStrength.Update, productId);
        return await work.Db.Products.FirstOrDefaultAsync(p => p.Id == productId, work.Ct) is { } product
            ? await work.Db.Standing(product, work.Ct)
            : Refusal.NotFound("product", productId);
    }

    public static async Task<ProductStanding> Standing(this ControlRoomDb db, Product product, CancellationToken ct) =>
        new(product, await ProductUsage.Of(db, product.Id, ct), await db.Revisions.AnyAsync(r => r.ProductId == product.Id, ct));

    /// <summary>A component of the product that may still be edited, with its materials.</summary>
    public static async Task<Outcome<ProductComponent>> Component(this Work work, Guid productId, Guid componentId) =>
        await work.Db.Components.Include(c => c.Materials).FirstOrDefaultAsync(c => c.ProductId == productId && c.Id == componentId, work.Ct) is { } component ? component : Refusal.NotFound("component", componentId);

    public static async Task<Outcome<ProductRevision>> Revision(this Work work, Guid productId, int number) =>
        await work.Db.Revisions.FirstOrDefaultAsync(r => r.ProductId == productId && r.RevisionNo == number, work.Ct) is { } revision ? revision : Refusal.NotFound("revision", number);

    public static async Task<IReadOnlyDictionary<string, MaterialRoleView>> Roles(this ControlRoomDb db, CancellationToken ct) =>
        (await db.MaterialRoles.AsNoTracking().Include(r => r.Fields).Where(r => r.IsActive).OrderBy(r => r.DisplayOrder).ToListAsync(ct)).ToDictionary(r => r.RoleCode, r => r.View(), StringComparer.Ordinal);

    /// <summary>The components of a product in their order.</summary>
    public static async Task<IReadOnlyList<Part>> Parts(this ControlRoomDb db, Guid productId, CancellationToken ct) =>
        InOrder((await db.Components.AsNoTracking().Include(c => c.Materials).Where(c => c.ProductId == productId).ToListAsync(ct)).Select(c => c.Whole()));

    public static IReadOnlyList<Part> InOrder(IEnumerable<Part> parts) => [.. parts.OrderBy(p => p.DisplayOrder).ThenBy(p => p.ComponentCode, StringComparer.Ordinal)];

    /// <summary>What a draft is a copy of: equal hashes mean that nothing was changed on the product since.</summary>
    public static async Task<string> BaseHash(this ControlRoomDb db, Guid productId, CancellationToken ct)
    {
        var bound = await db.GraphBindings.AsNoTracking().Where(b => b.ProductId == productId).Select(b => new { b.FlowId, b.FlowVersionId }).FirstOrDefaultAsync(ct);
        return CanonicalJson.Hash(CanonicalJson.Of(new { components = await db.Parts(productId, ct), bound }));
    }

    /// <summary>The version that the product's binding means now; null when it has none, or nothing is published yet.</summary>
    public static async Task<Guid?> BoundVersion(this ControlRoomDb db, Guid productId, CancellationToken ct) =>
        await db.GraphBindings.AsNoTracking().FirstOrDefaultAsync(b => b.ProductId == productId, ct) is { } bound ? await db.Resolved(bound, ct) : null;

    public static async Task<Guid?> Resolved(this ControlRoomDb db, ProductGraphBinding bound, CancellationToken ct) => bound.FlowVersionId
        ?? await db.FlowVersions.Where(v => v.FlowDefinitionId == bound.FlowId && v.Status == FlowVersionStatus.Published).Select(v => (Guid?)v.Id).FirstOrDefaultAsync(ct);

    /// <summary>A version of a workshop graph, whatever its status.</summary>
    public static async Task<Outcome<RoutedVersion>> Routed(this ControlRoomDb db, Guid flowVersionId, string pointer, CancellationToken ct)
    {
        var found = await (from v in db.FlowVersions.AsNoTracking()
                           where v.Id == flowVersionId
                           join f in db.Flows on v.FlowDefinitionId equals f.Id
                           where !f.IsDeleted
                           select new { Version = v, Flow = f }).FirstOrDefaultAsync(ct);
        if (found is null) return Refusal.NotFound("flow_version", flowVersionId);
        return FlowRules.WrongKind(found.Flow.Kind, FlowKind.Routing, pointer) is { } wrong ? wrong : new RoutedVersion(found.Flow.Id, found.Flow.Code ?? found.Flow.NameEn, found.Version.Id, found.Version.VersionNum, found.Version.Status, found.Version.AllowNewJobs, found.Version.GraphSchema);
    }
}

/// <summary>A version of a workshop graph, as products refer to it.</summary>
/// <param name="Graph">The document.</param>
public sealed record RoutedVersion(Guid FlowId, string FlowCode, Guid FlowVersionId, int VersionNum, FlowVersionStatus Status, bool AllowNewJobs, string Graph);
