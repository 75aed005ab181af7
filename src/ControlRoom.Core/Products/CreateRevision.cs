using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Products;

/// <summary>A draft: a copy of the product's components and routing that can be edited while the product cannot.</summary>
/// <param name="FlowVersionId">Null: the version that the product's binding means now; what is stored is always a version.</param>
public sealed record CreateRevision(Guid ProductId, RevisionReason Reason, string? Notes = null, Guid? FlowVersionId = null);

public sealed class CreateRevisionHandler(TransactionBoundary boundary)
{
    public Task<Outcome<RevisionDetail>> Handle(CreateRevision command, Caller caller, CancellationToken ct) => boundary.Do<RevisionDetail>(caller, Permission.DesignProducts, async work =>
    {
        var found = await work.Product(command.ProductId);
        if (!found.Done) return found.Refusal;
        var product = found.Value.Product;
        if (ProductGates.Retired(product) is { } retired) return retired;
        if (Text.WhyTooLong(command.Notes, RevisionRules.MaxNotes, "/notes") is { } tooLong) return tooLong;
        var earlier = await work.Db.Revisions.AsNoTracking().Where(r => r.ProductId == product.Id).OrderByDescending(r => r.RevisionNo).ToListAsync(work.Ct);
        if (RevisionRules.NoDraft(earlier.Find(r => r.Status == RevisionStatus.Draft)?.RevisionNo) is { } open) return open;
        var source = earlier.Find(r => r.Id == product.ActiveRevisionId) ?? earlier.FirstOrDefault();
        if (RevisionRules.InvariantsBroken(product, source?.SnapshotJson) is { } broken) return broken;

        var version = command.FlowVersionId ?? await work.Db.BoundVersion(product.Id, work.Ct);
        if (version is { } pinned)
        {
            await work.ShareRoute(pinned);
            var route = await work.Db.Routed(pinned, "/flow_version_id", work.Ct);
            if (!route.Done) return route.Refusal;
        }
        var revision = ProductRevision.Draft(work.NewId(), product.Id, (earlier.FirstOrDefault()?.RevisionNo ?? 0) + 1, source?.Id, command.Reason, string.IsNullOrWhiteSpace(command.Notes) ? null : command.Notes.Trim(), version,
            RevisionSnapshot.Text(await work.Db.Parts(product.Id, work.Ct)), await work.Db.BaseHash(product.Id, work.Ct), caller.UserId, work.Now);
        work.Db.Revisions.Add(revision);
        await work.Flush();
        return (await RevisionQueries.DetailOf(work.Db, product.Id, revision.RevisionNo, work.Ct))!;
    }, ct);
}
