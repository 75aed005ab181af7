using ControlRoom.Core.Routing;
using ControlRoom.Core.Tokens.Engine;
using Xunit;

namespace ControlRoom.Core.Tests.Tokens.Engine;

public sealed class SplitTests
{
    /// <summary>START → CUT → S1 ( A | B | C ) → J1 → OUT → END, or without the join.</summary>
    private static GraphBuilder Three(SplitSpec split, bool joins = true, Condition?[]? rules = null)
    {
        var graph = new GraphBuilder().Line("START", "CUT", "S1").Split("S1", split);
        foreach (var (code, i) in new[] { "A", "B", "C" }.Select((c, i) => (c, i))) graph.Edge("S1", code, rules?[i]).Line(code, joins ? "J1" : "END");
        return joins ? graph.Line("J1", "OUT", "END") : graph;
    }

    private static Shop Run(GraphBuilder graph, TokenType type = TokenType.Piece, int qty = 1, bool whole = true)
    {
        var shop = new Shop(graph) { WholeUnits = whole }.Spawn(type, qty, "P1");
        shop.Work(shop.Only("CUT"), qty);
        return shop;
    }

    private static List<(string, decimal)> Children(Shop shop) => [.. shop.All.Where(t => t.Origin == TokenOrigin.Split).Select(t => (t.BranchKey!, t.Qty / 100m))];

    [Fact]
    [Trait("Rule", "RTE-07"), Trait("Rule", "RTE-08")]
    public void All_makes_one_child_per_branch_that_knows_where_it_comes_from()
    {
        var shop = Run(Three(new SplitSpec(SplitPolicy.All)).Op("B", new OperationSpec { ProducesComponent = "PLATE" }));
        var parent = shop.Only("S1");
        Assert.Equal([("A", 1), ("B", 1), ("C", 1)], Children(shop));
        var split = Assert.Single(shop.State.Splits.Values);
        Assert.Equal((parent.Id, 1, "S1"), (split.ParentId, split.Visit, split.SplitNode));
        var plate = shop.Only("B");
        Assert.Equal((TokenType.Component, parent.Id, parent.Id, split.Id, 1, "PLATE", "P1/B", TokenStatus.Ready),
            (plate.Type, plate.ParentId!.Value, plate.RootId, plate.SplitId!.Value, plate.BranchOrdinal!.Value, plate.ComponentCode, plate.SerialLabel, plate.Status));
        Assert.Equal(shop.All.Where(t => t.Origin == TokenOrigin.Split).Select(t => t.Id), split.Children.Select(c => c.TokenId));
    }

    [Fact]
    [Trait("Rule", "RTE-07")]
    public void Conditional_takes_every_branch_that_holds_or_the_default()
    {
        Condition?[] rules = [GraphBuilder.Qty(ConditionOperator.Greater, 5), GraphBuilder.Qty(ConditionOperator.Greater, 8), GraphBuilder.Default];
        Assert.Equal([("A", 10), ("B", 10)], Children(Run(Three(new SplitSpec(SplitPolicy.Conditional), rules: rules), TokenType.Batch, 10)));
        Assert.Equal([("C", 3)], Children(Run(Three(new SplitSpec(SplitPolicy.Conditional), rules: rules), TokenType.Batch, 3)));
    }

    [Fact]
    [Trait("Rule", "RTE-03"), Trait("Rule", "RTE-07")]
    public void A_conditional_split_without_any_branch_stops_the_token()
    {
        var never = GraphBuilder.Qty(ConditionOperator.Greater, 50);
        var shop = Run(Three(new SplitSpec(SplitPolicy.Conditional), rules: [never, never, never]), TokenType.Batch, 10);
        Assert.Equal(StopCode.Unroutable, shop.Only("S1").Stop!.Code);
        Assert.Empty(shop.State.Splits);
        Assert.Equal("NEXT_EDGE_INVALID", TokenEngine.Correct(shop.State, shop.Facts, new CorrectionOrder(shop.Only("S1").Id, CorrectionType.Route, "no") { EdgeId = "e3" }).Refusal!.Code);
    }

