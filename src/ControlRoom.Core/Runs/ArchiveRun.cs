using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;

namespace ControlRoom.Core.Runs;

/// <summary>Thirty days after its end a run leaves the default lists; it stays readable for good.</summary>
public sealed record ArchiveRun(Guid RunId, int? RowVersion = null);

public sealed class ArchiveRunHandler(TransactionBoundary boundary, RunQueries runs, PlantOptions plant)
{
    public async Task<Outcome<RunView>> Handle(ArchiveRun command, Caller caller, CancellationToken ct)
    {
        var seen = command.RowVersion ?? await runs.VersionNow(command.RunId, ct);
        return await boundary.Do<RunView>(caller, Permission.ArchiveRun, async work =>
        {
            var loaded = await work.LoadRun(command.RunId, seen);
            if (!loaded.Done) return loaded.Refusal;
            var run = loaded.Value;
            var facts = await RunQueries.Facts(work.Db, run, work.Ct);
            if (RunRules.WhyNot(run, RunAction.Archive, facts, RunPolicy.Of(plant), work.Now).Together("ARCHIVE_BLOCKED") is { } refusal) return refusal;
            run.Archive();
            return await runs.View(work.Db, run, facts, work.Now, work.Ct);
        }, ct);
    }
}
