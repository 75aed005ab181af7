using ControlRoom.Core.Flows;
using ControlRoom.Core.Lots;
using ControlRoom.Core.Stock;

namespace ControlRoom.Core.Runs;

/// <summary>Where a part of a lot lies.</summary>
public sealed record Placement(Guid LotId, Guid BufferId, string BufferCode, BufferType BufferType, bool BufferOnHold, long Grams);

/// <summary>What the run's rules need to know of one of its lots.</summary>
/// <param name="PassedAt">Latest PASS at the gate of its step.</param>
/// <param name="CcpViolation">Verdict of its latest CCP reading at a critical step; null when there is none.</param>
public sealed record LotFact(Guid Id, string Code, LotType Type, int Step, LotStatus Status, MaterialClass Material, long WeightGrams, long RemainingGrams, DateTime? HeldAt, DateTime? PassedAt, bool? CcpViolation)
{
    public IReadOnlyList<Placement> Places { get; init; } = [];

    /// <summary>A PASS that is younger than the last HOLD: a resolved hold alone is no QC.</summary>
    public bool HasPass => PassedAt is { } passed && (HeldAt is null || passed > HeldAt);

    public long PlacedGrams => Places.Sum(p => p.Grams);
}

/// <summary>Everything outside the run that its rules ask for, read in one go under the run's lock.</summary>
/// <param name="Published">The pinned version is still PUBLISHED.</param>
/// <param name="ActiveRuns">Other runs of the site in RUNNING or HOLD.</param>
public sealed record RunFacts(ProcessGraph Graph, bool Published, int ActiveRuns, IReadOnlyList<LotFact> Lots)
{
    /// <summary>Codes of pallets that a living shipment of the run has used and that still stand in a buffer.</summary>
    public IReadOnlyList<string> StandingPallets { get; init; } = [];

    public IEnumerable<LotFact> LotsAt(int step) => Lots.Where(l => l.Step == step);
}
