// Token lifecycle core: mind token idempotency, the instance state machine, serial integrity and transactions across both databases.
// A change here updates the end-to-end tests, is reviewed by the architecture owner, and passes the full regression.
using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Tokens;
using ControlRoom.Core.Tokens.Engine;

namespace ControlRoom.Core.Dispatch;

/// <summary>The work of a step is done: what is good goes on, what can be mended goes back, the rest is lost.</summary>
/// <param name="GoodQty">What scrap and rework leave, where nothing is said.</param>
/// <param name="NextEdgeId">The way picked at the decision behind, where it lets people pick.</param>
public sealed record CompleteToken(Guid TokenId, decimal? GoodQty = null, decimal ScrapQty = 0, decimal ReworkQty = 0, string? Reason = null, string? NextEdgeId = null);

public sealed class CompleteTokenHandler(TokenCommands commands)
{
    /// <summary>More than one and a half times the planned minutes is too long.</summary>
    private const decimal OverLimit = 1.5m;

    public async Task<Outcome<TokenView>> Handle(CompleteToken command, Caller caller, CancellationToken ct)
    {
        var (good, scrap, rework) = (Hundredths(command.GoodQty), Hundredths(command.ScrapQty), Hundredths(command.ReworkQty));
        if ((command.GoodQty is not null && good is not >= 0) || scrap is not >= 0 || rework is not >= 0) return Refusal.Invalid("QTY_OUT_OF_RANGE", command.GoodQty is not null && good is not >= 0 ? "/good_qty" : scrap is not >= 0 ? "/scrap_qty" : "/rework_qty");
        if (Text.WhyTooLong(command.Reason, Text.ReasonMax, "/reason") is { } invalid) return invalid;
        var order = new TokenOrder(command.TokenId, Permission.Work, LockStrength.Update, "TOKEN_COMPLETED")
        {
            Metadata = new { good_qty = command.GoodQty, scrap_qty = command.ScrapQty, rework_qty = command.ReworkQty, reason = command.Reason?.Trim() },
            Reason = command.Reason?.Trim(), LimitSeconds = (scope, token) => Limit(scope.Pinned.Graph[token.NodeCode].Node.Station, token.Qty),
        };
        if (good is null or > 0 && scrap == 0 && rework == 0) order = order with { EndsNothingAt = (graph, node) => !graph.MayEndAfter(node) };
        return await commands.Do(order, caller, async (work, scope) =>
        {
            if (scope.State.Tokens.TryGetValue(command.TokenId, out var token) && token.IsLive && (await work.HandsOn(scope, token.Id)).Sessions.Find(s => s.Kind != SessionKind.Assist) is { } owner
                && DispatchRules.WhyNotHolder(owner, caller.UserId) is { } refusal) return refusal;
            var node = scope.Pinned.Graph[scope.State.Tokens[command.TokenId].Node].Node;
            if (DispatchRules.WhyNotChecked(node, [.. scope[command.TokenId].Checked()]) is { } open) return open;
            TokenOperation complete = (state, facts) => TokenEngine.Complete(state, facts, new Completion(command.TokenId, good, scrap!.Value, rework!.Value, command.Reason?.Trim(), command.NextEdgeId));
            return complete;
        }, ct);
    }

    private static long? Hundredths(decimal? qty) => qty is { } given ? Units.Hundredths(given) : null;

    /// <summary>From when on work of this quantity took too long; null where nothing was planned.</summary>
    internal static long? Limit(Routing.StationSpec? station, long qty) =>
        station is { RunMinutes: { } run } ? (long)(((station.SetupMinutes ?? 0) + (run * qty / 100m)) * 60 * OverLimit) : null;
}
