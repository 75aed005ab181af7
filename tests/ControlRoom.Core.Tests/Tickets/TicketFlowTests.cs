using ControlRoom.Core.Dispatch;
using ControlRoom.Core.Tickets;
using ControlRoom.Core.Tokens.Engine;
using ControlRoom.Tests.Kit;
using Xunit;

namespace ControlRoom.Core.Tests.Tickets;

public sealed class TicketFlowTests
{
    [Theory, Databases]
    [Trait("Rule", "F1"), Trait("Rule", "INS-01"), Trait("Rule", "INS-05"), Trait("Rule", "SER-11")]
    public async Task A_cancelled_ticket_comes_back_as_another_cycle_with_nothing_of_the_old_one(Db db)
    {
        await using var shop = await Workshop.Open(db);
        var ticket = (await shop.Plan(5)).Must();
        Assert.Equal((TicketStatus.Planned, 0), (ticket.Status, ticket.Progress.Live));
        var first = (await shop.Start(ticket.Id)).Must();
        Assert.Equal((1, 5, SpawnOutcome.Spawned), (first.CycleNo, first.Spawn.TokenCount, first.Spawn.Outcome));
        Assert.Equal(5, await Serials(shop, "LINKED"));

        (await shop.Begin(first.Spawn.TokenIds[0])).Must();
        shop.Plant.Time.Advance(TimeSpan.FromMinutes(10));
        (await shop.Pause(first.Spawn.TokenIds[0])).Must();
        (await shop.Scrap(first.Spawn.TokenIds[1])).Must();
        await shop.AssertInvariants();

        var reset = (await shop.Cancel(ticket.Id)).Must();
        Assert.Equal(TicketStatus.Cancelled, reset.Status);
        Assert.Equal((4, 0, 1, 1), (reset.Reset.ScrappedTokens, reset.Reset.KeptCompleted, reset.Reset.CancelledSessions, reset.Reset.CancelledAssignments));
        var left = await shop.Token(first.Spawn.TokenIds[0]);
        Assert.Equal((TokenStatus.Scrapped, (ScrapScope?)ScrapScope.JobReset), (left.Token.Status, left.Token.ScrapScope));
        Assert.Equal((SessionStatus.Cancelled, 600L), (left.Sessions[0].Status, left.Sessions[0].WorkSeconds));
        Assert.Empty(left.Token.AllowedActions);
        await shop.AssertInvariants();

        Assert.Equal(TicketStatus.Planned, (await shop.Restore(ticket.Id)).Must().Status);
        var second = (await shop.Start(ticket.Id)).Must();
        Assert.NotEqual(first.InstanceId, second.InstanceId);
        Assert.Equal((2, 5), (second.CycleNo, second.Spawn.TokenCount));
        Assert.Empty(second.Spawn.TokenIds.Intersect(first.Spawn.TokenIds));
        Assert.Equal((5, 5), (await Serials(shop, "LINKED"), await Serials(shop, "SCRAPPED")));

        var moved = await shop.Do(second.Spawn.TokenIds[0]);
        Assert.Equal("OP40", moved.NodeCode);
        var again = (await shop.Start(ticket.Id)).Must();
        Assert.Equal(SpawnOutcome.AlreadySpawned, again.Spawn.Outcome);
        Assert.Equal(second.Spawn.TokenIds, again.Spawn.TokenIds);
        await shop.AssertInvariants();
    }

    [Theory, Databases]
    [Trait("Rule", "SPN-07"), Trait("Rule", "SPN-08"), Trait("Rule", "RTE-05"), Trait("Rule", "SES-10")]
    public async Task The_last_piece_at_the_end_closes_the_ticket(Db db)
    {
        await using var shop = await Workshop.Open(db);
        var ticket = (await shop.Plan(2)).Must();
        var started = (await shop.Start(ticket.Id)).Must();

        await shop.Finish(started.Spawn.TokenIds[0]);
        Assert.Equal((TicketStatus.InProgress, new TicketProgress(1, 1, 0)), (await shop.Ticket(ticket.Id) is var one ? (one.Status, one.Progress) : default));
        var last = await shop.Finish(started.Spawn.TokenIds[1]);

        Assert.Equal((TokenStatus.Completed, WhyCode.Finished), (last.Status, last.Why.Code));
        var done = await shop.Ticket(ticket.Id);
        Assert.Equal((TicketStatus.Completed, new TicketProgress(0, 2, 0)), (done.Status, done.Progress));
        Assert.Equal(2, await Serials(shop, "USED"));
        await shop.AssertInvariants();
    }

    [Theory, Databases]
    [Trait("Rule", "RTE-15"), Trait("Rule", "F13")]
    public async Task A_failed_check_goes_back_twice_and_the_third_time_it_is_scrapped_and_somebody_must_decide(Db db)
    {
        await using var shop = await Workshop.Open(db);
        var ticket = (await shop.Plan(1)).Must();
        var token = (await shop.Start(ticket.Id)).Must().Spawn.TokenIds[0];
        await shop.Do(token);
        for (var n = 1; n <= 2; n++)
        {
            await shop.Do(token, "seams");
            var back = (await shop.Check(token, QcOutcome.FailMinor)).Must();
            Assert.Equal(("OP40", n, TokenStatus.Ready), (back.NodeCode, back.ReworkCount, back.Status));
        }
        await shop.Do(token, "seams");

        var scrapped = (await shop.Check(token, QcOutcome.FailMajor)).Must();

        Assert.Equal((TokenStatus.Scrapped, WhyCode.ReplacementPending), (scrapped.Status, scrapped.Why.Code));
        Assert.Equal((TicketStatus.InProgress, (TicketHint?)TicketHint.NeedsDecision), (await shop.Ticket(ticket.Id) is var open ? (open.Status, open.StatusHint) : default));
        var replaced = (await shop.Plant.Get<ReplaceTokenHandler>().Handle(new(token), shop.Plant.Manager, TestPlant.Ct)).Must();
        var instead = replaced.Effects!.Created[0];
        await shop.Finish(instead);
        Assert.Equal(TicketStatus.Completed, (await shop.Ticket(ticket.Id)).Status);
        Assert.NotEqual(scrapped.SerialNumber, (await shop.Token(instead)).Token.SerialNumber);
        await shop.AssertInvariants();
    }

