using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Serials;

public sealed record OutboxView(Guid Id, string SerialCode, OutboxOp Op, int AggregateSeq, OutboxStatus Status, int AttemptCount, DateTime NextAttemptAt, DateTime? LeaseUntil, string? LastError, DateTime CreatedAt, DateTime? DoneAt)
{
    internal static OutboxView Of(OutboxMessage m) => new(m.Id, m.SerialCode, m.Op, m.AggregateSeq, m.Status, m.AttemptCount, m.NextAttemptAt, m.LeaseUntil, m.LastError, m.CreatedAt, m.DoneAt);
}

/// <param name="OldestPendingAt">When the message that waits longest was written; null when none waits.</param>
/// <param name="FailureRate">Of the messages of the last day: the part that failed at least once, 0 to 1.</param>
public sealed record SerialMetricsView(int Pending, int Dead, int DoneLastDay, int FailedLastDay, decimal FailureRate, DateTime? OldestPendingAt, DateTime? LastDoneAt, int Quarantined, int Serials);

public sealed class OutboxQueries(Dialect dialect, Clock clock)
{
    /// <summary>Newest first.</summary>
    public async Task<IReadOnlyList<OutboxView>> List(OutboxStatus? status, Page page, CancellationToken ct)
    {
        await using var db = dialect.Open();
        var messages = Chosen(db, status);
        if (page.After is { } after) messages = messages.Where(m => m.Id.CompareTo(after) < 0);
        return [.. (await messages.OrderByDescending(m => m.Id).Take(page.Limit).ToListAsync(ct)).Select(OutboxView.Of)];
    }

    public async Task<int> Count(OutboxStatus? status, CancellationToken ct)
    {
        await using var db = dialect.Open();
        return await Chosen(db, status).CountAsync(ct);
    }

    public async Task<SerialMetricsView> Metrics(CancellationToken ct)
    {
        await using var db = dialect.Open();
        var since = clock.Now.AddDays(-1);
        var (pending, dead) = (await Chosen(db, OutboxStatus.Pending).CountAsync(ct), await Chosen(db, OutboxStatus.Dead).CountAsync(ct));
        var (done, failed) = (await db.Outbox.CountAsync(m => m.DoneAt >= since, ct), await db.Outbox.CountAsync(m => m.CreatedAt >= since && m.AttemptCount > 0, ct));
        var lastDay = await db.Outbox.CountAsync(m => m.CreatedAt >= since, ct);
        return new(pending, dead, done, failed, lastDay == 0 ? 0 : Math.Round((decimal)failed / lastDay, 4), await Chosen(db, OutboxStatus.Pending).MinAsync(m => (DateTime?)m.CreatedAt, ct),
            await db.Outbox.MaxAsync(m => m.DoneAt, ct), await db.QuarantinedSerials.CountAsync(q => q.ResolvedAt == null, ct), await db.TicketSerials.CountAsync(ct));
    }

    private static IQueryable<OutboxMessage> Chosen(ControlRoomDb db, OutboxStatus? status) => db.Outbox.AsNoTracking().Where(m => status == null || m.Status == status);
}
