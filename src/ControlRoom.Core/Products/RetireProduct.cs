using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Upkeep;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Products;

/// <summary>Ends a product for good; its history stays readable. The reason is the confirmation.</summary>
public sealed record RetireProduct(Guid Id, string? Reason, int? SeenVersion = null);

public sealed class RetireProductHandler(OperationRunner runner, DestructiveOperations operations)
{
    public Task<Outcome<ProductDetail>> Handle(RetireProduct command, Caller caller, CancellationToken ct)
    {
        var operation = operations.Get<RetireProductOperation>();
        return runner.One<ProductDetail>(operation, command.Id, new OperationRequest(operation.Name, command.Id.ToString()) { Reason = command.Reason, SeenVersion = command.SeenVersion }, caller,
            async work => (await ProductQueries.DetailOf(work.Db, command.Id, work.Ct))!, ct);
    }
}

public sealed class RetireProductOperation : DestructiveOperation
{
    public override string Noun => "product";
    public override string Verb => "retire";
    public override Permission Permission => Permission.DesignProducts;
    public override string Entity => EntityTypes.Product;
    public override bool NeedsReason => true;
    public override bool Removes => false;

    public override SafetyRule Rule => new("work on it is in hand: a ticket in progress or paused, a live token, an active instance.",
        "A retired product never comes back, and nobody could change or correct anything about what is being made.",
        "Counts live tickets, tokens and instances of the product, as its usage state does. The same is an invariant in every environment (PRODUCT_HAS_LIVE_WORK), a product that is retired already is refused (PRODUCT_RETIRED), and a guard keeps a retired row as it is.",
        "components and revisions that stay as they are", "Retire its active revision: no new ticket takes it then.");

    public override IQueryable<Target> Targets(ControlRoomDb db) => db.Products.Select(p => new Target { Id = p.Id, Code = p.Sku, Name = p.NameEn });

    public override async Task<Refusal?> WhyUnsafe(ControlRoomDb db, Target target, Asked asked, CancellationToken ct) => ProductGates.LiveWork(await Load(db, target, ct));

    public override async Task<Refusal?> WhyNot(ControlRoomDb db, Target target, Asked asked, CancellationToken ct)
    {
        var standing = await Load(db, target, ct);
        if (asked.SeenVersion is { } seen && seen != standing.Product.RowVersion) return Refusal.Stale(standing.Product.RowVersion);
        return ProductGates.Retired(standing.Product) ?? ProductGates.LiveWork(standing);
    }

    public override async Task<IReadOnlyDictionary<string, Amount>> Measure(ControlRoomDb db, Target target, CancellationToken ct) => Impact.Of(
        ("components_kept", await db.Components.CountAsync(c => c.ProductId == target.Id, ct)), ("revisions_kept", await db.Revisions.CountAsync(r => r.ProductId == target.Id, ct)));

    public override Task Lock(Work work, Guid id) => work.LockProducts(LockStrength.Update, id);

    public override async Task<Outcome<IReadOnlyDictionary<string, Amount>>> Carry(Work work, Target target, Asked asked)
    {
        (await work.Db.Products.FirstAsync(p => p.Id == target.Id, work.Ct)).Retire(asked.Reason!, asked.By.UserId, work.Now);
        return Went(await Measure(work.Db, target, work.Ct));
    }

    public override Task<bool> Holds(Work work, Target target) => work.Db.Products.AnyAsync(p => p.Id == target.Id && p.RetiredAt != null, work.Ct);

    private static async Task<ProductStanding> Load(ControlRoomDb db, Target target, CancellationToken ct) => await db.Standing(await db.Products.AsNoTracking().FirstAsync(p => p.Id == target.Id, ct), ct);
}
