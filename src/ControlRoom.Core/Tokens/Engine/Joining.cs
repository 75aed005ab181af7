// Token lifecycle core: mind token idempotency, the instance state machine, serial integrity and transactions across both databases.
// A change here updates the end-to-end tests, is reviewed by the architecture owner, and passes the full regression.
using System.Collections.Immutable;
using ControlRoom.Core.Routing;

namespace ControlRoom.Core.Tokens.Engine;

/// <summary>
/// A join asks which of the places its split recorded are filled by tokens that wait here. It never counts tokens at the node: those of
/// other pieces are none of its business.
/// </summary>
internal static class Joining
{
    public static void Arrive(Draft draft, TokenState token, CompiledNode node, RoutingEdge? via, int hops)
    {
        if (draft.Split(token.SplitId) is not { } split || draft.Graph[split.SplitNode].Join != node.Code)
        {
            Router.Stop(draft, Router.Entered(draft, token), StopCode.Unroutable, node.Code);
            return;
        }
        token = Router.Entered(draft, token with { Status = TokenStatus.Waiting });
        draft.Arrived(split.Id, node.Code, via?.Id, token.Id);
        if (split.FiredAt is not null) draft.Change(token with { Status = TokenStatus.Completed, MergedInto = split.ParentId }, TokenEventType.Join, ("merged_late", true));
        else TryFire(draft, split, hops);
    }

    /// <summary>Fires when enough has come in. Asked again whenever somebody arrives, is scrapped, or the requirement is lowered.</summary>
    public static void TryFire(Draft draft, SplitExecution split, int hops)
    {
        var join = draft.Graph[split.SplitNode].Join;
        var parent = draft[split.ParentId];
        if (join is null || split.FiredAt is not null || parent is not { Status: TokenStatus.Waiting, Stop: null }) return;
        var progress = JoinProgress.Of(split, draft.Graph[join].Node.Join!, join, draft.ChildrenOf(split));
        if (progress.IsEnough) Fire(draft, split, join, progress, hops);
    }

    private static void Fire(Draft draft, SplitExecution split, string join, JoinProgress progress, int hops)
    {
        draft.Fired(split with { FiredAt = draft.Facts.Now }, join, [.. progress.Here.Select(t => t.Id)]);
        var left = Left(draft, split, progress);
        foreach (var child in progress.Here) draft.Change(child with { Status = TokenStatus.Completed, MergedInto = split.ParentId }, TokenEventType.Join);
        // What was scrapped before is not needed any more.
        foreach (var child in draft.ChildrenOf(split).Where(c => c.ReplacementDue).ToList()) draft.Change(child with { ReplacementDue = false }, TokenEventType.Note, ("join_fired", join));

        var parent = draft[split.ParentId];
        if (left == 0)
        {
            Scrapping.Scrap(draft, parent, ScrapScope.Production, ("join", join));
            return;
        }
        parent = draft.Change(parent with { Node = join, Since = draft.Facts.Now, Status = TokenStatus.Ready, Qty = left, ScrappedQty = parent.ScrappedQty + parent.Qty - left }, TokenEventType.Join,
            ("split_execution_id", split.Id), ("merged", progress.Here.Length), ("missing", progress.Missing.Length));
        Router.Onward(draft, parent, hops);
    }

    /// <summary>
    /// What of a batch can still be put together: parts of a divided one are added up, of a multiplied one the scarcest part that came in
    /// decides. A piece is whole or it is not.
    /// </summary>
    private static long Left(Draft draft, SplitExecution split, JoinProgress progress)
    {
        var parent = draft[split.ParentId];
        if (parent.Type != TokenType.Batch) return parent.Qty;
        var alive = draft.ChildrenOf(split).Where(c => c.IsLive).ToLookup(c => (c.BranchKey, c.BranchOrdinal), c => c.Qty);
        if (draft.Graph[split.SplitNode].Node.Split!.Mode == SplitMode.Divide) return Math.Min(parent.Qty, alive.Sum(a => a.Sum()));
        var unit = draft.Facts.WholeUnits ? Router.OnePiece : 1;
        var came = progress.Here.Select(t => (t.BranchKey, t.BranchOrdinal)).ToHashSet();
        return split.Children.Where(c => came.Contains((c.BranchKey, c.Ordinal)))
            .Min(c => alive[(c.BranchKey, c.Ordinal)].Sum() * split.ParentQty / c.Qty / unit * unit);
    }
}

/// <summary>How far a join is for one key.</summary>
/// <param name="Here">Children that wait at the join.</param>
/// <param name="Missing">Places that are still on their way.</param>
/// <param name="Lost">Places that nobody can fill: scrapped, and nothing in its stead.</param>
public sealed record JoinProgress(ImmutableArray<TokenState> Here, ImmutableArray<ExpectedChild> Missing, ImmutableArray<ExpectedChild> Lost, int Arrived, int Required, bool IsEnough)
{
    /// <summary>Too much is lost for what is left to be enough.</summary>
    public bool IsBlocked { get; private init; }

    public static JoinProgress Of(SplitExecution split, JoinSpec spec, string join, IEnumerable<TokenState> children)
    {
        var places = children.ToLookup(c => (c.BranchKey!, c.BranchOrdinal!.Value));
        bool IsHere(TokenState t) => t.Status == TokenStatus.Waiting && t.Stop is null && t.Node == join;
        bool IsIn(ExpectedChild c) => places[(c.BranchKey, c.Ordinal)].Where(t => t.IsLive).ToList() is { Count: > 0 } alive && alive.TrueForAll(IsHere);
        bool IsLost(ExpectedChild c) => !places[(c.BranchKey, c.Ordinal)].Any(t => t.IsLive);

        ImmutableArray<TokenState> here = [.. places.SelectMany(p => p).Where(IsHere).OrderBy(t => t.Since).ThenBy(t => t.Id)];
        var branches = split.Children.GroupBy(c => c.BranchKey, StringComparer.Ordinal).ToList();
        var isOr = spec.Type == JoinType.Or && split.LoweredTo is null;
        var arrived = isOr ? (here.Length > 0 ? 1 : 0) : branches.Count(b => b.All(IsIn));
        var possible = isOr ? (places.SelectMany(p => p).Any(t => t.IsLive) ? 1 : 0) : branches.Count(b => !b.Any(IsLost));
        var required = Math.Min(branches.Count, split.LoweredTo ?? spec.Type switch { JoinType.And => branches.Count, JoinType.Or => 1, _ => spec.Count ?? branches.Count });
        return new JoinProgress(here, [.. split.Children.Where(c => !IsIn(c) && !IsLost(c))], [.. split.Children.Where(IsLost)], arrived, required, arrived >= required && here.Length > 0)
        {
            IsBlocked = possible < required,
        };
    }
}
