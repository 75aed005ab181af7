using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Upkeep;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Products;

public sealed class RemoveMaterialHandler(OperationRunner runner, Dialect dialect)
{
    /// <summary>Of the component and the product that are named. A repeat of the intention finds its answer although the material is gone.</summary>
    public async Task<Outcome<OperationReport>> Handle(Guid productId, Guid componentId, Guid materialId, OperationRequest request, Caller caller, CancellationToken ct)
    {
        await using var db = dialect.Open();
        var id = await db.Materials.Where(m => m.Id == materialId && db.Components.Any(c => c.Id == componentId && c.Id == m.ComponentId && c.ProductId == productId)).Select(m => m.Id).FirstOrDefaultAsync(ct);
        return await runner.Answer(request with { Selectors = [id.ToString()] }, caller, null, ct);
    }
}

/// <summary>Takes a material out of a component, while nothing was ever made of the product.</summary>
public sealed class RemoveMaterialOperation : DestructiveOperation
{
    public const string Is = "material.remove";

    public override string Noun => "material";
    public override string Verb => "remove";
    public override Permission Permission => Permission.DesignProducts;
    public override string Entity => EntityTypes.Component;

    public override SafetyRule Rule => new("the product's usage state is not DRAFT.",
        "What was ordered or made consumes it; a product that was used is changed by a revision.",
        "Computes the usage state of the product. The same is an invariant in every environment (REVISION_REQUIRED, PRODUCT_RETIRED).",
        "constraints", "Make a draft revision without it.");

    public override IQueryable<Target> Targets(ControlRoomDb db) => from m in db.Materials
        join c in db.Components on m.ComponentId equals c.Id
        join p in db.Products on c.ProductId equals p.Id
        select new Target { Id = m.Id, Code = p.Sku + "/" + c.ComponentCode + "/" + m.MaterialSku, Name = c.NameEn + " " + m.MaterialSku };

    public override async Task<Refusal?> WhyUnsafe(ControlRoomDb db, Target target, Asked asked, CancellationToken ct) => ProductGates.Structure(await Standing(db, target.Id, ct));

    public override async Task<Refusal?> WhyNot(ControlRoomDb db, Target target, Asked asked, CancellationToken ct)
    {
        var version = await db.Materials.Where(m => m.Id == target.Id).Select(m => m.RowVersion).FirstAsync(ct);
        if (asked.SeenVersion is { } seen && seen != version) return Refusal.Stale(version);
        return ProductGates.Structure(await Standing(db, target.Id, ct));
    }

    public override async Task<IReadOnlyDictionary<string, Amount>> Measure(ControlRoomDb db, Target target, CancellationToken ct) =>
        Impact.Of(("constraints", (await db.Materials.AsNoTracking().FirstAsync(m => m.Id == target.Id, ct)).Whole().Constraints.Count));

    public override async Task Lock(Work work, Guid id) =>
        await work.LockProducts(LockStrength.Update, await (from m in work.Db.Materials where m.Id == id join c in work.Db.Components on m.ComponentId equals c.Id select c.ProductId).ToListAsync(work.Ct));

    public override async Task<Outcome<IReadOnlyDictionary<string, Amount>>> Carry(Work work, Target target, Asked asked)
    {
        var material = await work.Db.Materials.FirstAsync(m => m.Id == target.Id, work.Ct);
        var component = await work.Db.Components.FirstAsync(c => c.Id == material.ComponentId, work.Ct);
        material.Remove(component.ComponentCode);
        work.Db.Materials.Remove(material);
        return Went(("constraints", material.Whole().Constraints.Count));
    }

    private static async Task<ProductStanding> Standing(ControlRoomDb db, Guid materialId, CancellationToken ct) =>
        await db.Standing(await db.Products.AsNoTracking().FirstAsync(p => db.Components.Any(c => c.ProductId == p.Id && db.Materials.Any(m => m.Id == materialId && m.ComponentId == c.Id)), ct), ct);
}