    [Theory, Databases]
    [Trait("Rule", "SES-05"), Trait("Rule", "SES-08"), Trait("Rule", "SES-09"), Trait("Rule", "F19")]
    public async Task A_day_at_the_bench_counts_what_was_worked_and_nothing_else(Db db)
    {
        await using var shop = await Workshop.Open(db);
        var started = (await shop.Start((await shop.Plan(2)).Must().Id)).Must();
        var (a, b) = (started.Spawn.TokenIds[0], started.Spawn.TokenIds[1]);

        (await shop.Begin(a)).Must();
        Assert.Equal("OPERATOR_BUSY", (await shop.Begin(b)).Refusal?.Code);
        shop.Plant.Time.Advance(TimeSpan.FromMinutes(10));
        (await shop.Pause(a)).Must();
        (await shop.Begin(b)).Must();
        shop.Plant.Time.Advance(TimeSpan.FromMinutes(20));
        (await shop.Complete(b)).Must();
        (await shop.Resume(a)).Must();
        shop.Plant.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal("NOT_SESSION_HOLDER", (await shop.Pause(a, shop.Plant.Manager)).Refusal?.Code);
        (await shop.Complete(a)).Must();

        Assert.Equal((900L, 1200L), ((await shop.Token(a)).Sessions.Single() is var first ? (first.WorkSeconds, first.PauseSeconds) : default));
        Assert.Equal((1200L, 0L), ((await shop.Token(b)).Sessions.Single() is var second ? (second.WorkSeconds, second.PauseSeconds) : default));
        await shop.AssertInvariants();
    }

    [Theory, Databases]
    [Trait("Rule", "SES-08"), Trait("Rule", "SES-12")]
    public async Task Taking_over_closes_the_others_session_with_its_time_and_helping_changes_nothing(Db db)
    {
        await using var shop = await Workshop.Open(db);
        var token = (await shop.Start((await shop.Plan(1)).Must().Id)).Must().Spawn.TokenIds[0];
        (await shop.Begin(token)).Must();
        shop.Plant.Time.Advance(TimeSpan.FromMinutes(3));

        (await shop.Begin(token, shop.Plant.Manager, SessionKind.Assist)).Must();
        Assert.Equal(shop.Plant.Operator.UserId, (await shop.Token(token)).Token.Session!.UserId);
        Assert.Equal("REASON_TOO_SHORT", (await shop.Begin(token, shop.Plant.Admin, SessionKind.Replace)).Refusal?.Code);
        (await shop.Begin(token, shop.Plant.Admin, SessionKind.Replace, reason: Workshop.Why)).Must();

        var taken = await shop.Token(token);
        Assert.Equal((TokenStatus.Active, shop.Plant.Admin.UserId), (taken.Token.Status, taken.Token.Session!.UserId));
        Assert.Contains(taken.Sessions, s => s.UserId == shop.Plant.Operator.UserId && s is { Status: SessionStatus.Cancelled, WorkSeconds: 180 });
        await shop.AssertInvariants();
    }

    [Theory, Databases]
    [Trait("Rule", "SES-01"), Trait("Rule", "F5")]
    public async Task Fifty_starts_of_one_token_start_one_session(Db db)
    {
        await using var shop = await Workshop.Open(db);
        var token = (await shop.Start((await shop.Plan(1)).Must().Id)).Must().Spawn.TokenIds[0];

        var codes = await Race.Of(50, i => Race.Code(shop.Begin(token, i % 2 == 0 ? shop.Plant.Operator : shop.Plant.Manager)));

        Assert.Equal(1, codes.Count(c => c == "DONE"));
        Assert.All(codes, c => Assert.Contains(c, (string[])["DONE", "TOKEN_ALREADY_STARTED", "OPERATOR_BUSY"]));
        Assert.Equal(1, await shop.Plant.Scalar<long>($"SELECT COUNT(*) FROM token_event WHERE event_type = 'START'"));
        await shop.AssertInvariants();
    }

    [Theory, Databases]
    [Trait("Rule", "SPN-01"), Trait("Rule", "SPN-05"), Trait("Rule", "INS-06")]
    public async Task Twenty_starts_of_one_ticket_make_one_set_of_tokens(Db db)
    {
        await using var shop = await Workshop.Open(db);
        var ticket = (await shop.Plan(4)).Must();

        var codes = await Race.Of(20, _ => Race.Code(shop.Start(ticket.Id)));

        Assert.All(codes, c => Assert.Equal("DONE", c));
        Assert.Equal((1L, 4L), (await shop.Plant.Scalar<long>($"SELECT COUNT(*) FROM spawn_cycle"), await shop.Plant.Scalar<long>($"SELECT COUNT(*) FROM flow_token")));
        await shop.AssertInvariants();
    }

    private static Task<long> Serials(Workshop shop, string state) => shop.Plant.Scalar<long>($"SELECT COUNT(*) FROM job_ticket_serial WHERE state = {state}");
}
