using ControlRoom.Core.Routing;
using ControlRoom.Core.Tokens.Engine;
using Xunit;

namespace ControlRoom.Core.Tests.Tokens.Engine;

/// <summary>
/// People who do anything the engine lets them do, in any order, with the laws checked after each step. Who is next is chance; what comes of
/// the work depends only on the token's descent, the step and how often it came by, so that two orders can be compared.
/// </summary>
internal sealed class RandomWalk(GraphBuilder graph, int seed, int orderSeed, bool meddle)
{
    private readonly Random order = new(orderSeed);
    private readonly Dictionary<Guid, string> descents = [];
    private int quiet;

    public Shop Shop { get; } = new(graph) { Job = Priority(seed), WholeUnits = seed % 3 != 0 };

    public int Steps { get; private set; }

    /// <summary>What happened on the way: event types, reasons to wait, corrections.</summary>
    public HashSet<string> Seen { get; } = new(StringComparer.Ordinal);

    private static System.Collections.Immutable.ImmutableDictionary<string, object?> Priority(int seed) =>
        System.Collections.Immutable.ImmutableDictionary<string, object?>.Empty.Add("priority", seed % 2 == 0 ? "HIGH" : "LOW");

    public RandomWalk Run(TokenType type, int qty)
    {
        Law.Holds(this, InstanceState.Empty, () => Shop.Spawn(type, qty, type == TokenType.Piece ? [.. Enumerable.Range(1, qty).Select(i => $"P{i}")] : []));
        while (Shop.State.Live.Any() && Steps < 3000) Step();
        Assert.False(Shop.State.Live.Any(), $"Seed {seed}/{orderSeed}: after {Steps} steps there still live {string.Join("; ", Shop.State.Live.Take(5).Select(t => $"{t.Node} {t.Status} {Shop.Why(t).Code}"))}");
        return this;
    }

    /// <summary>Where a token comes from, whatever its id is.</summary>
    public string DescentOf(TokenState token)
    {
        if (descents.TryGetValue(token.Id, out var known)) return known;
        var of = token.ReplacedId is { } replaced ? DescentOf(Shop[replaced]) + "'" : token.ParentId is { } parent ? DescentOf(Shop[parent]) : "";
        var own = token.Origin switch
        {
            TokenOrigin.Initial => token.SerialNumber ?? "B",
            TokenOrigin.Split => $"/{Shop.State.Splits[token.SplitId!.Value].SplitNode}.{Shop.State.Splits[token.SplitId!.Value].Visit}:{token.BranchKey}{token.BranchOrdinal}",
            TokenOrigin.BatchYield => "#" + Shop.All.Where(t => t.ParentId == token.ParentId && t.Origin == TokenOrigin.BatchYield).ToList().IndexOf(token),
            TokenOrigin.ReworkSpawn => "~" + token.Node + token.ReworkCount,
            _ => "",
        };
        return descents[token.Id] = of + own;
    }

    private void Step()
    {
        Steps++;
        var before = Shop.State;
        Law.Holds(this, before, () =>
        {
            if (meddle && order.Next(12) == 0 && Meddling.Try(Shop, order)) return;
            var able = Shop.All.Where(CanAct).ToList();
            if (able.Count > 0) Act(able[order.Next(able.Count)]);
            else Unblock();
        });
        quiet = ReferenceEquals(before, Shop.State) ? quiet + 1 : 0;
        Assert.True(quiet < 200, $"Seed {seed}/{orderSeed}: nothing moves any more; {string.Join("; ", Shop.State.Live.Take(5).Select(t => $"{t.Node} {t.Status} {Shop.Why(t).Code}"))}");
    }

    private bool CanAct(TokenState token) => token.Status is TokenStatus.Active or TokenStatus.Paused
        || (token.Status == TokenStatus.Ready && !(Shop.Graph[token.Node].Node.Station?.ConcurrencyLimit <= Shop.State.Tokens.Values.Count(t => t.Node == token.Node && t.Status == TokenStatus.Active)))
        || (token is { Status: TokenStatus.Waiting, Stop: null } && Shop.Graph[token.Node].Node.Wait is { Type: WaitType.Approval });

