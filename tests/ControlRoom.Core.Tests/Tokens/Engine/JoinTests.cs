using ControlRoom.Core.Routing;
using ControlRoom.Core.Tokens.Engine;
using Xunit;

namespace ControlRoom.Core.Tests.Tokens.Engine;

public sealed class JoinTests
{
    /// <summary>START → CUT → S1 ( A | B | C ) → J1 → OUT → END.</summary>
    private static GraphBuilder Three(JoinSpec join, SplitSpec? split = null) => new GraphBuilder()
        .Line("START", "CUT", "S1", "A", "J1", "OUT", "END").Line("S1", "B", "J1").Line("S1", "C", "J1").Join("J1", join).Split("S1", split ?? new SplitSpec(SplitPolicy.All));

    private static Shop Cut(JoinSpec join, int pieces = 1, SplitSpec? split = null)
    {
        var shop = new Shop(Three(join, split)).Pieces(pieces);
        shop.WorkAll("CUT");
        return shop;
    }

    private static Shop CutBatch(JoinSpec join, SplitSpec split, int qty = 10)
    {
        var shop = new Shop(Three(join, split)).Spawn(TokenType.Batch, qty);
        shop.WorkAll("CUT");
        return shop;
    }

    [Fact]
    [Trait("Rule", "RTE-10")]
    public void Parts_of_different_pieces_never_make_one()
    {
        var shop = Cut(new JoinSpec(JoinType.And), pieces: 3);
        var (one, two, three) = (shop.At("A"), shop.At("B"), shop.At("C"));
        shop.Work(one[0]);
        shop.Work(two[1]);
        shop.Work(three[2]);
        Assert.Equal(3, shop.At("J1").Count);
        Assert.Empty(shop.At("OUT"));
        shop.Work(two[0]);
        shop.Work(three[0]);
        Assert.Equal("P1", shop.Only("OUT").SerialNumber);
    }

    [Fact]
    [Trait("Rule", "RTE-11"), Trait("Rule", "RTE-12")]
    public void And_fires_once_with_the_last_and_the_parent_goes_on_as_itself()
    {
        var shop = Cut(new JoinSpec(JoinType.And));
        var parent = shop.Only("S1");
        shop.Work(shop.Only("A"));
        shop.Work(shop.Only("B"));
        Assert.Equal(TokenStatus.Waiting, shop[parent.Id].Status);
        shop.Work(shop.Only("C"));
        Assert.Equal(("OUT", TokenStatus.Ready, 100), (shop[parent.Id].Node, shop[parent.Id].Status, shop[parent.Id].Qty));
        var fired = Assert.Single(shop.Last.OfType<JoinFired>());
        Assert.Equal(3, fired.Consumed.Length);
        Assert.All(fired.Consumed, id => Assert.Equal((TokenStatus.Completed, parent.Id), (shop[id].Status, shop[id].MergedInto!.Value)));
    }

    [Theory]
    [InlineData(JoinType.Or, null, 1)]
    [InlineData(JoinType.NOfM, 2, 2)]
    [InlineData(JoinType.And, null, 3)]
    [Trait("Rule", "RTE-11")]
    public void A_join_fires_with_as_many_branches_as_it_needs_and_absorbs_the_rest(JoinType type, int? count, int needed)
    {
        var shop = Cut(new JoinSpec(type) { Count = count });
        var parts = new[] { "A", "B", "C" };
        for (var i = 0; i < 3; i++)
        {
            var part = shop.Work(shop.Only(parts[i]));
            Assert.Equal(i + 1 >= needed ? 1 : 0, shop.At("OUT").Count);
            if (i < needed) continue;
            Assert.Equal(TokenStatus.Completed, part.Status);
            Assert.Equal(true, shop.LastEvents.Last().Metadata["merged_late"]);
        }
        Assert.Single(shop.State.Splits);
        shop.WorkAll("OUT");
        Assert.True(shop.State.IsComplete && shop.Balance.Holds);
    }

    [Fact]
    [Trait("Rule", "RTE-11")]
    public void A_branch_counts_when_all_its_parts_are_in()
    {
        var shop = Cut(new JoinSpec(JoinType.NOfM) { Count = 2 }, split: new SplitSpec(SplitPolicy.Ratio) { Ratio = GraphBuilder.Ratio(("A", 2), ("B", 1), ("C", 1)) });
        shop.Work(shop.At("A")[0]);
        shop.Work(shop.Only("B"));
        Assert.Empty(shop.At("OUT"));
        shop.Work(shop.Only("A"));
        Assert.Single(shop.At("OUT"));
    }

