using ControlRoom.Core.Routing;
using ControlRoom.Core.Tokens.Engine;
using Xunit;
using static ControlRoom.Core.Tokens.Engine.TokenEventType;

namespace ControlRoom.Core.Tests.Tokens.Engine;

public sealed class QcTests
{
    private static GraphBuilder Line(QcSpec? qc = null, bool rework = true)
    {
        var graph = new GraphBuilder().Line("START", "CUT", "WELD", "QC1", "PACK", "END").Qc("QC1", qc ?? new QcSpec());
        return rework ? graph.Rework("QC1", "WELD") : graph;
    }

    private static Shop AtCheck(GraphBuilder graph)
    {
        var shop = new Shop(graph).Pieces(1);
        shop.WorkAll("CUT");
        shop.WorkAll("WELD");
        return shop;
    }

    private static string? Refused(Shop shop, QcOutcome outcome, string? to = null) =>
        TokenEngine.Check(shop.State, shop.Facts, new QcVerdict(shop.Only("QC1").Id, outcome, "SEAM", null, "no", to)).Refusal?.Code;

    [Fact]
    [Trait("Rule", "RTE-15")]
    public void What_passes_takes_the_plain_edge()
    {
        var shop = AtCheck(Line());
        var token = shop.Check(shop.Only("QC1"), QcOutcome.Pass);
        Assert.Equal(("PACK", new QcResult(QcOutcome.Pass)), (token.Node, token.Qc));
        Assert.Equal([QcPass, Move, Enter], shop.LastTypes);
    }

    [Theory]
    [InlineData(QcOutcome.FailMinor)]
    [InlineData(QcOutcome.FailMajor)]
    [Trait("Rule", "RTE-15"), Trait("Rule", "F13")]
    public void What_fails_goes_back_as_the_same_token_and_is_counted(QcOutcome outcome)
    {
        var shop = AtCheck(Line());
        var token = shop.Check(shop.Only("QC1"), outcome, severity: QcSeverity.Minor);
        Assert.Equal(("WELD", 1, TokenStatus.Ready), (token.Node, token.ReworkCount, token.Status));
        Assert.Equal([QcFail, Rework, Move, Enter], shop.LastTypes);
        var line = shop.LastEvents.First();
        Assert.Equal(("SEAM", "MINOR", "because it is so"), (line.Metadata["defect_code"], line.Metadata["severity"], line.Metadata["reason"]));
    }

    [Fact]
    [Trait("Rule", "RTE-15")]
    public void A_failure_with_a_rule_of_its_own_takes_that_edge_uncounted()
    {
        var shop = AtCheck(Line().Edge("QC1", "REPAIR", GraphBuilder.Token("qc_result.severity", "MINOR")).Line("REPAIR", "PACK"));
        Assert.Equal(("REPAIR", 0), (shop.Check(shop.Only("QC1"), QcOutcome.FailMinor, severity: QcSeverity.Minor).Node, shop.All[0].ReworkCount));
        var other = AtCheck(Line().Edge("QC1", "REPAIR", GraphBuilder.Token("qc_result.severity", "MINOR")).Line("REPAIR", "PACK"));
        Assert.Equal("WELD", other.Check(other.Only("QC1"), QcOutcome.FailMajor, severity: QcSeverity.Major).Node);
    }

    [Fact]
    [Trait("Rule", "RTE-02"), Trait("Rule", "RTE-15")]
    public void Two_edges_for_one_failure_stop_the_token()
    {
        var graph = Line().Edge("QC1", "REPAIR", GraphBuilder.Token("qc_result.severity", "MINOR")).Edge("QC1", "PACK", GraphBuilder.Token("qc_result.status", "FAIL_MINOR")).Line("REPAIR", "PACK");
        var shop = AtCheck(graph);
        var token = shop.Check(shop.Only("QC1"), QcOutcome.FailMinor, severity: QcSeverity.Minor);
        Assert.Equal(("QC1", StopCode.AmbiguousRouting), (token.Node, token.Stop!.Code));
        Assert.Equal(StopCode.AmbiguousRouting, shop.Correct(token, CorrectionType.Route).Stop!.Code);
        Assert.Equal("REPAIR", shop.Correct(token, CorrectionType.Route, edge: "e7").Node);
    }

