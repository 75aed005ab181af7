using ControlRoom.Core.Lots;

namespace ControlRoom.Core.Displays;

/// <summary>The latest CCP reading at a critical step.</summary>
public sealed record CcpStatus(int StepIndex, string LotCode, decimal TemperatureC, decimal? ThresholdC, bool IsViolation, DateTime MeasuredAt);

/// <summary>How long a step took on the average of the last week, beside its usual plan.</summary>
public sealed record StepPace(int StepIndex, int Executions, int MeanDurationS, int PlanMinutes);

/// <summary>Pieces of a rod that left today, and a full day's.</summary>
public sealed record SkuShipped(Sku SkuType, int Pieces, int TargetPieces);

public sealed record MeatYield(string RunCode, decimal Percent, decimal ShippedKg, decimal MeatKg);

public sealed record StepLots(int StepIndex, int Lots, decimal Kg);

public sealed record BufferFill(string BufferCode, decimal CurrentQuantityKg, decimal CapacityKg, decimal FillPercent, bool IsOnHold);

public sealed record OpenAlarms(int Priority, int Count, int Unacknowledged);

/// <summary>The key figures of the plant (plant specification §6.2).</summary>
public sealed record DashboardView
{
    /// <summary>Runs that are not archived, by status word.</summary>
    public required IReadOnlyDictionary<string, int> Runs { get; init; }

    /// <summary>Runs in RUNNING or HOLD, and how many of them the site may have.</summary>
    public required int ActiveRuns { get; init; }
    public required int MaxActiveRuns { get; init; }
    public required decimal ShippedTodayKg { get; init; }

    /// <summary>Rods that left today, beside what a full day makes of each.</summary>
    public required IReadOnlyList<SkuShipped> ShippedTodayPieces { get; init; }

    /// <summary>Highest target of the runs made today; null without one.</summary>
    public decimal? TargetKg { get; init; }

    /// <summary>The percent of <see cref="MeatYield"/>.</summary>
    public decimal? TotalYieldPercent { get; init; }

    /// <summary>Shipped of the meat that was received, in the run that was completed last: premix is no meat.</summary>
    public MeatYield? MeatYield { get; init; }

    /// <summary>Deboned weight of the bone-in meat that went in, of the run that deboned such meat last.</summary>
    public decimal? DeboningYieldPercent { get; init; }
    public string? DeboningRunCode { get; init; }
    public required int HeldLots { get; init; }
    public required decimal HeldKg { get; init; }

    /// <summary>What was held first, and since when.</summary>
    public string? OldestHeldLotCode { get; init; }
    public DateTime? OldestHeldAt { get; init; }
    public required int PendingInspections { get; init; }
    public DateTime? OldestPendingAt { get; init; }
    public string? OldestPendingLotCode { get; init; }

    /// <summary>The latest of each critical step that was measured within a week.</summary>
    public required IReadOnlyList<CcpStatus> Ccp { get; init; }
    public required int ViolationsLastDay { get; init; }

    /// <summary>How many lots and how many buffers the last day's violations are of.</summary>
    public required int ViolatingLots { get; init; }
    public required int ViolatingBuffers { get; init; }

    /// <summary>Violations of the last seven times 24 hours, the latest last.</summary>
    public required IReadOnlyList<int> ViolationDays { get; init; }

    /// <summary>PASS among the inspections of the last 24 hours; null without one.</summary>
    public decimal? QcPassPercentLastDay { get; init; }

    /// <summary>Inspections of the last 24 hours by decision word.</summary>
    public required IReadOnlyDictionary<string, int> QcDecisionsLastDay { get; init; }
    public required IReadOnlyList<BufferFill> Buffers { get; init; }

    /// <summary>Active buffers whose air has not been measured for long, or never.</summary>
    public required int SensorsLost { get; init; }
    public required IReadOnlyList<StepPace> Steps { get; init; }

    /// <summary>Time the steps of the last week took beyond their plan, all together in percent of it; null without a step.</summary>
    public decimal? StepDeviationPercent { get; init; }

    /// <summary>Living lots of the active runs by the step they were made at: all eleven.</summary>
    public required IReadOnlyList<StepLots> LotsAtSteps { get; init; }

    /// <summary>Alarms that still need somebody; priorities without one are left out.</summary>
    public required IReadOnlyList<OpenAlarms> Alarms { get; init; }
}
