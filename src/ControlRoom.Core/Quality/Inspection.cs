using ControlRoom.Core.Kernel;

namespace ControlRoom.Core.Quality;

public enum Decision { Pass, Hold, Fail }

/// <summary>One decision of one person about one lot at its gate, signed. Append-only.</summary>
public sealed class Inspection
{
    public Guid Id { get; init; }
    public Guid LotId { get; init; }
    public Guid RunId { get; init; }
    public int StepIndex { get; init; }

    /// <summary>The gate's code, copied from the pinned graph.</summary>
    public required string InspectionType { get; init; }
    public bool IsCcp { get; init; }
    public Decision Decision { get; init; }
    public string? Notes { get; init; }
    public string ChecklistResults { get; init; } = "{}";
    public string Measurements { get; init; } = "{}";
    public Guid InspectorId { get; init; }
    public DateTime InspectedAt { get; init; }

    /// <summary>SHA-256 (hex) over lot, run, step, decision, checklist, notes, inspector and time.</summary>
    public required string SignatureHash { get; init; }
    public SignedWith SignedWith { get; init; }
    public bool IsSimulated { get; init; }
    public Guid IdempotencyKey { get; init; }
}

public enum MeasurementType { Surface, Core, Ambient }

/// <summary>CCP readings decide; PROCESS readings (a freezing curve) are kept and never hold anything.</summary>
public enum ReadingRole { Ccp, Process }

public enum ReadingSource { Manual, Device }

/// <summary>One measured temperature of a lot, a buffer, or a lot in a buffer. Append-only.</summary>
public sealed class TemperatureLog
{
    public long Id { get; init; }
    public Guid? LotId { get; init; }
    public Guid? BufferId { get; init; }
    public Guid? InspectionId { get; init; }
    public int TemperatureTenths { get; init; }
    public MeasurementType MeasurementType { get; init; }
    public ReadingRole ReadingRole { get; init; }

    /// <summary>Computed here from the limit in force, never taken from a client.</summary>
    public bool IsViolation { get; init; }

    /// <summary>The limit it was held against; null when no limit applies.</summary>
    public int? ThresholdTenths { get; init; }
    public ReadingSource Source { get; init; }
    public string? DeviceId { get; init; }
    public bool IsSimulated { get; init; }
    public Guid RecordedBy { get; init; }

    /// <summary>When it was true at the source.</summary>
    public DateTime MeasuredAt { get; init; }

    /// <summary>When the server got it; more than 15 min later the reading counts as LATE.</summary>
    public DateTime ReceivedAt { get; init; }
}
