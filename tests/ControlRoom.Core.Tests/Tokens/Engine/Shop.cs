using System.Collections.Immutable;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Tokens.Engine;
using ControlRoom.Tests.Kit;
using Xunit;

namespace ControlRoom.Core.Tests.Tokens.Engine;

/// <summary>One instance on a graph: what a test does to it, and everything it left behind. Ids count up, so runs with one seed are alike.</summary>
internal sealed class Shop(CompiledGraph graph)
{
    private int ids;
    private int serials;

    public Shop(GraphBuilder graph) : this(graph.Compile())
    {
    }

    public CompiledGraph Graph => graph;
    public InstanceState State { get; private set; } = InstanceState.Empty;
    public DateTime Now { get; set; } = FakeTime.Morning;
    public long Spawned { get; private set; }
    public bool WholeUnits { get; init; } = true;
    public ImmutableDictionary<string, object?> Job { get; set; } = ImmutableDictionary<string, object?>.Empty;

    /// <summary>Effects of the last operation.</summary>
    public ImmutableArray<Effect> Last { get; private set; } = [];
    public Dictionary<Guid, List<TokenEvent>> History { get; } = [];
    public List<AlarmWanted> Alarms { get; } = [];

    public EngineFacts Facts => new(graph, Now, () => new Guid(++ids, 0, 0, new byte[8])) { Job = Job, WholeUnits = WholeUnits, NextSerial = () => $"N{++serials}" };

    public TokenState this[Guid id] => State.Tokens[id];

    public IEnumerable<TokenEvent> LastEvents => Last.OfType<EventWritten>().Select(e => e.Event);

    public IEnumerable<TokenEventType> LastTypes => LastEvents.Select(e => e.Type);

    public Shop Spawn(TokenType type, decimal qty, params string[] serials)
    {
        Spawned = (long)(qty * 100);
        Do(TokenEngine.Spawn(State, Facts, new SpawnOrder(type, Spawned, [.. serials], "JT-1-C1")));
        return this;
    }

    public Shop Pieces(int count) => Spawn(TokenType.Piece, count, [.. Enumerable.Range(1, count).Select(i => $"P{i}")]);

    public TokenState Only(string node) => Assert.Single(At(node));

    public List<TokenState> At(string node) => [.. State.Tokens.Values.Where(t => t.Node == node && t.IsLive).OrderBy(t => t.Id)];

    public List<TokenState> All => [.. State.Tokens.Values.OrderBy(t => t.Id)];

    public TokenState Start(TokenState token) => Do(TokenEngine.Start(State, Facts, token.Id), token.Id);

    public TokenState Complete(TokenState token, Completion? order = null) => Do(TokenEngine.Complete(State, Facts, (order ?? new Completion(token.Id)) with { TokenId = token.Id }), token.Id);

    /// <summary>Starts and completes; for a batch with what came of it.</summary>
    public TokenState Work(TokenState token, decimal? good = null, decimal scrap = 0, decimal rework = 0, string? reason = null, string? next = null)
    {
        if (this[token.Id].Status == TokenStatus.Ready) Start(token);
        return Complete(token, new Completion(token.Id, (long?)(good * 100), (long)(scrap * 100), (long)(rework * 100), reason, next));
    }

    public void WorkAll(string node)
    {
        while (At(node).Find(t => t.Status == TokenStatus.Ready) is { } next) Work(next);
    }

    public TokenState Check(TokenState token, QcOutcome outcome, string? to = null, QcSeverity? severity = null) =>
        Do(TokenEngine.Check(State, Facts, new QcVerdict(token.Id, outcome, outcome == QcOutcome.Pass ? null : "SEAM", severity, "because it is so", to)), token.Id);

    public TokenState Scrap(TokenState token) => Do(TokenEngine.Scrap(State, Facts, token.Id, "because it is so"), token.Id);

    /// <summary>The token made in its stead.</summary>
    public TokenState Replace(TokenState token, string? from = null) => this[Do(TokenEngine.Replace(State, Facts, token.Id, from), token.Id).ReplacementId!.Value];

    public TokenState Correct(TokenState token, CorrectionType type, string? to = null, string? edge = null, QcOutcome? outcome = null, int? count = null) =>
        Do(TokenEngine.Correct(State, Facts, new CorrectionOrder(token.Id, type, "because it is so") { ToNode = to, EdgeId = edge, Outcome = outcome, JoinCount = count }), token.Id);

    public Shop After(TimeSpan time)
    {
        Now += time;
        Take(TokenEngine.Evaluate(State, Facts));
        return this;
    }

    public void Reset() => Take(TokenEngine.Reset(State, Facts, "because it is so"));

    public TokenState Do(Outcome<EngineResult> outcome, Guid id)
    {
        Do(outcome);
        return this[id];
    }

    public void Do(Outcome<EngineResult> outcome) => Take(outcome.Must());

    public Why Why(TokenState token, WhyFacts? around = null) => Core.Tokens.Engine.Why.Of(State, Facts, token.Id, around ?? new WhyFacts());

    public QuantityBalance Balance => QuantityBalance.Of(State, graph, Spawned);

    public void Do(EngineResult result) => Take(result);

    private void Take(EngineResult result)
    {
        Last = result.Effects;
        State = result.State;
        foreach (var line in result.Events) (History.TryGetValue(line.TokenId, out var lines) ? lines : History[line.TokenId] = []).Add(line);
        Alarms.AddRange(result.Effects.OfType<AlarmWanted>());
    }
}
