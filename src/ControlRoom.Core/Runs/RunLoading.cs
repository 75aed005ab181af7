using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Runs;

internal static class RunLoading
{
    /// <summary>By id, tracked.</summary>
    internal static readonly HotQuery<Guid, Run> Alone = new((db, id) => db.Runs.Where(r => r.Id == id)), WithSteps = new((db, id) => db.Runs.Include(r => r.Steps).Where(r => r.Id == id));

    /// <summary>Locks the run, then loads it with its steps; refused when it is not the version the caller decided on.</summary>
    public static async Task<Outcome<Run>> LoadRun(this Work work, Guid id, int? seenVersion = null, LockStrength strength = LockStrength.Update)
    {
        await work.LockRuns(strength, id);
        var run = await (strength == LockStrength.Update ? WithSteps : Alone).First(work.Db, id, work.Ct);
        if (run is null) return Refusal.NotFound("run", id);
        return seenVersion is { } seen && seen != run.RowVersion ? Refusal.Stale(run.RowVersion) : run;
    }

    /// <summary>The refusal of a run action: the only reason itself, or all of them under one code.</summary>
    public static Refusal? Together(this IReadOnlyList<Refusal> reasons, string code) => reasons.Count switch
    {
        0 => null,
        1 => reasons[0],
        _ => Refusal.Several(RefusalKind.Conflict, code, reasons),
    };
}
