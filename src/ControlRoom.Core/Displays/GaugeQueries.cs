using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using ControlRoom.Core.Runs;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Displays;

/// <summary>The plant in numbers, as a monitoring system asks for them.</summary>
/// <param name="RunsActive">Runs in RUNNING and in HOLD, each present also at 0.</param>
/// <param name="BufferFill">Share of the capacity in use, by buffer code.</param>
/// <param name="ActiveOperators">Operators who did something in the last <see cref="GaugeQueries.ActiveFor"/>.</param>
public sealed record GaugesView(IReadOnlyDictionary<RunStatus, int> RunsActive, int LotsOnHold, IReadOnlyList<(string Buffer, double Ratio)> BufferFill, int ActiveOperators);

public sealed class GaugeQueries(Dialect dialect, Clock clock)
{
    public static readonly TimeSpan ActiveFor = TimeSpan.FromMinutes(15);

    public async Task<GaugesView> Now(CancellationToken ct)
    {
        await using var db = dialect.Open();
        var since = clock.Now - ActiveFor;
        var runs = await db.Runs.Where(r => r.Status == RunStatus.Running || r.Status == RunStatus.Hold).GroupBy(r => r.Status).Select(g => new { g.Key, Count = g.Count() }).ToListAsync(ct);
        var stock = await db.Buffers.AsNoTracking().Where(b => b.IsActive).OrderBy(b => b.BufferCode)
            .Select(b => new { b.BufferCode, b.CapacityGrams, Grams = db.Inventory.Where(i => i.BufferId == b.Id && i.ExitedAt == null).Sum(i => i.QuantityGrams) }).ToListAsync(ct);
        return new GaugesView(
            new[] { RunStatus.Running, RunStatus.Hold }.ToDictionary(s => s, s => runs.Find(r => r.Key == s)?.Count ?? 0),
            await db.Lots.CountAsync(l => l.Status == LotStatus.Hold, ct),
            [.. stock.Select(s => (s.BufferCode, s.CapacityGrams == 0 ? 0 : (double)s.Grams / s.CapacityGrams))],
            await db.AuditEvents.Where(e => e.CreatedAt >= since && !e.IsSimulated && db.Users.Any(u => u.Id == e.UserId && u.Role == Role.Operator)).Select(e => e.UserId).Distinct().CountAsync(ct));
    }
}
