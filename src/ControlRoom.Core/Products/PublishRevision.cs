using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Products;

/// <summary>New tickets take this revision from now on; those in hand keep theirs.</summary>
public sealed record PublishRevision(Guid ProductId, int RevisionNo, int? SeenVersion = null);

public sealed class PublishRevisionHandler(TransactionBoundary boundary)
{
    public Task<Outcome<RevisionDetail>> Handle(PublishRevision command, Caller caller, CancellationToken ct) => boundary.Do<RevisionDetail>(caller, Permission.DesignProducts, async work =>
    {
        var found = await work.Product(command.ProductId);
        if (!found.Done) return found.Refusal;
        var product = found.Value.Product;
        var loaded = await work.Revision(product.Id, command.RevisionNo);
        if (!loaded.Done) return loaded.Refusal;
        var revision = loaded.Value;
        if (await WhyNot(work, product, revision, command.SeenVersion) is { } refusal) return refusal;
        var parts = RevisionSnapshot.Parts(revision.ComponentsJson);
        var routed = await Route(work, revision);
        if (!routed.Done) return routed.Refusal;
        var route = routed.Value.Route;
        if (RevisionRules.Incomplete(revision, parts, route) is { } incomplete) return incomplete;
        if (RevisionRules.SlotsUnmapped(route!, parts.Select(p => p.ComponentCode)) is { } unmapped) return unmapped;

        foreach (var previous in await work.Db.Revisions.Where(r => r.ProductId == product.Id && r.Status == RevisionStatus.Published).ToListAsync(work.Ct)) previous.Retire("SUPERSEDED", null, caller.UserId, work.Now);
        // One published revision at a time: the old one must be out before the new one is in.
        await work.Flush();
        revision.Publish(RevisionSnapshot.Of(product, parts, route), caller.UserId, work.Now);
        product.Activate(revision.Id, revision.RevisionNo, work.Now);
        await ComponentRows.WriteBack(work, product.Id, parts);
        await Bind(work, product, route!, caller.UserId);
        await work.Flush();
        return (await RevisionQueries.DetailOf(work.Db, product.Id, revision.RevisionNo, work.Ct))!;
    }, ct);

    private static async Task<Refusal?> WhyNot(Work work, Product product, ProductRevision revision, int? seen)
    {
        if (ProductGates.Retired(product) is { } retired) return retired;
        if (RevisionRules.WhyNot(revision, RevisionAction.Publish) is { } immutable) return immutable;
        if (seen is { } version && version != revision.RowVersion) return Refusal.Stale(revision.RowVersion);
        if (await RevisionInvariants.Broken(work, product, revision) is { } broken) return broken;
        return RevisionRules.Outdated(revision, await work.Db.BaseHash(product.Id, work.Ct));
    }

    private static async Task<Outcome<Routing>> Route(Work work, ProductRevision revision)
    {
        if (revision.FlowVersionId is not { } pinned) return new Routing(null);
        await work.ShareFlowVersion(pinned);
        var route = await work.Db.Routed(pinned, "/flow_version_id", work.Ct);
        return route.Done ? new Routing(route.Value) : route.Refusal;
    }

    /// <summary>The binding means what was published; one that means it already is left alone.</summary>
    private static async Task Bind(Work work, Product product, RoutedVersion route, Guid by)
    {
        var bound = await work.Db.GraphBindings.FirstOrDefaultAsync(b => b.ProductId == product.Id, work.Ct);
        var choice = new BindingChoice(route.FlowId, route.FlowVersionId, bound?.Note);
        if (bound is null) work.Db.GraphBindings.Add(ProductGraphBinding.Create(work.NewId(), product.Id, product.Sku, choice, by, work.Now));
        else if (await work.Db.Resolved(bound, work.Ct) != route.FlowVersionId) bound.Change(product.Sku, choice, by, work.Now);
    }

    private sealed record Routing(RoutedVersion? Route);
}

internal static class RevisionInvariants
{
    /// <summary>Held against the newest revision that was published before.</summary>
    public static async Task<Refusal?> Broken(Work work, Product product, ProductRevision revision) => RevisionRules.InvariantsBroken(product,
        await work.Db.Revisions.Where(r => r.ProductId == product.Id && r.RevisionNo < revision.RevisionNo && r.SnapshotJson != null).OrderByDescending(r => r.RevisionNo).Select(r => r.SnapshotJson).FirstOrDefaultAsync(work.Ct));
}
