using ControlRoom.Core.Alarms;
using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Quality;
using ControlRoom.Core.Runs;
using ControlRoom.Core.Stock;
using ControlRoom.Core.Upkeep;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Lots;

/// <summary>A manager's decision about a held or rejected lot: RESOLVE_HOLD, CONFIRM_REJECT or SET_DISPOSITION. Everything else is decided at the gate.</summary>
public sealed record ChangeLotStatus(Guid LotId, string? Action, string? Reason, Disposition? Disposition = null);

/// <remarks>Rejecting for good is <see cref="RejectLotOperation"/>, which its reason confirms.</remarks>
public sealed class ChangeLotStatusHandler(TransactionBoundary boundary, OperationRunner runner, DestructiveOperations operations)
{
    public const string ResolveHold = "RESOLVE_HOLD", ConfirmReject = "CONFIRM_REJECT", SetDisposition = "SET_DISPOSITION";

    public Task<Outcome<LotView>> Handle(ChangeLotStatus command, Caller caller, CancellationToken ct) => command.Action == ConfirmReject ? Reject(command, caller, ct) : Decide(command, caller, ct);

    private Task<Outcome<LotView>> Reject(ChangeLotStatus command, Caller caller, CancellationToken ct)
    {
        var request = new OperationRequest(RejectLotOperation.Is, command.LotId.ToString()) { Reason = command.Reason, Choice = command.Disposition is { } disposition ? Word.Of(disposition) : null };
        return runner.One<LotView>(operations[RejectLotOperation.Is], command.LotId, request, caller, async work => await LotQueries.View(work.Db, await work.Db.Lots.FirstAsync(l => l.Id == command.LotId, work.Ct), work.Ct), ct);
    }

    private Task<Outcome<LotView>> Decide(ChangeLotStatus command, Caller caller, CancellationToken ct) => boundary.Do<LotView>(caller, Permission.ManageHolds, async work =>
    {
        if (command.Action is not (ResolveHold or SetDisposition)) return Refusal.Conflict("USE_INSPECTION").With("action", command.Action);
        if (Text.WhyNoReason(command.Reason, "/reason") is { } invalid) return invalid;
        var runId = await work.Db.Lots.Where(l => l.Id == command.LotId).Select(l => (Guid?)l.RunId).FirstOrDefaultAsync(work.Ct);
        if (runId is null) return Refusal.NotFound("lot", command.LotId);
        await work.LockRuns(LockStrength.Share, runId.Value);
        await work.LockLots(LockStrength.Update, command.LotId);
        var lot = await work.Db.Lots.FirstAsync(l => l.Id == command.LotId, work.Ct);
        var refusal = command.Action switch
        {
            ResolveHold => await Resolve(work, lot, command),
            _ => Dispose(lot, command),
        };
        if (refusal is not null) return refusal;
        if (lot.Status != LotStatus.Hold) await work.ReturnAlarms(a => a.LotId == lot.Id);
        if (command.Action == ResolveHold) await work.Settle(lot);
        await work.Flush();
        return await LotQueries.View(work.Db, lot, work.Ct);
    }, ct);

    private static async Task<Refusal?> Resolve(Work work, Lot lot, ChangeLotStatus command)
    {
        if (lot.Status != LotStatus.Hold) return NotOnHold(lot);
        var readings = await work.Db.Readings.Where(r => r.LotId == lot.Id && r.ReadingRole == ReadingRole.Ccp)
            .Select(r => new { r.MeasurementType, r.MeasuredAt, r.Id, r.IsViolation, r.TemperatureTenths }).ToListAsync(work.Ct);
        if (WhyStillWarm(lot.LotCode, readings.Select(r => (r.MeasurementType, r.MeasuredAt, r.Id, r.IsViolation, Units.Celsius(r.TemperatureTenths)))) is { } warm) return warm;
        var discard = await work.ToDiscard(lot);
        if (!discard.Done) return discard.Refusal;
        if (discard.Value > 0 && await Discard(work, lot, discard.Value) is { } closed) return closed;
        lot.ResolveHold(await NeedsGateAgain(work, lot), command.Reason!.Trim());
        return null;
    }

    /// <summary>The part of a lot that its disposition does not release is thrown away before the rest is free.</summary>
    private static async Task<Refusal?> Discard(Work work, Lot lot, long grams)
    {
        var ledger = await StockLedger.Load(work, [lot.Id]);
        if (ledger.Use(lot, grams, null, Word.Of(WasteReason.Scrap)) is { } refusal) return refusal;
        lot.Waste(grams, Word.Of(WasteReason.Scrap), hasChild: true);
        work.RecordWaste(WasteKind.Direct, lot, grams, WasteReason.Scrap, null);
        return null;
    }

    /// <summary>A hold resolved is no QC: without a PASS younger than the hold the lot waits at its gate again.</summary>
    private static async Task<bool> NeedsGateAgain(Work work, Lot lot)
    {
        var version = await work.Db.Runs.Where(r => r.Id == lot.RunId).Select(r => r.FlowVersionId).FirstAsync(work.Ct);
        if ((await RunQueries.Graph(work.Db, version, work.Ct)).GateOf(lot.StepIndex) is null or { Type: GateType.Info }) return false;
        return !await work.Db.Inspections.AnyAsync(i => i.LotId == lot.Id && i.Decision == Decision.Pass && i.InspectedAt > lot.HeldAt, work.Ct);
    }

    private static Refusal? Dispose(Lot lot, ChangeLotStatus command)
    {
        if (command.Disposition is not { } disposition) return Refusal.Invalid("FIELD_REQUIRED", "/disposition").With("field", "disposition");
        if (lot.Status is not (LotStatus.Rejected or LotStatus.Hold)) return NotOnHold(lot);
        if (LotRules.WhyNotDisposed(lot, disposition) is { } refusal) return refusal;
        lot.SetDisposition(disposition, command.Reason!.Trim());
        return null;
    }

    /// <summary>A hold is resolved only when the latest reading of each kind at the control point is within its limit.</summary>
    public static Refusal? WhyStillWarm(string lotCode, IEnumerable<(MeasurementType Type, DateTime At, long Id, bool IsViolation, decimal Celsius)> readings) =>
        readings.GroupBy(r => r.Type).Select(g => g.OrderBy(r => r.At).ThenBy(r => r.Id).Last()).Where(r => r.IsViolation)
            .Select(r => Refusal.Conflict("COMPLIANT_READING_REQUIRED").With("value", r.Celsius).With("measurement", Word.Of(r.Type)).For(lotCode)).FirstOrDefault();

    internal static Refusal NotOnHold(Lot lot) => Refusal.Conflict("LOT_NOT_ON_HOLD").With("status", Word.Of(lot.Status)).For(lot.LotCode);
}
