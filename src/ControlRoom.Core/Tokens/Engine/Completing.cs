// Token lifecycle core: mind token idempotency, the instance state machine, serial integrity and transactions across both databases.
// A change here updates the end-to-end tests, is reviewed by the architecture owner, and passes the full regression.
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Routing;

namespace ControlRoom.Core.Tokens.Engine;

/// <summary>The end of work at an operation: what is good goes on, what can be mended goes back, the rest is lost.</summary>
internal static class Completing
{
    public static Refusal? Complete(Draft draft, TokenState? token, Completion order)
    {
        if (token is not { Status: TokenStatus.Active or TokenStatus.Paused } || draft.Graph[token.Node].Type != RoutingNodeType.Operation)
            return Refusals.NotFrom(token, "COMPLETE", [TokenStatus.Active, TokenStatus.Paused]);
        var good = order.Good ?? token.Qty - order.Scrap - order.Rework;
        if (WhyNotQuantities(draft, token, order, good) is { } refusal) return refusal;
        var back = order.Rework > 0 ? WayBack(draft, token) : null;
        if (order.Rework > 0 && back?.Edge is null) return NoWayBack(draft, token);
        if (order.NextEdgeId is not null && !IsOffered(draft, token, order.NextEdgeId)) return Refusal.Invalid("NEXT_EDGE_INVALID", "/next_edge_id").With("edge", order.NextEdgeId);

        if (good > 0) GoOn(draft, token, order, good, back?.Edge);
        else if (order.Rework > 0) SendBack(draft, Finish(draft, token with { Qty = order.Rework, ScrappedQty = token.ScrappedQty + order.Scrap }, order), back!.Edge!);
        else Scrapping.ScrapByPolicy(draft, Finish(draft, token, order), ("reason", order.Reason));
        return null;
    }

    private static void GoOn(Draft draft, TokenState token, Completion order, long good, RoutingEdge? back)
    {
        var cuts = Cuts(draft, token);
        var left = cuts ? token.Qty - order.Scrap - order.Rework : good;
        token = Finish(draft, token with { Status = cuts ? TokenStatus.Completed : token.Status, Qty = left, ScrappedQty = token.ScrappedQty + order.Scrap }, order);
        if (order.Rework > 0) SendBack(draft, Apart(draft, token, order.Rework), back!);
        if (cuts) CutToPieces(draft, token, good / Router.OnePiece, order.NextEdgeId);
        else Router.Onward(draft, token, 0, order.NextEdgeId);
    }

    private static TokenState Finish(Draft draft, TokenState token, Completion order) => draft.Change(token, TokenEventType.Complete, ("scrap_qty", order.Scrap), ("rework_qty", order.Rework), ("reason", order.Reason));

    private static void SendBack(Draft draft, TokenState token, RoutingEdge back) => Router.SendBack(draft, token, back.Target, 0, back);

    /// <summary>The part of a batch that goes back on its own; inside a split it fills the same place as the rest.</summary>
    private static TokenState Apart(Draft draft, TokenState token, long qty) => draft.Create(new TokenState(draft.Facts.NewId(), token.Type, TokenOrigin.ReworkSpawn, token.Node, qty)
    {
        ParentId = token.Id, RootId = token.RootId, SplitId = token.SplitId, BranchKey = token.BranchKey, BranchOrdinal = token.BranchOrdinal, ComponentCode = token.ComponentCode,
        ReworkCount = token.ReworkCount, SerialLabel = token.SerialLabel, Metadata = token.Metadata,
    });

    /// <summary>The batch ends here; its pieces are families of their own.</summary>
    private static void CutToPieces(Draft draft, TokenState batch, long count, string? choice)
    {
        var ids = new List<Guid>();
        for (var i = 0; i < count; i++)
        {
            var piece = new TokenState(draft.Facts.NewId(), TokenType.Piece, TokenOrigin.BatchYield, batch.Node, Router.OnePiece) { ParentId = batch.Id, SerialNumber = draft.Facts.NextSerial() };
            ids.Add(draft.Create(piece).Id);
        }
        foreach (var id in ids) Router.Onward(draft, draft[id], 0, choice);
    }

    /// <summary>A batch that has to come together again at a join stays one.</summary>
    private static bool Cuts(Draft draft, TokenState token) =>
        token.Type == TokenType.Batch && draft.Graph[token.Node].Node.Operation is { Output: OperationOutput.Pieces } && draft.Graph[token.Node].Branch is null;

    private static Refusal? WhyNotQuantities(Draft draft, TokenState token, Completion order, long good)
    {
        var sum = good + order.Scrap + order.Rework;
        var mismatch = Refusal.Invalid("QTY_MISMATCH", "/good_qty").With("qty", token.Qty / 100m).With("sum", sum / 100m);
        if (good < 0 || order.Scrap < 0 || order.Rework < 0) return mismatch;
        var cuts = Cuts(draft, token);
        if (sum < token.Qty || (sum > token.Qty && !cuts) || order.Scrap + order.Rework > token.Qty - (cuts && good > 0 ? 1 : 0)) return mismatch;
        if (sum > token.Qty && string.IsNullOrWhiteSpace(order.Reason)) return Refusal.Invalid("YIELD_NEEDS_REASON", "/reason").With("qty", token.Qty / 100m).With("sum", sum / 100m);
        if (token.Type != TokenType.Batch && good != token.Qty && order.Scrap != token.Qty && order.Rework != token.Qty) return mismatch;
        bool IsPart(long qty) => qty % Router.OnePiece != 0;
        return (draft.Facts.WholeUnits && (IsPart(good) || IsPart(order.Scrap) || IsPart(order.Rework))) || (cuts && IsPart(good)) ? Refusal.Invalid("QTY_NOT_WHOLE", "/good_qty") : null;
    }

    private static Choice WayBack(Draft draft, TokenState token)
    {
        var node = draft.Graph[token.Node];
        return Router.Choose(draft, token, [.. node.Rework.Where(e => token.ReworkCount < Router.ReworkLimit(node, e))]);
    }

    private static Refusal NoWayBack(Draft draft, TokenState token) => draft.Graph[token.Node].Rework.Length == 0
        ? Refusal.Conflict("NO_REWORK_EDGE").With("node", token.Node)
        : Refusal.Conflict("REWORK_LIMIT_REACHED").With("node", token.Node).With("count", token.ReworkCount);

    private static bool IsOffered(Draft draft, TokenState token, string edge) => draft.Graph[token.Node].Out
        .Select(way => draft.Graph[way.Target])
        .Any(next => next.Node.Decision is { OperatorChoice: true } && (next.Out.Any(e => e.Id == edge) || next.Rework.Any(e => e.Id == edge && token.ReworkCount < Router.ReworkLimit(next, e))));
}
