using ControlRoom.Core.Routing;
using ControlRoom.Core.Tokens.Engine;
using Xunit;

namespace ControlRoom.Core.Tests.Tokens.Engine;

/// <summary>Good, scrap and rework of one completion.</summary>
public sealed class CompletionTests
{
    private static GraphBuilder Line(OperationOutput output = OperationOutput.Same) =>
        new GraphBuilder().Line("START", "CUT", "BEND", "PACK", "END").Rework("BEND", "CUT").Op("BEND", new OperationSpec(output)).Op("CUT", new OperationSpec());

    private static Shop Batch(GraphBuilder graph, decimal qty, string at, bool whole = true)
    {
        var shop = new Shop(graph) { WholeUnits = whole }.Spawn(TokenType.Batch, qty);
        while (shop.At(at).Count == 0) shop.Work(shop.State.Live.Single());
        return shop;
    }

    private static string? Refused(Shop shop, decimal? good, decimal scrap = 0, decimal rework = 0, string? reason = null)
    {
        var token = shop.State.Live.Single();
        if (token.Status == TokenStatus.Ready) token = shop.Start(token);
        return TokenEngine.Complete(shop.State, shop.Facts, new Completion(token.Id, (long?)(good * 100), (long)(scrap * 100), (long)(rework * 100), reason)).Refusal?.Code;
    }

    [Fact]
    [Trait("Rule", "RTE-20")]
    public void A_batch_goes_on_with_what_is_good()
    {
        var shop = Batch(Line(), 20, "BEND");
        var token = shop.Work(shop.Only("BEND"), 15, scrap: 2, rework: 3);
        Assert.Equal(("PACK", 1500, 200, 0), (token.Node, token.Qty, token.ScrappedQty, token.ReworkCount));
        var back = shop.Only("CUT");
        Assert.Equal((TokenOrigin.ReworkSpawn, 300, 1, token.Id, token.RootId), (back.Origin, back.Qty, back.ReworkCount, back.ParentId!.Value, back.RootId));
        Assert.Equal(new QuantityBalance(2000, 0, 0, 0, 200, 1800), shop.Balance);
    }

    [Fact]
    public void Without_anything_good_the_batch_itself_goes_back_or_is_scrapped()
    {
        var back = Batch(Line(), 20, "BEND");
        var token = back.Work(back.Only("BEND"), 0, scrap: 5, rework: 15);
        Assert.Equal(("CUT", 1500, 500, 1), (token.Node, token.Qty, token.ScrappedQty, token.ReworkCount));
        var lost = Batch(Line(), 20, "BEND");
        token = lost.Work(lost.Only("BEND"), 0, scrap: 20);
        Assert.Equal((TokenStatus.Scrapped, 2000, 0), (token.Status, token.Qty, token.ScrappedQty));
        Assert.True(back.Balance.Holds && lost.Balance.Holds);
    }

    [Theory]
    [InlineData(19, 0, 0)]
    [InlineData(21, 0, 0)]
    [InlineData(15, 6, 0)]
    [InlineData(-1, 21, 0)]
    public void Numbers_that_do_not_add_up_are_refused(int good, int scrap, int rework) =>
        Assert.Equal("QTY_MISMATCH", Refused(Batch(Line(), 20, "BEND"), good, scrap, rework, "a reason"));

    [Fact]
    public void Pieces_are_whole()
    {
        Assert.Equal("QTY_NOT_WHOLE", Refused(Batch(Line(), 20, "BEND"), 19.5m, 0.5m));
        Assert.Null(Refused(Batch(Line(), 20, "BEND", whole: false), 19.5m, 0.5m));
        Assert.Equal("QTY_NOT_WHOLE", Refused(Batch(Line(OperationOutput.Pieces), 20, "BEND", whole: false), 19.5m, 0.5m));
    }

