using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Products;

public sealed record CreateProduct(ProductInput Input);

public sealed class CreateProductHandler(TransactionBoundary boundary)
{
    public Task<Outcome<ProductDetail>> Handle(CreateProduct command, Caller caller, CancellationToken ct) => boundary.Do<ProductDetail>(caller, Permission.DesignProducts, async work =>
    {
        var read = ProductRules.New(command.Input);
        if (!read.Done) return read.Refusal;
        var (texts, identity) = read.Value;
        if (await work.Db.Products.AnyAsync(p => p.Sku == identity.Sku, work.Ct)) return Taken(identity.Sku);
        var product = Product.Create(work.NewId(), texts, identity, caller.UserId, work.Now);
        work.Db.Products.Add(product);
        await work.Flush();
        return (await ProductQueries.DetailOf(work.Db, product.Id, work.Ct))!;
    }, ct);

    internal static Refusal Taken(string sku) => Refusal.Conflict("SKU_EXISTS").With("sku", sku);
}
