using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Upkeep;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Runs;

/// <summary>
/// Putting a backup in the place of a live database. Its command carries it out, because the database itself is exchanged; it asks
/// the rule first, which no flag passes.
/// </summary>
public sealed class RestoreRule : ProtectedAct
{
    public override string Noun => "ops";
    public override string Verb => "restore";

    public override SafetyRule Rule => new("any run is RUNNING or on HOLD.",
        "Everything after the backup's time is lost, and the goods of a run in hand would lie in the plant without a record.",
        "Counts the runs in RUNNING and HOLD of the database that would be replaced.",
        "runs lost after the time of the backup", "Restore in a maintenance window, when no run is active.");

    public override Task<Refusal?> WhyUnsafe(ControlRoomDb db, Target target, Asked asked, CancellationToken ct) => WhyUnsafe(db, ct);

    /// <summary>For a database as a whole.</summary>
    public static async Task<Refusal?> WhyUnsafe(ControlRoomDb db, CancellationToken ct)
    {
        var active = await db.Runs.CountAsync(r => r.Status == RunStatus.Running || r.Status == RunStatus.Hold, ct);
        return active == 0 ? null : Refusal.Conflict("RUNS_ACTIVE").With("count", active);
    }
}
