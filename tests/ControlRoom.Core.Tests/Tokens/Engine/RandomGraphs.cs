using System.Collections.Immutable;
using ControlRoom.Core.Routing;

namespace ControlRoom.Core.Tests.Tokens.Engine;

/// <summary>What a random graph may have in it.</summary>
/// <param name="AnyOrder">Joins that do not wait for all, and batch waits: what depends on who comes first.</param>
internal sealed record GraphStyle(bool AnyOrder, bool Pieces);

/// <summary>Block-structured graphs: sequences of steps, checks with ways back, waits, decisions that merge, splits that join, and perhaps a split at the end that does not.</summary>
internal sealed class RandomGraphs(Random random, GraphStyle style)
{
    /// <summary>An edge that waits for its target.</summary>
    private sealed record Tail(string From, Condition? When = null, string? Key = null);

    private readonly GraphBuilder graph = new();
    private int count;

    public static GraphBuilder Of(int seed, GraphStyle style) => new RandomGraphs(new Random(seed), style).Build();

    private GraphBuilder Build()
    {
        var tails = Block([new Tail("START")], depth: 2, atTop: true);
        if (random.Next(4) == 0) Scatter(tails);
        else Connect(tails, "END");
        return graph;
    }

    private List<Tail> Block(List<Tail> tails, int depth, bool atTop)
    {
        var stations = new List<string>();
        tails = Step(tails, Named("OP"), stations);
        for (var parts = random.Next(1, 4); parts > 0; parts--)
        {
            tails = random.Next(depth > 0 ? 9 : 5) switch
            {
                0 or 1 => Step(tails, Named("OP"), stations),
                2 or 3 => Check(tails, stations),
                4 => Wait(tails),
                5 or 6 => Fork(tails, depth),
                _ => Choice(tails, depth, stations),
            };
        }
        if (atTop && style.Pieces && random.Next(3) == 0) graph.Op(stations[0], new OperationSpec(OperationOutput.Pieces));
        return tails;
    }

    private List<Tail> Step(List<Tail> tails, string code, List<string> stations)
    {
        Connect(tails, code);
        stations.Add(code);
        if (random.Next(4) == 0) graph.Station(code, s => s with { Capacity = random.Next(1, 4) });
        if (random.Next(5) == 0) graph.Station(code, s => s with { ConcurrencyLimit = random.Next(1, 3) });
        if (random.Next(5) == 0) graph.Station(code, s => s with { QueueLimit = 2 });
        if (stations.Count > 1 && random.Next(3) == 0) graph.Rework(code, stations[random.Next(stations.Count - 1)], 2);
        return [new Tail(code)];
    }

    private List<Tail> Check(List<Tail> tails, List<string> stations)
    {
        var code = Named("QC");
        Connect(tails, code);
        graph.Qc(code, new QcSpec { ReworkLimit = random.Next(1, 3), Replacement = (ReplacementPolicy)random.Next(3), AllowScrap = random.Next(4) > 0 });
        if (random.Next(4) > 0) graph.Rework(code, stations[random.Next(stations.Count)]);
        if (random.Next(4) == 0) graph.Station(code, s => s with { Capacity = 2 });
        return [new Tail(code)];
    }

    private List<Tail> Wait(List<Tail> tails)
    {
        var code = Named("W");
        Connect(tails, code);
        graph.Wait(code, random.Next(style.AnyOrder ? 3 : 2) switch
        {
            0 => new WaitSpec(WaitType.Time) { Minutes = 30 },
            1 => new WaitSpec(WaitType.Approval) { Role = Core.Kernel.Role.Manager },
            _ => new WaitSpec(WaitType.Batch) { MinBatch = 3 },
        });
        return [new Tail(code)];
    }

    private List<Tail> Fork(List<Tail> tails, int depth)
    {
        var (split, join) = (Named("S"), Named("J"));
        Connect(tails, split);
        var ends = Branches(split, random.Next(2, 4)).SelectMany(b => random.Next(6) == 0 ? [b] : Block([b], depth - 1, atTop: false)).ToList();
        Connect(ends, join);
        var type = style.AnyOrder ? (JoinType)random.Next(3) : JoinType.And;
        graph.Join(join, new JoinSpec(type) { Count = type == JoinType.NOfM ? 2 : null, OnTimeout = (JoinTimeoutPolicy)random.Next(2) });
        return [new Tail(join)];
    }

    private void Scatter(List<Tail> tails)
    {
        var split = Named("S");
        Connect(tails, split);
        foreach (var branch in Branches(split, 2)) Connect(Block([branch], 0, atTop: false), "END");
    }

    private List<Tail> Branches(string split, int width)
    {
        var keys = Enumerable.Range(1, width).Select(i => $"B{i}").ToList();
        var policy = (SplitPolicy)random.Next(3);
        graph.Split(split, new SplitSpec(policy, (SplitMode)random.Next(2)) { Ratio = policy == SplitPolicy.Ratio ? keys.ToImmutableSortedDictionary(k => k, _ => random.Next(1, 3)) : ImmutableSortedDictionary<string, int>.Empty });
        return [.. keys.Select((k, i) => new Tail(split, policy != SplitPolicy.Conditional ? null : i == 0 ? GraphBuilder.Default : Rule(i), k))];
    }

    private List<Tail> Choice(List<Tail> tails, int depth, List<string> stations)
    {
        var code = Named("D");
        Connect(tails, code);
        var ends = new List<Tail>();
        for (var i = random.Next(2, 4); i > 0; i--)
        {
            List<Tail> branch = [new Tail(code, i == 1 && random.Next(8) > 0 ? GraphBuilder.Default : Rule(i))];
            ends.AddRange(random.Next(4) == 0 && i > 1 ? branch : Block(branch, depth - 1, atTop: false));
        }
        if (random.Next(4) == 0) graph.Rework(code, stations[random.Next(stations.Count)], 1, GraphBuilder.Token("qc_result.status", "FAIL_MINOR"));
        graph.Decision(code, new DecisionSpec { OperatorChoice = random.Next(2) == 0 });
        return ends;
    }

    private Condition Rule(int i) => random.Next(4) switch
    {
        0 => GraphBuilder.Token("rework_count", (decimal)random.Next(3)),
        1 => GraphBuilder.Qty(ConditionOperator.Greater, 2 * i),
        2 => GraphBuilder.Token("qc_result.status", "PASS"),
        _ => GraphBuilder.Job("priority", i == 1 ? "HIGH" : "URGENT"),
    };

    private void Connect(List<Tail> tails, string code)
    {
        foreach (var tail in tails) graph.Edge(tail.From, code, tail.When, tail.Key);
    }

    private string Named(string kind) => $"{kind}{++count}";
}
