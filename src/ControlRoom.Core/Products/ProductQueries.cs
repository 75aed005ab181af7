using System.Globalization;
using System.Text.Json;
using ControlRoom.Core.Database;
using ControlRoom.Core.Flows;
using ControlRoom.Core.Kernel;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Products;

/// <summary>Reads of products. The usage state is computed with every read.</summary>
public sealed class ProductQueries(Dialect dialect)
{
    /// <summary>Newest first.</summary>
    /// <param name="state">Null: all of them.</param>
    /// <param name="text">Part of the code or of either name, whatever case or accents.</param>
    public async Task<IReadOnlyList<ProductRow>> List(UsageState? state, string? text, Page page, CancellationToken ct)
    {
        await using var db = dialect.Open();
        var found = await Matching(db, state, text, ct);
        if (page.After is { } after) found = [.. found.Where(p => p.Product.Id.CompareTo(after) < 0)];
        return await Rows(db, [.. found.Take(page.Limit)], ct);
    }

    public async Task<int> Count(UsageState? state, string? text, CancellationToken ct)
    {
        await using var db = dialect.Open();
        return (await Matching(db, state, text, ct)).Count;
    }

    public async Task<Outcome<ProductDetail>> Detail(Guid id, CancellationToken ct)
    {
        await using var db = dialect.Open();
        return await DetailOf(db, id, ct) is { } view ? view : Refusal.NotFound("product", id);
    }

    public async Task<Outcome<IReadOnlyList<ComponentView>>> Components(Guid id, CancellationToken ct)
    {
        await using var db = dialect.Open();
        return await db.Products.AnyAsync(p => p.Id == id, ct) ? Outcome<IReadOnlyList<ComponentView>>.Of(await ComponentsOf(db, id, ct)) : Refusal.NotFound("product", id);
    }

    /// <summary>Not found while nothing is bound.</summary>
    public async Task<Outcome<BindingView>> Binding(Guid id, CancellationToken ct)
    {
        await using var db = dialect.Open();
        return await BindingOf(db, id, ct) is { } view ? view : Refusal.NotFound(await db.Products.AnyAsync(p => p.Id == id, ct) ? "graph_binding" : "product", id);
    }

    public async Task<Outcome<WhereUsed>> WhereUsed(Guid id, CancellationToken ct)
    {
        await using var db = dialect.Open();
        if (!await db.Products.AnyAsync(p => p.Id == id, ct)) return Refusal.NotFound("product", id);
        var revisions = await db.Revisions.AsNoTracking().Where(r => r.ProductId == id).OrderByDescending(r => r.RevisionNo)
            .Select(r => new { r.Id, r.RevisionNo, r.Status, r.FlowVersionId, References = db.RevisionReferences.Count(x => x.RevisionId == r.Id) }).ToListAsync(ct);
        var versions = revisions.Select(r => r.FlowVersionId).OfType<Guid>().Distinct().ToList();
        var flows = await db.Flows.AsNoTracking().Where(f => db.GraphBindings.Any(b => b.ProductId == id && b.FlowId == f.Id) || db.FlowVersions.Any(v => versions.Contains(v.Id) && v.FlowDefinitionId == f.Id))
            .OrderBy(f => f.Id).Select(f => new UsedFlow(f.Id, f.NameEn)).ToListAsync(ct);
        var tickets = await (from x in db.RevisionReferences where x.RefType == RevisionRefType.JobTicket join r in db.Revisions on x.RevisionId equals r.Id where r.ProductId == id orderby x.RefCode descending select new UsedTicket(x.RefId, x.RefCode)).ToListAsync(ct);
        return new WhereUsed(flows, tickets, [.. revisions.Select(r => new UsedRevision(r.Id, r.RevisionNo, r.Status, r.References))]);
    }

    public async Task<IReadOnlyList<MaterialRoleView>> Roles(CancellationToken ct)
    {
        await using var db = dialect.Open();
        return [.. (await db.Roles(ct)).Values];
    }

    public async Task<Outcome<MaterialRoleView>> Role(string code, CancellationToken ct)
    {
        await using var db = dialect.Open();
        return (await db.Roles(ct)).TryGetValue(code, out var role) ? role : Refusal.NotFound("material_role", code);
    }

    /// <summary>What constraints would come to; stores nothing.</summary>
    public async Task<Outcome<ConstraintResult>> Evaluate(string? roleCode, Uom? uom, JsonElement? constraints, CancellationToken ct)
    {
        await using var db = dialect.Open();
        var roles = await db.Roles(ct);
        return roles.TryGetValue(roleCode ?? "", out var role) ? ConstraintRules.Evaluate(role, uom, constraints) : PartRules.RoleUnknown(roles.Keys);
    }

    internal static async Task<ProductDetail?> DetailOf(ControlRoomDb db, Guid id, CancellationToken ct)
    {
        if (await db.Products.AsNoTracking().FirstOrDefaultAsync(p => p.Id == id, ct) is not { } product) return null;
        var standing = await db.Standing(product, ct);
        var revisions = await db.Revisions.AsNoTracking().Where(r => r.ProductId == id).Select(r => new { r.Id, r.RevisionNo, r.Status }).ToListAsync(ct);
        var active = revisions.Find(r => r.Id == product.ActiveRevisionId);
        var row = RowOf(standing, active is null ? null : new(active.Id, active.RevisionNo), revisions.Find(r => r.Status == RevisionStatus.Draft)?.RevisionNo);
        return new ProductDetail
        {
            Id = row.Id, Sku = row.Sku, SerialSku = row.SerialSku, Name = row.Name, Description = row.Description, Notes = row.Notes, DisplayOrder = row.DisplayOrder, UomBase = row.UomBase, MaterialCategory = row.MaterialCategory,
            InventoryAccountingMethod = row.InventoryAccountingMethod, TraceabilityLevel = row.TraceabilityLevel, ProductionLine = row.ProductionLine, UsageState = row.UsageState, ActiveRevision = row.ActiveRevision,
            DraftRevisionNo = row.DraftRevisionNo, RetiredAt = row.RetiredAt, RowVersion = row.RowVersion, CreatedAt = product.CreatedAt,
            StateEvidence = new(standing.Use.Tickets, standing.Use.LiveTickets, standing.Use.LiveTokens, standing.Use.ActiveInstances), BlockingTickets = standing.Use.Blocking,
            EditPermissions = Permissions(standing), RevisionsCount = revisions.Count, Components = await ComponentsOf(db, id, ct), Binding = await BindingOf(db, id, ct),
        };
    }

