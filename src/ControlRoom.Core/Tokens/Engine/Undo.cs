// Token lifecycle core: mind token idempotency, the instance state machine, serial integrity and transactions across both databases.
// A change here updates the end-to-end tests, is reviewed by the architecture owner, and passes the full regression.
using System.Collections.Immutable;
using ControlRoom.Core.Kernel;

namespace ControlRoom.Core.Tokens.Engine;

/// <param name="Earlier">The token's history before the operation, from its first line.</param>
/// <param name="Operation">The lines the operation wrote for it.</param>
public sealed record TouchedToken(Guid Id, ImmutableArray<TokenEvent> Earlier, ImmutableArray<TokenEvent> Operation);

/// <param name="TokenId">The token that somebody started, completed or checked.</param>
/// <param name="Touched">Every token the operation wrote a line for, that one included.</param>
public sealed record UndoOrder(Guid TokenId, ImmutableArray<TouchedToken> Touched);

/// <summary>Takes one operation back from its history, as long as nothing has come of it.</summary>
public static class Undo
{
    private static readonly TokenEventType[] Undoable = [TokenEventType.Start, TokenEventType.Complete, TokenEventType.QcPass, TokenEventType.QcFail];

    private static readonly TokenEventType[] Lasting =
    [
        TokenEventType.Spawn, TokenEventType.Split, TokenEventType.Join, TokenEventType.Scrap, TokenEventType.ReplacementCreated, TokenEventType.ReplacementOf, TokenEventType.Correction,
    ];

    /// <summary>What begins with such a line can be taken back at all.</summary>
    public static bool Covers(TokenEventType first) => Undoable.Contains(first);

    /// <summary>Whether what was just done to the token can be taken back, as long as nobody goes on with it.</summary>
    public static bool Covers(EngineResult result, Guid tokenId) =>
        result.Events.FirstOrDefault(e => e.TokenId == tokenId) is { } first && Undoable.Contains(first.Type) && !result.Events.Any(HasCome);

    /// <summary>Why the operation cannot be taken back now; null when it can. The caller also compares row versions.</summary>
    public static Refusal? WhyNot(InstanceState state, UndoOrder order)
    {
        var first = order.Touched.FirstOrDefault(t => t.Id == order.TokenId)?.Operation.FirstOrDefault();
        var possible = first is not null && Undoable.Contains(first.Type) && order.Touched.All(t => !t.Earlier.IsEmpty && !t.Operation.Any(HasCome) && IsAsLeft(state, t));
        return possible ? null : NotPossible();
    }

    internal static Refusal? TakeBack(Draft draft, UndoOrder order)
    {
        if (WhyNot(draft.Done().State, order) is { } refusal) return refusal;
        foreach (var touched in order.Touched)
        {
            var (now, before) = (draft[touched.Id], EventReplay.Rebuild(touched.Earlier)!);
            var back = before with { Metadata = now.Metadata, Status = touched.Id == order.TokenId ? TokenStatus.Ready : before.Status, Since = before.Node == now.Node ? before.Since : draft.Facts.Now };
            draft.Change(back, TokenEventType.Correction, ("correction", "UNDO"), ("undone", touched.Operation[0].Type));
        }
        // Its place may have been given away since.
        return order.Touched.All(t => HasPlace(draft, t.Id)) ? null : NotPossible();
    }

    private static bool HasCome(TokenEvent line) => Lasting.Contains(line.Type) || line.Metadata.ContainsKey("scrapped_qty")
        || (line.Metadata.GetValueOrDefault("status") is string status && Word.Parse<TokenStatus>(status) is (TokenStatus.Completed or TokenStatus.Scrapped));

    private static bool IsAsLeft(InstanceState state, TouchedToken touched) =>
        state.Tokens.TryGetValue(touched.Id, out var now) && EventReplay.Rebuild([.. touched.Earlier, .. touched.Operation])! with { Metadata = now.Metadata } == now;

    private static bool HasPlace(Draft draft, Guid id) =>
        draft.Graph[draft[id].Node].Node.Station?.Capacity is not { } capacity || draft.At(draft[id].Node).Count(t => t.TakesPlace) <= capacity;

    public static Refusal NotPossible() => Refusal.Conflict("UNDO_NOT_POSSIBLE");
}
