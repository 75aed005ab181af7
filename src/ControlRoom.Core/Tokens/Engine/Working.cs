// Token lifecycle core: mind token idempotency, the instance state machine, serial integrity and transactions across both databases.
// A change here updates the end-to-end tests, is reviewed by the architecture owner, and passes the full regression.
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Routing;

namespace ControlRoom.Core.Tokens.Engine;

/// <summary>What people do at a step that leaves the token there, and the approval that lets it go.</summary>
internal static class Working
{
    public static Refusal? Start(Draft draft, TokenState? token)
    {
        if (token is not { Status: TokenStatus.Ready } || draft.Graph[token.Node].Type != RoutingNodeType.Operation) return Refusals.NotFrom(token, "START", [TokenStatus.Ready]);
        if (IsBusy(draft, token)) return WhyBusy(draft.Graph[token.Node]);
        draft.Change(token with { Status = TokenStatus.Active }, TokenEventType.Start);
        return null;
    }

    /// <summary>Nobody works on it any more: it waits again where it stands.</summary>
    public static Refusal? Release(Draft draft, TokenState? token, string reason)
    {
        if (token is not { Status: TokenStatus.Active or TokenStatus.Paused }) return Refusals.NotFrom(token, "RELEASE", [TokenStatus.Active, TokenStatus.Paused]);
        draft.Change(token with { Status = TokenStatus.Ready }, TokenEventType.Correction, ("reason", reason));
        return null;
    }

    /// <summary>That as many are worked on at the step as may be.</summary>
    public static Refusal WhyBusy(CompiledNode node) => Refusal.Conflict("NODE_BUSY").With("node", node.Code).With("limit", node.Node.Station?.ConcurrencyLimit);

    /// <summary>As many are worked on here as may be.</summary>
    public static bool IsBusy(Draft draft, TokenState token) =>
        draft.Graph[token.Node].Node.Station?.ConcurrencyLimit is { } limit && draft.At(token.Node).Count(t => t.Status == TokenStatus.Active && t.Id != token.Id) >= limit;

    public static Refusal? Pause(Draft draft, TokenState? token)
    {
        if (token is not { Status: TokenStatus.Active }) return Refusals.NotFrom(token, "PAUSE", [TokenStatus.Active]);
        draft.Change(token with { Status = TokenStatus.Paused }, TokenEventType.Pause);
        return null;
    }

    public static Refusal? Resume(Draft draft, TokenState? token)
    {
        if (token is not { Status: TokenStatus.Paused }) return Refusals.NotFrom(token, "RESUME", [TokenStatus.Paused]);
        if (IsBusy(draft, token)) return WhyBusy(draft.Graph[token.Node]);
        draft.Change(token with { Status = TokenStatus.Active }, TokenEventType.Resume);
        return null;
    }

    public static Refusal? Approve(Draft draft, TokenState? token)
    {
        if (token is not { Status: TokenStatus.Waiting, Stop: null } || draft.Graph[token.Node].Node.Wait is not { Type: WaitType.Approval }) return Refusals.NotFrom(token, "APPROVE", [TokenStatus.Waiting]);
        draft.Write(token, TokenEventType.ApprovalGranted);
        Waiting.Release(draft, [token], 0);
        return null;
    }
}
