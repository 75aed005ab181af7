// Token lifecycle core: mind token idempotency, the instance state machine, serial integrity and transactions across both databases.
// A change here updates the end-to-end tests, is reviewed by the architecture owner, and passes the full regression.
using System.Collections.Concurrent;
using System.Text.Json;
using ControlRoom.Core.Audit;
using ControlRoom.Core.Feed;
using ControlRoom.Core.Kernel;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.Logging;

namespace ControlRoom.Core.Database;

/// <summary>
/// Every write of the house goes through here: permission, idempotency key, transaction, handler, audit events, commit, bell. A refusal or a
/// fault leaves nothing behind; what was acknowledged is durable.
/// </summary>
public sealed class TransactionBoundary(Dialect dialect, Clock clock, ChangeFeed feed, PlantMetrics metrics, ILogger<TransactionBoundary> log) : IDisposable
{
    /// <summary>How often a serialization failure or deadlock is tried again with the same key.</summary>
    private const int Retries = 3;

    /// <summary>Idempotency keys live this long.</summary>
    public static readonly TimeSpan KeyLife = TimeSpan.FromHours(24);

    /// <summary>A command queues as long as those before it get through; after so long without one who did, the file is held from outside.</summary>
    private static readonly TimeSpan QueuePatience = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim embeddedWriters = new(1, 1);
    private readonly ConcurrentDictionary<(Guid User, Guid Key), byte> inFlight = new();
    private readonly ConcurrentDictionary<(Guid User, Permission Permission), DateTime> denials = new();
    private long served;

    public Clock Clock => clock;

    /// <summary>Runs one command.</summary>
    /// <param name="handler">
    /// Asks the rules and changes aggregates in <see cref="Work.Db"/>; its result is stored with the key, so it must be plain data.
    /// It runs again from the start when the database asks for a retry.
    /// </param>
    public async Task<Outcome<T>> Do<T>(Caller caller, Permission permission, Func<Work, Task<Outcome<T>>> handler, CancellationToken ct)
    {
        var lines = new LogScope { CorrelationId = caller.CorrelationId, UserId = caller.UserId };
        using var scope = log.BeginScope(lines);
        if (!caller.Role.Has(permission)) return await Deny(caller, permission, ct);
        var claim = caller.Intent is { } intent ? (caller.UserId, intent.Key) : default;
        if (caller.Intent is not null && !inFlight.TryAdd(claim, 0)) return InProgress;
        try
        {
            var outcome = await Attempts(caller, permission, handler, lines, ct);
            if (outcome.Replayed) metrics.Replayed();
            // Who hangs up early leaves the trace of the attempt all the same.
            if (outcome.Refusal?.Evidence is { } evidence) await Note(caller, evidence, CancellationToken.None);
            return outcome;
        }
        finally
        {
            if (caller.Intent is not null) inFlight.TryRemove(claim, out _);
        }
    }

    /// <summary>The answer given to this intention before, for commands that find out what they are about before their transaction begins.</summary>
    public async Task<Outcome<T>?> Earlier<T>(Caller caller, CancellationToken ct)
    {
        if (caller.Intent is not { } intent) return null;
        await using var db = dialect.Open();
        var now = clock.Now;
        return await db.IdempotencyRecords.AsNoTracking().FirstOrDefaultAsync(r => r.UserId == caller.UserId && r.Key == intent.Key && r.ExpiresAt > now, ct) is { } record ? Again<T>(record, intent) : null;
    }

    private static Refusal InProgress => Refusal.Conflict("IDEMPOTENCY_IN_PROGRESS");

