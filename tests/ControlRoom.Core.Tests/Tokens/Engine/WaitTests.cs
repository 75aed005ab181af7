using ControlRoom.Core.Kernel;
using ControlRoom.Core.Routing;
using ControlRoom.Core.Tokens.Engine;
using Xunit;
using static ControlRoom.Core.Tokens.Engine.TokenEventType;

namespace ControlRoom.Core.Tests.Tokens.Engine;

/// <summary>Waits for time, others and approval, and for a free place.</summary>
public sealed class WaitTests
{
    private static Shop Line(WaitSpec wait, int pieces) => new Shop(new GraphBuilder().Line("START", "A", "W1", "B", "END").Wait("W1", wait)).Pieces(pieces);

    [Fact]
    [Trait("Rule", "RTE-18"), Trait("Rule", "F14")]
    public void Time_is_waited_for_from_the_moment_it_came()
    {
        var shop = Line(new WaitSpec(WaitType.Time) { Minutes = 30 }, 1);
        var token = shop.Work(shop.Only("A"));
        Assert.Equal((TokenStatus.Waiting, WhyCode.WaitTime), (token.Status, shop.Why(token).Code));
        Assert.Equal(shop.Now.AddMinutes(30), shop.Why(token).Args["until"]);
        Assert.Single(shop.After(TimeSpan.FromMinutes(29)).At("W1"));
        Assert.Single(shop.After(TimeSpan.FromMinutes(1)).At("B"));
        Assert.Equal([WaitCompleted, Move, Enter], shop.LastTypes);
    }

    [Fact]
    [Trait("Rule", "RTE-18"), Trait("Rule", "F14")]
    public void A_batch_of_ten_leaves_together_with_the_tenth()
    {
        var shop = Line(new WaitSpec(WaitType.Batch) { MinBatch = 10 }, 13);
        for (var i = 0; i < 9; i++) shop.Work(shop.At("A")[0]);
        Assert.Equal((9, WhyCode.WaitBatch), (shop.At("W1").Count, shop.Why(shop.At("W1")[0]).Code));
        Assert.Equal((9m, 10), (shop.Why(shop.At("W1")[0]).Args["here"], shop.Why(shop.At("W1")[0]).Args["needed"]));
        shop.Work(shop.At("A")[0]);
        Assert.Equal((0, 10), (shop.At("W1").Count, shop.At("B").Count));
    }

    [Fact]
    [Trait("Rule", "RTE-18")]
    public void An_incomplete_batch_leaves_when_nobody_can_join_it_any_more()
    {
        var shop = Line(new WaitSpec(WaitType.Batch) { MinBatch = 10 }, 3);
        shop.Work(shop.At("A")[0]);
        shop.Work(shop.At("A")[0]);
        Assert.Equal(2, shop.After(TimeSpan.FromDays(1)).At("W1").Count);
        shop.Scrap(shop.Only("A"));
        Assert.Equal(2, shop.At("W1").Count);
        Assert.Equal(2, shop.After(TimeSpan.FromMinutes(1)).At("B").Count);
    }

    [Fact]
    [Trait("Rule", "RTE-18")]
    public void Batches_inside_branches_do_not_wait_for_parents_that_wait_for_them()
    {
        var shop = new Shop(new GraphBuilder().Line("START", "S1", "A", "W1", "J1", "END").Line("S1", "B", "J1").Wait("W1", new WaitSpec(WaitType.Batch) { MinBatch = 5 })).Pieces(2);
        shop.WorkAll("A");
        shop.WorkAll("B");
        Assert.Equal(2, shop.At("W1").Count);
        Assert.True(shop.After(TimeSpan.FromMinutes(1)).State.IsComplete);
    }

