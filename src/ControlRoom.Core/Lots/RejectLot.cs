using ControlRoom.Core.Alarms;
using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Quality;
using ControlRoom.Core.Upkeep;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Lots;

/// <summary>A held lot is given up for good. The choice is what becomes of it.</summary>
public sealed class RejectLotOperation : DestructiveOperation
{
    public const string Is = "lot.reject";

    public override string Noun => "lot";
    public override string Verb => "reject";
    public override Permission Permission => Permission.ManageHolds;
    public override string Entity => EntityTypes.Lot;
    public override bool NeedsReason => true;
    public override bool Removes => false;

    public override SafetyRule Rule => new("a lot made from it has been released.",
        "Goods downstream are on their way already: rejecting what they came from would not stop them.",
        "Asks for a child lot in RELEASED, CONSUMED or FINISHED. In every environment only a lot on HOLD is rejected (LOT_NOT_ON_HOLD), along the lifecycle that a guard keeps, and with a reason of at least ten characters.",
        "kilograms, placements", "Hold its descendants.");

    public override IQueryable<Target> Targets(ControlRoomDb db) => db.Lots.Select(l => new Target { Id = l.Id, Code = l.LotCode, Name = l.LotCode });

    public override async Task<Refusal?> WhyUnsafe(ControlRoomDb db, Target target, Asked asked, CancellationToken ct) =>
        await (from k in db.Links where k.ParentLotId == target.Id join c in db.Lots on k.ChildLotId equals c.Id
            where c.Status == LotStatus.Released || c.Status == LotStatus.Consumed || c.Status == LotStatus.Finished orderby c.LotCode select c.LotCode).FirstOrDefaultAsync(ct) is { } child
            ? Refusal.Conflict("LOT_USED_ON").With("child", child).For(target.Code)
            : null;

    public override async Task<Refusal?> WhyNot(ControlRoomDb db, Target target, Asked asked, CancellationToken ct)
    {
        var lot = await db.Lots.AsNoTracking().FirstAsync(l => l.Id == target.Id, ct);
        if (asked.SeenVersion is { } seen && seen != lot.RowVersion) return Refusal.Stale(lot.RowVersion);
        if (lot.Status != LotStatus.Hold) return ChangeLotStatusHandler.NotOnHold(lot);
        return LotRules.WhyNotDisposed(lot, Becomes(lot, asked));
    }

    public override async Task<IReadOnlyDictionary<string, Amount>> Measure(ControlRoomDb db, Target target, CancellationToken ct) => Impact.Of(
        ("kg", Amount.OfGrams(await db.Lots.Where(l => l.Id == target.Id).Select(l => l.RemainingGrams).FirstAsync(ct))),
        ("placements", await db.Inventory.CountAsync(i => i.LotId == target.Id && i.ExitedAt == null, ct)));

    public override async Task Lock(Work work, Guid id)
    {
        await work.ShareRunsOf([id]);
        await work.LockLots(LockStrength.Update, [id, .. await work.Db.Links.Where(k => k.ParentLotId == id).Select(k => k.ChildLotId).ToListAsync(work.Ct)]);
    }

    public override async Task<Outcome<IReadOnlyDictionary<string, Amount>>> Carry(Work work, Target target, Asked asked)
    {
        var lot = await work.Db.Lots.FirstAsync(l => l.Id == target.Id, work.Ct);
        var impact = await Measure(work.Db, target, work.Ct);
        lot.ConfirmReject(Becomes(lot, asked), asked.Reason!);
        await work.ReturnAlarms(a => a.LotId == lot.Id);
        await work.Settle(lot, (lot.Disposition, asked.Reason!));
        return Went(impact);
    }

    public override Task<bool> Holds(Work work, Target target) => work.Db.Lots.AnyAsync(l => l.Id == target.Id && l.Status == LotStatus.Rejected, work.Ct);

    private static Disposition Becomes(Lot lot, Asked asked) =>
        Word.TryParse<Disposition>(asked.Choice, out var chosen) ? chosen : lot.LotType == LotType.Raw ? Disposition.Return : Disposition.Scrap;
}
