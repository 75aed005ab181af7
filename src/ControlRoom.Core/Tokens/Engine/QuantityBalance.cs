// Token lifecycle core: mind token idempotency, the instance state machine, serial integrity and transactions across both databases.
// A change here updates the end-to-end tests, is reviewed by the architecture owner, and passes the full regression.
using ControlRoom.Core.Routing;

namespace ControlRoom.Core.Tokens.Engine;

/// <summary>
/// What went into an instance is what came out, was lost, or is still there, in hundredths. Inside a split that meets again nothing counts:
/// the parent that waits for it does.
/// </summary>
public sealed record QuantityBalance(long Spawned, long Replaced, long Made, long Finished, long Scrapped, long Live)
{
    public bool Holds => Spawned + Replaced + Made == Finished + Scrapped + Live;

    /// <param name="spawned">What the spawn cycle asked for.</param>
    public static QuantityBalance Of(InstanceState state, CompiledGraph graph, long spawned)
    {
        var outside = state.Tokens.Values.Where(t => !IsInside(state, graph, t)).ToList();
        var consumed = outside.Where(t => t.Status == TokenStatus.Completed && graph[t.Node].Type != RoutingNodeType.End).ToDictionary(t => t.Id);
        var made = outside.Where(t => t.Origin is TokenOrigin.BatchYield).Sum(t => t.Qty)
            + state.Splits.Values.Where(s => consumed.ContainsKey(s.ParentId) && graph[s.SplitNode].Join is null).Sum(s => s.Children.Sum(c => c.Qty))
            - consumed.Values.Sum(t => t.Qty);
        return new QuantityBalance(
            spawned,
            outside.Where(t => t.ReplacedId is not null).Sum(t => state.Tokens[t.ReplacedId!.Value].Qty),
            made,
            outside.Where(t => t.Status == TokenStatus.Completed && !consumed.ContainsKey(t.Id)).Sum(t => t.Qty),
            outside.Sum(t => t.ScrappedQty + (t.Status == TokenStatus.Scrapped ? t.Qty : 0)),
            outside.Where(t => t.IsLive).Sum(t => t.Qty));
    }

    private static bool IsInside(InstanceState state, CompiledGraph graph, TokenState token)
    {
        for (var split = token.SplitId; split is { } id; split = state.Tokens[state.Splits[id].ParentId].SplitId)
        {
            if (graph[state.Splits[id].SplitNode].Join is not null) return true;
        }
        return false;
    }
}