    [Theory]
    [InlineData(null, null, 3)]
    [InlineData(2, null, 2)]
    [InlineData(2, 1, 1)]
    [Trait("Rule", "RTE-15"), Trait("Rule", "F13")]
    public void At_the_limit_it_is_scrapped(int? limit, int? edgeLimit, int passes)
    {
        var shop = AtCheck(Line(limit is { } l ? new QcSpec { ReworkLimit = l } : null, rework: false).Rework("QC1", "WELD", edgeLimit));
        for (var i = 0; i < passes; i++)
        {
            shop.Check(shop.Only("QC1"), QcOutcome.FailMinor);
            shop.WorkAll("WELD");
        }
        var token = shop.Check(shop.Only("QC1"), QcOutcome.FailMinor);
        Assert.Equal((TokenStatus.Scrapped, ScrapScope.Production, passes, "QC1"), (token.Status, token.ScrapScope, token.ReworkCount, token.Node));
    }

    [Fact]
    [Trait("Rule", "RTE-15"), Trait("Rule", "F13")]
    public void Where_nothing_is_scrapped_a_failure_without_a_way_back_is_refused_with_guidance()
    {
        var shop = AtCheck(Line(new QcSpec { AllowScrap = false }, rework: false));
        Assert.Equal("NO_REWORK_EDGE", Refused(shop, QcOutcome.FailMajor));
        Assert.Equal("SCRAP_NOT_ALLOWED", Refused(shop, QcOutcome.Scrap));
        var limited = AtCheck(Line(new QcSpec { AllowScrap = false, ReworkLimit = 0 }));
        Assert.Equal("REWORK_LIMIT_REACHED", Refused(limited, QcOutcome.FailMinor));
        Assert.NotEmpty(TokenEngine.Check(limited.State, limited.Facts, new QcVerdict(limited.Only("QC1").Id, QcOutcome.FailMinor)).Refusal!.Guidance());
    }

    [Theory]
    [InlineData(ReplacementPolicy.None, false, 0)]
    [InlineData(ReplacementPolicy.Manual, true, 0)]
    [InlineData(ReplacementPolicy.Auto, false, 1)]
    [Trait("Rule", "RTE-16")]
    public void A_scrap_at_a_check_is_let_be_asked_for_or_replaced(ReplacementPolicy policy, bool due, int replaced)
    {
        var shop = AtCheck(Line(new QcSpec { Replacement = policy }));
        var scrapped = shop.Check(shop.Only("QC1"), QcOutcome.Scrap);
        Assert.Equal((due, replaced == 1), (scrapped.ReplacementDue, scrapped.ReplacementId is not null));
        Assert.Equal(due, shop.State.NeedsDecision);
        Assert.Equal(replaced, shop.At("CUT").Count);
        Assert.True(shop.Balance.Holds);
    }

    [Fact]
    [Trait("Rule", "RTE-16"), Trait("Rule", "F13")]
    public void A_replacement_is_a_new_piece_linked_both_ways()
    {
        var shop = AtCheck(Line(new QcSpec { Replacement = ReplacementPolicy.Manual }));
        var scrapped = shop.Check(shop.Only("QC1"), QcOutcome.Scrap);
        Assert.Equal(WhyCode.ReplacementPending, shop.Why(scrapped).Code);
        var instead = shop.Replace(scrapped);
        Assert.Equal(("CUT", "N1", scrapped.Id, 0, TokenOrigin.Replacement, instead.Id), (instead.Node, instead.SerialNumber, instead.ReplacedId!.Value, instead.ReworkCount, instead.Origin, instead.RootId));
        Assert.Equal((instead.Id, false), (shop[scrapped.Id].ReplacementId!.Value, shop[scrapped.Id].ReplacementDue));
        Assert.Equal([ReplacementCreated, Spawn, ReplacementOf, Enter], shop.LastTypes);
        Assert.Equal("REPLACEMENT_NOT_POSSIBLE", TokenEngine.Replace(shop.State, shop.Facts, scrapped.Id, null).Refusal!.Code);
        Assert.Equal(WhyCode.Scrapped, shop.Why(shop[scrapped.Id]).Code);
    }

