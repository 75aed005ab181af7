using ControlRoom.Core.Routing;
using Xunit;
using Branch = ControlRoom.Core.Tokens.Engine.Branch;

namespace ControlRoom.Core.Tests.Tokens.Engine;

public sealed class CompiledGraphTests
{
    /// <summary>START → A → S1 ( B → S2 ( C | D ) → J2 → E | F ) → J1 → G → END</summary>
    private static GraphBuilder Nested() => new GraphBuilder()
        .Line("START", "A", "S1", "B", "S2", "C", "J2", "E", "J1", "G", "END").Line("S2", "DRILL", "J2").Line("S1", "F", "J1");

    [Fact]
    [Trait("Rule", "RTE-01")]
    public void Ways_on_are_rules_then_the_default_then_plain_by_priority_then_as_in_the_document()
    {
        var rule = GraphBuilder.Qty(ConditionOperator.Greater, 1);
        var graph = new GraphBuilder().Edge("START", "D1").Edge("D1", "A").Edge("D1", "B", GraphBuilder.Default, priority: 9).Edge("D1", "C", rule).Edge("D1", "E", rule, priority: 5).Edge("D1", "F", rule, priority: 5).Edge("D1", "G", priority: 7)
            .Line("A", "END").Compile();
        Assert.Equal(["E", "F", "C", "B", "G", "A"], graph["D1"].Out.Select(e => e.Target));
    }

    [Fact]
    [Trait("Rule", "RTE-14")]
    public void The_evaluation_order_of_a_decision_comes_before_priority()
    {
        var rule = GraphBuilder.Qty(ConditionOperator.Greater, 1);
        var graph = new GraphBuilder().Edge("START", "D1").Edge("D1", "A", rule, priority: 5).Edge("D1", "B", rule).Edge("D1", "C", GraphBuilder.Default).Line("A", "END")
            .Decision("D1", new DecisionSpec { EvaluationOrder = ["e3", "e2"] }).Compile();
        Assert.Equal(["B", "A", "C"], graph["D1"].Out.Select(e => e.Target));
    }

    [Fact]
    public void Splits_find_their_join_through_nested_ones()
    {
        var graph = Nested().Compile();
        Assert.Equal("J1", graph["S1"].Join);
        Assert.Equal("J2", graph["S2"].Join);
        Assert.Null(new GraphBuilder().Line("START", "S1", "A", "END").Line("S1", "B", "END").Compile()["S1"].Join);
    }

    [Fact]
    public void A_branch_ends_at_its_join()
    {
        var graph = Nested().Compile();
        Assert.Null(graph["A"].Branch);
        Assert.Equal(new Branch("S1", "B", null), graph["E"].Branch);
        Assert.Equal(new Branch("S2", "C", new Branch("S1", "B", null)), graph["C"].Branch);
        Assert.Equal(graph["S1"].Branch, graph["J1"].Branch);
        Assert.Null(graph["G"].Branch);
    }

    [Fact]
    [Trait("Rule", "RTE-17")]
    public void Upstream_is_what_lies_before_in_the_same_branch()
    {
        var graph = Nested().Compile();
        Assert.Equal(["B", "S2"], graph.Upstream("E").Order());
        Assert.Equal(["A", "S1", "START"], graph.Upstream("G").Order());
        Assert.Empty(graph.Upstream("C"));
        Assert.False(graph.IsUpstream("C", "E"));
    }

    [Fact]
    public void Nodes_are_ordered_by_the_longest_way_then_as_in_the_document_and_stages_count_steps()
    {
        var graph = Nested().Compile();
        Assert.Equal(["START", "A", "S1", "B", "F", "S2", "C", "DRILL", "J2", "E", "J1", "G", "END"], graph.Nodes.Select(n => n.Code));
        Assert.Equal(7, graph.Stages);
        Assert.Equal(7, graph["G"].Stage);
        Assert.Equal(1, graph["A"].Stage);
    }

    [Fact]
    public void A_way_back_changes_neither_order_nor_branches()
    {
        var plain = Nested().Compile();
        var back = Nested().Rework("E", "B").Rework("G", "A").Compile();
        Assert.Equal(plain.Nodes.Select(n => (n.Code, n.Ordinal, n.Branch)), back.Nodes.Select(n => (n.Code, n.Ordinal, n.Branch)));
        Assert.Equal("B", Assert.Single(back["E"].Rework).Target);
    }
}
