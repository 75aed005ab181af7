using System.Globalization;
using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Schedule;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Runs;

/// <summary>Archives the runs whose thirty days are over.</summary>
public sealed class ArchiveRunsChore(Dialect dialect, ArchiveRunHandler archive, Clock clock) : Chore
{
    public override string Name => "archive-runs";

    public override Rhythm Rhythm => Rhythm.DailyAt(new TimeOnly(3, 30));

    public override async Task<string> Run(CancellationToken ct)
    {
        var ended = clock.Now - TimeSpan.FromDays(RunPolicy.RetentionDays);
        List<Guid> due;
        await using (var db = dialect.Open())
        {
            due = await db.Runs.Where(r => (r.Status == RunStatus.Completed || r.Status == RunStatus.Aborted) && r.EndedAt <= ended).OrderBy(r => r.EndedAt).Select(r => r.Id).ToListAsync(ct);
        }

        var archived = 0;
        foreach (var id in due)
        {
            if ((await archive.Handle(new ArchiveRun(id), Caller.System(clock.Now), ct)).Done) archived++;
        }
        return string.Create(CultureInfo.InvariantCulture, $"Archived {archived} of {due.Count} runs that ended {RunPolicy.RetentionDays} days ago or earlier.");
    }
}
