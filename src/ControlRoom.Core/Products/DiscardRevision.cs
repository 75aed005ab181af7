using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Upkeep;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Products;

public sealed class DiscardRevisionHandler(OperationRunner runner, Dialect dialect)
{
    /// <summary>By number, as people know it. A repeat of the intention finds its answer although the revision is gone.</summary>
    public async Task<Outcome<OperationReport>> Handle(Guid productId, int number, OperationRequest request, Caller caller, CancellationToken ct)
    {
        await using var db = dialect.Open();
        var id = await db.Revisions.Where(r => r.ProductId == productId && r.RevisionNo == number).Select(r => r.Id).FirstOrDefaultAsync(ct);
        return await runner.Answer(request with { Selectors = [id.ToString()] }, caller, null, ct);
    }
}

/// <summary>Throws a draft revision away; the trail keeps its components.</summary>
public sealed class DiscardRevisionOperation : DestructiveOperation
{
    public const string Is = "revision.discard";

    public override string Noun => "revision";
    public override string Verb => "discard";
    public override Permission Permission => Permission.DesignProducts;
    public override string Entity => EntityTypes.Revision;

    public override SafetyRule Rule => new("its status is not DRAFT.",
        "What was published is what tickets were made by; it is evidence for as long as the plant stands.",
        "Reads the revision's status and counts what refers to it. The same is an invariant in every environment (REVISION_IMMUTABLE, and a guard).",
        "components and materials of the draft", "Retire the revision instead.");

    public override IQueryable<Target> Targets(ControlRoomDb db) => from r in db.Revisions join p in db.Products on r.ProductId equals p.Id
        select new Target { Id = r.Id, Code = p.Sku + "/" + r.RevisionNo, Name = p.NameEn + " " + r.RevisionNo };

    public override async Task<Refusal?> WhyUnsafe(ControlRoomDb db, Target target, Asked asked, CancellationToken ct) =>
        RevisionRules.Discardable(await Load(db, target, ct), await db.RevisionReferences.CountAsync(r => r.RevisionId == target.Id, ct));

    public override async Task<Refusal?> WhyNot(ControlRoomDb db, Target target, Asked asked, CancellationToken ct)
    {
        var revision = await Load(db, target, ct);
        if (asked.SeenVersion is { } seen && seen != revision.RowVersion) return Refusal.Stale(revision.RowVersion);
        return RevisionRules.Discardable(revision, await db.RevisionReferences.CountAsync(r => r.RevisionId == target.Id, ct))
            ?? ProductGates.Retired(await db.Products.AsNoTracking().FirstAsync(p => p.Id == revision.ProductId, ct));
    }

    public override async Task<IReadOnlyDictionary<string, Amount>> Measure(ControlRoomDb db, Target target, CancellationToken ct) => Parts(await Load(db, target, ct));

    public override async Task Lock(Work work, Guid id) => await work.LockProducts(LockStrength.Update, await work.Db.Revisions.Where(r => r.Id == id).Select(r => r.ProductId).ToListAsync(work.Ct));

    public override async Task<Outcome<IReadOnlyDictionary<string, Amount>>> Carry(Work work, Target target, Asked asked)
    {
        var revision = await work.Db.Revisions.FirstAsync(r => r.Id == target.Id, work.Ct);
        revision.Discard(asked.Reason);
        work.Db.Revisions.Remove(revision);
        return Went(Parts(revision));
    }

    private static IReadOnlyDictionary<string, Amount> Parts(ProductRevision revision)
    {
        var parts = RevisionSnapshot.Parts(revision.ComponentsJson);
        return Impact.Of(("components", parts.Count), ("materials", parts.Sum(p => p.Materials.Count)));
    }

    private static Task<ProductRevision> Load(ControlRoomDb db, Target target, CancellationToken ct) => db.Revisions.AsNoTracking().FirstAsync(r => r.Id == target.Id, ct);
}