    private void Act(TokenState token)
    {
        var type = Shop.Graph[token.Node].Type;
        if (type == RoutingNodeType.Wait) Shop.Do(TokenEngine.Approve(Shop.State, Shop.Facts, token.Id));
        else if (type == RoutingNodeType.Qc) Judge(token);
        else if (token.Status == TokenStatus.Ready) Shop.Start(token);
        else if (order.Next(3) == 0 && token.Status == TokenStatus.Paused && TokenEngine.Resume(Shop.State, Shop.Facts, token.Id) is { Done: true } resumed) Shop.Do(resumed);
        else if (order.Next(6) == 0 && token.Status == TokenStatus.Active) Shop.Do(TokenEngine.Pause(Shop.State, Shop.Facts, token.Id));
        else Finish(token);
    }

    private void Finish(TokenState token)
    {
        var chance = Chance(token);
        var scrap = chance.Next(12) == 0 ? Part(token, chance) : 0;
        var rework = chance.Next(6) == 0 ? Math.Min(Part(token, chance), token.Qty - scrap) : 0;
        var cuts = token.Type == TokenType.Batch && Shop.Graph[token.Node].Node.Operation!.Output == OperationOutput.Pieces && Shop.Graph[token.Node].Branch is null;
        var good = token.Qty - scrap - rework;
        if (cuts && good > 0 && chance.Next(3) == 0) good += 200;
        var order = new Completion(token.Id, good, scrap, rework, "because it is so");
        var outcome = TokenEngine.Complete(Shop.State, Shop.Facts, order);
        // What has no way back is lost, and what cannot be cut into whole pieces too.
        if (!outcome.Done) outcome = TokenEngine.Complete(Shop.State, Shop.Facts, order with { Good = cuts && token.Qty % 100 != 0 ? 0 : token.Qty - scrap, Scrap = cuts && token.Qty % 100 != 0 ? token.Qty : scrap, Rework = 0 });
        Shop.Do(outcome);
    }

    private long Part(TokenState token, Random chance)
    {
        if (token.Type != TokenType.Batch) return token.Qty;
        var unit = Shop.WholeUnits || Shop.Graph[token.Node].Node.Operation?.Output == OperationOutput.Pieces ? 100 : 1;
        return Math.Min(token.Qty, chance.NextInt64(1, token.Qty / unit + 2) * unit);
    }

    private void Judge(TokenState token)
    {
        var chance = Chance(token);
        var outcome = chance.Next(10) switch { < 6 => QcOutcome.Pass, 6 => QcOutcome.FailMajor, 7 => QcOutcome.Scrap, _ => QcOutcome.FailMinor };
        var verdict = new QcVerdict(token.Id, outcome, "SEAM", (QcSeverity)chance.Next(2), "because it is so");
        var done = TokenEngine.Check(Shop.State, Shop.Facts, verdict);
        Shop.Do(done.Done ? done : TokenEngine.Check(Shop.State, Shop.Facts, verdict with { Outcome = QcOutcome.Pass }));
    }

    /// <summary>Chance that only knows the token, the step and how often it came by.</summary>
    private Random Chance(TokenState token)
    {
        var visits = Shop.History[token.Id].Count(l => l.Type == TokenEventType.Enter && l.To == token.Node);
        var hash = seed;
        foreach (var letter in $"{DescentOf(token)}|{token.Node}|{visits}") hash = unchecked(hash * 31 + letter);
        return new Random(hash);
    }

    /// <summary>Nobody can act: time goes by, and where that does not help somebody in charge decides.</summary>
    private void Unblock()
    {
        var before = Shop.State;
        Shop.After(TimeSpan.FromMinutes(31));
        if (!ReferenceEquals(before, Shop.State)) return;
        var stuck = Shop.State.Live.OrderBy(DescentOf, StringComparer.Ordinal).Select(t => (Token: t, Shop.Why(t).Code)).ToList();
        if (stuck.Find(s => s.Token.Stop is not null).Token is { } stopped) Free(stopped);
        else if (stuck.Find(s => s.Code == WhyCode.JoinBlocked).Token is { } blocked) Shop.Scrap(Shop[Shop.State.Splits.Values.FirstOrDefault(p => p.Id == blocked.SplitId && blocked.Status == TokenStatus.Waiting && Shop.Graph[blocked.Node].Type == RoutingNodeType.Join)?.ParentId ?? blocked.Id]);
        else Shop.After(TimeSpan.FromDays(1));
    }

    private void Free(TokenState stopped)
    {
        if (stopped.Stop!.Code == StopCode.JoinTimeout) Shop.Correct(stopped, CorrectionType.Route);
        else if (Shop.Graph[stopped.Node].Type != RoutingNodeType.Split && Shop.Graph[stopped.Node].Out is [var first, ..]) Shop.Correct(stopped, CorrectionType.Route, edge: first.Id);
        else Shop.Scrap(stopped);
    }
}
