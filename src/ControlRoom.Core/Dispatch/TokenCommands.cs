// Token lifecycle core: mind token idempotency, the instance state machine, serial integrity and transactions across both databases.
// A change here updates the end-to-end tests, is reviewed by the architecture owner, and passes the full regression.
using System.Globalization;
using ControlRoom.Core.Alarms;
using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Serials;
using ControlRoom.Core.Tickets;
using ControlRoom.Core.Tokens;
using ControlRoom.Core.Tokens.Engine;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Dispatch;

/// <summary>What the engine is asked to do; asked again, it does the same.</summary>
internal delegate Outcome<EngineResult> TokenOperation(InstanceState state, EngineFacts facts);

/// <summary>What one command is about, and what the trail calls it.</summary>
/// <param name="Strength">Update where it may end a token: the last one closes the ticket.</param>
internal sealed record TokenOrder(Guid TokenId, Permission Permission, LockStrength Strength, string Event)
{
    public object? Metadata { get; init; }
    public EventSource Source { get; init; } = EventSource.WorkQueue;

    /// <summary>Why, if something is scrapped or taken away by it.</summary>
    public string? Reason { get; init; }

    /// <summary>From when on the session that ends by it took too long.</summary>
    public Func<TokenScope, FlowToken, long?> LimitSeconds { get; init; } = (_, _) => null;

    /// <summary>Where, although it may end a token elsewhere, it ends none.</summary>
    public Func<PinnedGraph, string, bool>? EndsNothingAt { get; init; }

    /// <summary>Other tokens it is about, found before anything is locked.</summary>
    public Func<Work, Task<IReadOnlyList<Guid>>>? Also { get; init; }

    /// <summary>What follows for people when what they had to do with the tokens has ended, before plans are asked.</summary>
    public Func<Work, Task>? Meanwhile { get; init; }
}

/// <summary>
/// The frame of every command on a token: switch, locks, ticket; then what the command itself decides; then what follows for rows, people,
/// serials, alarms and the ticket, one fact on the trail, and the token as it is now.
/// </summary>
public sealed class TokenCommands(TransactionBoundary boundary, SerialBook serials)
{
    /// <summary>Nothing happens to tokens themselves.</summary>
    internal static readonly TokenOperation Nothing = (state, _) => new EngineResult([], state);

    internal Task<Outcome<TokenView>> Do(TokenOrder order, Caller caller, Func<Work, TokenScope, Task<Outcome<TokenOperation>>> decide, CancellationToken ct) =>
        boundary.Do<TokenView>(caller, order.Permission, async work =>
        {
            var loaded = await TokenScope.Of(work, order.TokenId, order.Strength, order.EndsNothingAt, also: order.Also is { } find ? await find(work) : []);
            if (!loaded.Done) return loaded.Refusal;
            var scope = loaded.Value;
            if (DispatchRules.WhyNotRunning(scope.Ticket.Status, scope.Ticket.TicketCode) is { } stopped) return stopped;
            var limit = order.LimitSeconds(scope, scope[order.TokenId]);
            var decided = await decide(work, scope);
            if (!decided.Done) return decided.Refusal;
            var result = await Run(work, scope, decided.Value);
            if (!result.Done) return result.Refusal;
            await Carry(work, scope, result.Value, order, limit);
            work.Record(scope.FactOf(order.Event, order.TokenId, order.Metadata));
            return await TokenQueries.Answer(work, scope, order.TokenId, result.Value);
        }, ct);

    /// <summary>Asks the engine; where new pieces get serials, once to see which, and again with the serials that were made for them.</summary>
    private async Task<Outcome<EngineResult>> Run(Work work, TokenScope scope, TokenOperation operation)
    {
        if (scope.Ticket.ProductionType != ProductionType.Hatthasilpa) return operation(scope.State, scope.Facts);
        var (ids, pieces) = (new List<Guid>(), 0);
        var tried = operation(scope.State, scope.Facts with { NewId = Draw, NextSerial = () => (++pieces).ToString(CultureInfo.InvariantCulture) });
        if (!tried.Done || pieces == 0) return tried;
        var known = scope.State.Tokens;
        var waiting = tried.Value.Created.Where(t => t.SerialNumber is not null && !known.ContainsKey(t.Id)).OrderBy(t => int.Parse(t.SerialNumber!, CultureInfo.InvariantCulture)).Select(t => t.Id).ToList();
        var snapshot = await work.Db.Snapshots.AsNoTracking().FirstAsync(s => s.Id == scope.Instance.SnapshotId, work.Ct);
        var made = await serials.ForTokens(work, new SerialOrder(scope.Ticket.Id, scope.Ticket.TicketCode, scope.Instance.CycleNo, SerialType.Hat, snapshot.SerialSku), waiting);
        if (!made.Done) return made.Refusal;
        var (id, code) = (0, 0);
        return operation(scope.State, scope.Facts with { NewId = () => id < ids.Count ? ids[id++] : scope.Facts.NewId(), NextSerial = () => made.Value[code++].SerialNumber });

        Guid Draw()
        {
            ids.Add(scope.Facts.NewId());
            return ids[^1];
        }
    }

    /// <summary>What follows from what the engine decided: rows, people, serials, alarms, and the end of the ticket.</summary>
    internal static async Task Carry(Work work, TokenScope scope, EngineResult result, TokenOrder order, long? limit)
    {
        var before = scope.State;
        if (!result.Effects.IsEmpty)
        {
            scope.Store(result, order.Source, order.Reason);
            await work.Follow(scope, before, result, order.Reason, limit, order.Meanwhile);
            var ended = result.Changed.Where(t => !t.IsLive && before.Tokens[t.Id].IsLive).Concat(result.Created.Where(t => !t.IsLive)).ToList();
            await work.UseSerials([.. ended.Where(t => t is { Status: TokenStatus.Completed, MergedInto: null }).Select(t => t.Id)]);
            await work.ScrapSerials([.. ended.Where(t => t.Status == TokenStatus.Scrapped).Select(t => t.Id)]);
            await Alarm(work, scope, before, result);
        }
        work.Queue(scope);
        // Where one of the family lives the cycle goes on, whatever the others do.
        if (scope.Strength != LockStrength.Update || scope.State.Live.Any()) return;
        await work.Flush();
        if (await scope.CloseIfDone(await work.Db.Cycle(scope.Instance.Id, work.Ct))) await work.Wind(scope.Ticket);
    }

    private static async Task Alarm(Work work, TokenScope scope, InstanceState before, EngineResult result)
    {
        foreach (var wanted in result.Effects.OfType<AlarmWanted>())
        {
            if (wanted.Alarm == EngineAlarm.QueueLimit) await work.RaiseAlarm(AlarmKind.QueueLimit, $"{scope.Ticket.TicketCode}/{wanted.Node}", new AlarmCause { TicketId = scope.Ticket.Id });
            else await work.RaiseAlarm(AlarmKind.TokenStopped, scope.CodeOf(result.State.Tokens[wanted.TokenId]), new AlarmCause { TicketId = scope.Ticket.Id, TokenId = wanted.TokenId });
        }
        foreach (var token in result.Changed)
        {
            var (was, code) = (before.Tokens[token.Id], scope.CodeOf(token));
            if (was.Stop is not null && token.Stop is null) await work.ReturnAlarms(a => a.Kind == AlarmKind.TokenStopped && a.ObjectCode == code);
            if (was.Status == TokenStatus.Paused && token.Status != TokenStatus.Paused) await work.ReturnAlarms(a => a.Kind == AlarmKind.TokenProblem && a.ObjectCode == code);
        }
    }
}
