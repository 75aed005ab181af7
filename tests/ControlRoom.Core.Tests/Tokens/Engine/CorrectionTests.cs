using ControlRoom.Core.Tokens.Engine;
using Xunit;
using static ControlRoom.Core.Tokens.Engine.TokenEventType;

namespace ControlRoom.Core.Tests.Tokens.Engine;

/// <summary>What supervisors put right, and what people take back.</summary>
public sealed class CorrectionTests
{
    private static GraphBuilder Line() => new GraphBuilder().Line("START", "A", "S1", "B", "QC1", "J1", "C", "END").Line("S1", "X", "J1").Rework("QC1", "B", 1);

    private static string? Refused(Shop shop, TokenState token, CorrectionType type, string? to = null) =>
        TokenEngine.Correct(shop.State, shop.Facts, new CorrectionOrder(token.Id, type, "no") { ToNode = to }).Refusal?.Code;

    [Fact]
    [Trait("Rule", "RTE-23")]
    public void A_move_by_force_stays_in_the_branch_and_tells_what_was()
    {
        var shop = new Shop(Line()).Pieces(1);
        var token = shop.Start(shop.Only("A"));
        Assert.Equal("NODE_NOT_IN_BRANCH", Refused(shop, token, CorrectionType.ForceMove, "B"));
        Assert.Equal("NODE_NOT_IN_BRANCH", Refused(shop, token, CorrectionType.ForceMove, "NOWHERE"));
        Assert.Equal("NODE_NOT_IN_BRANCH", Refused(shop, token, CorrectionType.ForceMove, "START"));
        token = shop.Correct(token, CorrectionType.ForceMove, to: "C");
        Assert.Equal(("C", TokenStatus.Ready), (token.Node, token.Status));
        Assert.Equal([Correction, Move, Enter], shop.LastTypes);
        var line = shop.LastEvents.First();
        Assert.Equal(("A", "ACTIVE", "FORCE_MOVE", "because it is so"), (line.Metadata["before_node"], line.Metadata["before_status"], line.Metadata["correction"], line.Metadata["reason"]));
    }

    [Fact]
    [Trait("Rule", "RTE-23")]
    public void A_part_may_be_put_to_its_own_join_and_back()
    {
        var shop = new Shop(Line()).Pieces(1);
        shop.WorkAll("A");
        Assert.Equal("CHILDREN_OPEN", Refused(shop, shop.Only("S1"), CorrectionType.ForceMove, "C"));
        var part = shop.Correct(shop.Only("B"), CorrectionType.ForceMove, to: "J1");
        Assert.Equal(TokenStatus.Waiting, part.Status);
        Assert.Null(Assert.Single(shop.Last.OfType<JoinArrived>()).EdgeId);
        Assert.Equal("B", shop.Correct(part, CorrectionType.Rewind, to: "B").Node);
    }

    [Fact]
    [Trait("Rule", "RTE-23")]
    public void Rewinding_goes_back_only()
    {
        var shop = new Shop(Line()).Pieces(1);
        shop.WorkAll("A");
        Assert.Equal("NODE_NOT_IN_BRANCH", Refused(shop, shop.Only("B"), CorrectionType.Rewind, "QC1"));
        shop.WorkAll("B");
        var token = shop.Correct(shop.Only("QC1"), CorrectionType.Rewind, to: "B");
        Assert.Equal(("B", 0), (token.Node, token.ReworkCount));
    }

    [Fact]
    [Trait("Rule", "RTE-23")]
    public void A_check_is_overruled_beyond_its_limit()
    {
        var shop = new Shop(Line()).Pieces(1);
        shop.WorkAll("A");
        for (var i = 1; i <= 3; i++)
        {
            shop.WorkAll("B");
            Assert.Equal(("B", i), (shop.Correct(shop.Only("QC1"), CorrectionType.QcOverride, outcome: QcOutcome.FailMajor).Node, shop.Only("B").ReworkCount));
        }
        Assert.Equal("QC_OVERRIDE", shop.LastEvents.Last().Metadata["correction"]);
        Assert.Equal("INVALID_TRANSITION", TokenEngine.Correct(shop.State, shop.Facts, new CorrectionOrder(shop.Only("B").Id, CorrectionType.QcOverride, "no") { Outcome = QcOutcome.Pass }).Refusal!.Code);
        Assert.Equal("FIELD_REQUIRED", Refused(shop, shop.Only("B"), CorrectionType.QcOverride));
    }

