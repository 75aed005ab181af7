using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;

namespace ControlRoom.Core.Products;

/// <summary>New tickets take the revision no more; those in hand keep it.</summary>
public sealed record RetireRevision(Guid ProductId, int RevisionNo, string? Reason, int? SeenVersion = null);

public sealed class RetireRevisionHandler(TransactionBoundary boundary)
{
    public Task<Outcome<RevisionDetail>> Handle(RetireRevision command, Caller caller, CancellationToken ct) => boundary.Do<RevisionDetail>(caller, Permission.DesignProducts, async work =>
    {
        if (Text.WhyNoReason(command.Reason, "/reason") is { } invalid) return invalid;
        var found = await work.Product(command.ProductId);
        if (!found.Done) return found.Refusal;
        var product = found.Value.Product;
        if (ProductGates.Retired(product) is { } retired) return retired;
        var loaded = await work.Revision(product.Id, command.RevisionNo);
        if (!loaded.Done) return loaded.Refusal;
        var revision = loaded.Value;
        if (RevisionRules.WhyNot(revision, RevisionAction.Retire) is { } refusal) return refusal;
        if (command.SeenVersion is { } seen && seen != revision.RowVersion) return Refusal.Stale(revision.RowVersion);
        revision.Retire("MANUAL", command.Reason!.Trim(), caller.UserId, work.Now);
        if (product.ActiveRevisionId == revision.Id) product.Activate(null, null, work.Now);
        await work.Flush();
        return (await RevisionQueries.DetailOf(work.Db, product.Id, revision.RevisionNo, work.Ct))!;
    }, ct);
}
