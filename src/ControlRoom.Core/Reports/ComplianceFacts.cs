using ControlRoom.Core.Audit;
using ControlRoom.Core.Flows;
using ControlRoom.Core.Lots;
using ControlRoom.Core.Quality;
using ControlRoom.Core.Runs;

namespace ControlRoom.Core.Reports;

internal sealed record LotRecord(Guid Id, string Code, LotType Type, Sku? Sku, int Step, LotStatus Status, MaterialClass Material, long WeightGrams, long RemainingGrams, DateOnly ProductionDate, DateTime? HeldAt, bool IsSimulated)
{
    public int? PieceCount { get; init; }
    public string? Supplier { get; init; }
    public string? Customer { get; init; }
    public string? Sscc { get; init; }
    public Disposition Disposition { get; init; }

    public bool IsRejected => Status == LotStatus.Rejected;

    /// <summary>Still waits for a decision.</summary>
    public bool IsOpen => Status is LotStatus.Created or LotStatus.Quarantine or LotStatus.Hold;
}

internal sealed record ReadingRecord(TemperatureLog Log, LotRecord Lot, string By)
{
    public int? LateMinutes => Log.ReceivedAt - Log.MeasuredAt > ReadingView.LateAfter ? (int)(Log.ReceivedAt - Log.MeasuredAt).TotalMinutes : null;
}

internal sealed record InspectionRecord(Inspection Inspection, string LotCode, string By)
{
    public bool SignatureValid => Inspection.SignatureHash == InspectionRules.Signature(Inspection.LotId, Inspection.RunId, Inspection.StepIndex, Inspection.Decision, Inspection.ChecklistResults, Inspection.Notes,
        Inspection.InspectorId, Inspection.InspectedAt);
}

internal sealed record LinkRecord(string Parent, LotType ParentType, Sku? ParentSku, MaterialClass ParentMaterial, DateOnly ParentDate, string Child, LotType ChildType, Sku? ChildSku, DateOnly ChildDate, long Grams);

internal sealed record PlaceRecord(string LotCode, LotType LotType, Guid BufferId, string BufferCode, bool IsAllowed, DateTime EnteredAt, DateTime? ExitedAt);

/// <summary>Everything the checks of a report ask for.</summary>
internal sealed record ComplianceFacts(Run Run, ProcessGraph Graph, bool IsProduction, IReadOnlyList<LotRecord> Lots, IReadOnlyList<ReadingRecord> Readings, IReadOnlyList<InspectionRecord> Inspections,
    IReadOnlyList<LinkRecord> Links, IReadOnlyList<PlaceRecord> Places, IReadOnlyList<ShipmentOriginView> Shipments, MassBalanceView Balance, AuditVerdict Audit, IReadOnlyList<DeviationView> Deviations)
{
    /// <summary>In production what the simulator wrote proves nothing.</summary>
    public bool IsEvidence(bool isSimulated) => !(IsProduction && isSimulated);
}
