// Token lifecycle core: mind token idempotency, the instance state machine, serial integrity and transactions across both databases.
// A change here updates the end-to-end tests, is reviewed by the architecture owner, and passes the full regression.
using System.Collections.Immutable;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Routing;

namespace ControlRoom.Core.Tokens.Engine;

/// <summary>What the engine does not know and the answer depends on.</summary>
public sealed record WhyFacts
{
    public bool TicketPaused { get; init; }
    public bool IsAssigned { get; init; }

    /// <summary>Somebody may claim it.</summary>
    public bool AnyEligible { get; init; } = true;
    public bool WorkCenterDown { get; init; }
}

/// <summary>Why a token is where it is, as one code of the closed list, and what helps.</summary>
/// <param name="Tokens">Whom it waits for, or what became of it.</param>
/// <param name="Args">Holes of the sentence.</param>
public sealed record Why(WhyCode Code, WhyAction? Action, ImmutableArray<Guid> Tokens, ImmutableSortedDictionary<string, object?> Args)
{
    public static Why Of(InstanceState state, EngineFacts facts, Guid id, WhyFacts around)
    {
        var draft = new Draft(state, facts);
        var token = draft[id];
        if (!token.IsLive) return Ended(token);
        if (around.TicketPaused) return New(WhyCode.TicketPaused, WhyAction.ResumeTicket);
        if (token.Stop is { } stop) return New(OfStop(stop.Code), WhyAction.Route).With("node", token.Node).With("detail", stop.Detail);
        return token.Status switch
        {
            TokenStatus.Active => New(WhyCode.InWork, WhyAction.Complete),
            TokenStatus.Paused => New(WhyCode.Paused, WhyAction.Resume),
            TokenStatus.Ready => OfReady(draft, token, around),
            _ => OfWaiting(draft, token),
        };
    }

    private static Why Ended(TokenState token) => token switch
    {
        { Status: TokenStatus.Completed, MergedInto: { } parent } => New(WhyCode.Merged) with { Tokens = [parent] },
        { Status: TokenStatus.Completed } => New(WhyCode.Finished),
        { ReplacementDue: true } => New(WhyCode.ReplacementPending, WhyAction.Replacement),
        _ => New(WhyCode.Scrapped) with { Tokens = token.ReplacementId is { } instead ? [instead] : [] },
    };

    private static WhyCode OfStop(StopCode code) => code switch
    {
        StopCode.Unroutable => WhyCode.Unroutable,
        StopCode.AmbiguousRouting => WhyCode.AmbiguousRouting,
        StopCode.HopLimit => WhyCode.HopLimit,
        _ => WhyCode.JoinTimeout,
    };

    private static Why OfReady(Draft draft, TokenState token, WhyFacts around)
    {
        if (draft.Graph[token.Node].Type == RoutingNodeType.Qc) return New(WhyCode.AwaitsQc, WhyAction.Qc);
        if (around.WorkCenterDown) return New(WhyCode.WorkCenterDown).With("work_center", draft.Graph[token.Node].Node.Station?.WorkCenter);
        if (Working.IsBusy(draft, token)) return New(WhyCode.NodeBusy).With("node", token.Node) with { Tokens = [.. draft.At(token.Node).Where(t => t.Status == TokenStatus.Active).Select(t => t.Id)] };
        if (around.IsAssigned) return New(WhyCode.ReadyAssigned, WhyAction.Start);
        return around.AnyEligible ? New(WhyCode.ReadyClaimable, WhyAction.Start) : New(WhyCode.NoEligible, WhyAction.Assign);
    }

    private static Why OfWaiting(Draft draft, TokenState token)
    {
        var node = draft.Graph[token.Node];
        return node.Type switch
        {
            RoutingNodeType.Join when draft.Split(token.SplitId) is { } split => OfJoin(draft, split, WhyCode.JoinMissing),
            RoutingNodeType.Split when draft.Splits.FirstOrDefault(s => s.ParentId == token.Id && s.SplitNode == token.Node && s.FiredAt is null) is { } split => OfJoin(draft, split, WhyCode.ChildrenOpen),
            RoutingNodeType.Wait => OfWait(draft, token, node.Node.Wait!),
            _ => New(WhyCode.Capacity).With("node", node.Code).With("capacity", node.Node.Station?.Capacity)
                with { Tokens = [.. draft.At(node.Code).Where(t => t.TakesPlace).Select(t => t.Id)] },
        };
    }

    private static Why OfJoin(Draft draft, SplitExecution split, WhyCode open)
    {
        var join = draft.Graph[split.SplitNode].Join!;
        var progress = JoinProgress.Of(split, draft.Graph[join].Node.Join!, join, draft.ChildrenOf(split));
        var why = progress.IsBlocked ? New(WhyCode.JoinBlocked, WhyAction.Replacement) : New(open);
        var missing = progress.IsBlocked ? progress.Lost : progress.Missing;
        return why.With("join", join).With("arrived", progress.Arrived).With("required", progress.Required).With("branches", string.Join(", ", missing.Select(m => m.BranchKey).Distinct()))
            with { Tokens = [.. missing.Select(m => Filling(draft, split, m))] };
    }

    /// <summary>Who fills the place now: the last that was made for it.</summary>
    private static Guid Filling(Draft draft, SplitExecution split, ExpectedChild place) =>
        draft.ChildrenOf(split).Where(t => t.BranchKey == place.BranchKey && t.BranchOrdinal == place.Ordinal).OrderByDescending(t => t.IsLive).ThenByDescending(t => t.Id).First().Id;

    private static Why OfWait(Draft draft, TokenState token, WaitSpec wait) => wait.Type switch
    {
        WaitType.Time => New(WhyCode.WaitTime).With("until", token.Since.AddMinutes((double)(wait.Minutes ?? 0))),
        WaitType.Batch => New(WhyCode.WaitBatch).With("here", draft.At(token.Node).Where(t => t is { Status: TokenStatus.Waiting, Stop: null }).Sum(t => t.Qty) / 100m).With("needed", wait.MinBatch),
        _ => New(WhyCode.WaitApproval, WhyAction.Approve).With("role", wait.Role is { } role ? Word.Of(role) : null),
    };

    private static Why New(WhyCode code, WhyAction? action = null) => new(code, action, [], EventReplay.Nothing);

    private Why With(string key, object? value) => this with { Args = Args.SetItem(key, value) };
}