    [Fact]
    public void Of_a_piece_exactly_one_thing_came()
    {
        var shop = new Shop(Line()).Pieces(1);
        shop.WorkAll("CUT");
        Assert.Equal("QTY_MISMATCH", Refused(shop, 0.5m, 0.5m));
        Assert.Equal(("CUT", 1), (shop.Work(shop.Only("BEND"), 0, rework: 1).Node, shop.All[0].ReworkCount));
        shop.WorkAll("CUT");
        Assert.Equal(TokenStatus.Scrapped, shop.Work(shop.Only("BEND"), 0, scrap: 1).Status);
    }

    [Fact]
    public void Rework_needs_a_way_back_that_is_not_used_up()
    {
        Assert.Equal("NO_REWORK_EDGE", Refused(Batch(Line(), 20, "CUT"), 19, 0, 1));
        var shop = new Shop(Line()).Pieces(1);
        for (var i = 0; i < 3; i++)
        {
            shop.WorkAll("CUT");
            shop.Work(shop.Only("BEND"), 0, rework: 1);
        }
        shop.WorkAll("CUT");
        Assert.Equal("REWORK_LIMIT_REACHED", Refused(shop, 0, 0, 1));
    }

    [Fact]
    [Trait("Rule", "RTE-20")]
    public void Twenty_planned_and_eighteen_cut_are_eighteen_pieces_and_two_lost()
    {
        var shop = Batch(Line(OperationOutput.Pieces), 20, "BEND");
        var batch = shop.Work(shop.Only("BEND"), 18, scrap: 2);
        Assert.Equal((TokenStatus.Completed, "BEND", 1800, 200), (batch.Status, batch.Node, batch.Qty, batch.ScrappedQty));
        var pieces = shop.At("PACK");
        Assert.Equal(18, pieces.Count);
        Assert.All(pieces, p => Assert.Equal((TokenType.Piece, TokenOrigin.BatchYield, batch.Id, p.Id, 100), (p.Type, p.Origin, p.ParentId!.Value, p.RootId, p.Qty)));
        Assert.Equal("N1", pieces[0].SerialNumber);
        Assert.Equal(new QuantityBalance(2000, 0, 0, 0, 200, 1800), shop.Balance);
    }

    [Fact]
    [Trait("Rule", "RTE-20")]
    public void More_than_planned_needs_a_reason_and_counts_as_made()
    {
        var shop = Batch(Line(OperationOutput.Pieces), 20, "BEND");
        Assert.Equal("YIELD_NEEDS_REASON", Refused(shop, 22, 1));
        Assert.Equal("QTY_MISMATCH", Refused(shop, 17, 2));
        shop.Work(shop.Only("BEND"), 22, scrap: 1, reason: "longer bars");
        Assert.Equal(new QuantityBalance(2000, 0, 300, 0, 100, 2200), shop.Balance);
        shop.WorkAll("PACK");
        Assert.True(shop.Balance.Holds && shop.State.IsComplete);
    }

    [Fact]
    [Trait("Rule", "RTE-20")]
    public void What_is_sent_back_from_a_cut_stays_a_batch()
    {
        var shop = Batch(Line(OperationOutput.Pieces), 20, "BEND");
        shop.Work(shop.Only("BEND"), 15, scrap: 2, rework: 3);
        Assert.Equal((TokenType.Batch, 300), (shop.Only("CUT").Type, shop.Only("CUT").Qty));
        Assert.Equal(15, shop.At("PACK").Count);
        shop.Work(shop.Only("CUT"));
        shop.Work(shop.Only("BEND"), 3);
        Assert.Equal(18, shop.At("PACK").Count);
        Assert.True(shop.Balance.Holds);
    }

    [Fact]
    public void A_batch_that_must_come_together_again_is_not_cut()
    {
        var shop = new Shop(new GraphBuilder().Line("START", "S1", "A", "J1", "END").Line("S1", "B", "J1").Op("A", new OperationSpec(OperationOutput.Pieces))).Spawn(TokenType.Batch, 4);
        Assert.Equal((TokenStatus.Waiting, "J1"), (shop.Work(shop.Only("A")).Status, shop.Only("J1").Node));
    }
}