    private async Task<Outcome<T>> Attempts<T>(Caller caller, Permission permission, Func<Work, Task<Outcome<T>>> handler, LogScope lines, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            if (!await TakeTurn(ct)) return Refused(Fault.Unavailable);
            try
            {
                var outcome = await Once(caller, permission, handler, lines, ct);
                Interlocked.Increment(ref served);
                return outcome;
            }
            catch (DbUpdateConcurrencyException)
            {
                return Stale;
            }
            catch (Exception e) when (dialect.Classify(e) is var fault && fault != Fault.None)
            {
                if (fault == Fault.Transient && attempt <= Retries) continue;
                if (fault == Fault.Guard) log.LogCritical(e, "A guard refused what the rules let through");
                else log.LogWarning(e, "Command ended by {Fault}", fault);
                return Refused(fault);
            }
            finally
            {
                if (dialect.IsEmbedded) embeddedWriters.Release();
            }
        }
    }

    private async Task<bool> TakeTurn(CancellationToken ct)
    {
        if (!dialect.IsEmbedded) return true;
        long seen;
        do
        {
            seen = Interlocked.Read(ref served);
            if (await embeddedWriters.WaitAsync(QueuePatience, ct)) return true;
        }
        while (Interlocked.Read(ref served) != seen);
        return false;
    }

    private static Refusal Stale => new(RefusalKind.Stale, "STALE_VERSION");

    /// <summary>What a database fault is called towards the caller.</summary>
    public static Refusal Refused(Fault fault) => fault switch
    {
        Fault.StorageFull => new Refusal(RefusalKind.Unavailable, "STORAGE_FULL"),
        Fault.Duplicate => Refusal.Conflict("DUPLICATE"),
        Fault.Guard => Refusal.Conflict("GUARD_REFUSED"),
        _ => new Refusal(RefusalKind.Unavailable, "DATABASE_UNAVAILABLE"),
    };

    private async Task<Outcome<T>> Once<T>(Caller caller, Permission permission, Func<Work, Task<Outcome<T>>> handler, LogScope lines, CancellationToken ct)
    {
        await using var db = dialect.Open();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var now = clock.Now;
        var standing = await Standing.Read(db, dialect, caller, ct);
        if (!standing.IsClaimed) return InProgress;
        if (standing.Earlier is { } record)
        {
            if (record.ExpiresAt > now) return Again<T>(record, caller.Intent!);
            await db.IdempotencyRecords.Where(r => r.UserId == record.UserId && r.Key == record.Key).ExecuteDeleteAsync(ct);
        }

        if (WhyNotAnyMore(standing, caller, permission) is { } denied) return denied;
        var work = new Work(db, dialect, clock, now, caller, ct) { Lines = lines };
        var outcome = await handler(work);
        if (!outcome.Done) return outcome;

        var topics = Store(db, work, caller, now);
        if (caller.Intent is { } done)
        {
            db.IdempotencyRecords.Add(new IdempotencyRecord
            {
                UserId = caller.UserId, Key = done.Key, Method = done.Method, Path = done.Path, RequestHash = done.Fingerprint,
                ResponseBody = JsonSerializer.Serialize(outcome.Value, Json.Options), CreatedAt = now, ExpiresAt = now + KeyLife,
            });
        }

        await db.SaveChangesAsync(ct);
        // A commit that has been sent is not taken back: cancelling here would leave the caller not knowing.
        if (!await Commit(transaction)) return new Refusal(RefusalKind.Unavailable, "OUTCOME_UNKNOWN");
        Count(db);
        if (topics.Count > 0) feed.Publish(topics, Written(db));
        return outcome;
    }

    /// <summary>What is counted is what was stored: it is read from the events of the command, not from its intention.</summary>
    private void Count(ControlRoomDb db)
    {
        foreach (var entry in db.ChangeTracker.Entries<AuditEvent>())
        {
            switch (entry.Entity)
            {
                case { EventType: "LOT_CREATED" } e:
                    metrics.LotRegistered(Member(e, "lot_type").GetString()!);
                    break;
                case { EventType: "QC_INSPECTION_RECORDED" } e:
                    metrics.Decided(Member(e, "decision").GetString()!);
                    break;
                case { EventType: "TEMP_LOGGED" } e when Member(e, "is_violation").GetBoolean():
                    metrics.Violated(db.Lots.Local.FindEntry(e.EntityId)?.Entity.StepIndex);
                    break;
            }
        }
    }

    private static JsonElement Member(AuditEvent e, string name) => JsonElement.Parse(e.NewState!).GetProperty(name);

    /// <summary>False when the database went away before it answered: only a repeat with the same key tells whether it had stored everything.</summary>
    private async Task<bool> Commit(IDbContextTransaction transaction)
    {
        try
        {
            await transaction.CommitAsync(CancellationToken.None);
            return true;
        }
        catch (Exception e) when (dialect.Classify(e) == Fault.Unavailable)
        {
            log.LogWarning(e, "The database went away during a commit");
            return false;
        }
    }

    private static Outcome<T> Again<T>(IdempotencyRecord record, Intent intent) => record.Method == intent.Method && record.Path == intent.Path && record.RequestHash == intent.Fingerprint
        ? Outcome<T>.Replay(JsonSerializer.Deserialize<T>(record.ResponseBody, Json.Options)!)
        : Refusal.Invalid("IDEMPOTENCY_KEY_REUSED", "");

    /// <summary>A role or an account may have changed since the caller signed in.</summary>
    private static Refusal? WhyNotAnyMore(Standing standing, Caller caller, Permission permission)
    {
        if (caller.UserId == Ids.System) return null;
        if (standing.Role is not { } role) return new Refusal(RefusalKind.NotSignedIn, "ACCOUNT_INACTIVE");
        return role.Has(permission) ? null : NotAllowed(permission);
    }

    /// <summary>Writes the facts as audit events and returns the topics they ring.</summary>
    private static HashSet<string> Store(ControlRoomDb db, Work work, Caller caller, DateTime now)
    {
        var topics = new HashSet<string>(work.Touched, StringComparer.Ordinal);
        foreach (var fact in work.DrainFacts())
        {
            db.AuditEvents.Add(AuditTrail.Event(fact, caller, now));
            topics.Add(Topics.Site);
            if (fact.RunId is { } run) topics.Add(Topics.Run(run));
            if (fact.BufferId is { } buffer) topics.Add(Topics.Buffer(buffer));
            if (fact.TicketId is { } ticket) topics.UnionWith([Topics.Ticket(ticket), Topics.Work]);
            if (fact.Entity is EntityTypes.Product or EntityTypes.Revision or EntityTypes.Component) topics.Add(Topics.Products);
            if (fact.Entity == EntityTypes.Alarm) topics.Add(Topics.Alarms);
        }
        return topics;
    }

    public static Refusal NotAllowed(Permission permission) =>
        Refusal.NotAllowed("FORBIDDEN").With("permission", Word.Of(permission)).With("roles", string.Join(", ", Permissions.Roles(permission).Select(Word.Of)));

    /// <summary>A denial is on the trail at most once per user, permission and minute.</summary>
    public async Task<Refusal> Deny(Caller caller, Permission permission, CancellationToken ct)
    {
        var now = clock.Now;
        var key = (caller.UserId, permission);
        if (!denials.TryGetValue(key, out var last) || now - last >= TimeSpan.FromMinutes(1))
        {
            denials[key] = now;
            await Note(caller, new Fact("ACCESS_DENIED", EntityTypes.User, caller.UserId, caller.Name, null, new { permission = Word.Of(permission), path = caller.Intent?.Path }), ct);
        }
        return NotAllowed(permission);
    }

    /// <summary>One event in its own transaction: a denial, a failed login, a refused safety attempt. It never stops the caller's answer.</summary>
    public async Task Note(Caller caller, Fact fact, CancellationToken ct)
    {
        if (!await TakeTurn(ct))
        {
            log.LogError("Could not note {EventType}: no turn", fact.Type);
            return;
        }
        var written = 0UL;
        try
        {
            await using var db = dialect.Open();
            db.AuditEvents.Add(AuditTrail.Event(fact, caller, clock.Now));
            await db.SaveChangesAsync(ct);
            written = Written(db);
        }
        catch (Exception e) when (dialect.Classify(e) != Fault.None)
        {
            log.LogError(e, "Could not note {EventType}", fact.Type);
        }
        finally
        {
            if (dialect.IsEmbedded) embeddedWriters.Release();
        }
        feed.Publish(fact.RunId is { } run ? [Topics.Site, Topics.Run(run)] : [Topics.Site], written);
    }

    /// <summary>Under which transaction id the audit events were stored.</summary>
    private static ulong Written(ControlRoomDb db) => db.ChangeTracker.Entries<AuditEvent>().FirstOrDefault()?.Entity.XactId ?? 0;

    public void Dispose() => embeddedWriters.Dispose();
}
