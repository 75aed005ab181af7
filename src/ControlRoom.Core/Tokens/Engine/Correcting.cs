// Token lifecycle core: mind token idempotency, the instance state machine, serial integrity and transactions across both databases.
// A change here updates the end-to-end tests, is reviewed by the architecture owner, and passes the full regression.
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Routing;

namespace ControlRoom.Core.Tokens.Engine;

/// <summary>What a supervisor may put right by hand. Each writes what was before; quantities and ends stay as they are.</summary>
internal static class Correcting
{
    public static Refusal? Correct(Draft draft, TokenState? token, CorrectionOrder order)
    {
        if (token is null) return Refusals.NotFrom(null, Word.Of(order.Type), []);
        return order.Type switch
        {
            CorrectionType.ForceMove => Move(draft, token, order, MayStandAt),
            CorrectionType.Rewind => Move(draft, token, order, MayReturnTo),
            CorrectionType.CloseJoin => CloseJoin(draft, token, order),
            CorrectionType.QcOverride => Override(draft, token, order),
            CorrectionType.Route => Route(draft, token, order),
            CorrectionType.WaiveReplacement => Waive(draft, token, order),
            _ => Note(draft, token, order),
        };
    }

    /// <summary>Whether a token may be put to a node: in its own branch, at something that takes it from there, or at the join that waits for it.</summary>
    public static bool MayStandAt(Draft draft, TokenState token, string target)
    {
        if (!draft.Graph.Has(target)) return false;
        var (node, here) = (draft.Graph[target], draft.Graph[token.Node]);
        var mine = draft.Split(token.SplitId) is { } split && draft.Graph[split.SplitNode].Join is { } join ? (split.SplitNode, Join: join) : default;
        if (node.Type == RoutingNodeType.Join) return target == mine.Join;
        // A child at its join has left the branch by the graph's eyes, but not by its own.
        var branch = here.Code == mine.Join ? new Branch(mine.SplitNode, token.BranchKey!, here.Branch) : here.Branch;
        return node.Type is not (RoutingNodeType.Start or RoutingNodeType.Group) && node.Branch == branch && !IsBeforeItsSplit(draft, token, target);
    }

    public static bool MayReturnTo(Draft draft, TokenState token, string target) =>
        MayStandAt(draft, token, target) && draft.Graph[target].Type != RoutingNodeType.Join && draft.Graph.IsUpstream(target, token.Node);

    private static bool IsBeforeItsSplit(Draft draft, TokenState token, string target) =>
        draft.Split(token.SplitId) is { } split && (target == split.SplitNode || draft.Graph.IsUpstream(target, split.SplitNode));

    private static Refusal? Move(Draft draft, TokenState token, CorrectionOrder order, Func<Draft, TokenState, string, bool> may)
    {
        if (!token.IsLive) return Refusals.NotFrom(token, Word.Of(order.Type), Refusals.Live);
        if (OpenSplit(draft, token)?.ParentId == token.Id) return Refusal.Conflict("CHILDREN_OPEN").With("node", token.Node);
        if (order.ToNode is null || order.ToNode == token.Node || !may(draft, token, order.ToNode)) return Refusals.TargetNode("/to_node", order.ToNode);
        token = Free(draft, token, order);
        Router.Go(draft, token, order.ToNode, null, 0);
        return null;
    }

    private static Refusal? CloseJoin(Draft draft, TokenState token, CorrectionOrder order)
    {
        if (OpenSplit(draft, token) is not { } split) return Refusal.Conflict("JOIN_NOT_OPEN").With("node", token.Node);
        var join = draft.Graph[split.SplitNode].Join!;
        var progress = JoinProgress.Of(split, draft.Graph[join].Node.Join!, join, draft.ChildrenOf(split));
        if (progress.Here.Length == 0) return Refusal.Conflict("JOIN_NOT_OPEN").With("node", join);
        if (order.JoinCount is { } count && (count < 1 || count > progress.Required)) return Refusal.Invalid("JOIN_COUNT_INVALID", "/join_count").With("required", progress.Required);
        split = draft.Change(split with { LoweredTo = order.JoinCount ?? progress.Arrived, Overdue = false, TimerFrom = draft.Facts.Now });
        Free(draft, draft[split.ParentId], order);
        Joining.TryFire(draft, split, 0);
        return null;
    }

