// Token lifecycle core: mind token idempotency, the instance state machine, serial integrity and transactions across both databases.
// A change here updates the end-to-end tests, is reviewed by the architecture owner, and passes the full regression.
using System.Collections.Immutable;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Routing;

namespace ControlRoom.Core.Tokens.Engine;

/// <summary>Moves tokens along edges until they come to something that needs time, people or others. Nothing here refuses: what has no way stops and says so.</summary>
internal static class Router
{
    /// <summary>Nodes that a token may pass in one operation.</summary>
    public const int MaxHops = 100;

    public const int OnePiece = 100;

    /// <summary>On from where the token stands.</summary>
    /// <param name="choice">The edge somebody picked at the decision behind this step.</param>
    public static void Onward(Draft draft, TokenState token, int hops, string? choice = null)
    {
        // What moved before it in the same operation may have ended it.
        if (!draft[token.Id].IsLive) return;
        var ways = draft.Graph[token.Node].Out;
        if (ways.Length == 1) Follow(draft, token, ways[0], hops, choice);
        else FollowChosen(draft, token, Choose(draft, token, ways), hops, choice);
    }

    public static void Follow(Draft draft, TokenState token, RoutingEdge edge, int hops, string? choice = null)
    {
        if (edge.Type == RoutingEdgeType.Rework) SendBack(draft, token, edge.Target, hops, edge);
        else Go(draft, token, edge.Target, edge, hops, choice);
    }

    /// <summary>Back to an earlier step, counted.</summary>
    public static void SendBack(Draft draft, TokenState token, string target, int hops, RoutingEdge? edge = null)
    {
        token = draft.Change(token with { ReworkCount = token.ReworkCount + 1 }, TokenEventType.Rework, ("to_node", target), ("edge_id", edge?.Id));
        Go(draft, token, target, edge, hops);
    }

    public static void Go(Draft draft, TokenState token, string target, RoutingEdge? via, int hops, string? choice = null)
    {
        if (hops >= MaxHops)
        {
            Stop(draft, token, StopCode.HopLimit, target);
            return;
        }
        if (token.Node != draft.Graph.Start) draft.Write(token, TokenEventType.Move, target, ("edge_id", via?.Id));
        Enter(draft, token with { Node = target, Since = draft.Facts.Now, Stop = null, Status = TokenStatus.Ready }, via, hops + 1, choice);
    }

    /// <summary>The token comes to <see cref="TokenState.Node"/>.</summary>
    public static void Enter(Draft draft, TokenState token, RoutingEdge? via, int hops, string? choice = null)
    {
        var node = draft.Graph[token.Node];
        switch (node.Type)
        {
            case RoutingNodeType.Operation or RoutingNodeType.Qc: Waiting.EnterStation(draft, token, node); break;
            case RoutingNodeType.Wait: Waiting.EnterWait(draft, token, node, hops); break;
            case RoutingNodeType.Join: Joining.Arrive(draft, token, node, via, hops); break;
            case RoutingNodeType.Split: Splitting.Run(draft, Entered(draft, token), node, hops); break;
            case RoutingNodeType.Decision: Decide(draft, Entered(draft, token), hops, choice); break;
            case RoutingNodeType.End: draft.Change(Entered(draft, token) with { Status = TokenStatus.Completed }, TokenEventType.Complete); break;
            case RoutingNodeType.Start: Onward(draft, Entered(draft, token), hops); break;
            default: Stop(draft, Entered(draft, token), StopCode.Unroutable, node.Code); break;
        }
    }

    public static TokenState Entered(Draft draft, TokenState token) => draft.Change(token, TokenEventType.Enter);

    public static void Decide(Draft draft, TokenState token, int hops, string? choice = null)
    {
        var node = draft.Graph[token.Node];
        var picked = node.Node.Decision is { OperatorChoice: true } ? node.Out.Concat(node.Rework).FirstOrDefault(e => e.Id == choice) : null;
        var back = node.Rework.Where(e => token.ReworkCount < ReworkLimit(node, e));
        var chosen = picked is null ? Choose(draft, token, [.. node.Out, .. back]) : new Choice(picked);
        if (chosen.Edge is { } edge)
            draft.Write(token, TokenEventType.DecisionRouted, null, ("edge_id", edge.Id), ("rule", picked is not null ? "CHOICE" : edge.IsDefault ? "DEFAULT" : edge.Condition is null ? "PLAIN" : "CONDITION"));
        FollowChosen(draft, token, chosen, hops);
    }

    /// <summary>The edge whose rule holds. Two of them are one too many: nobody guesses.</summary>
    public static Choice Choose(Draft draft, TokenState token, ImmutableArray<RoutingEdge> ways)
    {
        var facts = new TokenFacts(draft, token);
        var choice = One(ways.Where(e => e.Condition is not null && !e.IsDefault && e.Condition.Holds(facts)));
        if (choice.IsNone) choice = One(ways.Where(e => e.IsDefault));
        return choice.IsNone ? One(ways.Where(e => e.Condition is null)) : choice;
    }

    public static Choice One(IEnumerable<RoutingEdge> edges)
    {
        var all = edges.ToList();
        return all.Count == 1 ? new Choice(all[0]) : new Choice(null, string.Join(", ", all.Select(e => e.Id)));
    }

    public static void FollowChosen(Draft draft, TokenState token, Choice chosen, int hops, string? choice = null)
    {
        if (chosen.Edge is { } edge) Follow(draft, token, edge, hops, choice);
        else Stop(draft, token, chosen.IsNone ? StopCode.Unroutable : StopCode.AmbiguousRouting, chosen.IsNone ? token.Node : chosen.Rivals);
    }

    public static void Stop(Draft draft, TokenState token, StopCode code, string detail)
    {
        token = draft.Change(token with { Status = TokenStatus.Waiting, Stop = new EngineStop(code, detail) }, TokenEventType.WaitStart);
        draft.Alarm(EngineAlarm.TokenStopped, token, Word.Of(code));
    }

    public static int ReworkLimit(CompiledNode node, RoutingEdge? edge) => edge?.ReworkLimit ?? node.Node.Qc?.ReworkLimit ?? RoutingGraph.DefaultReworkLimit;
}

/// <param name="Rivals">Edges that all hold; empty when none does.</param>
internal sealed record Choice(RoutingEdge? Edge, string Rivals = "")
{
    public bool IsNone => Edge is null && Rivals.Length == 0;
}
