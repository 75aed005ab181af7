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
/// <param name="OverdueSince">Set when more than one further rhythm has passed since it should have succeeded: a chore that fails every time is as late as one that does not run.</param>
public sealed record ChoreView(string Name, int? EveryS, TimeOnly? DailyAt, ChoreRunView? LastRun, DateTime NextDue, DateTime? OverdueSince)
{
    public bool IsOverdue => OverdueSince is not null;
}

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
            var runs = db.ChoreRuns.AsNoTracking().Where(r => r.Chore == chore.Name);
            var last = await runs.OrderByDescending(r => r.StartedAt).FirstOrDefaultAsync(ct);
            var due = last is null ? now : chore.Rhythm.Next(last.StartedAt, clock);
            var counted = last is null or { Result: ChoreResult.Done } ? last?.StartedAt
                : await runs.Where(r => r.Result == ChoreResult.Done).MaxAsync(r => (DateTime?)r.StartedAt, ct) ?? await runs.MinAsync(r => (DateTime?)r.StartedAt, ct);
            lines.Add(new ChoreView(chore.Name, (int?)chore.Rhythm.Interval?.TotalSeconds, chore.Rhythm.UtcTime is null ? chore.Rhythm.LocalTime : TimeOnly.FromDateTime(clock.Local(chore.Rhythm.Next(now, clock))), last is null ? null : ChoreRunView.Of(last), due, counted is { } from ? Overdue(chore, from, now) : null));
        }
        return lines;
    }

    /// <summary>Since when a chore that last succeeded at <paramref name="from"/> is overdue; null while it is in time.</summary>
    internal DateTime? Overdue(Chore chore, DateTime from, DateTime now) => chore.Rhythm.Next(chore.Rhythm.Next(from, clock), clock) is var limit && now > limit ? limit : null;

    /// <summary>What failed, newest first.</summary>
    public async Task<IReadOnlyList<ChoreRunView>> Failures(int limit, CancellationToken ct)
    {
        await using var db = dialect.Open();
        return await db.ChoreRuns.AsNoTracking().Where(r => r.Result == ChoreResult.Failed).OrderByDescending(r => r.Id).Take(limit).Select(r => ChoreRunView.Of(r)).ToListAsync(ct);
    }

    /// <summary>The last finished runs of every chore, oldest first: what a small chart of them shows.</summary>
    public async Task<IReadOnlyDictionary<string, IReadOnlyList<ChoreRunView>>> Recent(int each, CancellationToken ct)
    {
        await using var db = dialect.Open();
        var recent = new Dictionary<string, IReadOnlyList<ChoreRunView>>(StringComparer.Ordinal);
        foreach (var name in timetable.Chores.Select(c => c.Name))
        {
            var runs = await db.ChoreRuns.AsNoTracking().Where(r => r.Chore == name && r.Result != ChoreResult.Running).OrderByDescending(r => r.StartedAt).Take(each).Select(r => ChoreRunView.Of(r)).ToListAsync(ct);
            recent[name] = [.. Enumerable.Reverse(runs)];
        }

        return recent;
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
