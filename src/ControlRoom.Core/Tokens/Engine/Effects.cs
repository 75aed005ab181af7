// Token lifecycle core: mind token idempotency, the instance state machine, serial integrity and transactions across both databases.
// A change here updates the end-to-end tests, is reviewed by the architecture owner, and passes the full regression.
using System.Collections.Immutable;

namespace ControlRoom.Core.Tokens.Engine;

/// <summary>One line of a token's history. <see cref="Metadata"/> names every value that the line changed, so the lines alone rebuild the token.</summary>
/// <param name="Node">Where it happened.</param>
public sealed record TokenEvent(Guid TokenId, TokenEventType Type, string Node, string? From, string? To, DateTime At, ImmutableSortedDictionary<string, object?> Metadata);

/// <summary>What an operation did, in order: apply them one by one and the new state is there.</summary>
public abstract record Effect;

public sealed record TokenCreated(TokenState Token) : Effect;

public sealed record TokenChanged(TokenState Before, TokenState After) : Effect;

public sealed record EventWritten(TokenEvent Event) : Effect;

public sealed record SplitExecuted(SplitExecution Split) : Effect;

/// <summary>The requirement was lowered, or its timeout told or put back.</summary>
public sealed record SplitChanged(SplitExecution Before, SplitExecution After) : Effect;

/// <param name="EdgeId">Null when a correction put it there.</param>
public sealed record JoinArrived(Guid SplitId, string JoinNode, string? EdgeId, Guid TokenId) : Effect;

/// <param name="Consumed">The children that are merged into the parent now.</param>
public sealed record JoinFired(SplitExecution Split, string JoinNode, ImmutableArray<Guid> Consumed) : Effect;

public sealed record AlarmWanted(EngineAlarm Alarm, Guid TokenId, string Node, string Code) : Effect;

/// <summary>An operation that was allowed: what it did, and the state after it.</summary>
public sealed record EngineResult(ImmutableArray<Effect> Effects, InstanceState State)
{
    public IEnumerable<TokenState> Created => Effects.OfType<TokenCreated>().Select(e => State.Tokens[e.Token.Id]);

    /// <summary>Tokens there were before, as they are now, each once.</summary>
    public IEnumerable<TokenState> Changed =>
        Effects.OfType<TokenChanged>().Select(e => e.After.Id).Distinct().Except(Effects.OfType<TokenCreated>().Select(e => e.Token.Id)).Select(id => State.Tokens[id]);

    public IEnumerable<TokenEvent> Events => Effects.OfType<EventWritten>().Select(e => e.Event);
}
