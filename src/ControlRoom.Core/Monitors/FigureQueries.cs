using ControlRoom.Core.Database;
using ControlRoom.Core.Dispatch;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Serials;
using ControlRoom.Core.Tickets;
using ControlRoom.Core.Tokens.Engine;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Monitors;

/// <summary>What the findings stand against: how much there is of what is watched.</summary>
/// <param name="Requested">Tokens that the cycles under way were spawned with, and how many of these there are.</param>
/// <param name="OldestPendingAt">When the message that waits longest was written.</param>
public sealed record WatchFigures(int LiveTokens, int ActiveCycles, int Requested, int Spawned, int SpawnCycles, int PendingMessages, DateTime? OldestPendingAt, int Serials, int OpenSessions, int OpenAssignments,
    IReadOnlyDictionary<string, int> OpenFindings)
{
    public int Open(Severity severity) => OpenFindings.GetValueOrDefault(Word.Of(severity));
}

public sealed class FigureQueries(Dialect dialect)
{
    public async Task<WatchFigures> Now(CancellationToken ct)
    {
        await using var db = dialect.Open();
        await using var moment = await dialect.AtOneMoment(db, ct);
        var active = db.Instances.Where(i => i.Status == InstanceStatus.Active);
        var cycles = from c in db.SpawnCycles join i in active on c.InstanceId equals i.Id select c;
        var live = await db.Tokens.CountAsync(t => t.Status != TokenStatus.Completed && t.Status != TokenStatus.Scrapped, ct);
        var spawned = await (from t in db.Tokens where t.Origin == TokenOrigin.Initial join i in active on t.InstanceId equals i.Id select t).CountAsync(ct);
        var pending = db.Outbox.Where(m => m.Status == OutboxStatus.Pending);
        var findings = await db.Findings.Where(f => f.State != FindingState.Resolved).GroupBy(f => f.Severity).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, ct);
        return new WatchFigures(live, await active.CountAsync(ct), await cycles.SumAsync(c => c.SpawnedCount, ct), spawned, await cycles.CountAsync(ct), await pending.CountAsync(ct), await pending.MinAsync(m => (DateTime?)m.CreatedAt, ct),
            await db.TicketSerials.CountAsync(ct), await db.WorkSessions.CountAsync(s => s.Status == SessionStatus.Active || s.Status == SessionStatus.Paused, ct), await db.Assignments.CountAsync(a => TokenAssignment.Open.Contains(a.Status), ct),
            Enum.GetValues<Severity>().ToDictionary(Word.Of, s => findings.GetValueOrDefault(s)));
    }
}
