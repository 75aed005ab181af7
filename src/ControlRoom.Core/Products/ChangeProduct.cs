using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Products;

/// <summary>Changes what is given and leaves the rest, as far as the product's use allows.</summary>
public sealed record ChangeProduct(Guid Id, int SeenVersion, ProductInput Input);

public sealed class ChangeProductHandler(TransactionBoundary boundary)
{
    public Task<Outcome<ProductDetail>> Handle(ChangeProduct command, Caller caller, CancellationToken ct) => boundary.Do<ProductDetail>(caller, Permission.DesignProducts, async work =>
    {
        var found = await work.Product(command.Id);
        if (!found.Done) return found.Refusal;
        var product = found.Value.Product;
        if (command.SeenVersion != product.RowVersion) return Refusal.Stale(product.RowVersion);
        var (old, read) = ((product.Texts, product.Identity), ProductRules.Over(command.Input, product.Texts, product.Identity));
        if (!read.Done) return ProductGates.Retired(product) ?? read.Refusal;
        var changed = ProductRules.Differences(old, read.Value);
        if (ProductGates.Product(found.Value, changed) is { } refusal) return refusal;
        if (changed.Contains("sku") && await work.Db.Products.AnyAsync(p => p.Sku == read.Value.Identity.Sku, work.Ct)) return CreateProductHandler.Taken(read.Value.Identity.Sku);
        if (changed.Count > 0) product.Change(read.Value.Texts, read.Value.Identity, work.Now);
        await work.Flush();
        return (await ProductQueries.DetailOf(work.Db, product.Id, work.Ct))!;
    }, ct);
}
