using ControlRoom.Core.Kernel;

namespace ControlRoom.Core.Lots;

public enum LotStatus { Created, Quarantine, Released, Hold, Rejected, Consumed, Finished }

public enum LotAction { Quarantine, Release, Hold, ResolveHold, Requarantine, Fail, ConfirmReject, Scrap, ConsumePart, ConsumeRest, Finish, ShipOut }

/// <summary>What becomes of a lot that will not be used.</summary>
public enum Disposition { None, Scrap, Rework, Return }

/// <summary>Why a lot is on HOLD: the machine-readable half of <see cref="Lot.HoldReason"/>.</summary>
public enum HoldCause { Inspection, Temperature, RecipeOutOfSpec, RunAborted, Rollback, Deviation }

/// <summary>A traceable quantity of material: made once at a step, consumed into children or thrown away, never split, never renamed.</summary>
public sealed class Lot : Aggregate
{
    public static readonly Lifecycle<LotStatus, LotAction> Lifecycle = new(LotStatus.Created,
        (LotAction.Quarantine, [LotStatus.Created], LotStatus.Quarantine),
        (LotAction.Release, [LotStatus.Quarantine], LotStatus.Released),
        (LotAction.Hold, [LotStatus.Created, LotStatus.Quarantine, LotStatus.Released], LotStatus.Hold),
        (LotAction.ResolveHold, [LotStatus.Hold], LotStatus.Released),
        (LotAction.Requarantine, [LotStatus.Hold], LotStatus.Quarantine),
        (LotAction.Fail, [LotStatus.Quarantine], LotStatus.Rejected),
        (LotAction.ConfirmReject, [LotStatus.Hold], LotStatus.Rejected),
        (LotAction.Scrap, [LotStatus.Quarantine, LotStatus.Released, LotStatus.Hold], LotStatus.Rejected),
        (LotAction.ConsumePart, [LotStatus.Released], LotStatus.Released),
        (LotAction.ConsumeRest, [LotStatus.Quarantine, LotStatus.Released, LotStatus.Hold], LotStatus.Consumed),
        (LotAction.Finish, [LotStatus.Consumed], LotStatus.Finished),
        (LotAction.ShipOut, [LotStatus.Released], LotStatus.Finished));

    private Lot() { }

    public string LotCode { get; private init; } = "";
    public LotType LotType { get; private init; }
    public Guid RunId { get; private init; }
    public int StepIndex { get; private init; }
    public LotStatus Status { get; private set; }
    public long WeightGrams { get; private init; }

    /// <summary>Weight not yet used by children or thrown away.</summary>
    public long RemainingGrams { get; private set; }
    public int? PieceCount { get; private init; }
    public Sku? SkuType { get; private init; }
    public Guid? SupplierId { get; private init; }

    /// <summary>Last reading, whatever its role.</summary>
    public int? TemperatureTenths { get; private set; }
    public Species? Species { get; private init; }
    public MaterialClass MaterialClass { get; private init; }
    public DateOnly ProductionDate { get; private init; }
    public string? CustomerCode { get; private init; }
    public string? Sscc { get; private init; }
    public string? BatchCode { get; private init; }
    public Disposition Disposition { get; private set; }
    public string? HoldReason { get; private set; }
    public HoldCause? HoldCause { get; private set; }

    /// <summary>When the last HOLD began; a PASS counts for use as a parent only if it is younger.</summary>
    public DateTime? HeldAt { get; private set; }

    /// <summary>A FAIL on a released lot waits for a manager to confirm it.</summary>
    public bool PendingReject { get; private set; }
    public string Metadata { get; private init; } = "{}";
    public bool IsSimulated { get; private init; }
    public Guid CreatedBy { get; private init; }
    public DateTime CreatedAt { get; private init; }

