// Token lifecycle core: mind token idempotency, the instance state machine, serial integrity and transactions across both databases.
// A change here updates the end-to-end tests, is reviewed by the architecture owner, and passes the full regression.
using System.Globalization;
using ControlRoom.Core.Alarms;
using ControlRoom.Core.Database;
using ControlRoom.Core.Database.Registry;
using ControlRoom.Core.Feed;
using ControlRoom.Core.Kernel;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace ControlRoom.Core.Serials;

/// <summary>What one pass over the outbox did.</summary>
public sealed record DispatchView(int Applied, int Failed, int Dead);

/// <summary>
/// Carries messages to the core registry: the first open message of each serial, a batch at a time, each batch leased so that two workers never
/// apply the same row. A lease that ran out is taken over; applying twice changes nothing.
/// </summary>
public sealed class OutboxDispatcher(TransactionBoundary boundary, SerialRegistry registry, ILogger<OutboxDispatcher> log)
{
    public const int BatchSize = 100;

    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(60);

    /// <summary>What the one alarm about messages given up is about.</summary>
    public const string AlarmObject = "OUTBOX";

    /// <summary>Shorter than the lease, so that a registry that hangs is given up while the batch is still ours.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Clock clock = boundary.Clock;

    private sealed record Batch(Guid LeaseId, IReadOnlyList<OutboxMessage> Messages);

    /// <summary>Until nothing is due. A registry that is away ends the pass: its batch waits, and the rest is not tried in vain.</summary>
    public async Task<DispatchView> Pass(CancellationToken ct)
    {
        var total = new DispatchView(0, 0, 0);
        while (await Claim(ct) is { Messages.Count: > 0 } batch)
        {
            var (verdicts, away) = await Deliver(batch.Messages, ct);
            var done = await Settle(batch, verdicts, ct);
            total = new(total.Applied + done.Applied, total.Failed + done.Failed, total.Dead + done.Dead);
            if (away) break;
        }
        return total;
    }

    /// <summary>The oldest due message of each serial whose earlier ones are all applied.</summary>
    private async Task<Batch> Claim(CancellationToken ct)
    {
        var batch = await boundary.Do<Batch>(Caller.System(clock.Now), Permission.Administer, async work =>
        {
            var lease = work.NewId();
            await using (var command = (await Dialect.Command(work.Db, $"""
                UPDATE serial_outbox SET lease_id = @lease, lease_until = @until WHERE id IN (
                    SELECT o.id FROM serial_outbox o
                    WHERE o.status = 'PENDING' AND o.next_attempt_at <= @now AND (o.lease_until IS NULL OR o.lease_until <= @now)
                      AND NOT EXISTS (SELECT 1 FROM serial_outbox p WHERE p.serial_code = o.serial_code AND p.aggregate_seq < o.aggregate_seq AND p.status <> 'DONE')
                    ORDER BY o.next_attempt_at, o.id LIMIT {BatchSize} {(work.Dialect.IsEmbedded ? "" : "FOR UPDATE OF o SKIP LOCKED")})
                """, work.Ct)).With("lease", lease).With("until", work.Now + Lease).With("now", work.Now))
            {
                if (await command.ExecuteNonQueryAsync(work.Ct) == 0) return new Batch(lease, []);
            }
            return new Batch(lease, await work.Db.Outbox.AsNoTracking().Where(m => m.LeaseId == lease).ToListAsync(work.Ct));
        }, ct);
        return batch.Must();
    }

    private async Task<(IReadOnlyList<RegistryVerdict> Verdicts, bool Away)> Deliver(IReadOnlyList<OutboxMessage> messages, CancellationToken ct)
    {
        var (verdicts, away) = await Try([.. messages.Select(SerialOutbox.Read)], ct);
        if (away || messages.Count == 1 || verdicts.Any(v => v.Error is null || v.ForGood) || !verdicts.All(v => v.Error!.StartsWith(Broken, StringComparison.Ordinal))) return (verdicts, away);
        // One message that breaks the registry must not take the rest of its batch with it.
        var single = new List<RegistryVerdict>(messages.Count);
        foreach (var message in messages) single.Add((await Try([SerialOutbox.Read(message)], ct)).Verdicts[0]);
        return (single, false);
    }

    private const string Broken = "BROKEN ";

    private async Task<(IReadOnlyList<RegistryVerdict> Verdicts, bool Away)> Try(IReadOnlyList<RegistryMessage> messages, CancellationToken ct)
    {
        using var patience = new CancellationTokenSource(Patience, clock.Provider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, patience.Token);
        try
        {
            return (await registry.Apply(messages, either.Token), false);
        }
#pragma warning disable CA1031 // Whatever goes wrong with the registry belongs on the messages; the plant goes on.
        catch (Exception e) when (!ct.IsCancellationRequested)
#pragma warning restore CA1031
        {
            var away = RegistryStore.IsAway(e);
            log.LogWarning(e, "The core registry did not take {Count} messages", messages.Count);
            var error = string.Create(CultureInfo.InvariantCulture, $"{(away ? "UNAVAILABLE" : Broken.Trim())} {e.GetType().Name}: {e.Message}");
            return ([.. messages.Select(_ => new RegistryVerdict(error))], away);
        }
    }

    /// <summary>Whose lease ran out meanwhile is somebody else's: what that one finds out counts.</summary>
    private async Task<DispatchView> Settle(Batch batch, IReadOnlyList<RegistryVerdict> verdicts, CancellationToken ct)
    {
        var verdictOf = batch.Messages.Zip(verdicts).ToDictionary(p => p.First.Id, p => p.Second);
        return (await boundary.Do<DispatchView>(Caller.System(clock.Now), Permission.Administer, async work =>
        {
            await work.LockOutbox(verdictOf.Keys);
            var ours = await work.Db.Outbox.Where(m => m.LeaseId == batch.LeaseId && m.Status == OutboxStatus.Pending).ToListAsync(work.Ct);
            foreach (var message in ours)
            {
                if (verdictOf[message.Id] is { Error: { } error, ForGood: var forGood }) message.Failed(error, forGood, work.Now);
                else message.Applied(work.Now);
            }
            var dead = ours.Where(m => m.Status == OutboxStatus.Dead).ToList();
            foreach (var message in dead) await GiveUp(work, message);
            var applied = ours.Count(m => m.Status == OutboxStatus.Done);
            // What only waits longer rings nobody: whoever carries messages listens, and would try again at once.
            if (applied + dead.Count > 0) work.Touch(Topics.Serials);
            return new DispatchView(applied, ours.Count - applied - dead.Count, dead.Count);
        }, ct)).Must();
    }

    private static async Task GiveUp(Work work, OutboxMessage message)
    {
        work.Record(new Fact("OUTBOX_DEAD", EntityTypes.Outbox, message.Id, message.SerialCode, null, new { op = Word.Of(message.Op), aggregate_seq = message.AggregateSeq, error = message.LastError }));
        await Quarantine.Put(work, message.SerialCode, message.LastError == RegistryRules.DuplicateCode ? QuarantineReason.Duplicate : QuarantineReason.Undeliverable, message.LastError ?? "");
        await work.RaiseAlarm(AlarmKind.OutboxDead, AlarmObject);
    }
}
