// Token lifecycle core: mind token idempotency, the instance state machine, serial integrity and transactions across both databases.
// A change here updates the end-to-end tests, is reviewed by the architecture owner, and passes the full regression.
using System.Collections.Immutable;
using ControlRoom.Core.Kernel;

namespace ControlRoom.Core.Tokens.Engine;

/// <summary>The state while one operation works on it, and the effects so far. Every change of a token comes with the line of history that tells it.</summary>
internal sealed class Draft(InstanceState state, EngineFacts facts)
{
    private readonly ImmutableDictionary<Guid, TokenState>.Builder tokens = state.Tokens.ToBuilder();
    private readonly ImmutableDictionary<Guid, SplitExecution>.Builder splits = state.Splits.ToBuilder();
    private readonly List<Effect> effects = [];
    private readonly HashSet<string> longQueues = new(StringComparer.Ordinal);
    private Dictionary<string, HashSet<Guid>>? byNode;
    private Dictionary<Guid, List<Guid>>? bySplit;

    public EngineFacts Facts => facts;
    public CompiledGraph Graph => facts.Graph;

    /// <summary>Nodes that somebody left or came to: a place may be free there at the end.</summary>
    public HashSet<string> Touched { get; } = new(StringComparer.Ordinal);

    public IEnumerable<SplitExecution> Splits => splits.Values;

    public TokenState this[Guid id] => tokens[id];

    public TokenState? Find(Guid id) => tokens.GetValueOrDefault(id);

    public SplitExecution? Split(Guid? id) => id is { } key ? splits.GetValueOrDefault(key) : null;

    public IEnumerable<TokenState> All => tokens.Values;

    /// <summary>Tokens at a node, whatever their status.</summary>
    public IEnumerable<TokenState> At(string node)
    {
        byNode ??= tokens.Values.GroupBy(t => t.Node, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Select(t => t.Id).ToHashSet(), StringComparer.Ordinal);
        return byNode.TryGetValue(node, out var ids) ? ids.Select(id => tokens[id]) : [];
    }

    /// <summary>Everything that fills or filled a place the split recorded.</summary>
    public IEnumerable<TokenState> ChildrenOf(SplitExecution split)
    {
        bySplit ??= tokens.Values.Where(t => t.SplitId is not null).GroupBy(t => t.SplitId!.Value).ToDictionary(g => g.Key, g => g.Select(t => t.Id).ToList());
        return bySplit.TryGetValue(split.Id, out var ids) ? ids.Select(id => tokens[id]) : [];
    }

    public TokenState Create(TokenState token, params ReadOnlySpan<(string Key, object? Value)> metadata)
    {
        token = token with { Since = facts.Now };
        tokens.Add(token.Id, token);
        Index(token);
        effects.Add(new TokenCreated(token));
        effects.Add(new EventWritten(new TokenEvent(token.Id, TokenEventType.Spawn, token.Node, null, token.Node, facts.Now, EventReplay.Birth(token).AddRange(Named(metadata)))));
        return token;
    }

    /// <summary>Changes a token and writes why; the line carries what changed.</summary>
    public TokenState Change(TokenState after, TokenEventType type, params ReadOnlySpan<(string Key, object? Value)> metadata)
    {
        var before = tokens[after.Id];
        var to = before.Node == after.Node ? null : after.Node;
        if (to is not null)
        {
            byNode?.GetValueOrDefault(before.Node)?.Remove(after.Id);
            Touched.Add(before.Node);
        }
        tokens[after.Id] = after;
        Index(after);
        Touched.Add(after.Node);
        effects.Add(new TokenChanged(before, after));
        effects.Add(new EventWritten(new TokenEvent(after.Id, type, after.Node, to is null ? null : before.Node, to, facts.Now, EventReplay.Difference(before, after).SetItems(Named(metadata)))));
        return after;
    }

    /// <summary>A line of history that changes nothing by itself.</summary>
    public void Write(TokenState token, TokenEventType type, string? to = null, params ReadOnlySpan<(string Key, object? Value)> metadata) =>
        effects.Add(new EventWritten(new TokenEvent(token.Id, type, token.Node, to is null ? null : token.Node, to, facts.Now, EventReplay.Nothing.AddRange(Named(metadata)))));

    public void Record(SplitExecution split)
    {
        splits.Add(split.Id, split);
        effects.Add(new SplitExecuted(split));
    }

    public SplitExecution Change(SplitExecution after)
    {
        effects.Add(new SplitChanged(splits[after.Id], after));
        return splits[after.Id] = after;
    }

    public void Fired(SplitExecution after, string join, ImmutableArray<Guid> consumed)
    {
        splits[after.Id] = after;
        effects.Add(new JoinFired(after, join, consumed));
    }

    public void Arrived(Guid split, string join, string? edge, Guid token) => effects.Add(new JoinArrived(split, join, edge, token));

    /// <summary>A long queue is told once an operation, a stop for each token.</summary>
    public void Alarm(EngineAlarm alarm, TokenState token, string code)
    {
        if (alarm != EngineAlarm.QueueLimit || longQueues.Add(token.Node)) effects.Add(new AlarmWanted(alarm, token.Id, token.Node, code));
    }

    public EngineResult Done() => new([.. effects], effects.Count == 0 ? state : new InstanceState(tokens.ToImmutable(), splits.ToImmutable()));

    private static IEnumerable<KeyValuePair<string, object?>> Named(ReadOnlySpan<(string Key, object? Value)> metadata)
    {
        var named = new List<KeyValuePair<string, object?>>(metadata.Length);
        foreach (var (key, value) in metadata)
        {
            if (value is not null) named.Add(new(key, value is Enum ? Spell(value) : value));
        }
        return named;
    }

    private static string Spell(object word) => Word.SnakeUpper(word.ToString()!);

    private void Index(TokenState token)
    {
        if (byNode is not null) (byNode.TryGetValue(token.Node, out var there) ? there : byNode[token.Node] = []).Add(token.Id);
        if (bySplit is not null && token.SplitId is { } split)
        {
            var children = bySplit.TryGetValue(split, out var known) ? known : bySplit[split] = [];
            if (!children.Contains(token.Id)) children.Add(token.Id);
        }
    }
}
