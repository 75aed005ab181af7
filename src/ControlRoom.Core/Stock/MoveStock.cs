using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Stock;

/// <summary>RECEIVE into a buffer, TRANSFER between two, CONSUME out to the line, SHIP a pallet out of the building.</summary>
public sealed record MoveStock(Guid? LotId, string? LotCode, Guid? FromBufferId, Guid? ToBufferId, decimal QuantityKg, MoveType MoveType, bool CapacityOverride = false, string? Reason = null);

public sealed class MoveStockHandler(TransactionBoundary boundary)
{
    public Task<Outcome<MoveView>> Handle(MoveStock command, Caller caller, CancellationToken ct) => boundary.Do<MoveView>(caller, Permission.HandleGoods, async work =>
    {
        if (WhyNotShape(command) is { } malformed) return malformed;
        var managed = caller.Role.Has(Permission.ManageHolds);
        if (command.CapacityOverride && !managed) return TransactionBoundary.NotAllowed(Permission.ManageHolds);
        if (command.CapacityOverride && Text.WhyNoReason(command.Reason, "/reason") is { } noReason) return noReason;
        if (Text.WhyTooLong(command.Reason, Text.ReasonMax, "/reason") is { } tooLong) return tooLong;
        var grams = Units.Grams(command.QuantityKg)!.Value;

        var key = await work.Db.Lots.Where(l => command.LotId == null ? l.LotCode == command.LotCode : l.Id == command.LotId).Select(l => new { l.Id, l.RunId }).FirstOrDefaultAsync(work.Ct);
        if (key is null) return Refusal.NotFound("lot", (object?)command.LotId ?? command.LotCode);
        // A shipment that is put on HOLD meanwhile stops its pallets, so it is locked with them.
        var aboard = command.MoveType == MoveType.Ship ? await Loads(work.Db, key.Id, work.Ct) : [];
        await work.LockRuns(LockStrength.Share, [key.RunId, .. aboard.Select(l => l.RunId)]);
        await work.LockLots(LockStrength.Update, [key.Id, .. aboard.Select(l => l.ShipId)]);
        var lot = await work.Db.Lots.FirstAsync(l => l.Id == key.Id, work.Ct);
        var ledger = await StockLedger.Load(work, [lot.Id], command.FromBufferId, command.ToBufferId);
        var (from, to) = (command.FromBufferId is { } f ? ledger.Find(f) : null, command.ToBufferId is { } t ? ledger.Find(t) : null);
        if (command.FromBufferId is { } missing && from is null) return Refusal.NotFound("buffer", missing);
        if (command.ToBufferId is { } absent && to is null) return Refusal.NotFound("buffer", absent);

        if (command.MoveType == MoveType.Ship) aboard = await Loads(work.Db, lot.Id, work.Ct);
        var released = aboard.Where(l => l.Status == LotStatus.Released).ToList();
        if ((await WhyNotRuns(work.Db, lot, released, command.MoveType, work.Ct) ?? StockRules.WhyNotState(lot, command.MoveType, managed, released.Count > 0)) is { } refusal) return Kept(refusal, lot, command);
        if (!managed && (new[] { from, to }.OfType<Buffer>().Select(StockRules.WhyNotOutOf).FirstOrDefault(r => r is not null)) is { } closed) return closed.For(lot.LotCode);
        if (to is { IsActive: false } or { IsOnHold: true }) return StockRules.WhyNotOutOf(to)!.For(lot.LotCode);
        if (to is not null && StockRules.WhyNotInto(to, lot.LotType) is { } impure) return impure.For(lot.LotCode);
        if (to is not null && await WhyNotSpecies(work.Db, to, lot, work.Ct) is { } mixed) return mixed;
        var taken = from is null ? null : ledger.Item(lot.Id, from.Id);
        if (from is not null && (taken is null || taken.QuantityGrams < grams))
        {
            return Refusal.Conflict("INSUFFICIENT_IN_BUFFER").With("kg", command.QuantityKg).With("there_kg", Units.Kg(taken?.QuantityGrams ?? 0)).For(lot.LotCode, from.BufferCode);
        }

        if (command.MoveType == MoveType.Ship)
        {
            var loaded = aboard.Where(l => l.Status is LotStatus.Released or LotStatus.Finished).Sum(l => l.Grams);
            var gone = await work.Db.Moves.Where(m => m.LotId == lot.Id && m.MoveType == MoveType.Ship).SumAsync(m => (long?)m.QuantityGrams, work.Ct) ?? 0;
            if (grams > loaded - gone) return Refusal.Conflict("NOT_LOADED").With("kg", command.QuantityKg).With("loaded_kg", Units.Kg(loaded - gone)).For(lot.LotCode);
        }

        if (command.MoveType == MoveType.Receive && ledger.Placed(lot.Id) + grams > lot.RemainingGrams)
        {
            return Refusal.Conflict("ALREADY_PLACED").With("kg", command.QuantityKg).With("free_kg", Units.Kg(lot.RemainingGrams - ledger.Placed(lot.Id))).For(lot.LotCode);
        }

        var filled = to is null ? 0 : await Filled(work, to.Id) + grams;
        if (to is not null && filled > to.CapacityGrams)
        {
            if (!command.CapacityOverride) return Refusal.Conflict("CAPACITY_EXCEEDED").With("filled_kg", Units.Kg(filled)).With("capacity_kg", Units.Kg(to.CapacityGrams)).For(lot.LotCode, to.BufferCode);
            to.OverrideCapacity(filled, command.Reason!.Trim());
        }

        if (taken is not null) ledger.Take(taken, grams);
        if (to is not null) ledger.Put(lot, to, grams);
        var move = ledger.Move(command.MoveType, lot, from, to, grams, command.Reason?.Trim());
        return new MoveView(move.Id, lot.Id, lot.LotCode, lot.LotType, from?.Id, from?.BufferCode, to?.Id, to?.BufferCode, command.QuantityKg, command.MoveType, caller.UserId, caller.Name, move.Reason, move.CreatedAt,
            to is not null && filled > to.CapacityGrams ? "CAPACITY_EXCEEDED" : null);
    }, ct);

