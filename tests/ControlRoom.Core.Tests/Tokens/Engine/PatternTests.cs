using ControlRoom.Core.Routing;
using ControlRoom.Core.Tokens.Engine;
using Xunit;

namespace ControlRoom.Core.Tests.Tokens.Engine;

/// <summary>The classic patterns of control flow, each as a workshop knows it.</summary>
public sealed class PatternTests
{
    private static Shop Run(GraphBuilder graph, int pieces = 1)
    {
        var shop = new Shop(graph).Pieces(pieces);
        shop.WorkAll("A");
        return shop;
    }

    private static GraphBuilder Fork(JoinSpec? join = null)
    {
        var graph = new GraphBuilder().Line("START", "A", "S1", "B", "J1", "Z", "END").Line("S1", "C", "J1").Line("S1", "E", "J1");
        return join is null ? graph : graph.Join("J1", join);
    }

    private static List<string> Where(Shop shop) => [.. shop.State.Live.Where(t => t.Status == TokenStatus.Ready).Select(t => t.Node).Order(StringComparer.Ordinal)];

    [Fact]
    public void Sequence_one_step_after_the_other()
    {
        var shop = Run(new GraphBuilder().Line("START", "A", "B", "C", "END"));
        Assert.Equal(["B"], Where(shop));
        shop.WorkAll("B");
        Assert.Equal(["C"], Where(shop));
        shop.WorkAll("C");
        Assert.True(shop.State.IsComplete);
    }

    [Fact]
    public void Parallel_split_all_branches_at_once() => Assert.Equal(["B", "C", "E"], Where(Run(Fork())));

    [Fact]
    public void Synchronisation_on_only_when_all_are_in()
    {
        var shop = Run(Fork());
        shop.WorkAll("E");
        shop.WorkAll("B");
        Assert.Equal(["C"], Where(shop));
        shop.WorkAll("C");
        Assert.Equal(["Z"], Where(shop));
    }

    private static GraphBuilder Either() => new GraphBuilder().Line("START", "A", "D1").Edge("D1", "B", GraphBuilder.Qty(ConditionOperator.Greater, 5)).Edge("D1", "C", GraphBuilder.Default).Line("B", "Z", "END").Line("C", "Z");

    [Fact]
    public void Exclusive_choice_one_of_the_branches()
    {
        Assert.Equal(["C"], Where(Run(Either())));
        var batch = new Shop(Either()).Spawn(TokenType.Batch, 6);
        batch.WorkAll("A");
        Assert.Equal(["B"], Where(batch));
    }

    [Fact]
    public void Simple_merge_whoever_comes_goes_on()
    {
        var shop = Run(Either(), pieces: 2);
        shop.Work(shop.At("C")[0]);
        Assert.Equal(["C", "Z"], Where(shop));
        shop.WorkAll("C");
        Assert.Equal(["Z", "Z"], Where(shop));
    }

    [Fact]
    public void Multi_choice_as_many_branches_as_hold_and_their_join_waits_for_just_those()
    {
        var graph = new GraphBuilder().Line("START", "A", "S1").Split("S1", new SplitSpec(SplitPolicy.Conditional))
            .Edge("S1", "B", GraphBuilder.Qty(ConditionOperator.Less, 5)).Edge("S1", "C", GraphBuilder.Qty(ConditionOperator.Less, 9)).Edge("S1", "E", GraphBuilder.Default)
            .Line("B", "J1", "Z", "END").Line("C", "J1").Line("E", "J1");
        var shop = Run(graph);
        Assert.Equal(["B", "C"], Where(shop));
        shop.WorkAll("B");
        shop.WorkAll("C");
        Assert.Equal(["Z"], Where(shop));
    }

    [Fact]
    public void Discriminator_on_with_the_first_and_the_rest_is_absorbed()
    {
        var shop = Run(Fork(new JoinSpec(JoinType.Or)));
        shop.WorkAll("C");
        Assert.Equal(["B", "E", "Z"], Where(shop));
        shop.WorkAll("B");
        shop.WorkAll("E");
        Assert.Equal(["Z"], Where(shop));
    }

    [Fact]
    public void N_of_m_on_with_two_of_three()
    {
        var shop = Run(Fork(new JoinSpec(JoinType.NOfM) { Count = 2 }));
        shop.WorkAll("C");
        Assert.Equal(["B", "E"], Where(shop));
        shop.WorkAll("B");
        Assert.Equal(["E", "Z"], Where(shop));
    }

    [Fact]
    public void Rework_loop_the_same_token_comes_back_until_it_passes()
    {
        var shop = Run(new GraphBuilder().Line("START", "A", "QC1", "END").Rework("QC1", "A"));
        shop.Check(shop.Only("QC1"), QcOutcome.FailMinor);
        Assert.Equal(["A"], Where(shop));
        shop.WorkAll("A");
        shop.Check(shop.Only("QC1"), QcOutcome.Pass);
        Assert.True(shop.State is { IsComplete: true, Tokens.Count: 1 });
    }

    [Fact]
    [Trait("Rule", "INS-02"), Trait("Rule", "INS-03")]
    public void Cancel_ends_all_that_lives_wherever_it_is_and_leaves_what_is_finished()
    {
        var shop = new Shop(Fork().Station("A", s => s with { Capacity = 1 })).Pieces(4);
        shop.Work(shop.At("A")[0]);
        foreach (var code in new[] { "B", "C", "E", "Z" }) shop.WorkAll(code);
        shop.Work(shop.At("A")[0]);
        shop.WorkAll("B");
        shop.Start(shop.At("A")[0]);
        var finished = shop.All.Where(t => !t.IsLive).ToList();
        shop.Reset();
        Assert.Empty(shop.State.Live);
        Assert.All(shop.All.Except(finished), t => Assert.Equal((TokenStatus.Scrapped, ScrapScope.JobReset), (t.Status, t.ScrapScope)));
        Assert.True(shop.Balance.Holds);
        Assert.All(shop.LastTypes, t => Assert.Equal(TokenEventType.Scrap, t));
    }
}