    /// <summary>A new lot in CREATED; the lot rules have been asked.</summary>
    public static Lot Register(LotBirth birth, Guid id, Guid by, DateTime now, bool isSimulated)
    {
        var lot = new Lot
        {
            Id = id,
            LotCode = birth.LotCode,
            LotType = birth.Type,
            RunId = birth.RunId,
            StepIndex = birth.Type.Spec().Step,
            Status = LotStatus.Created,
            WeightGrams = birth.WeightGrams,
            RemainingGrams = birth.WeightGrams,
            PieceCount = birth.PieceCount,
            SkuType = birth.Sku,
            SupplierId = birth.SupplierId,
            Species = birth.Species,
            MaterialClass = birth.MaterialClass,
            ProductionDate = birth.ProductionDate,
            CustomerCode = birth.CustomerCode,
            Sscc = birth.Sscc,
            BatchCode = birth.BatchCode,
            Metadata = birth.Metadata,
            CreatedBy = by,
            CreatedAt = now,
            IsSimulated = isSimulated,
        };
        lot.Noted(lot.FactOf("LOT_CREATED", null));
        return lot;
    }

    /// <summary>Awaits its gate. The second half of registering.</summary>
    public void Quarantine() => Go(LotAction.Quarantine, "LOT_QUARANTINED");

    public void Release(string cause) => Go(LotAction.Release, "LOT_RELEASED", new { cause });

    /// <param name="eventType">TEMP_VIOLATION_HOLD for warm readings, LOT_HELD otherwise.</param>
    public void Hold(HoldCause cause, string reason, DateTime now, string eventType = "LOT_HELD", object? evidence = null, bool pendingReject = false)
    {
        var old = State();
        Status = Lifecycle.Next(Status, LotAction.Hold);
        (HoldCause, HoldReason, HeldAt, PendingReject) = (cause, reason, now, pendingReject);
        Changed(FactOf(eventType, old) with { Metadata = new { cause = Word.Of(cause), reason, evidence } });
    }

    /// <param name="toQuarantine">True when the lot's gate has no PASS younger than the hold.</param>
    public void ResolveHold(bool toQuarantine, string resolution)
    {
        var old = State();
        Status = Lifecycle.Next(Status, toQuarantine ? LotAction.Requarantine : LotAction.ResolveHold);
        (HoldCause, HoldReason, PendingReject) = (null, null, false);
        Changed(FactOf(toQuarantine ? "LOT_QUARANTINED" : "LOT_RELEASED", old) with { Metadata = new { cause = "HOLD_RESOLVED", resolution } });
    }

    /// <summary>FAIL at the gate: rejected at once. RAW goes back to its supplier, everything else is scrap.</summary>
    public void Fail(string reason) => Reject(LotAction.Fail, LotType == LotType.Raw ? Disposition.Return : Disposition.Scrap, reason);

    public void ConfirmReject(Disposition disposition, string reason) => Reject(LotAction.ConfirmReject, disposition, reason);

    public void SetDisposition(Disposition disposition, string reason)
    {
        var old = State();
        Disposition = disposition;
        Changed(FactOf("LOT_DISPOSITION_SET", old) with { Metadata = new { reason } });
    }

    /// <summary>A child takes <paramref name="grams"/>; at nothing left the lot is CONSUMED.</summary>
    public void Consume(long grams, string childCode)
    {
        var rest = Take(grams);
        Go(rest ? LotAction.ConsumeRest : LotAction.ConsumePart, rest ? "LOT_CONSUMED" : "LOT_PARTIALLY_CONSUMED", new { used_g = grams, child = childCode }, grams);
    }

    /// <summary>Part of the lot is thrown away; all of it without a child means the lot itself is scrap.</summary>
    public void Waste(long grams, string reason, bool hasChild)
    {
        if (!Take(grams))
        {
            var old = State();
            RemainingGrams -= grams;
            Changed(FactOf("LOT_WASTED", old) with { Metadata = new { waste_g = grams, reason } });
        }
        else if (hasChild)
        {
            Go(LotAction.ConsumeRest, "LOT_CONSUMED", new { waste_g = grams, reason }, grams);
        }
        else
        {
            RemainingGrams -= grams;
            Reject(LotAction.Scrap, Disposition.Scrap, reason);
        }
    }