    [Fact]
    [Trait("Rule", "RTE-16")]
    public void It_begins_where_the_check_says_or_where_somebody_says()
    {
        var configured = AtCheck(Line(new QcSpec { Replacement = ReplacementPolicy.Auto, ReplacementNode = "WELD" }));
        configured.Check(configured.Only("QC1"), QcOutcome.Scrap);
        Assert.Single(configured.At("WELD"));
        var shop = AtCheck(Line());
        var scrapped = shop.Check(shop.Only("QC1"), QcOutcome.Scrap);
        Assert.Equal("NODE_NOT_IN_BRANCH", TokenEngine.Replace(shop.State, shop.Facts, scrapped.Id, "END").Refusal!.Code);
        Assert.Equal("WELD", shop.Replace(scrapped, "WELD").Node);
    }

    [Fact]
    [Trait("Rule", "RTE-16")]
    public void A_replacement_nobody_wants_is_waived()
    {
        var shop = AtCheck(Line(new QcSpec { Replacement = ReplacementPolicy.Manual }));
        var scrapped = shop.Check(shop.Only("QC1"), QcOutcome.Scrap);
        Assert.False(shop.Correct(scrapped, CorrectionType.WaiveReplacement).ReplacementDue);
        Assert.Equal("REPLACEMENT_NOT_DUE", TokenEngine.Correct(shop.State, shop.Facts, new CorrectionOrder(scrapped.Id, CorrectionType.WaiveReplacement, "no")).Refusal!.Code);
    }

    [Fact]
    [Trait("Rule", "RTE-17")]
    public void The_checker_may_send_it_to_any_step_before_in_its_branch()
    {
        var shop = AtCheck(Line());
        Assert.Equal("NODE_NOT_IN_BRANCH", Refused(shop, QcOutcome.FailMinor, "PACK"));
        Assert.Equal("NODE_NOT_IN_BRANCH", Refused(shop, QcOutcome.Pass, "CUT"));
        var token = shop.Check(shop.Only("QC1"), QcOutcome.FailMinor, to: "CUT");
        Assert.Equal(("CUT", 1), (token.Node, token.ReworkCount));
        Assert.Equal("CUT", shop.LastEvents.Single(l => l.Type == Rework).Metadata["to_node"]);
    }

    [Fact]
    [Trait("Rule", "RTE-17")]
    public void Not_across_the_border_of_its_branch()
    {
        var shop = new Shop(new GraphBuilder().Line("START", "CUT", "S1", "A", "QC1", "J1", "END").Line("S1", "B", "J1").Rework("QC1", "A")).Pieces(1);
        shop.WorkAll("CUT");
        shop.WorkAll("A");
        Assert.Equal("NODE_NOT_IN_BRANCH", Refused(shop, QcOutcome.FailMinor, "CUT"));
        Assert.Equal("NODE_NOT_IN_BRANCH", Refused(shop, QcOutcome.FailMinor, "B"));
        Assert.Null(Refused(shop, QcOutcome.FailMinor, "A"));
    }

    [Fact]
    [Trait("Rule", "RTE-15")]
    public void A_decision_sends_back_until_its_limit_and_then_decides_without()
    {
        var failed = GraphBuilder.Token("metadata.bad", null);
        var graph = new GraphBuilder().Line("START", "A", "D1").Edge("D1", "END", GraphBuilder.Default).Rework("D1", "A", 2, new NotCondition(failed));
        var shop = new Shop(graph).Pieces(1);
        for (var i = 1; i <= 2; i++) Assert.Equal(("A", i), (shop.Work(shop.Only("A")).Node, shop.All[0].ReworkCount));
        Assert.Equal(TokenStatus.Completed, shop.Work(shop.Only("A")).Status);
    }
}
