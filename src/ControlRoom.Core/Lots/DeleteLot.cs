using ControlRoom.Core.Alarms;
using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Upkeep;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Lots;

/// <summary>What happened to a lot since it was registered; after that it is traceable goods and stays.</summary>
internal static class LotHistory
{
    /// <summary>Those of the lots that have one.</summary>
    public static IQueryable<Lot> In(ControlRoomDb db, IQueryable<Lot> lots) => lots.Where(l =>
        db.Links.Any(k => k.ParentLotId == l.Id || k.ChildLotId == l.Id) || db.Inspections.Any(i => i.LotId == l.Id) || db.Readings.Any(r => r.LotId == l.Id)
        || db.Moves.Any(m => m.LotId == l.Id) || db.Inventory.Any(i => i.LotId == l.Id) || db.Waste.Any(w => w.LotId == l.Id)
        || db.Deviations.Any(d => d.LotId == l.Id) || db.DeviationLots.Any(d => d.LotId == l.Id) || db.DeviationDispositions.Any(d => d.LotId == l.Id));

    public static Refusal Kept(string lotCode) => Refusal.Conflict("LOT_HAS_HISTORY").For(lotCode);

    /// <summary>The row goes, its code is never given out again, and the trail keeps what it was.</summary>
    public static async Task Remove(Work work, Lot lot, string? reason)
    {
        await work.Db.Lots.Where(l => l.Id == lot.Id).ExecuteDeleteAsync(work.Ct);
        work.Record(new Fact("LOT_DELETED", EntityTypes.Lot, lot.Id, lot.LotCode, new { status = Word.Of(lot.Status), lot_type = Word.Of(lot.LotType), weight_kg = Units.Kg(lot.WeightGrams) }, null) { RunId = lot.RunId, Metadata = new { reason } });
    }
}

/// <summary>Takes back a registration that nothing has come of.</summary>
public sealed class DeleteLotOperation : DestructiveOperation
{
    public const string Is = "lot.delete";

    public override string Noun => "lot";
    public override string Verb => "delete";
    public override Permission Permission => Permission.Administer;
    public override string Entity => EntityTypes.Lot;
    public override bool NeedsReason => true;

    public override SafetyRule Rule => new("the lot has links, inspections, readings or moves.",
        "Traceability has no holes: whatever was measured, moved or used is found again from both ends.",
        "Asks for genealogy links in either direction, inspections, readings, moves, placements and waste of the lot. The same is an invariant in every environment (LOT_HAS_HISTORY, foreign keys and a guard).",
        "links, kilograms", "Reject the lot.");

    public override IQueryable<Target> Targets(ControlRoomDb db) => db.Lots.Select(l => new Target { Id = l.Id, Code = l.LotCode, Name = l.LotCode });

    public override Task<Refusal?> WhyUnsafe(ControlRoomDb db, Target target, Asked asked, CancellationToken ct) => WhyKept(db, target, ct);

    public override async Task<Refusal?> WhyNot(ControlRoomDb db, Target target, Asked asked, CancellationToken ct)
    {
        var lot = await db.Lots.AsNoTracking().FirstAsync(l => l.Id == target.Id, ct);
        if (asked.SeenVersion is { } seen && seen != lot.RowVersion) return Refusal.Stale(lot.RowVersion);
        return await WhyKept(db, target, ct);
    }

    public override async Task<IReadOnlyDictionary<string, Amount>> Measure(ControlRoomDb db, Target target, CancellationToken ct) => Impact.Of(
        ("links", await db.Links.CountAsync(k => k.ParentLotId == target.Id || k.ChildLotId == target.Id, ct)),
        ("kg", Amount.OfGrams(await db.Lots.Where(l => l.Id == target.Id).Select(l => l.WeightGrams).FirstAsync(ct))));

    public override async Task Lock(Work work, Guid id)
    {
        await work.ShareRunsOf([id]);
        await work.LockLots(LockStrength.Update, id);
    }

    public override async Task<Outcome<IReadOnlyDictionary<string, Amount>>> Carry(Work work, Target target, Asked asked)
    {
        var lot = await work.Db.Lots.AsNoTracking().FirstAsync(l => l.Id == target.Id, work.Ct);
        await LotHistory.Remove(work, lot, asked.Reason);
        await work.ReturnAlarms(a => a.LotId == lot.Id);
        return Went(("links", 0), ("kg", Amount.OfGrams(lot.WeightGrams)));
    }

    private static async Task<Refusal?> WhyKept(ControlRoomDb db, Target target, CancellationToken ct) =>
        await LotHistory.In(db, db.Lots.Where(l => l.Id == target.Id)).AnyAsync(ct) ? LotHistory.Kept(target.Code) : null;
}
