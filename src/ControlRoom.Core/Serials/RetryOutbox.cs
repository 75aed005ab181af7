using ControlRoom.Core.Alarms;
using ControlRoom.Core.Database;
using ControlRoom.Core.Feed;
using ControlRoom.Core.Kernel;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Serials;

/// <summary>Sends a message again that was given up, after its cause was mended.</summary>
public sealed record RetryOutbox(Guid Id, string? Reason);

public sealed class RetryOutboxHandler(TransactionBoundary boundary)
{
    public Task<Outcome<OutboxView>> Handle(RetryOutbox command, Caller caller, CancellationToken ct) => boundary.Do<OutboxView>(caller, Permission.Administer, async work =>
    {
        if (Text.WhyNoReason(command.Reason, "/reason") is { } invalid) return invalid;
        await work.LockOutbox(command.Id);
        if (await work.Db.Outbox.FirstOrDefaultAsync(m => m.Id == command.Id, work.Ct) is not { } message) return Refusal.NotFound("outbox", command.Id);
        if (SerialRules.NotDead(message) is { } alive) return alive;
        var old = new { status = Word.Of(message.Status), attempt_count = message.AttemptCount, error = message.LastError };
        message.Retry(work.Now);
        work.Record(new Fact("OUTBOX_RETRIED", EntityTypes.Outbox, message.Id, message.SerialCode, old, new { status = Word.Of(message.Status), attempt_count = message.AttemptCount }) { Metadata = new { reason = command.Reason!.Trim() } });
        await Quarantine.Resolve(work, message.SerialCode, null);
        await work.Flush();
        if (!await work.Db.Outbox.AnyAsync(m => m.Status == OutboxStatus.Dead, work.Ct)) await work.ReturnAlarms(a => a.Kind == AlarmKind.OutboxDead);
        work.Touch(Topics.Serials);
        return OutboxView.Of(message);
    }, ct);
}
