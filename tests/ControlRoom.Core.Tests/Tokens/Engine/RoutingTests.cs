using System.Collections.Immutable;
using ControlRoom.Core.Routing;
using ControlRoom.Core.Tokens.Engine;
using Xunit;
using static ControlRoom.Core.Tokens.Engine.TokenEventType;

namespace ControlRoom.Core.Tests.Tokens.Engine;

/// <summary>How a token finds its way.</summary>
public sealed class RoutingTests
{
    private static Shop At(GraphBuilder graph, string node, int qty = 1)
    {
        var shop = new Shop(graph);
        if (qty == 1) shop.Pieces(1);
        else shop.Spawn(TokenType.Batch, qty);
        Assert.Single(shop.At(node));
        return shop;
    }

    private static GraphBuilder Choice(Condition? first, Condition? second, Condition? third = null)
    {
        var graph = new GraphBuilder().Line("START", "OP", "D1").Edge("D1", "A", first).Edge("D1", "B", second);
        if (third is not null) graph.Edge("D1", "C", third).Line("C", "END");
        return graph.Line("A", "END").Line("B", "END");
    }

    private static Condition More(decimal than) => GraphBuilder.Qty(ConditionOperator.Greater, than);

    [Fact]
    [Trait("Rule", "RTE-05"), Trait("Rule", "SPN-07")]
    public void Completing_moves_on_and_tells_complete_move_enter()
    {
        var shop = At(new GraphBuilder().Line("START", "A", "B", "END"), "A");
        var token = shop.Work(shop.Only("A"));
        Assert.Equal(("B", TokenStatus.Ready), (token.Node, token.Status));
        Assert.Equal([Complete, Move, Enter], shop.LastTypes);
        Assert.Equal([Spawn, Enter, Start, Complete, Move, Enter], shop.History[token.Id].Select(l => l.Type));
    }

    [Fact]
    [Trait("Rule", "RTE-05"), Trait("Rule", "RTE-03")]
    public void A_step_without_a_way_on_stops_the_token_there_and_alarms()
    {
        var shop = At(new GraphBuilder().Line("START", "A"), "A");
        var token = shop.Work(shop.Only("A"));
        Assert.Equal(("A", TokenStatus.Waiting, StopCode.Unroutable), (token.Node, token.Status, token.Stop!.Code));
        Assert.Equal(("A", "UNROUTABLE", EngineAlarm.TokenStopped), (shop.Alarms[0].Node, shop.Alarms[0].Code, shop.Alarms[0].Alarm));
    }

    [Fact]
    [Trait("Rule", "RTE-06"), Trait("Rule", "RTE-14"), Trait("Rule", "F14")]
    public void A_decision_is_taken_at_once_by_the_one_rule_that_holds()
    {
        var shop = At(Choice(More(5), More(20), GraphBuilder.Default), "OP", 10);
        Assert.Equal("A", shop.Work(shop.Only("OP"), 10).Node);
        var line = shop.LastEvents.Single(l => l.Type == DecisionRouted);
        Assert.Equal(("D1", "e3", "CONDITION"), (line.Node, line.Metadata["edge_id"], line.Metadata["rule"]));
    }

    [Fact]
    [Trait("Rule", "RTE-14"), Trait("Rule", "F14")]
    public void A_decision_takes_its_default_when_nothing_else_holds()
    {
        var shop = At(Choice(More(50), More(20), GraphBuilder.Default), "OP", 10);
        Assert.Equal("C", shop.Work(shop.Only("OP"), 10).Node);
        Assert.Equal("DEFAULT", shop.LastEvents.Single(l => l.Type == DecisionRouted).Metadata["rule"]);
    }

    [Fact]
    [Trait("Rule", "RTE-14"), Trait("Rule", "F14")]
    public void A_decision_asks_the_job_too()
    {
        var shop = new Shop(Choice(GraphBuilder.Job("priority", "URGENT"), GraphBuilder.Default)) { Job = ImmutableDictionary<string, object?>.Empty.Add("priority", "URGENT") }.Pieces(1);
        Assert.Equal("A", shop.Work(shop.Only("OP")).Node);
    }

    [Fact]
    [Trait("Rule", "RTE-02"), Trait("Rule", "F14")]
    public void Two_rules_that_hold_stop_the_token_and_nobody_guesses()
    {
        var shop = At(Choice(More(5), More(6), GraphBuilder.Default), "OP", 10);
        var token = shop.Work(shop.Only("OP"), 10);
        Assert.Equal(("D1", TokenStatus.Waiting, new EngineStop(StopCode.AmbiguousRouting, "e3, e4")), (token.Node, token.Status, token.Stop));
        Assert.Equal("AMBIGUOUS_ROUTING", Assert.Single(shop.Alarms).Code);
        token = shop.Correct(token, CorrectionType.Route, edge: "e4");
        Assert.Equal(("B", TokenStatus.Ready, null), (token.Node, token.Status, token.Stop));
    }

