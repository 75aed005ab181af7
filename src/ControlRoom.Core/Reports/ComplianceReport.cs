using ControlRoom.Core.Audit;
using ControlRoom.Core.Lots;
using ControlRoom.Core.Quality;
using ControlRoom.Core.Runs;

namespace ControlRoom.Core.Reports;

public enum ComplianceVerdict { Compliant, NonCompliant, InProgress }

public enum CheckType { Audit, Ccp, Mandatory }

/// <summary>A WARNING is told and does not decide; PENDING can still become anything while the run is open.</summary>
public enum CheckVerdict { Pass, Warning, Pending, Fail }

/// <param name="Findings">What stands against it, each naming its object.</param>
public sealed record CheckView(string Code, string Name, CheckType Type, CheckVerdict Verdict, IReadOnlyList<string> Findings);

/// <summary>The evidence about one run on one page.</summary>
/// <param name="CcpDeviations">Failures at control points that reached goods of the run, oldest first.</param>
/// <param name="Deviations">Other departures from the usual way: rollback, abort, overrides, accepted holds.</param>
public sealed record ComplianceReportView(
    ReportHeaderView Run,
    ComplianceVerdict Verdict,
    IReadOnlyList<CheckView> Checks,
    IReadOnlyList<ReportStepView> Timeline,
    IReadOnlyList<ReportLotGroupView> LotSummary,
    IReadOnlyList<ReportLotView> Lots,
    MassBalanceView MassBalance,
    YieldsView Yields,
    IReadOnlyList<ReportGateView> Gates,
    IReadOnlyList<ReportCcpView> Ccps,
    IReadOnlyList<ReportViolationView> Violations,
    IReadOnlyList<HoldView> Holds,
    IReadOnlyList<HoldView> BufferHolds,
    IReadOnlyList<DeviationView> CcpDeviations,
    IReadOnlyList<ReportDeviationView> Deviations,
    ReportGenealogyView Genealogy,
    AuditVerdict Audit,
    SimulatedView Simulated,
    IReadOnlyList<string> SupportsRecordsFor,
    DateTime GeneratedAt,
    string GeneratedBy);

/// <param name="StartedLocal">The plant's wall clock with its offset.</param>
public sealed record ReportHeaderView(Guid Id, string RunCode, string SiteCode, string FlowName, int VersionNum, RunStatus Status, bool IsSimulated, decimal? DailyTargetKg, DateTime CreatedAt,
    DateTime? StartedAt, DateTimeOffset? StartedLocal, DateTime? EndedAt, DateTimeOffset? EndedLocal, string? AbortReason, IReadOnlyList<string> Operators);

public sealed record ReportStepView(int StepIndex, string Name, StepStatus Status, int Attempt, DateTime? StartedAt, DateTime? CompletedAt, int? DurationS, int PlanMinutes, string? OperatorName, string? Notes);

public sealed record ReportLotGroupView(LotType LotType, LotStatus Status, int Count, decimal WeightKg, decimal RemainingKg);

public sealed record ReportLotView(string LotCode, LotType LotType, LotStatus Status, int StepIndex, decimal WeightKg, decimal RemainingKg, int? PieceCount, string? SupplierCode, string? CustomerCode, string? Sscc,
    DateOnly ProductionDate, Disposition Disposition, bool IsSimulated);

/// <param name="DeboningPercent">Deboned from the meat used for it.</param>
/// <param name="TotalPercent">Shipped from the meat received.</param>
public sealed record YieldsView(decimal? DeboningPercent, decimal? TotalPercent);

public sealed record ReportGateView(string GateCode, int StepIndex, bool IsCcp, int Pass, int Hold, int Fail, IReadOnlyList<ReportInspectionView> Inspections);

public sealed record ReportInspectionView(string LotCode, Decision Decision, string? Notes, string InspectorName, DateTime InspectedAt, Kernel.SignedWith SignedWith, bool SignatureValid, bool IsSimulated);

public sealed record ReportCcpView(int StepIndex, string? GateCode, MeasurementType MeasurementType, decimal LimitC, CheckVerdict Verdict, IReadOnlyList<CcpReadingView> Readings);

/// <param name="LateMinutes">Minutes between measuring and receiving, where they make the reading LATE.</param>
public sealed record CcpReadingView(string LotCode, decimal TemperatureC, DateTime MeasuredAt, DateTime ReceivedAt, int? LateMinutes, bool IsViolation, string RecordedByName, bool IsSimulated, CorrectionView? CorrectiveAction);

/// <summary>How a hold ended.</summary>
public sealed record CorrectionView(string Outcome, string? Text, string By, DateTime At);

public sealed record ReportViolationView(string LotCode, int StepIndex, decimal TemperatureC, decimal? ThresholdC, MeasurementType MeasurementType, DateTime MeasuredAt, int? LateMinutes, string RecordedByName, CorrectionView? Resolution);

/// <param name="EntityType">lot, run or buffer.</param>
/// <param name="Resolution">Null while it is open.</param>
public sealed record HoldView(string EntityType, Guid EntityId, string Code, string? Cause, string? Reason, DateTime HeldAt, string HeldBy, CorrectionView? Resolution);

/// <param name="Kind">ROLLBACK, ABORT, CAPACITY_OVERRIDE, OPEN_HOLDS_ACCEPTED.</param>
public sealed record ReportDeviationView(string Kind, string Code, string? Reason, string By, DateTime At);

public sealed record ReportGenealogyView(bool Complete, IReadOnlyList<ShipmentOriginView> Shipments);

/// <param name="Origins">Codes of the lots it began with.</param>
/// <param name="Complete">Every origin is a RAW lot with a supplier.</param>
public sealed record ShipmentOriginView(string LotCode, string? CustomerCode, IReadOnlyList<string> Origins, IReadOnlyList<string> Suppliers, bool Complete);

/// <summary>Rows of the simulator; in production they are no evidence.</summary>
public sealed record SimulatedView(int Lots, int Readings, int Inspections, bool CountAsEvidence);