    private static Refusal? Override(Draft draft, TokenState token, CorrectionOrder order)
    {
        if (order.Outcome is not { } outcome) return Refusal.Invalid("FIELD_REQUIRED", "/outcome").With("field", "outcome");
        var refusal = Checking.Check(draft, token, new QcVerdict(token.Id, outcome, Reason: order.Reason), beyondLimit: true);
        if (refusal is null) draft.Write(draft[token.Id], TokenEventType.Correction, null, ("correction", order.Type), ("reason", order.Reason), ("outcome", outcome), ("before_node", token.Node));
        return refusal;
    }

    private static Refusal? Route(Draft draft, TokenState token, CorrectionOrder order)
    {
        if (token is not { IsLive: true, Stop: { } stop }) return Refusal.Conflict("TOKEN_NOT_STOPPED").With("status", Word.Of(token.Status));
        var node = draft.Graph[token.Node];
        var edge = node.Out.Concat(node.Rework).FirstOrDefault(e => e.Id == order.EdgeId);
        if (order.EdgeId is not null && (edge is null || node.Type == RoutingNodeType.Split)) return Refusal.Invalid("NEXT_EDGE_INVALID", "/edge_id").With("edge", order.EdgeId);
        token = Free(draft, token, order);
        if (edge is not null) Router.Follow(draft, token, edge, 0);
        else if (stop.Code == StopCode.JoinTimeout) Joining.TryFire(draft, draft.Change(OpenSplit(draft, token)! with { Overdue = false, TimerFrom = draft.Facts.Now }), 0);
        else Again(draft, token, node);
        return null;
    }

    private static void Again(Draft draft, TokenState token, CompiledNode node)
    {
        switch (node.Type)
        {
            case RoutingNodeType.Decision: Router.Decide(draft, token, 0); break;
            case RoutingNodeType.Split: Splitting.Run(draft, token, node, 0); break;
            case RoutingNodeType.Qc: Checking.Again(draft, token); break;
            default: Router.Onward(draft, token, 0); break;
        }
    }

    private static Refusal? Waive(Draft draft, TokenState token, CorrectionOrder order)
    {
        if (!token.ReplacementDue) return Refusal.Conflict("REPLACEMENT_NOT_DUE").With("status", Word.Of(token.Status));
        draft.Change(token with { ReplacementDue = false }, TokenEventType.Correction, ("correction", order.Type), ("reason", order.Reason));
        return null;
    }

    private static Refusal? Note(Draft draft, TokenState token, CorrectionOrder order)
    {
        draft.Write(token, TokenEventType.Note, null, ("correction", order.Type), ("reason", order.Reason));
        return null;
    }

    /// <summary>Takes off a stop and says what was before. A parent goes on waiting for its children.</summary>
    private static TokenState Free(Draft draft, TokenState token, CorrectionOrder order) => draft.Change(
        token with { Stop = null, Status = OpenSplit(draft, token)?.ParentId == token.Id ? TokenStatus.Waiting : TokenStatus.Ready },
        TokenEventType.Correction, ("correction", order.Type), ("reason", order.Reason), ("before_node", token.Node), ("before_status", token.Status), ("join_count", order.JoinCount));

    /// <summary>The split whose join this token waits for: as the parent, or as a child that has come to it.</summary>
    private static SplitExecution? OpenSplit(Draft draft, TokenState token)
    {
        if (draft.Graph[token.Node].Type == RoutingNodeType.Join) return token.Stop is null && token.IsLive ? draft.Split(token.SplitId) : null;
        return draft.Graph[token.Node] is { Type: RoutingNodeType.Split, Join: not null } && token.IsLive ? draft.Splits.FirstOrDefault(s => s.ParentId == token.Id && s.FiredAt is null && s.SplitNode == token.Node) : null;
    }
}
