using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Monitors;

/// <param name="IntervalS">Seconds between runs.</param>
/// <param name="NextRunAt">Null before the first run.</param>
/// <param name="Overdue">It should have looked long ago.</param>
public sealed record MonitorView(string Id, string Name, Severity Severity, int IntervalS, DateTime? LastRunAt, int? DurationMs, int OpenFindings, DateTime? NextRunAt, bool Overdue)
{
    public string About { get; init; } = "";
    public DateTime? LastFullAt { get; init; }

    /// <summary>Why its last look failed.</summary>
    public string? LastError { get; init; }
    public DateTime? OldestFindingAt { get; init; }
}

public sealed class MonitorQueries(Dialect dialect, MonitorCatalogue catalogue, Clock clock)
{
    /// <summary>How much later than twice its interval a monitor may be before it is overdue, so that a busy moment is none.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(90);

    /// <summary>One that never looked counts from when this process began to watch.</summary>
    private readonly DateTime since = clock.Now;

    /// <summary>All of them, in their order.</summary>
    public async Task<IReadOnlyList<MonitorView>> List(CancellationToken ct)
    {
        await using var db = dialect.Open();
        var states = await db.MonitorStates.AsNoTracking().ToDictionaryAsync(s => s.Monitor, StringComparer.Ordinal, ct);
        var open = await db.Findings.AsNoTracking().Where(f => f.State != FindingState.Resolved).GroupBy(f => f.Monitor).Select(g => new { g.Key, Count = g.Count(), Oldest = g.Min(f => f.FirstSeenAt) }).ToDictionaryAsync(g => g.Key, StringComparer.Ordinal, ct);
        var now = clock.Now;
        return [.. catalogue.All.Select(m =>
        {
            var (state, found) = (states.GetValueOrDefault(m.Id), open.GetValueOrDefault(m.Id));
            return new MonitorView(m.Id, MonitorText.Name(m.Id), m.Severity, (int)m.Interval.TotalSeconds, state?.LastRunAt, state?.DurationMs, found?.Count ?? 0, state?.LastRunAt + m.Interval, IsOverdue(m, state, now))
            {
                About = MonitorText.About(m.Id), LastFullAt = state?.LastFullAt, LastError = state?.LastError, OldestFindingAt = found?.Oldest,
            };
        })];
    }

    public async Task<Outcome<MonitorView>> Find(string id, CancellationToken ct) => (await List(ct)).FirstOrDefault(m => m.Id == id) is { } view ? view : Refusal.NotFound("monitor", id);

    private bool IsOverdue(MonitorDefinition monitor, MonitorState? state, DateTime now) => (state?.LastRunAt ?? since) + monitor.Interval + monitor.Interval + Grace < now;
}
