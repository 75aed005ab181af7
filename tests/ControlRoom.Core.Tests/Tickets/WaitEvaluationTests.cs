using ControlRoom.Core.Dispatch;
using ControlRoom.Core.Tickets;
using ControlRoom.Core.Tokens.Engine;
using ControlRoom.Tests.Kit;
using Xunit;

namespace ControlRoom.Core.Tests.Tickets;

/// <summary>Every minute: what time and the absence of others settle.</summary>
public sealed class WaitEvaluationTests
{
    [Theory, Databases]
    [Trait("Rule", "RTE-18")]
    public async Task A_wait_for_time_ends_by_the_clock_and_so_does_the_ticket(Db db)
    {
        await using var shop = await Workshop.Open(db, Waits.Timed);
        var ticket = (await shop.Plan(1)).Must();
        var token = (await shop.Start(ticket.Id)).Must().Spawn.TokenIds[0];
        Assert.Equal(WhyCode.WaitTime, (await shop.Do(token)).Why.Code);
        shop.Plant.Time.Advance(TimeSpan.FromMinutes(29));
        await Evaluate(shop);
        Assert.Equal(TokenStatus.Waiting, (await shop.Token(token)).Token.Status);

        shop.Plant.Time.Advance(TimeSpan.FromMinutes(2));
        await Evaluate(shop);

        Assert.Equal(TokenStatus.Completed, (await shop.Token(token)).Token.Status);
        Assert.Equal(TicketStatus.Completed, (await shop.Ticket(ticket.Id)).Status);
        Assert.Equal(1L, await shop.Plant.Scalar<long>($"SELECT COUNT(*) FROM job_ticket_serial WHERE state = 'USED'"));
        await shop.AssertInvariants();
    }

    [Theory, Databases]
    [Trait("Rule", "RTE-18")]
    public async Task An_incomplete_batch_goes_on_when_nobody_can_join_it_any_more(Db db)
    {
        await using var shop = await Workshop.Open(db, Waits.Batched);
        var ids = (await shop.Start((await shop.Plan(3)).Must().Id)).Must().Spawn.TokenIds;
        foreach (var id in ids) await shop.Do(id);
        Assert.Equal(["OP20", "OP20", "W1"], [await Node(shop, ids[0]), await Node(shop, ids[1]), await Node(shop, ids[2])]);

        await Evaluate(shop);

        Assert.Equal(("OP20", TokenStatus.Ready), ((await shop.Token(ids[2])).Token is var last ? (last.NodeCode, last.Status) : default));
        await shop.AssertInvariants();
    }

    [Theory, Databases]
    [Trait("Rule", "RTE-18")]
    public async Task An_incomplete_batch_waits_while_somebody_may_still_come(Db db)
    {
        await using var shop = await Workshop.Open(db, Waits.Batched);
        var ids = (await shop.Start((await shop.Plan(2)).Must().Id)).Must().Spawn.TokenIds;
        await shop.Do(ids[0]);

        await Evaluate(shop);

        Assert.Equal("W1", await Node(shop, ids[0]));
    }

    [Theory]
    [Databases("ALERT", null), Databases("FAIL", StopCode.JoinTimeout)]
    [Trait("Rule", "RTE-13")]
    public async Task A_join_beyond_its_time_is_told_once_and_stops_where_the_graph_says_so(Db db, string policy, StopCode? stop)
    {
        await using var shop = await Workshop.Open(db, Waits.Joined(policy));
        var token = (await shop.Start((await shop.Plan(1)).Must().Id)).Must().Spawn.TokenIds[0];
        var children = (await shop.Token(token)).Descendants;
        await shop.Do(children[0]);
        shop.Plant.Time.Advance(TimeSpan.FromMinutes(11));

        await Evaluate(shop);
        await Evaluate(shop);

        Assert.Equal((TokenStatus.Waiting, stop), ((await shop.Token(token)).Token is var t ? (t.Status, t.Stop?.Code) : default));
        Assert.Equal(1L, await shop.Plant.Scalar<long>($"SELECT COUNT(*) FROM alarms WHERE kind = 'TOKEN_STOPPED'"));
        await shop.AssertInvariants();
    }

    [Theory, Databases]
    public async Task One_cycle_that_cannot_be_evaluated_keeps_no_other_from_it_and_a_paused_ticket_rests(Db db)
    {
        await using var shop = await Workshop.Open(db, Waits.Timed);
        var tokens = new List<Guid>();
        for (var i = 0; i < 3; i++) tokens.Add((await shop.Start((await shop.Plan(1)).Must().Id)).Must().Spawn.TokenIds[0]);
        foreach (var token in tokens) await shop.Do(token);
        var first = await shop.Token(tokens[0]);
        await shop.Plant.Sql($"UPDATE flow_token SET metadata = 'broken' WHERE id = {first.Token.Id}");
        (await shop.PauseTicket((await shop.Token(tokens[2])).Token.TicketId)).Must();
        shop.Plant.Time.Advance(TimeSpan.FromHours(1));

        Assert.Equal("Cycles that went on: 1, that failed: 1.", await shop.Plant.Get<EvaluateWaitsChore>().Run(TestPlant.Ct));

        Assert.Equal((TokenStatus.Completed, TokenStatus.Waiting), ((await shop.Token(tokens[1])).Token.Status, (await shop.Token(tokens[2])).Token.Status));
    }

    private static Task Evaluate(Workshop shop) => shop.Plant.Get<EvaluateWaitsChore>().Run(TestPlant.Ct);

    private static async Task<string> Node(Workshop shop, Guid token) => (await shop.Token(token)).Token.NodeCode;
}
