using ControlRoom.Core.Alarms;
using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Serials;
using ControlRoom.Core.Settings;
using ControlRoom.Core.Tickets;
using ControlRoom.Core.Tokens;
using ControlRoom.Core.Tokens.Engine;

namespace ControlRoom.Core.Dispatch;

/// <summary>What one command is about, and what the trail calls it.</summary>
/// <param name="Strength">Update where it may end a token: the last one closes the ticket.</param>
public sealed record TokenOrder(Guid TokenId, Permission Permission, LockStrength Strength, string Event)
{
    public object? Metadata { get; init; }
    public EventSource Source { get; init; } = EventSource.WorkQueue;

    /// <summary>Why, if something is scrapped or taken away by it.</summary>
    public string? Reason { get; init; }

    /// <summary>From when on the session that ends by it took too long.</summary>
    internal Func<TokenScope, FlowToken, long?> LimitSeconds { get; init; } = (_, _) => null;

    /// <summary>Decided on this version of the token.</summary>
    public int? SeenVersion { get; init; }
}

/// <summary>
/// The frame of every command on a token: switch, locks, ticket; then what the command itself decides; then what follows for rows, people,
/// serials, alarms and the ticket, one fact on the trail, and the token as it is now.
/// </summary>
public sealed class TokenCommands(TransactionBoundary boundary, SiteSettingsReader settings)
{
    internal Task<Outcome<TokenView>> Do(TokenOrder order, Caller caller, Func<Work, TokenScope, Task<Outcome<EngineResult>>> decide, CancellationToken ct) =>
        boundary.Do<TokenView>(caller, order.Permission, async work =>
        {
            if (await work.WhyReadOnly(settings) is { } off) return off;
            var loaded = await TokenScope.Of(work, order.TokenId, order.Strength);
            if (!loaded.Done) return loaded.Refusal;
            var scope = loaded.Value;
            if (DispatchRules.WhyNotRunning(scope.Ticket.Status, scope.Ticket.TicketCode) is { } stopped) return stopped;
            if (order.SeenVersion is { } seen && seen != scope[order.TokenId].RowVersion) return Refusal.Stale(scope[order.TokenId].RowVersion);
            var limit = order.LimitSeconds(scope, scope[order.TokenId]);
            var decided = await decide(work, scope);
            if (!decided.Done) return decided.Refusal;
            await Carry(work, scope, decided.Value, order, limit);
            work.Record(scope.FactOf(order.Event, order.TokenId, order.Metadata));
            await work.Flush();
            return await TokenQueries.Answer(work, order.TokenId, decided.Value);
        }, ct);

    private static async Task Carry(Work work, TokenScope scope, EngineResult result, TokenOrder order, long? limit)
    {
        if (result.Effects.IsEmpty) return;
        var before = scope.State;
        scope.Store(result, order.Source, order.Reason);
        await work.Flush();
        await work.Follow(scope, before, result, order.Reason, limit);
        var ended = result.Changed.Where(t => !t.IsLive && before.Tokens[t.Id].IsLive).Concat(result.Created.Where(t => !t.IsLive)).ToList();
        await work.UseSerials([.. ended.Where(t => t is { Status: TokenStatus.Completed, MergedInto: null }).Select(t => t.Id)]);
        await work.ScrapSerials([.. ended.Where(t => t.Status == TokenStatus.Scrapped).Select(t => t.Id)]);
        foreach (var wanted in result.Effects.OfType<AlarmWanted>())
            await work.RaiseAlarm(wanted.Alarm == EngineAlarm.QueueLimit ? AlarmKind.QueueLimit : AlarmKind.TokenStopped, $"{scope.Ticket.TicketCode}/{wanted.Node}");
        await work.Flush();
        if (ended.Count > 0) await scope.CloseIfDone(await work.Db.Cycle(scope.Instance.Id, work.Ct));
    }
}
