using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;

namespace ControlRoom.Core.Quality;

public enum DeviationStatus { Open, Closed }

public enum DeviationAction { Extend, Dispose, Close }

/// <summary>What told that the control point failed: a reading beyond its limit, or an inspection that was not a PASS.</summary>
public enum DeviationCause { CcpReading, CcpInspection }

/// <summary>How a lot came into a deviation: it failed itself, it went through the control point since the last compliant check, or it was made from such a lot.</summary>
public enum DeviationRole { Cause, Bracket, Downstream }

/// <summary>What becomes of kilograms that a deviation holds.</summary>
public enum DispositionOutcome { Release, Scrap, Rework, Return }

/// <summary>What a failure at a critical control point began with.</summary>
/// <param name="FromAt">The last compliant check of the control point before it; null when there is none on record.</param>
public sealed record DeviationBirth(string DeviationCode, string SiteCode, int StepIndex, DeviationCause Cause, Guid LotId, Guid RunId, string Reason, DateTime? FromAt)
{
    public long? ReadingId { get; init; }
    public Guid? InspectionId { get; init; }
    public bool IsSimulated { get; init; }
}

/// <summary>
/// A critical control point failed: everything that went through it since its last compliant check is held with the lot that failed, with
/// all that was made of it. It is open until somebody has judged it and none of its lots waits any more.
/// </summary>
public sealed class Deviation : Aggregate
{
    public static readonly Lifecycle<DeviationStatus, DeviationAction> Lifecycle = new(DeviationStatus.Open,
        (DeviationAction.Extend, [DeviationStatus.Open], DeviationStatus.Open),
        (DeviationAction.Dispose, [DeviationStatus.Open], DeviationStatus.Open),
        (DeviationAction.Close, [DeviationStatus.Open], DeviationStatus.Closed));

    private Deviation() { }

    public string DeviationCode { get; private init; } = "";
    public DeviationStatus Status { get; private set; }
    public DeviationCause Cause { get; private init; }
    public string SiteCode { get; private init; } = "";
    public int StepIndex { get; private init; }

    /// <summary>The lot that failed.</summary>
    public Guid LotId { get; private init; }
    public Guid RunId { get; private init; }
    public long? ReadingId { get; private init; }
    public Guid? InspectionId { get; private init; }
    public string Reason { get; private init; } = "";
    public DateTime? FromAt { get; private init; }

    /// <summary>Until when lots were looked for.</summary>
    public DateTime ToAt { get; private set; }
    public string? Evaluation { get; private set; }
    public string? Prevention { get; private set; }
    public bool IsSimulated { get; private init; }
    public Guid OpenedBy { get; private init; }
    public DateTime OpenedAt { get; private init; }
    public Guid? ClosedBy { get; private set; }
    public DateTime? ClosedAt { get; private set; }

    public bool IsOpen => Status == DeviationStatus.Open;

    /// <param name="bracket">Lots, buffers and kilograms as plain data, for the trail.</param>
    public static Deviation Open(Guid id, DeviationBirth birth, Guid by, DateTime now, object bracket)
    {
        var deviation = new Deviation
        {
            Id = id, DeviationCode = birth.DeviationCode, Status = DeviationStatus.Open, Cause = birth.Cause, SiteCode = birth.SiteCode, StepIndex = birth.StepIndex, LotId = birth.LotId, RunId = birth.RunId,
            ReadingId = birth.ReadingId, InspectionId = birth.InspectionId, Reason = birth.Reason, FromAt = birth.FromAt, ToAt = now, IsSimulated = birth.IsSimulated, OpenedBy = by, OpenedAt = now,
        };
        deviation.Noted(deviation.FactOf("DEVIATION_OPENED", null) with { Metadata = bracket });
        return deviation;
    }

    /// <summary>The same failure goes on and has reached more lots.</summary>
    public void Extend(DateTime now, object bracket)
    {
        var old = State();
        Status = Lifecycle.Next(Status, DeviationAction.Extend);
        ToAt = now;
        Changed(FactOf("DEVIATION_EXTENDED", old) with { Metadata = bracket });
    }

    /// <summary>Somebody judged it and said what becomes of each kilogram.</summary>
    public void Dispose(string evaluation, string? prevention, object dispositions)
    {
        var old = State();
        Status = Lifecycle.Next(Status, DeviationAction.Dispose);
        (Evaluation, Prevention) = (evaluation, prevention ?? Prevention);
        Changed(FactOf("DISPOSITION_RECORDED", old) with { Metadata = new { reason = evaluation, prevention, lots = dispositions } });
    }

    /// <summary>Nothing of it is held any more.</summary>
    public void Close(Guid by, DateTime now)
    {
        var old = State();
        Status = Lifecycle.Next(Status, DeviationAction.Close);
        (ClosedBy, ClosedAt) = (by, now);
        Changed(FactOf("DEVIATION_CLOSED", old));
    }

    private object State() => new { status = Word.Of(Status), to_at = ToAt, evaluation = Evaluation };

    private Fact FactOf(string type, object? old) => new(type, EntityTypes.Deviation, Id, DeviationCode, old,
        old is null ? new { status = Word.Of(Status), cause = Word.Of(Cause), site_code = SiteCode, step_index = StepIndex, reason = Reason, from_at = FromAt, to_at = ToAt } : State())
    { RunId = RunId };
}

/// <summary>A lot of a deviation, with its kilograms and places as they were found.</summary>
public sealed class DeviationLot
{
    public Guid Id { get; init; }
    public Guid DeviationId { get; init; }
    public Guid LotId { get; init; }
    public DeviationRole Role { get; init; }

    /// <summary>State of the lot when the deviation had done with it: HOLD, or the end that no hold reaches any more.</summary>
    public LotStatus StatusThen { get; init; }

    /// <summary>What was left of it.</summary>
    public long QuantityGrams { get; set; }

    /// <summary>What has left the building and would have to be called back.</summary>
    public long RecallGrams { get; init; }

    /// <summary>JSON array {buffer_code, quantity_kg}.</summary>
    public string Places { get; init; } = "[]";

    /// <summary>Since when the deviation holds it; null when it could not be held.</summary>
    public DateTime? HeldAt { get; set; }

    /// <summary>When it ended to be held: released, rejected or thrown away.</summary>
    public DateTime? SettledAt { get; set; }

    public bool IsHeld => HeldAt is not null && SettledAt is null;
}

/// <summary>What becomes of part of a lot. Append-only: a later revision takes the place of the earlier one.</summary>
public sealed class DeviationDisposition
{
    public Guid Id { get; init; }
    public Guid DeviationId { get; init; }
    public Guid LotId { get; init; }
    public int Revision { get; init; }
    public DispositionOutcome Outcome { get; init; }
    public long QuantityGrams { get; init; }
    public Guid RecordedBy { get; init; }
    public DateTime RecordedAt { get; init; }
}