    private static Refusal? WhyNotShape(MoveStock c)
    {
        if (Units.Grams(c.QuantityKg) is not (> 0 and <= Units.MaxGrams)) return Refusal.Invalid("WEIGHT_OUT_OF_RANGE", "/quantity_kg").With("min", 0.01m).With("max", 10_000);
        if (c.LotId is null && string.IsNullOrEmpty(c.LotCode)) return Refusal.Invalid("FIELD_REQUIRED", "/lot_id").With("field", "lot_id");
        var (from, to) = (c.FromBufferId is not null, c.ToBufferId is not null);
        return c.MoveType switch
        {
            MoveType.Receive when !to || from => Refusal.Invalid("MOVE_SHAPE", "/to_buffer_id").With("move", "RECEIVE"),
            MoveType.Transfer when !from || !to => Refusal.Invalid("MOVE_SHAPE", from ? "/to_buffer_id" : "/from_buffer_id").With("move", "TRANSFER"),
            MoveType.Transfer when c.FromBufferId == c.ToBufferId => Refusal.Invalid("MOVE_SHAPE", "/to_buffer_id").With("move", "TRANSFER"),
            MoveType.Consume or MoveType.Ship when !from || to => Refusal.Invalid("MOVE_SHAPE", "/from_buffer_id").With("move", Word.Of(c.MoveType)),
            _ => null,
        };
    }

    /// <summary>Moving held goods is a safety attempt: it stays on the trail although it was refused.</summary>
    private static Refusal Kept(Refusal refusal, Lot lot, MoveStock command) => lot.Status != LotStatus.Hold ? refusal : refusal with
    {
        Evidence = new Fact("MOVE_REFUSED", EntityTypes.Lot, lot.Id, lot.LotCode, null, null) { RunId = lot.RunId, Metadata = new { code = refusal.Code, move_type = Word.Of(command.MoveType), quantity_kg = command.QuantityKg } },
    };

    /// <summary>What a living shipment has used of a pallet.</summary>
    internal sealed record Load(Guid ShipId, Guid RunId, LotStatus Status, long Grams);

    internal static Task<List<Load>> Loads(ControlRoomDb db, Guid palletId, CancellationToken ct) =>
        (from link in db.Links where link.ParentLotId == palletId join ship in db.Lots on link.ChildLotId equals ship.Id
         where ship.LotType == LotType.Ship && ship.Status != LotStatus.Rejected select new Load(ship.Id, ship.RunId, ship.Status, link.QuantityUsedGrams)).ToListAsync(ct);

    /// <summary>The run of the goods and, for a shipment, the run that ships them: a pallet of an ended run leaves with another one's shipment.</summary>
    internal static async Task<Refusal?> WhyNotRuns(ControlRoomDb db, Lot lot, List<Load> released, MoveType type, CancellationToken ct)
    {
        var run = await db.Runs.AsNoTracking().FirstAsync(r => r.Id == lot.RunId, ct);
        var shipping = released.Select(l => l.RunId).Where(id => id != run.Id).Distinct().ToList();
        if ((shipping.Count > 0 && !run.IsOpen ? null : StockRules.WhyNotRun(run, type)) is { } refusal) return refusal;
        return shipping.Count == 0 ? null : (await db.Runs.AsNoTracking().Where(r => shipping.Contains(r.Id)).ToListAsync(ct)).Select(r => StockRules.WhyNotRun(r, type)).FirstOrDefault(r => r is not null);
    }

    /// <summary>One species in a buffer at a time.</summary>
    internal static async Task<Refusal?> WhyNotSpecies(ControlRoomDb db, Buffer to, Lot lot, CancellationToken ct)
    {
        if (lot.Species is null) return null;
        var other = await (from i in db.Inventory where i.BufferId == to.Id && i.ExitedAt == null join l in db.Lots on i.LotId equals l.Id
                           where l.Species != null && l.Species != lot.Species select l.LotCode).FirstOrDefaultAsync(ct);
        return other is null ? null : Refusal.Invalid("SPECIES_MIXING", "/to_buffer_id").With("other", other).For(lot.LotCode, to.BufferCode);
    }

    private static async Task<long> Filled(Work work, Guid bufferId) =>
        await work.Db.Inventory.Where(i => i.BufferId == bufferId && i.ExitedAt == null).SumAsync(i => (long?)i.QuantityGrams, work.Ct) ?? 0;
}