    [Fact]
    [Trait("Rule", "RTE-23")]
    public void A_note_changes_nothing_and_may_follow_the_end()
    {
        var shop = new Shop(new GraphBuilder().Line("START", "A", "END")).Pieces(1);
        shop.WorkAll("A");
        var before = shop.State.Tokens.Values.Single();
        Assert.Equal(before, shop.Correct(before, CorrectionType.AddEvent));
        Assert.Equal([Note], shop.LastTypes);
        Assert.Equal("TOKEN_NOT_STOPPED", Refused(shop, before, CorrectionType.Route));
    }

    [Fact]
    public void A_start_is_taken_back()
    {
        var shop = new Shop(new GraphBuilder().Line("START", "A", "END")).Pieces(1);
        var token = shop.Start(shop.Only("A"));
        shop.Do(Meddling.TakeBack(shop, token));
        Assert.Equal((TokenStatus.Ready, Correction, "START"), (shop[token.Id].Status, shop.LastTypes.Single(), shop.LastEvents.Single().Metadata["undone"]));
    }

    [Fact]
    public void A_completion_is_taken_back_with_the_place_it_freed()
    {
        var shop = new Shop(new GraphBuilder().Line("START", "A", "B", "END").Station("A", s => s with { Capacity = 1 })).Pieces(2);
        var token = shop.Work(shop.At("A")[0]);
        Assert.Equal(TokenStatus.Ready, shop.Only("A").Status);
        shop.Do(Meddling.TakeBack(shop, token));
        Assert.Equal([("A", TokenStatus.Ready), ("A", TokenStatus.Waiting)], shop.All.Select(t => (t.Node, t.Status)));
    }

    [Fact]
    public void A_check_is_taken_back_with_its_count()
    {
        var shop = new Shop(new GraphBuilder().Line("START", "A", "QC1", "END").Rework("QC1", "A")).Pieces(1);
        shop.WorkAll("A");
        var before = shop.Only("QC1");
        shop.Check(before, QcOutcome.FailMinor);
        shop.Do(Meddling.TakeBack(shop, before));
        Assert.Equal(("QC1", 0, null, TokenStatus.Ready), (shop[before.Id].Node, shop[before.Id].ReworkCount, shop[before.Id].Qc, shop[before.Id].Status));
    }

    [Theory]
    [InlineData("END")]
    [InlineData("S1")]
    public void What_ended_or_made_something_is_not_taken_back(string behind)
    {
        var graph = new GraphBuilder().Line("START", "A", behind);
        var shop = new Shop(behind == "END" ? graph : graph.Line("S1", "B", "J1", "END").Line("S1", "C", "J1")).Pieces(1);
        var token = shop.Work(shop.Only("A"));
        Assert.Equal("UNDO_NOT_POSSIBLE", Meddling.TakeBack(shop, token).Refusal!.Code);
    }

    [Fact]
    public void What_somebody_has_gone_on_with_is_not_taken_back()
    {
        var shop = new Shop(new GraphBuilder().Line("START", "A", "B", "END")).Pieces(1);
        var token = shop.Work(shop.Only("A"));
        var order = Meddling.OrderOf(shop, token.Id);
        Assert.Null(Undo.WhyNot(shop.State, order));
        shop.Start(token);
        Assert.Equal("UNDO_NOT_POSSIBLE", Undo.WhyNot(shop.State, order)!.Code);
    }

    [Fact]
    public void A_place_given_away_since_is_not_taken_back()
    {
        var shop = new Shop(new GraphBuilder().Line("START", "Z", "A", "B", "END").Station("A", s => s with { Capacity = 1 })).Pieces(2);
        shop.Work(shop.At("Z")[0]);
        var token = shop.Work(shop.Only("A"));
        var order = Meddling.OrderOf(shop, token.Id);
        shop.Work(shop.Only("Z"));
        Assert.Equal("UNDO_NOT_POSSIBLE", TokenEngine.TakeBack(shop.State, shop.Facts, order).Refusal!.Code);
    }
}