    /// <summary>What the gates say about each section of the page.</summary>
    public static EditPermissions Permissions(ProductStanding standing)
    {
        var (cosmetic, breaking) = (Permission(standing, ChangeKind.Cosmetic), Permission(standing, ChangeKind.Breaking));
        return new(cosmetic, breaking, breaking, breaking);
    }

    internal static async Task<BindingView?> BindingOf(ControlRoomDb db, Guid productId, CancellationToken ct)
    {
        if (await db.GraphBindings.AsNoTracking().FirstOrDefaultAsync(b => b.ProductId == productId, ct) is not { } bound) return null;
        var flow = await db.Flows.AsNoTracking().FirstAsync(f => f.Id == bound.FlowId, ct);
        var versions = await db.FlowVersions.AsNoTracking().Where(v => v.FlowDefinitionId == bound.FlowId).Select(v => new { v.Id, v.VersionNum, v.Status }).ToListAsync(ct);
        var newest = versions.Find(v => v.Status == FlowVersionStatus.Published);
        var meant = bound.FlowVersionId is { } pinned ? versions.Find(v => v.Id == pinned) : newest;
        return new(bound.FlowId, flow.NameEn, bound.FlowVersionId, meant?.Id, meant?.VersionNum, bound.Mode, bound.Note, bound.RowVersion) { IsNewest = meant is not null && meant.Id == newest?.Id };
    }

    private static EditPermission Permission(ProductStanding standing, ChangeKind kind) =>
        ProductGates.Change(standing, kind) is { } refusal ? new(false, refusal.Code, refusal.Detail(), standing.State == UsageState.InProduction ? standing.Use.UnlocksAt : null) : new(true, null, null, null);

    private static async Task<IReadOnlyList<ComponentView>> ComponentsOf(ControlRoomDb db, Guid productId, CancellationToken ct) =>
        [.. (await db.Components.AsNoTracking().Include(c => c.Materials).Where(c => c.ProductId == productId).ToListAsync(ct)).OrderBy(c => c.DisplayOrder).ThenBy(c => c.ComponentCode, StringComparer.Ordinal).Select(ComponentView.Of)];

    private static async Task<IReadOnlyList<ProductRow>> Rows(ControlRoomDb db, IReadOnlyList<ProductStanding> products, CancellationToken ct)
    {
        var ids = products.Select(p => p.Product.Id).ToList();
        var revisions = (await db.Revisions.AsNoTracking().Where(r => ids.Contains(r.ProductId)).Select(r => new { r.ProductId, r.Id, r.RevisionNo, r.Status }).ToListAsync(ct)).ToLookup(r => r.ProductId);
        return
        [
            .. products.Select(p => RowOf(p, revisions[p.Product.Id].Where(r => r.Id == p.Product.ActiveRevisionId).Select(r => new ActiveRevision(r.Id, r.RevisionNo)).FirstOrDefault(),
                revisions[p.Product.Id].Where(r => r.Status == RevisionStatus.Draft).Select(r => (int?)r.RevisionNo).FirstOrDefault())),
        ];
    }

    private static ProductRow RowOf(ProductStanding standing, ActiveRevision? active, int? draft)
    {
        var p = standing.Product;
        return new()
        {
            Id = p.Id, Sku = p.Sku, SerialSku = p.SerialSku, Name = p.Name, Description = p.Texts.Description, Notes = p.Notes, DisplayOrder = p.DisplayOrder, UomBase = p.UomBase, MaterialCategory = p.MaterialCategory,
            InventoryAccountingMethod = p.InventoryAccountingMethod, TraceabilityLevel = p.TraceabilityLevel, ProductionLine = p.ProductionLine, UsageState = standing.State, ActiveRevision = active,
            DraftRevisionNo = draft, RetiredAt = p.RetiredAt, RowVersion = p.RowVersion,
        };
    }

    /// <summary>A workshop has hundreds of products, and the two databases fold Hungarian letters differently: names are compared here.</summary>
    private static async Task<List<ProductStanding>> Matching(ControlRoomDb db, UsageState? state, string? text, CancellationToken ct)
    {
        var products = await db.Products.AsNoTracking().OrderByDescending(p => p.Id).ToListAsync(ct);
        var use = await ProductUsage.Of(db, [.. products.Select(p => p.Id)], ct);
        return [.. products.Where(p => string.IsNullOrWhiteSpace(text) || new[] { p.Sku, p.NameHu, p.NameEn }.Any(n => Contains(n, text))).Select(p => new ProductStanding(p, use[p.Id], false)).Where(s => state is null || s.State == state)];
    }

    private static bool Contains(string name, string text) =>
        CultureInfo.InvariantCulture.CompareInfo.IndexOf(name, text.Trim(), CompareOptions.IgnoreCase | CompareOptions.IgnoreNonSpace) >= 0;
}
