using System.Text.Json;
using ControlRoom.Core.Alarms;
using ControlRoom.Core.Database;
using ControlRoom.Core.Flows;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using ControlRoom.Core.Runs;
using ControlRoom.Core.Users;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Quality;

/// <summary>The temperature that belongs to an inspection; recorded as a CCP reading of the lot.</summary>
public sealed record InspectedTemperature(decimal C, MeasurementType Type);

/// <summary>A decision about a lot at the gate of its own step.</summary>
/// <param name="InspectionType">Gate code of the pinned graph.</param>
public sealed record RecordInspection(Guid LotId, Guid RunId, int StepIndex, string InspectionType, Decision Decision)
{
    public string? Notes { get; init; }

    /// <summary>{key: value}; keys that do not apply are ignored.</summary>
    public JsonElement? ChecklistResults { get; init; }
    public JsonElement? Measurements { get; init; }
    public InspectedTemperature? Temperature { get; init; }

    /// <summary>The inspector's password again; optional over REST, asked for by the page at CCP gates.</summary>
    public string? SignaturePassword { get; init; }
}

public sealed class RecordInspectionHandler(TransactionBoundary boundary)
{
    public Task<Outcome<InspectionView>> Handle(RecordInspection command, Caller caller, CancellationToken ct) => Bracketing.Do<InspectionView>(boundary, caller, async (work, reach) =>
    {
        if (InspectionRules.WhyNotFields(command) is { } invalid) return invalid;
        var runId = await work.Db.Lots.Where(l => l.Id == command.LotId).Select(l => (Guid?)l.RunId).FirstOrDefaultAsync(work.Ct);
        if (runId is null) return Refusal.NotFound("lot", command.LotId);
        if (reach.Lots.Count > 0) await work.ShareRunsOf(reach.Lots.Append(command.LotId));
        var loaded = await work.LoadRun(runId.Value, strength: LockStrength.Share);
        if (!loaded.Done) return loaded.Refusal;
        await work.LockLots(LockStrength.Update, reach.Lots.Append(command.LotId));
        var lot = await work.Db.Lots.FirstAsync(l => l.Id == command.LotId, work.Ct);
        var gate = (await RunQueries.Graph(work.Db, loaded.Value.FlowVersionId, work.Ct)).GateOf(lot.StepIndex);
        if (InspectionRules.WhyNotOf(command, lot, gate) is { } foreign) return foreign;
        if (lot.Status is LotStatus.Consumed or LotStatus.Rejected or LotStatus.Finished) return Refusal.Conflict("LOT_NOT_INSPECTABLE").With("status", Word.Of(lot.Status)).For(lot.LotCode);
        if (await WhyNotSigned(work, command) is { } unsigned) return unsigned;
        if (command.Decision == Decision.Pass && await WhyNotPass(work, command, lot, gate!) is { } refusal) return refusal;

        var fails = command.Decision != Decision.Pass && gate!.IsCcp && Bracketing.IsAt(lot);
        if (fails && await Bracketing.WhyNotAlone(work, reach, [lot.Id], [Failure(work, command, lot, null)]) is { } wider) return wider;
        var inspection = Inspect(work, command, lot, gate!);
        work.Db.Inspections.Add(inspection);
        work.Record(new Fact("QC_INSPECTION_RECORDED", EntityTypes.Inspection, inspection.Id, lot.LotCode, null,
            new { lot = lot.LotCode, gate = gate!.Code, is_ccp = gate.IsCcp, decision = Word.Of(command.Decision), signed_with = Word.Of(inspection.SignedWith) }) { RunId = lot.RunId });
        // A FAIL decides before its own warm reading could turn it into a mere HOLD.
        if (command.Decision == Decision.Fail) await Decide(work, command, lot);
        var measured = command.Temperature is { } temperature ? await Measure(work, reach, temperature, lot, inspection) : null;
        if (command.Decision != Decision.Fail) await Decide(work, command, lot);
        var deviation = fails ? (await Bracketing.Hold(work, reach, Failure(work, command, lot, inspection.Id))).Id : measured;
        await work.Flush();
        return (await InspectionQueries.Views(work.Db, work.Db.Inspections.Where(i => i.Id == inspection.Id), 1, work.Ct)).Single() with
        {
            LotStatus = lot.Status, Deviation = (await DeviationQueries.Of(work, [deviation])).Values.SingleOrDefault(),
        };
    }, ct);

    private static async Task<Refusal?> WhyNotSigned(Work work, RecordInspection command)
    {
        if (command.SignaturePassword is null) return null;
        var hash = await work.Db.Users.Where(u => u.Id == work.Caller.UserId).Select(u => u.PasswordHash).FirstOrDefaultAsync(work.Ct);
        return PasswordHash.Verify(command.SignaturePassword, hash) ? null : Refusal.NotAllowed("SIGNATURE_INVALID") with { Pointer = "/signature/password" };
    }

