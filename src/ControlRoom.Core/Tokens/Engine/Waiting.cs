// Token lifecycle core: mind token idempotency, the instance state machine, serial integrity and transactions across both databases.
// A change here updates the end-to-end tests, is reviewed by the architecture owner, and passes the full regression.
using ControlRoom.Core.Routing;

namespace ControlRoom.Core.Tokens.Engine;

/// <summary>Places and waits: who comes in, who stands outside, and when they go on.</summary>
internal static class Waiting
{
    /// <summary>Ready where there is a place and nobody stands outside, else waiting. The move itself is never lost.</summary>
    public static void EnterStation(Draft draft, TokenState token, CompiledNode node)
    {
        var station = node.Node.Station;
        if (token.Type == TokenType.Component && node.Node.Operation?.ProducesComponent is { } component) token = token with { ComponentCode = component };
        if (station?.Capacity is { } capacity)
        {
            var others = draft.At(node.Code).Where(t => t.Id != token.Id);
            if (others.Any(IsOutside) || others.Count(t => t.TakesPlace) >= capacity) token = token with { Status = TokenStatus.Waiting };
        }
        token = Router.Entered(draft, token);
        if (station?.QueueLimit is { } limit && draft.At(node.Code).Where(IsQueued).Skip(limit).Any()) draft.Alarm(EngineAlarm.QueueLimit, token, "QUEUE_LIMIT");
    }

    /// <summary>Gives the free places of every touched node to whoever stands outside longest.</summary>
    public static void FillPlaces(Draft draft)
    {
        foreach (var code in draft.Touched.Order(StringComparer.Ordinal).ToList())
        {
            if (draft.Graph[code].Node.Station?.Capacity is not { } capacity) continue;
            var free = capacity - draft.At(code).Count(t => t.TakesPlace);
            foreach (var next in draft.At(code).Where(IsOutside).OrderBy(t => t.Since).ThenBy(t => t.Id).Take(Math.Max(0, free)).ToList())
                draft.Change(next with { Status = TokenStatus.Ready }, TokenEventType.WaitCompleted);
        }
    }

    public static void EnterWait(Draft draft, TokenState token, CompiledNode node, int hops)
    {
        token = Router.Entered(draft, token with { Status = TokenStatus.Waiting });
        draft.Write(token, TokenEventType.WaitStart);
        if (node.Node.Wait is { Type: WaitType.Batch } && IsFull(draft, node)) Release(draft, Held(draft, node), hops);
    }

    /// <summary>Lets go what has waited long enough, and incomplete batches that nobody can join any more.</summary>
    public static void Evaluate(Draft draft)
    {
        foreach (var node in draft.Graph.Nodes.Where(n => n.Type == RoutingNodeType.Wait))
        {
            var held = Held(draft, node);
            if (node.Node.Wait is { Type: WaitType.Time, Minutes: { } minutes }) Release(draft, [.. held.Where(t => t.Since.AddMinutes((double)minutes) <= draft.Facts.Now)], 0);
            else if (node.Node.Wait is { Type: WaitType.Batch } && held.Count > 0 && (IsFull(draft, node) || !draft.All.Any(t => CanArrive(draft, t, node.Code)))) Release(draft, held, 0);
        }
    }

    public static void Release(Draft draft, IReadOnlyList<TokenState> tokens, int hops)
    {
        // All are let go before the first moves on: a batch leaves as one.
        foreach (var token in tokens) draft.Change(token with { Status = TokenStatus.Ready }, TokenEventType.WaitCompleted);
        foreach (var token in tokens) Router.Onward(draft, draft[token.Id], hops);
    }

    public static bool IsFull(Draft draft, CompiledNode node) => Held(draft, node).Sum(t => t.Qty) >= (node.Node.Wait?.MinBatch ?? 1) * (long)Router.OnePiece;

    /// <summary>A parent goes on behind its join, where nothing of it lives before; its children end there.</summary>
    private static bool CanArrive(Draft draft, TokenState token, string wait)
    {
        if (!token.IsLive || token.Node == wait) return false;
        var border = draft.Split(token.SplitId) is { } mine ? draft.Graph[mine.SplitNode].Join : null;
        var here = draft.Graph[token.Node];
        if (here.Type == RoutingNodeType.Join && token.Stop is null) return false;
        var awaitsChildren = here is { Type: RoutingNodeType.Split, Join: not null } && (token.Stop is null or { Code: StopCode.JoinTimeout });
        return draft.Graph.Reaches(awaitsChildren ? here.Join! : here.Code, wait, border);
    }

    private static List<TokenState> Held(Draft draft, CompiledNode node) =>
        [.. draft.At(node.Code).Where(t => t is { Status: TokenStatus.Waiting, Stop: null }).OrderBy(t => t.Since).ThenBy(t => t.Id)];

    private static bool IsOutside(TokenState token) => token is { Status: TokenStatus.Waiting, Stop: null };

    private static bool IsQueued(TokenState token) => token is { Status: TokenStatus.Ready } or { Status: TokenStatus.Waiting, Stop: null };
}
