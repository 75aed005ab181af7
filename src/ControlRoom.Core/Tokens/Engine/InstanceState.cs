// Token lifecycle core: mind token idempotency, the instance state machine, serial integrity and transactions across both databases.
// A change here updates the end-to-end tests, is reviewed by the architecture owner, and passes the full regression.
using System.Collections.Immutable;

namespace ControlRoom.Core.Tokens.Engine;

/// <summary>
/// What an operation needs to know of one graph instance: the families of the tokens it touches with their splits, and every token at a
/// node with a capacity, a queue limit or a batch wait. The evaluators of waits and <see cref="QuantityBalance"/> need all of it.
/// </summary>
public sealed record InstanceState(ImmutableDictionary<Guid, TokenState> Tokens, ImmutableDictionary<Guid, SplitExecution> Splits)
{
    public static readonly InstanceState Empty = new(ImmutableDictionary<Guid, TokenState>.Empty, ImmutableDictionary<Guid, SplitExecution>.Empty);

    public static InstanceState Of(IEnumerable<TokenState> tokens, IEnumerable<SplitExecution> splits) =>
        new(tokens.ToImmutableDictionary(t => t.Id), splits.ToImmutableDictionary(s => s.Id));

    public IEnumerable<TokenState> Live => Tokens.Values.Where(t => t.IsLive);

    /// <summary>Some scrap still waits for a replacement or a waiver.</summary>
    public bool NeedsDecision => Tokens.Values.Any(t => t.ReplacementDue);

    /// <summary>Nothing lives, something was finished, and no scrap waits for a decision: the ticket is done.</summary>
    public bool IsComplete => !NeedsDecision && !Live.Any() && Tokens.Values.Any(t => t.Status == TokenStatus.Completed && t.MergedInto is null);

    public InstanceState Apply(IEnumerable<Effect> effects)
    {
        var (tokens, splits) = (Tokens.ToBuilder(), Splits.ToBuilder());
        foreach (var effect in effects)
        {
            switch (effect)
            {
                case TokenCreated e: tokens.Add(e.Token.Id, e.Token); break;
                case TokenChanged e: tokens[e.After.Id] = e.After; break;
                case SplitExecuted e: splits.Add(e.Split.Id, e.Split); break;
                case SplitChanged e: splits[e.After.Id] = e.After; break;
                case JoinFired e: splits[e.Split.Id] = e.Split; break;
            }
        }
        return new InstanceState(tokens.ToImmutable(), splits.ToImmutable());
    }
}