    [Fact]
    [Trait("Rule", "RTE-11")]
    public void N_of_m_never_asks_for_more_branches_than_the_split_took()
    {
        var graph = new GraphBuilder().Line("START", "CUT", "S1").Edge("S1", "A", GraphBuilder.Qty(ConditionOperator.Greater, 5)).Edge("S1", "B", GraphBuilder.Default).Line("A", "J1", "OUT", "END").Line("B", "J1")
            .Split("S1", new SplitSpec(SplitPolicy.Conditional)).Join("J1", new JoinSpec(JoinType.NOfM) { Count = 2 });
        var shop = new Shop(graph).Pieces(1);
        shop.Work(shop.Only("CUT"));
        shop.Work(shop.Only("B"));
        Assert.Single(shop.At("OUT"));
    }

    [Fact]
    [Trait("Rule", "RTE-12"), Trait("Rule", "F12")]
    public void The_genealogy_can_be_asked_both_ways()
    {
        var shop = Cut(new JoinSpec(JoinType.And));
        var parent = shop.Only("S1");
        foreach (var code in new[] { "A", "B", "C" }) shop.WorkAll(code);
        var down = shop.All.Where(t => t.ParentId == parent.Id).ToList();
        Assert.Equal(3, down.Count);
        Assert.All(down, child => Assert.Equal((parent.Id, parent.Id), (child.MergedInto!.Value, shop.State.Splits[child.SplitId!.Value].ParentId)));
    }

    [Fact]
    [Trait("Rule", "RTE-13"), Trait("Rule", "RTE-16")]
    public void A_scrapped_part_blocks_the_join_until_a_replacement_arrives()
    {
        var shop = Cut(new JoinSpec(JoinType.And));
        shop.Work(shop.Only("A"));
        shop.Work(shop.Only("B"));
        var lost = shop.Scrap(shop.Only("C"));
        var why = shop.Why(shop.At("J1")[0]);
        Assert.Equal((WhyCode.JoinBlocked, WhyAction.Replacement, lost.Id), (why.Code, why.Action, Assert.Single(why.Tokens)));
        Assert.Equal(WhyCode.JoinBlocked, shop.Why(shop.Only("S1")).Code);
        var instead = shop.Replace(lost);
        Assert.Equal(("C", lost.SplitId, 1, 0, lost.Id), (instead.Node, instead.SplitId, instead.BranchOrdinal!.Value, instead.ReworkCount, instead.ReplacedId!.Value));
        Assert.Equal(WhyCode.JoinMissing, shop.Why(shop.At("J1")[0]).Code);
        shop.Work(instead);
        Assert.Single(shop.At("OUT"));
    }

    [Fact]
    [Trait("Rule", "RTE-13"), Trait("Rule", "RTE-23")]
    public void A_supervisor_lowers_what_a_join_needs_and_late_parts_are_absorbed()
    {
        var shop = Cut(new JoinSpec(JoinType.And));
        Assert.Equal("JOIN_NOT_OPEN", TokenEngine.Correct(shop.State, shop.Facts, new CorrectionOrder(shop.Only("S1").Id, CorrectionType.CloseJoin, "no")).Refusal!.Code);
        shop.Work(shop.Only("A"));
        Assert.Equal("JOIN_COUNT_INVALID", TokenEngine.Correct(shop.State, shop.Facts, new CorrectionOrder(shop.Only("S1").Id, CorrectionType.CloseJoin, "no") { JoinCount = 4 }).Refusal!.Code);
        shop.Correct(shop.Only("S1"), CorrectionType.CloseJoin, count: 2);
        Assert.Empty(shop.At("OUT"));
        shop.Work(shop.Only("B"));
        Assert.Single(shop.At("OUT"));
        Assert.Equal(TokenStatus.Completed, shop.Work(shop.Only("C")).Status);
    }

    [Fact]
    [Trait("Rule", "RTE-13")]
    public void Closing_a_join_at_once_takes_what_has_come()
    {
        var shop = Cut(new JoinSpec(JoinType.And));
        shop.Work(shop.Only("A"));
        shop.Scrap(shop.Only("B"));
        shop.Correct(shop.Only("J1"), CorrectionType.CloseJoin);
        Assert.Equal("OUT", shop.All[0].Node);
    }

    [Fact]
    [Trait("Rule", "RTE-13")]
    public void After_its_time_a_join_alarms_once_and_goes_on_waiting()
    {
        var shop = Cut(new JoinSpec(JoinType.And));
        shop.After(TimeSpan.FromDays(3));
        Assert.Empty(shop.Alarms);
        shop.Work(shop.Only("A"));
        shop.After(TimeSpan.FromHours(23)).After(TimeSpan.FromHours(1)).After(TimeSpan.FromHours(30));
        Assert.Equal("JOIN_TIMEOUT", Assert.Single(shop.Alarms).Code);
        shop.WorkAll("B");
        shop.WorkAll("C");
        Assert.Single(shop.At("OUT"));
    }

