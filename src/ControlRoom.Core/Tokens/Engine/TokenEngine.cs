// Token lifecycle core: mind token idempotency, the instance state machine, serial integrity and transactions across both databases.
// A change here updates the end-to-end tests, is reviewed by the architecture owner, and passes the full regression.
using System.Collections.Immutable;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Routing;

namespace ControlRoom.Core.Tokens.Engine;

/// <param name="Serials">One per token, or empty.</param>
public sealed record SpawnOrder(TokenType Type, long Qty, ImmutableArray<string> Serials = default, string? SerialLabel = null);

/// <param name="Good">Hundredths; null = what scrap and rework leave.</param>
/// <param name="NextEdgeId">The way picked at the decision behind, where it lets people pick.</param>
public sealed record Completion(Guid TokenId, long? Good = null, long Scrap = 0, long Rework = 0, string? Reason = null, string? NextEdgeId = null);

/// <param name="ReworkNode">A step before, picked by the checker; null = as the graph says.</param>
public sealed record QcVerdict(Guid TokenId, QcOutcome Outcome, string? DefectCode = null, QcSeverity? Severity = null, string? Reason = null, string? ReworkNode = null, string? PhotoRef = null);

public sealed record CorrectionOrder(Guid TokenId, CorrectionType Type, string Reason)
{
    public string? ToNode { get; init; }
    public string? EdgeId { get; init; }
    public QcOutcome? Outcome { get; init; }
    public int? JoinCount { get; init; }
}

/// <summary>
/// Everything that may happen to tokens. Values in, moves out: each operation answers with a refusal that changed nothing, or with its
/// effects in order. Permissions, sessions, checklists and serials are the caller's.
/// </summary>
public static class TokenEngine
{
    public static Outcome<EngineResult> Spawn(InstanceState state, EngineFacts facts, SpawnOrder order) => Do(state, facts, d => Spawning.Spawn(d, order));

    /// <summary>Somebody begins to work on it.</summary>
    public static Outcome<EngineResult> Start(InstanceState state, EngineFacts facts, Guid token) => Do(state, facts, d => Working.Start(d, d.Find(token)));

    public static Outcome<EngineResult> Pause(InstanceState state, EngineFacts facts, Guid token) => Do(state, facts, d => Working.Pause(d, d.Find(token)));

    public static Outcome<EngineResult> Resume(InstanceState state, EngineFacts facts, Guid token) => Do(state, facts, d => Working.Resume(d, d.Find(token)));

    /// <summary>Lets a token wait again that nobody works on.</summary>
    public static Outcome<EngineResult> Release(InstanceState state, EngineFacts facts, Guid token, string reason) => Do(state, facts, d => Working.Release(d, d.Find(token), reason));

    public static Outcome<EngineResult> Complete(InstanceState state, EngineFacts facts, Completion order) => Do(state, facts, d => Completing.Complete(d, d.Find(order.TokenId), order));

    public static Outcome<EngineResult> Check(InstanceState state, EngineFacts facts, QcVerdict verdict) => Do(state, facts, d => Checking.Check(d, d.Find(verdict.TokenId), verdict));

    /// <summary>A supervisor scraps it, with everything that lives of it.</summary>
    public static Outcome<EngineResult> Scrap(InstanceState state, EngineFacts facts, Guid token, string reason) => Do(state, facts, d =>
    {
        if (d.Find(token) is not { IsLive: true } live) return Refusals.NotFrom(d.Find(token), "SCRAP", Refusals.Live);
        Scrapping.ScrapByPolicy(d, live, ("reason", reason));
        return null;
    });

    public static Outcome<EngineResult> Replace(InstanceState state, EngineFacts facts, Guid scrapped, string? fromNode) => Do(state, facts, d =>
    {
        if (d.Find(scrapped) is not { } token) return Refusals.NotFrom(null, "REPLACEMENT", []);
        if (Scrapping.WhyNoReplacement(d, token) is { } refusal) return refusal;
        if (fromNode is not null && !(Correcting.MayStandAt(d, token, fromNode) && d.Graph[fromNode].Type is not (RoutingNodeType.Join or RoutingNodeType.End))) return Refusals.TargetNode("/from_node", fromNode);
        Scrapping.Replace(d, token, fromNode);
        return null;
    });

    /// <summary>Lets a token go on from a wait for approval.</summary>
    public static Outcome<EngineResult> Approve(InstanceState state, EngineFacts facts, Guid token) => Do(state, facts, d => Working.Approve(d, d.Find(token)));

    /// <summary>What time and other tokens have settled meanwhile: waits that are over, incomplete batches, joins beyond their time. Needs the whole instance.</summary>
    public static EngineResult Evaluate(InstanceState state, EngineFacts facts) => Do(state, facts, d =>
    {
        Waiting.Evaluate(d);
        Overdue.Evaluate(d);
        return null;
    }).Must();

    /// <summary>Scraps all that lives, for good: the cycle is over.</summary>
    public static EngineResult Reset(InstanceState state, EngineFacts facts, string reason) => ScrapLive(new Draft(state, facts), ScrapScope.JobReset, reason).Done();

    /// <summary>Finishes with what is finished: the rest is production scrap, and nothing of it is replaced.</summary>
    public static EngineResult Abandon(InstanceState state, EngineFacts facts, string reason)
    {
        var draft = ScrapLive(new Draft(state, facts), ScrapScope.Production, reason);
        foreach (var token in state.Tokens.Values.Where(t => t.ReplacementDue).OrderBy(t => t.Id)) draft.Change(token with { ReplacementDue = false }, TokenEventType.Note, ("reason", reason));
        return draft.Done();
    }

    public static Outcome<EngineResult> Correct(InstanceState state, EngineFacts facts, CorrectionOrder order) => Do(state, facts, d => Correcting.Correct(d, d.Find(order.TokenId), order));

    /// <summary>Takes a start, completion or check back; see <see cref="Undo"/>.</summary>
    public static Outcome<EngineResult> TakeBack(InstanceState state, EngineFacts facts, UndoOrder order) => Do(state, facts, d => Undo.TakeBack(d, order));

    private static Draft ScrapLive(Draft draft, ScrapScope scope, string reason)
    {
        foreach (var token in draft.All.Where(t => t.IsLive).OrderBy(t => t.Id).ToList()) draft.Change(token with { Status = TokenStatus.Scrapped, ScrapScope = scope, Stop = null }, TokenEventType.Scrap, ("reason", reason));
        return draft;
    }

    private static Outcome<EngineResult> Do(InstanceState state, EngineFacts facts, Func<Draft, Refusal?> operation)
    {
        var draft = new Draft(state, facts);
        if (operation(draft) is { } refusal) return refusal;
        Waiting.FillPlaces(draft);
        return draft.Done();
    }
}

internal static class Refusals
{
    public static readonly TokenStatus[] Live = [TokenStatus.Ready, TokenStatus.Active, TokenStatus.Paused, TokenStatus.Waiting];

    public static Refusal NotFrom(TokenState? token, string action, TokenStatus[] from) =>
        Refusal.InvalidTransition("token", token is null ? null : Word.Of(token.Status), action, from.Select(Word.Of));

    public static Refusal TargetNode(string pointer, string? node) => Refusal.Invalid("NODE_NOT_IN_BRANCH", pointer).With("node", node);
}