    /// <summary>A PASS needs every required answer within its limits, and at a CCP a compliant reading of the last hour.</summary>
    private static async Task<Refusal?> WhyNotPass(Work work, RecordInspection command, Lot lot, GateSpec gate)
    {
        var failed = InspectionRules.WhyNotChecked(command.ChecklistResults, lot, gate).ToList();
        if (failed.Count > 0) return PassRefused(failed.Count == 1 ? failed[0] : Refusal.Several(RefusalKind.Invalid, failed.Any(f => f.Code == "CCP_LIMIT") ? "CCP_LIMIT" : "VALIDATION_FAILED", failed), lot, gate);
        if (command.Temperature is { } now && TemperatureRules.OfLot(lot.StepIndex, lot.MaterialClass, now.Type, Units.Tenths(now.C)!.Value) is { IsViolation: true } own)
        {
            return PassRefused(InspectionRules.BeyondLimit(now.C, own, "/temperature/c"), lot, gate);
        }

        if (!gate.IsCcp || lot.MaterialClass == MaterialClass.Ingredient || CcpRules.TypeAt(lot.StepIndex) is not { } type || command.Temperature?.Type == type) return null;
        var since = work.Now - CcpRules.ReadingAge;
        var latest = await work.Db.Readings.Where(r => r.LotId == lot.Id && r.ReadingRole == ReadingRole.Ccp && r.MeasurementType == type && r.MeasuredAt >= since)
            .OrderByDescending(r => r.MeasuredAt).ThenByDescending(r => r.Id).Select(r => new { r.TemperatureTenths, r.IsViolation, r.ThresholdTenths }).FirstOrDefaultAsync(work.Ct);
        if (latest is null) return Refusal.Invalid("CCP_READING_REQUIRED", "/temperature").With("measurement", Word.Of(type)).With("minutes", (int)CcpRules.ReadingAge.TotalMinutes).For(lot.LotCode);
        return latest.IsViolation ? PassRefused(InspectionRules.BeyondLimit(Units.Celsius(latest.TemperatureTenths), new Verdict(TemperatureLevel.Critical, latest.ThresholdTenths), "/temperature"), lot, gate) : null;
    }

    /// <summary>The refused PASS stays on the trail with its value; the measurement inside it is not stored.</summary>
    private static Refusal PassRefused(Refusal refusal, Lot lot, GateSpec gate) => !gate.IsCcp ? refusal.For(lot.LotCode) : refusal.For(lot.LotCode) with
    {
        Evidence = new Fact("CCP_PASS_REFUSED", EntityTypes.Lot, lot.Id, lot.LotCode, null, null)
        {
            RunId = lot.RunId,
            Metadata = new { code = refusal.Code, gate = gate.Code, value = refusal.Args.GetValueOrDefault("value"), limit = refusal.Args.GetValueOrDefault("limit"), reasons = refusal.Reasons.Select(r => new { r.Code, r.Pointer, value = r.Args.GetValueOrDefault("value") }) },
        },
    };

    private static Inspection Inspect(Work work, RecordInspection c, Lot lot, GateSpec gate)
    {
        var (checklist, notes) = (c.ChecklistResults?.GetRawText() ?? "{}", c.Notes?.Trim() is { Length: > 0 } text ? text : null);
        return new Inspection
        {
            Id = work.NewId(), LotId = lot.Id, RunId = lot.RunId, StepIndex = lot.StepIndex, InspectionType = gate.Code, IsCcp = gate.IsCcp, Decision = c.Decision, Notes = notes,
            ChecklistResults = checklist, Measurements = c.Measurements?.GetRawText() ?? "{}", InspectorId = work.Caller.UserId, InspectedAt = work.Now,
            SignatureHash = InspectionRules.Signature(lot.Id, lot.RunId, lot.StepIndex, c.Decision, checklist, notes, work.Caller.UserId, work.Now),
            SignedWith = c.SignaturePassword is null ? work.Caller.SignedWith : SignedWith.Password, IsSimulated = work.Caller.IsSimulated, IdempotencyKey = work.IntentKey,
        };
    }

    private static CcpFailure Failure(Work work, RecordInspection c, Lot lot, Guid? inspectionId) =>
        new(lot, DeviationCause.CcpInspection, work.Now, $"{lot.LotCode} {c.InspectionType} {Word.Of(c.Decision)}: {c.Notes?.Trim()}") { InspectionId = inspectionId };

    private static async Task<Guid?> Measure(Work work, Reach reach, InspectedTemperature temperature, Lot lot, Inspection inspection)
    {
        var taken = await ReadingIntake.Take(work, reach, new ReadingInput(lot.Id, null, temperature.C, temperature.Type) { InspectionId = inspection.Id }, lot, null);
        work.Record(new Fact("TEMP_LOGGED", EntityTypes.TemperatureLog, lot.Id, lot.LotCode, null,
            new { temperature_c = temperature.C, measurement_type = Word.Of(temperature.Type), is_violation = taken.Log.IsViolation, inspection_id = inspection.Id }) { RunId = lot.RunId });
        return taken.DeviationId;
    }

    /// <summary>Decides on QUARANTINE; on RELEASED a PASS is evidence and anything else stops the lot; on HOLD it is evidence only.</summary>
    private static async Task Decide(Work work, RecordInspection command, Lot lot)
    {
        var notes = command.Notes?.Trim() ?? "";
        switch (lot.Status, command.Decision)
        {
            case (LotStatus.Quarantine, Decision.Pass):
                lot.Release("QC_PASS");
                break;
            case (LotStatus.Quarantine, Decision.Fail):
                lot.Fail(notes);
                await work.RaiseAlarm(AlarmKind.QcFail, lot.LotCode, lot.RunId, lot.Id);
                break;
            case (LotStatus.Quarantine or LotStatus.Released, Decision.Hold):
                lot.Hold(HoldCause.Inspection, notes, work.Now);
                await work.RaiseAlarm(AlarmKind.LotHold, lot.LotCode, lot.RunId, lot.Id);
                break;
            case (LotStatus.Released, Decision.Fail):
                lot.Hold(HoldCause.Inspection, notes, work.Now, pendingReject: true);
                await work.RaiseAlarm(AlarmKind.QcFail, lot.LotCode, lot.RunId, lot.Id);
                break;
        }
    }
}
