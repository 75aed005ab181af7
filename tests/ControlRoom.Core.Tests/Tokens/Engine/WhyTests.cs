using ControlRoom.Core.Routing;
using ControlRoom.Core.Tokens.Engine;
using Xunit;

namespace ControlRoom.Core.Tests.Tokens.Engine;

/// <summary>The answers that the tests of waits, joins, stops and scrap do not ask for.</summary>
public sealed class WhyTests
{
    private static Shop Line() => new Shop(new GraphBuilder().Line("START", "A", "S1", "B", "QC1", "J1", "END").Line("S1", "C", "J1").Station("A", s => s with { ConcurrencyLimit = 1 })).Pieces(2);

    [Theory]
    [InlineData(false, true, false, WhyCode.ReadyClaimable, WhyAction.Start)]
    [InlineData(true, true, false, WhyCode.ReadyAssigned, WhyAction.Start)]
    [InlineData(true, false, false, WhyCode.ReadyAssigned, WhyAction.Start)]
    [InlineData(false, false, false, WhyCode.NoEligible, WhyAction.Assign)]
    [InlineData(true, true, true, WhyCode.WorkCenterDown, null)]
    public void What_is_ready_waits_for_somebody(bool assigned, bool eligible, bool down, WhyCode code, WhyAction? action)
    {
        var shop = Line();
        var why = shop.Why(shop.At("A")[0], new WhyFacts { IsAssigned = assigned, AnyEligible = eligible, WorkCenterDown = down });
        Assert.Equal((code, action), (why.Code, why.Action));
    }

    [Fact]
    public void Work_says_so_and_a_busy_node_names_who_is_in_the_way()
    {
        var shop = Line();
        var token = shop.Start(shop.At("A")[0]);
        Assert.Equal((WhyCode.InWork, WhyAction.Complete), (shop.Why(token).Code, shop.Why(token).Action));
        Assert.Equal(token.Id, Assert.Single(shop.Why(shop.At("A")[1]).Tokens));
        shop.Do(TokenEngine.Pause(shop.State, shop.Facts, token.Id));
        Assert.Equal((WhyCode.Paused, WhyAction.Resume), (shop.Why(token).Code, shop.Why(token).Action));
    }

    [Fact]
    public void A_paused_ticket_comes_before_all_else_and_holds_nothing_that_has_ended()
    {
        var shop = Line();
        var paused = new WhyFacts { TicketPaused = true };
        Assert.Equal((WhyCode.TicketPaused, WhyAction.ResumeTicket), (shop.Why(shop.At("A")[0], paused).Code, shop.Why(shop.At("A")[0], paused).Action));
        var scrapped = shop.Scrap(shop.At("A")[0]);
        Assert.Equal(WhyCode.Scrapped, shop.Why(scrapped, paused).Code);
    }

    [Fact]
    public void A_stop_comes_before_what_else_could_be_said()
    {
        var shop = new Shop(new GraphBuilder().Line("START", "A")).Pieces(1);
        var token = shop.Work(shop.Only("A"));
        Assert.Equal((WhyCode.Unroutable, WhyAction.Route, "A"), (shop.Why(token).Code, shop.Why(token).Action, shop.Why(token).Args["node"]));
        Assert.Equal(WhyCode.TicketPaused, shop.Why(token, new WhyFacts { TicketPaused = true }).Code);
    }

    [Fact]
    public void Parents_and_parts_name_whom_they_wait_for()
    {
        var shop = Line();
        shop.Work(shop.At("A")[0]);
        Assert.Equal((WhyCode.ChildrenOpen, 2), (shop.Why(shop.Only("S1")).Code, shop.Why(shop.Only("S1")).Tokens.Length));
        shop.WorkAll("B");
        Assert.Equal((WhyCode.AwaitsQc, WhyAction.Qc), (shop.Why(shop.Only("QC1")).Code, shop.Why(shop.Only("QC1")).Action));
        shop.Check(shop.Only("QC1"), QcOutcome.Pass);
        var why = shop.Why(shop.Only("J1"));
        Assert.Equal((WhyCode.JoinMissing, 1, 2, "C", "J1"), (why.Code, why.Args["arrived"], why.Args["required"], why.Args["branches"], why.Args["join"]));
        Assert.Equal(shop.Only("C").Id, Assert.Single(why.Tokens));
    }

    [Fact]
    public void What_has_ended_says_how()
    {
        var shop = Line();
        shop.Work(shop.At("A")[0]);
        shop.WorkAll("B");
        shop.Check(shop.Only("QC1"), QcOutcome.Pass);
        shop.WorkAll("C");
        Assert.Equal(WhyCode.Finished, shop.Why(shop.All[0]).Code);
        var part = shop.All.First(t => t.MergedInto is not null);
        Assert.Equal((WhyCode.Merged, shop.All[0].Id), (shop.Why(part).Code, Assert.Single(shop.Why(part).Tokens)));
    }

    [Fact]
    public void A_join_with_enough_left_is_not_blocked()
    {
        var shop = new Shop(new GraphBuilder().Line("START", "S1", "A", "J1", "END").Line("S1", "B", "J1").Line("S1", "C", "J1").Join("J1", new JoinSpec(JoinType.NOfM) { Count = 2 })).Pieces(1);
        shop.Scrap(shop.Only("A"));
        Assert.Equal(WhyCode.ChildrenOpen, shop.Why(shop.Only("S1")).Code);
        shop.Scrap(shop.Only("B"));
        Assert.Equal(WhyCode.JoinBlocked, shop.Why(shop.Only("S1")).Code);
    }
}