    [Fact]
    [Trait("Rule", "RTE-18"), Trait("Rule", "F14")]
    public void An_approval_lets_it_go_once()
    {
        var shop = Line(new WaitSpec(WaitType.Approval) { Role = Role.Manager }, 1);
        var token = shop.Work(shop.Only("A"));
        Assert.Equal((WhyCode.WaitApproval, WhyAction.Approve, "MANAGER"), (shop.Why(token).Code, shop.Why(token).Action, shop.Why(token).Args["role"]));
        Assert.Single(shop.After(TimeSpan.FromDays(2)).At("W1"));
        shop.Do(TokenEngine.Approve(shop.State, shop.Facts, token.Id));
        Assert.Equal([ApprovalGranted, WaitCompleted, Move, Enter], shop.LastTypes);
        Assert.Equal("INVALID_TRANSITION", TokenEngine.Approve(shop.State, shop.Facts, token.Id).Refusal!.Code);
    }

    private static Shop Narrow(Func<StationSpec, StationSpec> station, int pieces)
    {
        var shop = new Shop(new GraphBuilder().Line("START", "A", "B", "END").Station("B", station)).Pieces(pieces);
        shop.WorkAll("A");
        return shop;
    }

    [Fact]
    [Trait("Rule", "RTE-19")]
    public void Who_finds_no_place_waits_outside_and_the_oldest_gets_the_next()
    {
        var shop = Narrow(s => s with { Capacity = 2 }, 4);
        Assert.Equal([TokenStatus.Ready, TokenStatus.Ready, TokenStatus.Waiting, TokenStatus.Waiting], shop.At("B").Select(t => t.Status));
        var why = shop.Why(shop.At("B")[2]);
        Assert.Equal((WhyCode.Capacity, 2), (why.Code, why.Tokens.Length));
        shop.Work(shop.At("B")[1]);
        Assert.Equal(["P1", "P3"], shop.At("B").Where(t => t.Status == TokenStatus.Ready).Select(t => t.SerialNumber));
        Assert.Contains(WaitCompleted, shop.LastTypes);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Trait("Rule", "RTE-19")]
    public void A_place_is_free_again_after_scrap_and_after_a_stop(bool scrap)
    {
        var graph = new GraphBuilder().Line("START", "A").Station("A", s => s with { Capacity = 1 });
        var shop = new Shop(graph).Pieces(2);
        if (scrap) shop.Scrap(shop.At("A")[0]);
        else shop.Work(shop.At("A")[0]);
        Assert.Equal(TokenStatus.Ready, shop.At("A").Single(t => t.SerialNumber == "P2").Status);
    }

    [Fact]
    [Trait("Rule", "RTE-19")]
    public void A_queue_beyond_its_limit_alarms_and_loses_no_move()
    {
        var shop = Narrow(s => s with { Capacity = 1, QueueLimit = 2 }, 4);
        Assert.Equal(4, shop.At("B").Count);
        Assert.Equal([(EngineAlarm.QueueLimit, "B"), (EngineAlarm.QueueLimit, "B")], shop.Alarms.Select(a => (a.Alarm, a.Node)));
        var atOnce = new Shop(new GraphBuilder().Line("START", "A", "END").Station("A", s => s with { QueueLimit = 2 })).Pieces(9);
        Assert.Single(atOnce.Alarms);
    }

    [Fact]
    [Trait("Rule", "RTE-19")]
    public void A_busy_node_refuses_to_start_another()
    {
        var shop = Narrow(s => s with { ConcurrencyLimit = 1 }, 2);
        shop.Start(shop.At("B")[0]);
        var other = shop.At("B")[1];
        Assert.Equal("NODE_BUSY", TokenEngine.Start(shop.State, shop.Facts, other.Id).Refusal!.Code);
        Assert.Equal(WhyCode.NodeBusy, shop.Why(other).Code);
        shop.Do(TokenEngine.Pause(shop.State, shop.Facts, shop.At("B")[0].Id));
        shop.Start(other);
        Assert.Equal("NODE_BUSY", TokenEngine.Resume(shop.State, shop.Facts, shop.At("B")[0].Id).Refusal!.Code);
    }
}
