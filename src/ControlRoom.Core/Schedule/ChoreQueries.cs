using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Schedule;

public sealed record ChoreRunView(Guid Id, string Chore, DateTime StartedAt, DateTime? FinishedAt, ChoreResult Result, string? Detail)
{
    internal static ChoreRunView Of(ChoreRun r) => new(r.Id, r.Chore, r.StartedAt, r.FinishedAt, r.Result, r.Detail);
}

/// <summary>A line of the timetable.</summary>
/// <param name="EveryS">Seconds between runs; null for a daily one.</param>
/// <param name="DailyAt">Local time of a daily one.</param>
/// <param name="NextDue">Now, if it never ran.</param>
/// <param name="IsOverdue">More than one further rhythm has passed since it was due.</param>
public sealed record ChoreView(string Name, int? EveryS, TimeOnly? DailyAt, ChoreRunView? LastRun, DateTime NextDue, bool IsOverdue);

public sealed class ChoreQueries(Dialect dialect, Timetable timetable, Clock clock)
{
    /// <summary>All chores with their last run, in the order of the timetable.</summary>
    public async Task<IReadOnlyList<ChoreView>> Timetable(CancellationToken ct)
    {
        await using var db = dialect.Open();
        var now = clock.Now;
        var lines = new List<ChoreView>();
        foreach (var chore in timetable.Chores)
        {
            var last = await db.ChoreRuns.AsNoTracking().Where(r => r.Chore == chore.Name).OrderByDescending(r => r.StartedAt).FirstOrDefaultAsync(ct);
            var due = last is null ? now : chore.Rhythm.Next(last.StartedAt, clock);
            lines.Add(new ChoreView(chore.Name, (int?)chore.Rhythm.Interval?.TotalSeconds, chore.Rhythm.UtcTime is null ? chore.Rhythm.LocalTime : TimeOnly.FromDateTime(clock.Local(chore.Rhythm.Next(now, clock))), last is null ? null : ChoreRunView.Of(last), due, now > chore.Rhythm.Next(due, clock)));
        }
        return lines;
    }

    /// <summary>Past runs, newest first.</summary>
    /// <param name="chore">Null for those of all chores.</param>
    public async Task<IReadOnlyList<ChoreRunView>> Runs(string? chore, Page page, CancellationToken ct)
    {
        await using var db = dialect.Open();
        var runs = db.ChoreRuns.AsNoTracking();
        if (chore is not null) runs = runs.Where(r => r.Chore == chore);
        if (page.After is { } after) runs = runs.Where(r => r.Id.CompareTo(after) < 0);
        return await runs.OrderByDescending(r => r.Id).Take(page.Limit).Select(r => ChoreRunView.Of(r)).ToListAsync(ct);
    }
}
