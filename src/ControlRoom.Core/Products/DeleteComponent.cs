using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Upkeep;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Products;

public sealed class DeleteComponentHandler(OperationRunner runner, Dialect dialect)
{
    /// <summary>Of the product that is named. A repeat of the intention finds its answer although the component is gone.</summary>
    public async Task<Outcome<OperationReport>> Handle(Guid productId, Guid componentId, OperationRequest request, Caller caller, CancellationToken ct)
    {
        await using var db = dialect.Open();
        var id = await db.Components.Where(c => c.ProductId == productId && c.Id == componentId).Select(c => c.Id).FirstOrDefaultAsync(ct);
        return await runner.Answer(request with { Selectors = [id.ToString()] }, caller, null, ct);
    }
}

/// <summary>Takes a component away with its materials, while nothing was ever made of the product.</summary>
public sealed class DeleteComponentOperation : DestructiveOperation
{
    public const string Is = "component.delete";

    public override string Noun => "component";
    public override string Verb => "delete";
    public override Permission Permission => Permission.DesignProducts;
    public override string Entity => EntityTypes.Component;

    public override SafetyRule Rule => new("the product's usage state is not DRAFT.",
        "What was ordered or made was made of it; a product that was used is changed by a revision.",
        "Computes the usage state of the product. The same is an invariant in every environment (REVISION_REQUIRED, PRODUCT_RETIRED).",
        "materials", "Make a draft revision without it.");

    public override IQueryable<Target> Targets(ControlRoomDb db) => from c in db.Components join p in db.Products on c.ProductId equals p.Id select new Target { Id = c.Id, Code = p.Sku + "/" + c.ComponentCode, Name = c.NameEn };

    public override async Task<Refusal?> WhyUnsafe(ControlRoomDb db, Target target, Asked asked, CancellationToken ct) => ProductGates.Structure(await Standing(db, target.Id, ct));

    public override async Task<Refusal?> WhyNot(ControlRoomDb db, Target target, Asked asked, CancellationToken ct)
    {
        var version = await db.Components.Where(c => c.Id == target.Id).Select(c => c.RowVersion).FirstAsync(ct);
        if (asked.SeenVersion is { } seen && seen != version) return Refusal.Stale(version);
        return ProductGates.Structure(await Standing(db, target.Id, ct));
    }

    public override async Task<IReadOnlyDictionary<string, Amount>> Measure(ControlRoomDb db, Target target, CancellationToken ct) => Impact.Of(("materials", await db.Materials.CountAsync(m => m.ComponentId == target.Id, ct)));

    public override async Task Lock(Work work, Guid id) => await work.LockProducts(LockStrength.Update, await work.Db.Components.Where(c => c.Id == id).Select(c => c.ProductId).ToListAsync(work.Ct));

    public override async Task<Outcome<IReadOnlyDictionary<string, Amount>>> Carry(Work work, Target target, Asked asked)
    {
        var component = await work.Db.Components.Include(c => c.Materials).FirstAsync(c => c.Id == target.Id, work.Ct);
        var impact = Impact.Of(("materials", component.Materials.Count));
        ComponentRows.Remove(work, component);
        return Went(impact);
    }

    private static async Task<ProductStanding> Standing(ControlRoomDb db, Guid componentId, CancellationToken ct) =>
        await db.Standing(await db.Products.AsNoTracking().FirstAsync(p => db.Components.Any(c => c.Id == componentId && c.ProductId == p.Id), ct), ct);
}

/// <summary>The rows of a product's components.</summary>
internal static class ComponentRows
{
    public static void Remove(Work work, ProductComponent component)
    {
        component.Remove();
        work.Db.Materials.RemoveRange(component.Materials);
        work.Db.Components.Remove(component);
    }

    /// <summary>Makes the product's components be those of the revision that was published; what is the same is not touched.</summary>
    public static async Task WriteBack(Work work, Guid productId, IReadOnlyList<Part> parts)
    {
        var rows = await work.Db.Components.Include(c => c.Materials).Where(c => c.ProductId == productId).ToListAsync(work.Ct);
        foreach (var gone in rows.Where(r => parts.All(p => p.ComponentCode != r.ComponentCode))) Remove(work, gone);
        foreach (var part in parts)
        {
            var row = rows.Find(r => r.ComponentCode == part.ComponentCode);
            if (row is null) work.Db.Components.Add(row = ProductComponent.Create(work.NewId(), productId, part));
            else if (PartRules.Differences(row.Whole(), part).Count > 0) row.Change(part);
            Materials(work, row, part.Materials);
        }
    }

    private static void Materials(Work work, ProductComponent component, IReadOnlyList<PartMaterial> materials)
    {
        var rows = component.Materials.ToList();
        foreach (var gone in rows.Where(r => materials.All(m => m.MaterialSku != r.MaterialSku)))
        {
            gone.Remove(component.ComponentCode);
            work.Db.Materials.Remove(gone);
        }
        foreach (var material in materials)
        {
            if (rows.Find(r => r.MaterialSku == material.MaterialSku) is not { } row) work.Db.Materials.Add(ComponentMaterial.Create(work.NewId(), component, material));
            else if (PartRules.Differences(row.Whole(), material).Count > 0) row.Change(component.ComponentCode, material);
        }
    }
}
