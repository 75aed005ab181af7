using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Quality;
using ControlRoom.Core.Runs;
using ControlRoom.Core.Stock;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Lots;

/// <summary>Part of a lot, or all of it, is thrown away.</summary>
public sealed record RecordWaste(Guid LotId, decimal QuantityKg, WasteReason Reason, string? DisposalRef = null);

public sealed class RecordWasteHandler(TransactionBoundary boundary)
{
    public Task<Outcome<LotView>> Handle(RecordWaste command, Caller caller, CancellationToken ct) => boundary.Do<LotView>(caller, Permission.HandleGoods, async work =>
    {
        if ((LotRules.Weight(command.QuantityKg, "/quantity_kg") ?? Text.WhyTooLong(command.DisposalRef, 100, "/disposal_ref")) is { } invalid) return invalid;
        var runId = await work.Db.Lots.Where(l => l.Id == command.LotId).Select(l => (Guid?)l.RunId).FirstOrDefaultAsync(work.Ct);
        if (runId is null) return Refusal.NotFound("lot", command.LotId);
        var loaded = await work.LoadRun(runId.Value, strength: LockStrength.Share);
        if (!loaded.Done) return loaded.Refusal;
        var run = loaded.Value;
        if (run.IsOpen && RunRules.WhyNotRunning(run).FirstOrDefault() is { } closed) return closed;
        if (!run.IsOpen && !caller.Role.Has(Permission.ManageHolds)) return RunRules.ReadOnly(run);

        await work.LockLots(LockStrength.Update, command.LotId);
        var lot = await work.Db.Lots.FirstAsync(l => l.Id == command.LotId, work.Ct);
        if (!Lot.Lifecycle.Allows(lot.Status, LotAction.Scrap)) return Refusal.Conflict("LOT_NOT_WASTABLE").With("status", Word.Of(lot.Status)).For(lot.LotCode);
        var grams = Units.Grams(command.QuantityKg)!.Value;
        if (grams > lot.RemainingGrams) return Refusal.Conflict("INSUFFICIENT_REMAINING").With("kg", command.QuantityKg).With("remaining_kg", Units.Kg(lot.RemainingGrams)).For(lot.LotCode);
        var ledger = await StockLedger.Load(work, [lot.Id]);
        if (ledger.Use(lot, grams, null, Word.Of(command.Reason)) is { } refusal) return refusal;
        var hasChild = await work.Db.Links.AnyAsync(l => l.ParentLotId == lot.Id, work.Ct);
        lot.Waste(grams, Word.Of(command.Reason), hasChild);
        work.RecordWaste(WasteKind.Direct, lot, grams, command.Reason, command.DisposalRef);
        if (lot.Status is LotStatus.Rejected or LotStatus.Consumed) await work.Settle(lot);
        await work.Flush();
        return await LotQueries.View(work.Db, lot, work.Ct);
    }, ct);
}