    /// <summary>Every child is FINISHED or REJECTED, so nothing can come back to this lot.</summary>
    public void Finish() => Go(LotAction.Finish, "LOT_FINISHED");

    /// <summary>The run is complete and this SHIP lot has left.</summary>
    public void ShipOut() => Go(LotAction.ShipOut, "LOT_FINISHED", new { cause = "SHIPPED" });

    /// <summary>Keeps the last reading; not a change of state, so neither version nor event.</summary>
    public void Felt(int tenths) => TemperatureTenths = tenths;

    private bool Take(long grams)
    {
        if (grams <= 0 || grams > RemainingGrams) throw new InvalidOperationException($"{LotCode}: {grams} g of {RemainingGrams} g.");
        return grams == RemainingGrams;
    }

    private void Reject(LotAction action, Disposition disposition, string reason)
    {
        var old = State();
        Status = Lifecycle.Next(Status, action);
        (Disposition, PendingReject) = (disposition, false);
        Changed(FactOf("LOT_REJECTED", old) with { Metadata = new { reason } });
    }

    private void Go(LotAction action, string eventType, object? metadata = null, long taken = 0)
    {
        var old = State();
        Status = Lifecycle.Next(Status, action);
        RemainingGrams -= taken;
        Changed(FactOf(eventType, old) with { Metadata = metadata });
    }

    private object State() => new { status = Word.Of(Status), remaining_kg = Units.Kg(RemainingGrams), disposition = Word.Of(Disposition), hold_reason = HoldReason };

    private Fact FactOf(string type, object? old) => new(type, EntityTypes.Lot, Id, LotCode, old,
        old is null
            ? new { lot_type = Word.Of(LotType), step_index = StepIndex, status = Word.Of(Status), weight_kg = Units.Kg(WeightGrams), run_id = RunId }
            : State())
    { RunId = RunId };
}

/// <summary>Everything a new lot is born with, derived and checked.</summary>
public sealed record LotBirth(string LotCode, LotType Type, Guid RunId, long WeightGrams, DateOnly ProductionDate)
{
    public int? PieceCount { get; init; }
    public Sku? Sku { get; init; }
    public Guid? SupplierId { get; init; }
    public Species? Species { get; init; }
    public MaterialClass MaterialClass { get; init; } = MaterialClass.Meat;
    public string? CustomerCode { get; init; }
    public string? Sscc { get; init; }
    public string? BatchCode { get; init; }
    public string Metadata { get; init; } = "{}";
}

public enum LinkType { Normal, Rework }

/// <summary>Parent → child with the weight used. Append-only; acyclic because the parent's step is always lower.</summary>
public sealed class GenealogyLink
{
    public Guid Id { get; init; }
    public Guid ParentLotId { get; init; }
    public Guid ChildLotId { get; init; }
    public long QuantityUsedGrams { get; init; }
    public LinkType LinkType { get; init; }
    public DateTime CreatedAt { get; init; }
}

public enum WasteKind { Conversion, Direct }

public enum WasteReason { Bone, Trim, ProcessLoss, FreezeLoss, EndOfDayMix, Scrap, Sample }

/// <summary>
/// Weight that is gone. CONVERSION: lost while making <see cref="LotId"/> (what its parents gave minus what it weighs);
/// DIRECT: thrown away from <see cref="LotId"/> itself. Append-only.
/// </summary>
public sealed class WasteRecord
{
    public Guid Id { get; init; }
    public WasteKind Kind { get; init; }
    public Guid LotId { get; init; }
    public Guid RunId { get; init; }
    public int StepIndex { get; init; }
    public long QuantityGrams { get; init; }
    public WasteReason Reason { get; init; }
    public string? DisposalRef { get; init; }
    public Guid CreatedBy { get; init; }
    public DateTime CreatedAt { get; init; }
}
