using ControlRoom.Core.Audit;
using ControlRoom.Core.Demo;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Quality;
using ControlRoom.Core.Runs;
using ControlRoom.Core.Upkeep;

namespace ControlRoom.Core.Schedule;

/// <summary>All recurring work of the house.</summary>
public sealed class Timetable(
    ReadingSweepChore readingSweep,
    SealAuditChore sealAudit,
    PurgeIdempotencyChore purgeIdempotency,
    PurgeLoginTokensChore purgeLoginTokens,
    ArchiveRunsChore archiveRuns,
    PurgeChoreRunsChore purgeChoreRuns,
    SimulatorChore simulator,
    PlantOptions plant)
{
    /// <summary>The simulator only where it is switched on, and first, so that the sweep finds its readings.</summary>
    public IReadOnlyList<Chore> Chores { get; } = [.. plant.Simulator ? [simulator] : Array.Empty<Chore>(), readingSweep, sealAudit, purgeIdempotency, purgeLoginTokens, archiveRuns, purgeChoreRuns];

    public Outcome<Chore> Find(string name) => Chores.FirstOrDefault(c => c.Name == name) is { } chore ? chore : Refusal.NotFound("chore", name);
}
