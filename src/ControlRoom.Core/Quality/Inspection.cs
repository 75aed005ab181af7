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

public enum GateType { Checkpoint, Blocking, Info }

public enum HaccpClass
{
    [Word("oPRP")] Oprp,
    [Word("CCP")] Ccp,
    [Word("PRP")] Prp,
}

/// <summary>Template of an inspection point. Copied into a flow version when it is submitted, so that a run never reads it.</summary>
public sealed class QcGate : Aggregate
{
    private QcGate() { }

    public string GateCode { get; private init; } = "";
    public int StepIndex { get; private init; }
    public string NameHu { get; private init; } = "";
    public string NameEn { get; private init; } = "";
    public GateType GateType { get; private init; }
    public bool IsCcp { get; private init; }
    public HaccpClass HaccpClass { get; private init; }

    /// <summary>JSON array of checklist items.</summary>
    public string Checklist { get; private init; } = "[]";
    public bool ProtectedFromRemoval { get; private init; }
    public DateTime CreatedAt { get; private init; }

    public static QcGate Create(Guid id, string code, int step, string nameHu, string nameEn, GateType type, bool isCcp, HaccpClass haccpClass, string checklist, bool isProtected, DateTime now)
    {
        var gate = new QcGate
        {
            Id = id, GateCode = code, StepIndex = step, NameHu = nameHu, NameEn = nameEn, GateType = type, IsCcp = isCcp, HaccpClass = haccpClass,
            Checklist = checklist, ProtectedFromRemoval = isProtected, CreatedAt = now,
        };
        gate.Noted(new Fact("GATE_CREATED", EntityTypes.Gate, id, code, null, new { step_index = step, gate_type = Word.Of(type), is_ccp = isCcp }));
        return gate;
    }
}
