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
    /// <summary>The simulator only where it is switched on.</summary>
    public IReadOnlyList<Chore> Chores { get; } = [readingSweep, sealAudit, purgeIdempotency, purgeLoginTokens, archiveRuns, purgeChoreRuns, .. plant.Simulator ? [simulator] : Array.Empty<Chore>()];

    public Outcome<Chore> Find(string name) => Chores.FirstOrDefault(c => c.Name == name) is { } chore ? chore : Refusal.NotFound("chore", name);
}