    [Fact]
    [Trait("Rule", "RTE-13")]
    public void A_join_that_fails_after_its_time_stops_until_somebody_routes_it()
    {
        var shop = Cut(new JoinSpec(JoinType.And) { TimeoutSeconds = 60, OnTimeout = JoinTimeoutPolicy.Fail });
        shop.Work(shop.Only("A"));
        shop.After(TimeSpan.FromMinutes(1));
        Assert.Equal(StopCode.JoinTimeout, shop.Only("S1").Stop!.Code);
        shop.WorkAll("B");
        shop.WorkAll("C");
        Assert.Empty(shop.At("OUT"));
        Assert.Equal((WhyCode.JoinTimeout, WhyAction.Route), (shop.Why(shop.Only("S1")).Code, shop.Why(shop.Only("S1")).Action));
        shop.Correct(shop.Only("S1"), CorrectionType.Route);
        Assert.Equal(("OUT", null), (shop.All[0].Node, shop.All[0].Stop));
    }

    [Fact]
    [Trait("Rule", "RTE-13")]
    public void Routed_too_early_its_time_begins_again()
    {
        var shop = Cut(new JoinSpec(JoinType.And) { TimeoutSeconds = 60, OnTimeout = JoinTimeoutPolicy.Fail });
        shop.Work(shop.Only("A"));
        shop.After(TimeSpan.FromMinutes(5));
        shop.Correct(shop.Only("S1"), CorrectionType.Route);
        Assert.Null(shop.After(TimeSpan.FromSeconds(59)).Only("S1").Stop);
        Assert.NotNull(shop.After(TimeSpan.FromSeconds(1)).Only("S1").Stop);
    }

    [Fact]
    [Trait("Rule", "RTE-16")]
    public void Scrapping_the_parent_scraps_what_lives_of_it()
    {
        var shop = Cut(new JoinSpec(JoinType.And));
        shop.Work(shop.Only("A"));
        shop.Scrap(shop.Only("S1"));
        Assert.Empty(shop.State.Live);
        Assert.All(shop.All, t => Assert.Equal(TokenStatus.Scrapped, t.Status));
        Assert.Equal("REPLACEMENT_NOT_POSSIBLE", TokenEngine.Replace(shop.State, shop.Facts, shop.All.Last().Id, null).Refusal!.Code);
    }

    [Fact]
    [Trait("Rule", "RTE-12")]
    public void A_divided_batch_comes_together_with_what_its_parts_have_left()
    {
        var shop = CutBatch(new JoinSpec(JoinType.And), new SplitSpec(SplitPolicy.Ratio, SplitMode.Divide) { Ratio = GraphBuilder.Ratio(("A", 3), ("B", 3), ("C", 4)) });
        shop.Work(shop.Only("A"), 2, scrap: 1);
        shop.Work(shop.Only("B"), 3);
        shop.Work(shop.Only("C"), 3, scrap: 1);
        Assert.Equal((800, 200), (shop.Only("OUT").Qty, shop.Only("OUT").ScrappedQty));
        Assert.Equal(new QuantityBalance(1000, 0, 0, 0, 200, 800), shop.Balance);
    }

    [Fact]
    [Trait("Rule", "RTE-12")]
    public void Of_a_multiplied_batch_the_scarcest_part_decides()
    {
        var shop = CutBatch(new JoinSpec(JoinType.And), new SplitSpec(SplitPolicy.Ratio) { Ratio = GraphBuilder.Ratio(("A", 1), ("B", 2), ("C", 1)) });
        shop.Work(shop.Only("A"), 9, scrap: 1);
        shop.Work(shop.Only("B"), 17, scrap: 3);
        shop.Work(shop.Only("C"), 10);
        Assert.Equal((800, 200), (shop.Only("OUT").Qty, shop.Only("OUT").ScrappedQty));
        Assert.True(shop.Balance.Holds);
    }

    [Fact]
    [Trait("Rule", "RTE-12")]
    public void A_part_sent_back_holds_the_place_of_its_batch_open()
    {
        var graph = new GraphBuilder().Line("START", "S1", "A0", "A", "J1", "OUT", "END").Line("S1", "B", "J1").Rework("A", "A0");
        var shop = new Shop(graph).Spawn(TokenType.Batch, 10);
        shop.WorkAll("A0");
        shop.WorkAll("B");
        shop.Work(shop.Only("A"), 7, rework: 3);
        Assert.Empty(shop.At("OUT"));
        Assert.Equal((300, 1, TokenOrigin.ReworkSpawn), (shop.Only("A0").Qty, shop.Only("A0").ReworkCount, shop.Only("A0").Origin));
        shop.WorkAll("A0");
        shop.Work(shop.Only("A"), 2, scrap: 1);
        Assert.Equal((900, 100), (shop.Only("OUT").Qty, shop.Only("OUT").ScrappedQty));
        Assert.True(shop.Balance.Holds);
    }
}
