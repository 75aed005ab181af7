using ControlRoom.Core.Kernel;
using ControlRoom.Core.Serials;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Monitors.Checks;

/// <summary>Messages to the core registry that wait, fail or were given up.</summary>
public sealed class OutboxHealth : MonitorDefinition
{
    private const string Dead = "DEAD", Old = "WAITS_LONG", Rate = "FAILURE_RATE";

    private static readonly TimeSpan Warn = TimeSpan.FromHours(1), High = TimeSpan.FromHours(6), Day = TimeSpan.FromDays(1);

    /// <summary>A share of fewer says nothing.</summary>
    private const int Enough = 100;

    private const decimal Tolerable = 0.01m;

    public override string Id => "M17";
    public override Severity Severity => Severity.Critical;
    public override TimeSpan Interval => Hour;
    public override IReadOnlyList<string> Codes => [Dead, Old, Rate];
    public override RemedyKind? Remedy => RemedyKind.RetryOutbox;

    internal override async Task<IReadOnlyList<Anomaly>> Look(MonitorScope scope, CancellationToken ct)
    {
        var outbox = scope.Db.Outbox.AsNoTracking();
        var found = (await outbox.Where(m => m.Status == OutboxStatus.Dead).OrderBy(m => m.Id).Take(MonitorScope.Limit).ToListAsync(ct)).Select(m => Found(m, Severity.Critical, Dead, new { op = Word.Of(m.Op), attempts = m.AttemptCount, error = m.LastError, since = m.CreatedAt })).ToList();

        // The first of each serial counts from when it was written or the one before went through: later ones wait for it.
        var late = scope.Now - Warn;
        var heads = await (from m in outbox
                           where m.Status == OutboxStatus.Pending && m.CreatedAt <= late && !outbox.Any(o => o.SerialCode == m.SerialCode && o.AggregateSeq < m.AggregateSeq && o.Status != OutboxStatus.Done)
                           orderby m.Id
                           select new { Message = m, Last = outbox.Where(o => o.SerialCode == m.SerialCode && o.Status == OutboxStatus.Done).Max(o => o.DoneAt) }).Take(MonitorScope.Limit).ToListAsync(ct);
        foreach (var head in heads)
        {
            var since = head.Last > head.Message.CreatedAt ? head.Last.Value : head.Message.CreatedAt;
            if (since > late) continue;
            found.Add(Found(head.Message, since <= scope.Now - High ? Severity.High : Severity.Warn, Old, new { op = Word.Of(head.Message.Op), attempts = head.Message.AttemptCount, error = head.Message.LastError, since }));
        }

        var from = Kernel.Ids.Floor(scope.Now - Day);
        var recent = outbox.Where(m => m.Id.CompareTo(from) >= 0);
        var (all, failed) = (await recent.CountAsync(ct), await recent.CountAsync(m => m.AttemptCount > 0, ct));
        if (all >= Enough && (decimal)failed / all > Tolerable) found.Add(new Anomaly(Severity.High, EntityTypes.System, Kernel.Ids.System, "OUTBOX", Rate) { Evidence = new { messages = all, failed, percent = decimal.Round(100m * failed / all, 1) } });
        return found;
    }

    private static Anomaly Found(OutboxMessage message, Severity severity, string code, object evidence) => new(severity, EntityTypes.Outbox, message.Id, message.SerialCode, code) { Evidence = evidence };
}
