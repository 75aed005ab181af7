using ControlRoom.Core.Audit;
using ControlRoom.Core.Demo;
using ControlRoom.Core.Dispatch;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Monitors;
using ControlRoom.Core.Quality;
using ControlRoom.Core.Runs;
using ControlRoom.Core.Serials;
using ControlRoom.Core.Upkeep;
using ControlRoom.Core.Upkeep.Backups;

namespace ControlRoom.Core.Schedule;

/// <summary>All recurring work of the house.</summary>
public sealed class Timetable(
    ReadingSweepChore readingSweep,
    SealAuditChore sealAudit,
    PurgeIdempotencyChore purgeIdempotency,
    PurgeLoginTokensChore purgeLoginTokens,
    ArchiveRunsChore archiveRuns,
    PurgeChoreRunsChore purgeChoreRuns,
    PurgeOutboxChore purgeOutbox,
    DispatchSerialsChore dispatchSerials,
    ReconcileSerialsChore reconcileSerials,
    SweepMonitorsChore monitors,
    SweepAllMonitorsChore allMonitors,
    EvaluateWaitsChore evaluateWaits,
    BackupChore backup,
    VerifyBackupChore verifyBackup,
    SimulatorChore simulator,
    PlantOptions plant)
{
    /// <summary>Backups only where they are switched on. The simulator only where it is switched on, and first, so that the sweep finds its readings.</summary>
    public IReadOnlyList<Chore> Chores { get; } = [.. plant.Simulator ? [simulator] : Array.Empty<Chore>(), readingSweep, sealAudit, purgeIdempotency, purgeLoginTokens, archiveRuns, purgeChoreRuns, purgeOutbox, dispatchSerials, reconcileSerials, monitors, allMonitors, evaluateWaits,
        .. plant.Backup.Enabled ?? plant.IsProduction ? [backup, verifyBackup] : Array.Empty<Chore>()];

    public Outcome<Chore> Find(string name) => Chores.FirstOrDefault(c => c.Name == name) is { } chore ? chore : Refusal.NotFound("chore", name);
}