    [Fact]
    [Trait("Rule", "RTE-03")]
    public void No_rule_that_holds_stops_the_token_until_it_is_routed()
    {
        var shop = At(Choice(More(50), More(20)), "OP", 10);
        var token = shop.Work(shop.Only("OP"), 10);
        Assert.Equal(StopCode.Unroutable, token.Stop!.Code);
        Assert.Equal(StopCode.Unroutable, shop.Correct(token, CorrectionType.Route).Stop!.Code);
        Assert.Equal("A", shop.Correct(token, CorrectionType.Route, edge: "e3").Node);
    }

    [Fact]
    [Trait("Rule", "RTE-06")]
    public void A_chain_of_more_than_a_hundred_nodes_stops_and_can_be_routed_on()
    {
        var graph = new GraphBuilder().Line(["START", "OP", .. Enumerable.Range(1, 150).Select(i => $"D{i}"), "END"]);
        var shop = At(graph, "OP");
        var token = shop.Work(shop.Only("OP"));
        Assert.Equal((StopCode.HopLimit, "D100"), (token.Stop!.Code, token.Node));
        Assert.Equal(("END", TokenStatus.Completed), (shop.Correct(token, CorrectionType.Route).Node, shop[token.Id].Status));
    }

    [Fact]
    [Trait("Rule", "RTE-14")]
    public void Where_a_decision_lets_people_pick_whoever_completes_the_step_before_names_the_way()
    {
        var graph = Choice(More(50), GraphBuilder.Default).Decision("D1", new DecisionSpec { OperatorChoice = true });
        var shop = At(graph, "OP");
        Assert.Equal("A", shop.Work(shop.Only("OP"), next: "e3").Node);
        Assert.Equal("CHOICE", shop.LastEvents.Single(l => l.Type == DecisionRouted).Metadata["rule"]);
    }

    [Theory]
    [InlineData(false, "e3")]
    [InlineData(true, "e1")]
    [Trait("Rule", "RTE-14")]
    public void A_way_that_is_not_offered_is_refused(bool choice, string edge)
    {
        var shop = At(Choice(More(50), GraphBuilder.Default).Decision("D1", new DecisionSpec { OperatorChoice = choice }), "OP");
        var token = shop.Start(shop.Only("OP"));
        var refusal = TokenEngine.Complete(shop.State, shop.Facts, new Completion(token.Id, NextEdgeId: edge)).Refusal;
        Assert.Equal(("NEXT_EDGE_INVALID", "/next_edge_id"), (refusal!.Code, refusal.Pointer));
    }

    [Fact]
    [Trait("Rule", "RTE-22")]
    public void Work_is_not_completed_before_it_is_started_and_nothing_follows_the_end()
    {
        var shop = At(new GraphBuilder().Line("START", "A", "END"), "A");
        var token = shop.Only("A");
        Assert.Equal("INVALID_TRANSITION", TokenEngine.Complete(shop.State, shop.Facts, new Completion(token.Id)).Refusal!.Code);
        token = shop.Work(token);
        Assert.Equal(TokenStatus.Completed, token.Status);
        Assert.All([
            TokenEngine.Start(shop.State, shop.Facts, token.Id), TokenEngine.Pause(shop.State, shop.Facts, token.Id), TokenEngine.Resume(shop.State, shop.Facts, token.Id),
            TokenEngine.Complete(shop.State, shop.Facts, new Completion(token.Id)), TokenEngine.Scrap(shop.State, shop.Facts, token.Id, "no"), TokenEngine.Approve(shop.State, shop.Facts, token.Id),
            TokenEngine.Check(shop.State, shop.Facts, new QcVerdict(token.Id, QcOutcome.Pass)), TokenEngine.Correct(shop.State, shop.Facts, new CorrectionOrder(token.Id, CorrectionType.ForceMove, "no") { ToNode = "A" }),
        ], o => Assert.Equal("INVALID_TRANSITION", o.Refusal!.Code));
    }

    [Fact]
    [Trait("Rule", "RTE-22")]
    public void Starting_pausing_and_resuming_alternate()
    {
        var shop = At(new GraphBuilder().Line("START", "A", "END"), "A");
        var token = shop.Start(shop.Only("A"));
        Assert.Equal("INVALID_TRANSITION", TokenEngine.Start(shop.State, shop.Facts, token.Id).Refusal!.Code);
        shop.Do(TokenEngine.Pause(shop.State, shop.Facts, token.Id));
        Assert.Equal("INVALID_TRANSITION", TokenEngine.Pause(shop.State, shop.Facts, token.Id).Refusal!.Code);
        Assert.Equal(TokenStatus.Active, shop.Do(TokenEngine.Resume(shop.State, shop.Facts, token.Id), token.Id).Status);
    }
}