    [Fact]
    [Trait("Rule", "RTE-07")]
    public void Ratio_makes_that_many_parts_of_a_piece_numbered_in_their_branch()
    {
        var shop = Run(Three(new SplitSpec(SplitPolicy.Ratio) { Ratio = GraphBuilder.Ratio(("A", 1), ("B", 2), ("C", 1)) }));
        Assert.Equal([("A", 1), ("B", 1), ("B", 1), ("C", 1)], Children(shop));
        Assert.Equal([1, 2], shop.At("B").Select(t => t.BranchOrdinal!.Value));
    }

    [Fact]
    [Trait("Rule", "RTE-07")]
    public void Ten_split_one_to_two_are_ten_and_twenty()
    {
        var graph = new GraphBuilder().Line("START", "CUT", "S1", "A", "J1", "END").Line("S1", "B", "J1").Split("S1", new SplitSpec(SplitPolicy.Ratio) { Ratio = GraphBuilder.Ratio(("A", 1), ("B", 2)) });
        Assert.Equal([("A", 10), ("B", 20)], Children(Run(graph, TokenType.Batch, 10)));
    }

    [Theory]
    [InlineData(true, 10, 3, 3, 4)]
    [InlineData(true, 11, 3, 3, 5)]
    [InlineData(true, 1, 0, 0, 1)]
    [InlineData(false, 1, 0.3, 0.3, 0.4)]
    [Trait("Rule", "RTE-07")]
    public void A_divided_batch_keeps_its_sum_and_the_rest_goes_to_the_largest(bool whole, int qty, decimal a, decimal b, decimal c)
    {
        var shop = Run(Three(new SplitSpec(SplitPolicy.Ratio, SplitMode.Divide) { Ratio = GraphBuilder.Ratio(("A", 3), ("B", 3), ("C", 4)) }), TokenType.Batch, qty, whole);
        Assert.Equal([.. new[] { ("A", a), ("B", b), ("C", c) }.Where(x => x.Item2 > 0)], Children(shop));
    }

    [Fact]
    [Trait("Rule", "RTE-07")]
    public void On_a_tie_the_first_branch_gets_the_rest() =>
        Assert.Equal([("A", 4), ("B", 3), ("C", 3)], Children(Run(Three(new SplitSpec(SplitPolicy.All, SplitMode.Divide)), TokenType.Batch, 10)));

    [Fact]
    [Trait("Rule", "RTE-09")]
    public void The_parent_waits_where_branches_meet_again_and_is_done_where_they_do_not()
    {
        Assert.Equal(TokenStatus.Waiting, Run(Three(new SplitSpec(SplitPolicy.All))).Only("S1").Status);
        var shop = Run(Three(new SplitSpec(SplitPolicy.All), joins: false), TokenType.Batch, 10);
        Assert.Equal(TokenStatus.Completed, shop.All[0].Status);
        foreach (var code in new[] { "A", "B", "C" }) shop.Work(shop.Only(code));
        Assert.Equal(new QuantityBalance(1000, 0, 2000, 3000, 0, 0), shop.Balance);
        Assert.True(shop.Balance.Holds && shop.State.IsComplete);
    }

    [Fact]
    [Trait("Rule", "RTE-08")]
    public void A_second_pass_after_rework_is_a_new_execution()
    {
        var shop = new Shop(new GraphBuilder().Line("START", "CUT", "S1", "A", "J1", "QC1", "END").Line("S1", "B", "J1").Rework("QC1", "CUT")).Pieces(1);
        for (var pass = 1; pass <= 2; pass++)
        {
            shop.Work(shop.Only("CUT"));
            shop.WorkAll("A");
            shop.WorkAll("B");
            Assert.Equal(pass, shop.State.Splits.Values.Max(s => s.Visit));
            if (pass == 1) shop.Check(shop.Only("QC1"), QcOutcome.FailMinor);
        }
        Assert.Equal(2, shop.State.Splits.Count);
        Assert.Equal(1, shop.Only("QC1").ReworkCount);
        Assert.All(shop.State.Splits.Values, s => Assert.NotNull(s.FiredAt));
    }
}
