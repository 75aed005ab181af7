using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace ControlRoom.Core.Monitors;

/// <param name="Checked">Monitors that looked.</param>
/// <param name="Found">What they see now, known or new.</param>
public sealed record SweepView(int Checked, int Found, int Resolved, long DurationMs)
{
    /// <summary>Monitors that could not look; the next sweep tries again.</summary>
    public int Failed { get; init; }
}

/// <summary>
/// Runs monitors one after another, never twice at once across processes: each looks at a snapshot, and what it saw is put beside what was
/// known in a command of its own. One that fails leaves the others alone, and is overdue in time.
/// </summary>
public sealed class MonitorSweep(Dialect dialect, TransactionBoundary boundary, MonitorCatalogue catalogue, Clock clock, ILogger<MonitorSweep> log)
{
    private const int MaxError = 400;

    /// <summary>A sweep that starts a little before its time does no harm; one that skips a turn doubles the interval.</summary>
    private static readonly TimeSpan Early = TimeSpan.FromSeconds(30);

    /// <summary>Those whose time has come.</summary>
    public async Task<Outcome<SweepView>> Due(CancellationToken ct)
    {
        Dictionary<string, DateTime> ran;
        await using (var db = dialect.Open()) ran = await db.MonitorStates.AsNoTracking().ToDictionaryAsync(s => s.Monitor, s => s.LastRunAt, StringComparer.Ordinal, ct);
        var now = clock.Now + Early;
        return await Run([.. catalogue.All.Where(m => !ran.TryGetValue(m.Id, out var at) || at + m.Interval <= now)], full: false, ct);
    }

    /// <param name="full">Over everything there is, not only over what changed.</param>
    public async Task<Outcome<SweepView>> Run(IReadOnlyList<MonitorDefinition> monitors, bool full, CancellationToken ct)
    {
        await using var hold = await dialect.TryHold("monitors", ct);
        if (hold is null) return Refusal.Conflict("MONITORS_RUNNING");
        var (begun, total) = (clock.Provider.GetTimestamp(), new SweepView(0, 0, 0, 0));
        foreach (var monitor in monitors)
        {
            try
            {
                var (found, resolved) = await Look(monitor, full, ct);
                total = total with { Checked = total.Checked + 1, Found = total.Found + found, Resolved = total.Resolved + resolved };
            }
#pragma warning disable CA1031 // Whatever befalls one monitor is its own; the others look all the same.
            catch (Exception e) when (!ct.IsCancellationRequested)
#pragma warning restore CA1031
            {
                log.LogError(e, "Monitor {Monitor} failed", monitor.Id);
                await Fail(monitor, e, ct);
                total = total with { Failed = total.Failed + 1 };
            }
        }
        return total with { DurationMs = (long)clock.Provider.GetElapsedTime(begun).TotalMilliseconds };
    }

    private async Task<(int Found, int Resolved)> Look(MonitorDefinition monitor, bool full, CancellationToken ct)
    {
        var watch = clock.Provider.GetTimestamp();
        IReadOnlyList<Anomaly> seen;
        Cursor from, to;
        Touched? touched;
        await using (var db = dialect.Open())
        await using (await dialect.AtOneMoment(db, ct))
        {
            var now = clock.Now;
            var state = await db.MonitorStates.AsNoTracking().FirstOrDefaultAsync(s => s.Monitor == monitor.Id, ct);
            (from, to) = (Cursor.Of(state), await Cursor.Next(db, Cursor.Of(state), now, ct));
            touched = full || state is null ? null : await TouchedSince.Read(db, monitor.Id, from, ct);
            seen = await monitor.Look(new MonitorScope(db, now, touched), ct);
        }
        var took = (int)clock.Provider.GetElapsedTime(watch).TotalMilliseconds;
        var resolved = (await boundary.Do<Counted>(Caller.System(clock.Now), Permission.Administer, async work =>
        {
            var gone = await work.Settle(monitor, seen, touched);
            await Keep(work, monitor.Id, s =>
            {
                (s.LastRunAt, s.DurationMs, s.LastError, s.FailedAt) = (work.Now, took, null, null);
                (s.TokenEventId, s.AuditId, s.Since) = (to.TokenEventId, to.AuditId, to.Since);
                if (touched is null) s.LastFullAt = work.Now;
            });
            return new Counted(gone);
        }, ct)).Must();
        return (seen.Count, resolved.Count);
    }

    private async Task Fail(MonitorDefinition monitor, Exception e, CancellationToken ct)
    {
        var text = $"{e.GetType().Name}: {e.Message}";
        (await boundary.Do<Counted>(Caller.System(clock.Now), Permission.Administer, async work =>
        {
            await Keep(work, monitor.Id, s => (s.LastError, s.FailedAt) = (text.Length > MaxError ? text[..MaxError] : text, work.Now));
            return new Counted(0);
        }, ct)).Must();
    }

    private static async Task Keep(Work work, string monitor, Action<MonitorState> change)
    {
        if (await work.Db.MonitorStates.FirstOrDefaultAsync(s => s.Monitor == monitor, work.Ct) is not { } state)
        {
            // One that never looked to its end counts from here, and looks at everything the first time.
            state = new MonitorState { Monitor = monitor, LastRunAt = work.Now };
            work.Db.MonitorStates.Add(state);
        }
        change(state);
        work.Touch(Feed.Topics.Monitors);
    }

    private sealed record Counted(int Count);
}
