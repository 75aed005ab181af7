// Token lifecycle core: mind token idempotency, the instance state machine, serial integrity and transactions across both databases.
// A change here updates the end-to-end tests, is reviewed by the architecture owner, and passes the full regression.
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Routing;

namespace ControlRoom.Core.Tokens.Engine;

/// <summary>What follows from a check: on, back, aside, or the end of it.</summary>
internal static class Checking
{
    public static Refusal? Check(Draft draft, TokenState? token, QcVerdict verdict, bool beyondLimit = false)
    {
        if (token is not { Status: TokenStatus.Ready or TokenStatus.Active } || draft.Graph[token.Node].Type != RoutingNodeType.Qc) return Refusals.NotFrom(token, "QC", [TokenStatus.Ready, TokenStatus.Active]);
        var node = draft.Graph[token.Node];
        var judged = token with { Qc = new QcResult(verdict.Outcome, verdict.DefectCode, verdict.Severity) };
        var way = Way(draft, judged, node, beyondLimit);
        if (WhyNot(token, verdict, node, way, draft, beyondLimit) is { } refusal) return refusal;

        judged = draft.Change(judged, verdict.Outcome == QcOutcome.Pass ? TokenEventType.QcPass : TokenEventType.QcFail,
            ("outcome", verdict.Outcome), ("defect_code", verdict.DefectCode), ("severity", verdict.Severity), ("reason", verdict.Reason), ("photo_ref", verdict.PhotoRef));
        if (verdict.ReworkNode is { } target) Router.SendBack(draft, judged, target, 0);
        else if (way is null) Scrapping.ScrapByPolicy(draft, judged, ("reason", verdict.Reason), ("defect_code", verdict.DefectCode));
        else Router.FollowChosen(draft, judged, way, 0);
        return null;
    }

    /// <summary>On again for a token that its check had stopped.</summary>
    public static void Again(Draft draft, TokenState token)
    {
        if (Way(draft, token, draft.Graph[token.Node], beyondLimit: true) is { } way) Router.FollowChosen(draft, token, way, 0);
        else Router.Stop(draft, token, StopCode.Unroutable, token.Node);
    }

    /// <summary>Where the result leads; null = nowhere, it has to be scrapped.</summary>
    private static Choice? Way(Draft draft, TokenState judged, CompiledNode node, bool beyondLimit)
    {
        if (judged.Qc?.Status == QcOutcome.Scrap) return null;
        // On a check the default is the way of what failed; what passed has its plain edge.
        var passed = judged.Qc?.Status is null or QcOutcome.Pass;
        var way = Router.Choose(draft, judged, [.. node.Out.Where(e => passed ? !e.IsDefault : e.Condition is not null)]);
        if (passed || !way.IsNone) return way;
        way = Router.Choose(draft, judged, [.. node.Rework.Where(e => beyondLimit || judged.ReworkCount < Router.ReworkLimit(node, e))]);
        return way.IsNone ? null : way;
    }

    private static Refusal? WhyNot(TokenState token, QcVerdict verdict, CompiledNode node, Choice? way, Draft draft, bool beyondLimit)
    {
        if (verdict.ReworkNode is { } target)
        {
            if (verdict.Outcome is not (QcOutcome.FailMinor or QcOutcome.FailMajor) || !Correcting.MayReturnTo(draft, token, target)) return Refusals.TargetNode("/rework_node", target);
            return beyondLimit || token.ReworkCount < Router.ReworkLimit(node, null) ? null : LimitReached(token);
        }
        if (way is not null || node.Node.Qc is not { AllowScrap: false }) return null;
        if (verdict.Outcome == QcOutcome.Scrap) return Refusal.Conflict("SCRAP_NOT_ALLOWED").With("node", token.Node);
        return node.Rework.Length == 0 ? Refusal.Conflict("NO_REWORK_EDGE").With("node", token.Node) : LimitReached(token);
    }

    private static Refusal LimitReached(TokenState token) => Refusal.Conflict("REWORK_LIMIT_REACHED").With("node", token.Node).With("count", token.ReworkCount);
}
