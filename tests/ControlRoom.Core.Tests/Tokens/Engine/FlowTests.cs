using ControlRoom.Core.Routing;
using ControlRoom.Core.Tokens.Engine;
using Xunit;

namespace ControlRoom.Core.Tests.Tokens.Engine;

/// <summary>Flows from end to end, as far as the engine alone goes.</summary>
public sealed class FlowTests
{
    /// <summary>CUT, then BODY, FLAP and STRAP each sewn and checked, then put together and checked again.</summary>
    private static GraphBuilder Bag(JoinSpec join)
    {
        var graph = new GraphBuilder().Line("START", "CUT", "S1").Join("J1", join);
        foreach (var (part, i) in new[] { "BODY", "FLAP", "STRAP" }.Select((p, i) => (p, i + 1))) graph.Edge("S1", part, key: part).Line(part, $"QC{i}", "J1").Rework($"QC{i}", part).Op(part, new OperationSpec { ProducesComponent = part });
        return graph.Line("J1", "ASSEMBLY", "QC9", "END").Rework("QC9", "ASSEMBLY");
    }

    private static void Pass(Shop shop, string code)
    {
        while (shop.At(code) is [var next, ..]) shop.Check(next, QcOutcome.Pass);
    }

    private static void Part(Shop shop, string part, string qc)
    {
        shop.WorkAll(part);
        Pass(shop, qc);
    }

    [Fact]
    [Trait("Rule", "F12")]
    public void Three_bags_are_built_in_parallel_and_never_mixed()
    {
        var shop = new Shop(Bag(new JoinSpec(JoinType.And))).Pieces(3);
        shop.WorkAll("CUT");
        Assert.Equal(9, shop.All.Count(t => t.Type == TokenType.Component));
        Part(shop, "BODY", "QC1");
        Part(shop, "FLAP", "QC2");
        Assert.Empty(shop.At("ASSEMBLY"));
        Part(shop, "STRAP", "QC3");
        Assert.Equal(["P1", "P2", "P3"], shop.At("ASSEMBLY").Select(t => t.SerialNumber));
        shop.WorkAll("ASSEMBLY");
        Pass(shop, "QC9");
        Assert.True(shop.State.IsComplete);
        Assert.Equal(new QuantityBalance(300, 0, 0, 300, 0, 0), shop.Balance);
        foreach (var piece in shop.All.Where(t => t.Type == TokenType.Piece))
            Assert.Equal(["BODY", "FLAP", "STRAP"], shop.All.Where(t => t.MergedInto == piece.Id).Select(t => t.ComponentCode).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(JoinType.Or, 1)]
    [InlineData(JoinType.NOfM, 2)]
    [Trait("Rule", "F12")]
    public void Joins_that_do_not_wait_for_all_go_on_once_and_absorb_the_rest(JoinType type, int needed)
    {
        var shop = new Shop(Bag(new JoinSpec(type) { Count = type == JoinType.NOfM ? 2 : null })).Pieces(2);
        shop.WorkAll("CUT");
        (string, string)[] parts = [("BODY", "QC1"), ("FLAP", "QC2"), ("STRAP", "QC3")];
        for (var i = 0; i < 3; i++)
        {
            Part(shop, parts[i].Item1, parts[i].Item2);
            Assert.Equal(i + 1 >= needed ? 2 : 0, shop.At("ASSEMBLY").Count);
        }
        shop.WorkAll("ASSEMBLY");
        Pass(shop, "QC9");
        Assert.True(shop.State.IsComplete && shop.Balance.Holds);
    }

    [Fact]
    [Trait("Rule", "F13")]
    public void Failed_three_times_a_part_is_scrapped_replaced_and_joins_its_siblings()
    {
        var shop = new Shop(Bag(new JoinSpec(JoinType.And)).Qc("QC1", new QcSpec { Replacement = ReplacementPolicy.Manual })).Pieces(1);
        shop.WorkAll("CUT");
        Part(shop, "FLAP", "QC2");
        Part(shop, "STRAP", "QC3");
        for (var i = 1; i <= 3; i++)
        {
            shop.WorkAll("BODY");
            Assert.Equal(i, shop.Check(shop.Only("QC1"), QcOutcome.FailMinor).ReworkCount);
        }
        shop.WorkAll("BODY");
        var lost = shop.Check(shop.Only("QC1"), QcOutcome.FailMinor);
        Assert.Equal((TokenStatus.Scrapped, true, WhyCode.JoinBlocked), (lost.Status, lost.ReplacementDue, shop.Why(shop.Only("S1")).Code));
        var instead = shop.Replace(lost);
        Assert.Equal(("BODY", 0, "P1/BODY"), (instead.Node, instead.ReworkCount, instead.SerialLabel));
        Part(shop, "BODY", "QC1");
        Assert.Equal("P1", shop.Only("ASSEMBLY").SerialNumber);
        Assert.True(shop.Balance.Holds);
    }

    [Fact]
    [Trait("Rule", "F13")]
    public void A_ticket_with_scrap_to_decide_on_is_not_complete_until_somebody_decides()
    {
        var shop = new Shop(new GraphBuilder().Line("START", "A", "QC1", "END").Qc("QC1", new QcSpec { Replacement = ReplacementPolicy.Manual })).Pieces(2);
        shop.WorkAll("A");
        var scrapped = shop.Check(shop.At("QC1")[0], QcOutcome.Scrap);
        Pass(shop, "QC1");
        Assert.True(shop.State is { NeedsDecision: true, IsComplete: false });
        shop.Correct(scrapped, CorrectionType.WaiveReplacement);
        Assert.True(shop.State is { NeedsDecision: false, IsComplete: true });
    }

    [Fact]
    [Trait("Rule", "F14")]
    public void Rods_are_cut_checked_gathered_and_bathed()
    {
        var shop = new Shop(new GraphBuilder().Line("START", "SAW", "QC1", "W1", "BATH", "END").Op("SAW", new OperationSpec(OperationOutput.Pieces)).Wait("W1", new WaitSpec(WaitType.Batch) { MinBatch = 10 }))
            .Spawn(TokenType.Batch, 20);
        shop.Work(shop.Only("SAW"), 18, scrap: 2);
        Pass(shop, "QC1");
        Assert.Equal((10, 8), (shop.At("BATH").Count, shop.At("W1").Count));
        shop.After(TimeSpan.FromMinutes(1));
        Assert.Equal(18, shop.At("BATH").Count);
        shop.WorkAll("BATH");
        Assert.Equal(new QuantityBalance(2000, 0, 0, 1800, 200, 0), shop.Balance);
        Assert.True(shop.State.IsComplete);
    }

    [Fact]
    [Trait("Rule", "F18")]
    public void A_ticket_ended_by_force_keeps_what_is_finished_and_replaces_nothing()
    {
        var shop = new Shop(new GraphBuilder().Line("START", "A", "QC1", "END").Qc("QC1", new QcSpec { Replacement = ReplacementPolicy.Auto })).Pieces(10);
        for (var i = 0; i < 6; i++)
        {
            shop.Work(shop.At("A")[0]);
            Pass(shop, "QC1");
        }
        shop.Work(shop.At("A")[0]);
        shop.Do(TokenEngine.Abandon(shop.State, shop.Facts, "because it is so"));
        Assert.Equal(4, shop.All.Count(t => t is { Status: TokenStatus.Scrapped, ScrapScope: ScrapScope.Production, ReplacementId: null }));
        Assert.True(shop.State.IsComplete);
        Assert.Equal(new QuantityBalance(1000, 0, 0, 600, 400, 0), shop.Balance);
    }
}
