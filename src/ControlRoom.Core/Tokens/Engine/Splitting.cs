// Token lifecycle core: mind token idempotency, the instance state machine, serial integrity and transactions across both databases.
// A change here updates the end-to-end tests, is reviewed by the architecture owner, and passes the full regression.
using System.Collections.Immutable;
using ControlRoom.Core.Routing;

namespace ControlRoom.Core.Tokens.Engine;

/// <summary>Makes children of a token, one or more per branch, and records them as what the join will wait for.</summary>
internal static class Splitting
{
    private sealed record Share(RoutingEdge Edge, int Count, long Qty);

    public static void Run(Draft draft, TokenState parent, CompiledNode node, int hops)
    {
        var taken = Taken(draft, parent, node);
        if (taken.Length == 0)
        {
            Router.Stop(draft, parent, StopCode.Unroutable, node.Code);
            return;
        }
        var children = Children(draft, parent, node, taken);
        var visit = 1 + draft.Splits.Count(s => s.ParentId == parent.Id && s.SplitNode == node.Code);
        var split = new SplitExecution(draft.Facts.NewId(), parent.Id, node.Code, visit, parent.Qty, [.. children.Select(c => new ExpectedChild(c.BranchKey!, c.BranchOrdinal!.Value, c.Id, c.Qty))]) { TimerFrom = draft.Facts.Now };
        draft.Record(split);
        draft.Change(parent with { Status = node.Join is null ? TokenStatus.Completed : TokenStatus.Waiting }, TokenEventType.Split, ("split_execution_id", split.Id), ("children", children.Count));
        var ways = taken.ToDictionary(e => e.BranchKey, StringComparer.Ordinal);
        foreach (var child in children) draft.Create(child with { SplitId = split.Id });
        foreach (var child in children)
        {
            // An earlier child may already have fired the join behind, and what came of that may have ended the others.
            if (draft[child.Id] is { IsLive: true } alive) Router.Enter(draft, alive with { Node = ways[child.BranchKey!].Target }, ways[child.BranchKey!], hops);
        }
    }

    private static ImmutableArray<RoutingEdge> Taken(Draft draft, TokenState parent, CompiledNode node)
    {
        if (node.Node.Split?.Policy != SplitPolicy.Conditional) return node.Out;
        var facts = new TokenFacts(draft, parent);
        ImmutableArray<RoutingEdge> holding = [.. node.Out.Where(e => !e.IsDefault && e.Condition?.Holds(facts) != false)];
        return holding.Length > 0 ? holding : [.. node.Out.Where(e => e.IsDefault)];
    }

    private static List<TokenState> Children(Draft draft, TokenState parent, CompiledNode node, ImmutableArray<RoutingEdge> taken)
    {
        var children = new List<TokenState>();
        foreach (var share in parent.Type == TokenType.Batch ? OfBatch(draft, parent, node, taken) : taken.Select(e => new Share(e, Weight(node, e), Router.OnePiece)))
        {
            for (var ordinal = 1; ordinal <= share.Count; ordinal++) children.Add(Child(draft, parent, node, share, ordinal));
        }
        return children;
    }

    private static TokenState Child(Draft draft, TokenState parent, CompiledNode node, Share share, int ordinal)
    {
        var type = parent.Type == TokenType.Batch ? TokenType.Batch : TokenType.Component;
        return new TokenState(draft.Facts.NewId(), type, TokenOrigin.Split, node.Code, share.Qty)
        {
            ParentId = parent.Id, RootId = parent.RootId, BranchKey = share.Edge.BranchKey, BranchOrdinal = ordinal,
            ComponentCode = draft.Graph[share.Edge.Target].Node.Operation?.ProducesComponent,
            SerialLabel = (parent.SerialNumber ?? parent.SerialLabel) is { } label ? $"{label}/{share.Edge.BranchKey}" : null,
        };
    }

    /// <summary>One batch per branch: its multiple, or its share. Shares are whole units, the rest goes to the largest; a branch without a share gets nothing.</summary>
    private static IEnumerable<Share> OfBatch(Draft draft, TokenState parent, CompiledNode node, ImmutableArray<RoutingEdge> taken)
    {
        if (node.Node.Split?.Mode != SplitMode.Divide) return taken.Select(e => new Share(e, 1, parent.Qty * Weight(node, e)));
        var unit = draft.Facts.WholeUnits ? Router.OnePiece : 1;
        var weights = taken.Select(e => (long)Weight(node, e)).ToList();
        var shares = weights.Select(w => parent.Qty / unit * w / weights.Sum() * unit).ToList();
        shares[weights.IndexOf(weights.Max())] += parent.Qty - shares.Sum();
        return taken.Select((e, i) => new Share(e, 1, shares[i])).Where(s => s.Qty > 0);
    }

    private static int Weight(CompiledNode node, RoutingEdge edge) => node.Node.Split is { Policy: SplitPolicy.Ratio } split ? split.Ratio.GetValueOrDefault(edge.BranchKey, 1) : 1;
}
