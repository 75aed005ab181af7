using ControlRoom.Core.Dispatch;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Serials;
using ControlRoom.Core.Tickets;
using ControlRoom.Core.Tokens.Engine;
using ControlRoom.Tests.Kit;
using Xunit;

namespace ControlRoom.Core.Tests.Tickets;

public sealed class TokenWorkTests
{
    [Theory, Databases]
    [Trait("Rule", "SES-05"), Trait("Rule", "SES-10")]
    public async Task Whoever_starts_something_else_may_have_what_they_do_paused_for_it(Db db)
    {
        await using var shop = await Workshop.Open(db);
        var first = (await shop.Start((await shop.Plan(2)).Must().Id)).Must().Spawn.TokenIds;
        var second = (await shop.Start((await shop.Plan(1)).Must().Id)).Must().Spawn.TokenIds[0];
        (await shop.Begin(first[0])).Must();

        (await shop.Begin(first[1], pauseCurrent: true)).Must();
        (await shop.Begin(second, pauseCurrent: true)).Must();

        Assert.Equal((TokenStatus.Paused, SessionStatus.Paused), (await shop.Token(first[0]) is var a ? (a.Token.Status, a.Token.Session!.Status) : default));
        Assert.Equal((TokenStatus.Paused, AssignmentStatus.Paused), (await shop.Token(first[1]) is var b ? (b.Token.Status, b.Token.Assignment!.Status) : default));
        Assert.Equal(TokenStatus.Active, (await shop.Token(second)).Token.Status);
        await shop.AssertInvariants();
    }

    [Theory, Databases]
    [Trait("Rule", "SES-05"), Trait("Rule", "TRX-02")]
    public async Task Two_who_change_places_again_and_again_never_stand_in_each_others_way(Db db)
    {
        await using var shop = await Workshop.Open(db);
        var one = (await shop.Start((await shop.Plan(2)).Must().Id)).Must().Spawn.TokenIds;
        var two = (await shop.Start((await shop.Plan(2)).Must().Id)).Must().Spawn.TokenIds;
        Guid[][] benches = [[one[0], two[0]], [two[1], one[1]]];
        Caller[] people = [shop.Plant.Operator, shop.Plant.Manager];

        var codes = await Race.Of(2, async who =>
        {
            var said = new List<string>();
            for (var round = 0; round < 10; round++)
            {
                var token = benches[who][round % 2];
                said.Add(await Race.Code(round < 2 ? shop.Begin(token, people[who].Again(), pauseCurrent: true) : Swap(token, people[who])));
            }
            return said;
        });

        Assert.All(codes.SelectMany(c => c), c => Assert.Equal("DONE", c));
        await shop.AssertInvariants();

        // To go on with what was paused, the other is paused first.
        async Task<Outcome<Core.Tokens.TokenView>> Swap(Guid token, Caller who)
        {
            var current = benches[Array.IndexOf(people, who)].Single(t => t != token);
            (await shop.Pause(current, who.Again())).Must();
            return await shop.Resume(token, who.Again());
        }
    }

    [Theory, Databases]
    [Trait("Rule", "RTE-20"), Trait("Rule", "SER-10")]
    public async Task Pieces_that_are_cut_and_pieces_that_replace_others_have_serials_of_their_own(Db db)
    {
        await using var shop = await Workshop.Open(db, Workshop.Cutting);
        var batch = (await shop.Start((await shop.Plan(3, ProcessMode.Batch)).Must().Id)).Must().Spawn.TokenIds[0];

        var cut = await shop.Do(batch);
        Assert.Equal(3, cut.Effects!.Created.Count);
        var piece = await shop.Token(cut.Effects.Created[0]);
        Assert.NotNull(SerialCode.Parse(piece.Token.SerialNumber!));
        Assert.Equal("SELF_QC", (await shop.Check(piece.Token.Id, QcOutcome.Pass, shop.Plant.Operator)).Refusal?.Code);

        var scrapped = (await shop.Check(piece.Token.Id, QcOutcome.Scrap)).Must();
        var instead = await shop.Token(Assert.Single(scrapped.Effects!.Created));
        Assert.NotEqual(piece.Token.SerialNumber, instead.Token.SerialNumber);
        Assert.NotNull(SerialCode.Parse(instead.Token.SerialNumber!));
        Assert.Equal((3L, 1L), (await Serials(shop, "LINKED"), await Serials(shop, "SCRAPPED")));
        await shop.AssertInvariants();
    }

    [Theory, Databases]
    [Trait("Rule", "RTE-02"), Trait("Rule", "RTE-23")]
    public async Task A_piece_that_nobody_can_route_rests_with_its_session_ended_and_an_alarm_until_somebody_routes_it(Db db)
    {
        await using var shop = await Workshop.Open(db, Workshop.Cutting);
        var batch = (await shop.Start((await shop.Plan(1, ProcessMode.Batch)).Must().Id)).Must().Spawn.TokenIds[0];
        var piece = (await shop.Do(batch)).Effects!.Created[0];
        (await shop.Check(piece, QcOutcome.Pass)).Must();

        var stopped = await shop.Do(piece);

        Assert.Equal((TokenStatus.Waiting, StopCode.AmbiguousRouting, WhyCode.AmbiguousRouting), (stopped.Status, stopped.Stop!.Code, stopped.Why.Code));
        Assert.Null(stopped.Session);
        Assert.Equal(["TOKEN_STOPPED UNACK"], await Alarms(shop));
        (await shop.Correct(piece, CorrectionType.Route, "e6")).Must();
        Assert.Equal(["TOKEN_STOPPED RTN_UNACK"], await Alarms(shop));
        Assert.Equal(TokenStatus.Completed, (await shop.Do(piece)).Status);
        await shop.AssertInvariants();
    }

    [Theory, Databases]
    [Trait("Rule", "RTE-16"), Trait("Rule", "F18")]
    public async Task A_ticket_waits_for_the_decision_about_what_was_scrapped_and_a_waiver_ends_it(Db db)
    {
        await using var shop = await Workshop.Open(db);
        var ticket = (await shop.Plan(2)).Must();
        var ids = (await shop.Start(ticket.Id)).Must().Spawn.TokenIds;
        await shop.Finish(ids[0]);
        await shop.Do(ids[1]);
        await shop.Do(ids[1], "seams");
        (await shop.Check(ids[1], QcOutcome.Scrap)).Must();
        Assert.Equal("NEEDS_DECISION", (await shop.Complete(ticket.Id, force: false)).Refusal?.Code);

        (await shop.Correct(ids[1], CorrectionType.WaiveReplacement)).Must();

        Assert.Equal((TicketStatus.Completed, new TicketProgress(0, 1, 1)), (await shop.Ticket(ticket.Id) is var done ? (done.Status, done.Progress) : default));
        Assert.Equal(WhyCode.Scrapped, (await shop.Token(ids[1])).Token.Why.Code);
        await shop.AssertInvariants();
    }

    [Theory, Databases]
    [Trait("Rule", "F18"), Trait("Rule", "SER-11")]
    public async Task Force_ends_a_ticket_with_all_that_lives_or_waits_for_a_decision(Db db)
    {
        await using var shop = await Workshop.Open(db);
        var ticket = (await shop.Plan(3)).Must();
        var ids = (await shop.Start(ticket.Id)).Must().Spawn.TokenIds;
        await shop.Finish(ids[0]);
        await shop.Do(ids[1]);
        await shop.Do(ids[1], "seams");
        (await shop.Check(ids[1], QcOutcome.Scrap)).Must();
        (await shop.Begin(ids[2])).Must();

        Assert.Equal(TicketStatus.Completed, (await shop.Complete(ticket.Id, force: true)).Must().Status);

        Assert.Equal((WhyCode.Scrapped, WhyCode.Scrapped), ((await shop.Token(ids[1])).Token.Why.Code, (await shop.Token(ids[2])).Token.Why.Code));
        Assert.Equal(SessionStatus.Cancelled, (await shop.Token(ids[2])).Sessions.Single().Status);
        Assert.Equal((1L, 2L), (await Serials(shop, "USED"), await Serials(shop, "SCRAPPED")));
        await shop.AssertInvariants();
    }

    [Theory, Databases]
    [Trait("Rule", "SPN-03"), Trait("Rule", "SPN-04")]
    public async Task A_cycle_that_a_replacement_lives_in_is_not_taken_from_under_it(Db db)
    {
        await using var shop = await Workshop.Open(db);
        var ticket = (await shop.Plan(1)).Must();
        var token = (await shop.Start(ticket.Id)).Must().Spawn.TokenIds[0];
        (await shop.Scrap(token)).Must();
        var instead = (await shop.Plant.Get<ReplaceTokenHandler>().Handle(new(token), shop.Plant.Manager, TestPlant.Ct)).Must().Effects!.Created[0];
        (await shop.Begin(instead)).Must();

        Assert.Equal("SPAWN_MIXED_STATE", (await shop.Plant.ChangesNothing(() => shop.Start(ticket.Id))).Refusal?.Code);
        (await shop.Complete(instead)).Must();
        (await shop.Scrap(instead)).Must();
        Assert.Equal((SpawnOutcome.Regenerated, 2), ((await shop.Start(ticket.Id)).Must() is var again ? (again.Spawn.Outcome, again.CycleNo) : default));
        await shop.AssertInvariants();
    }

    [Theory, Databases]
    [Trait("Rule", "SES-12"), Trait("Rule", "SES-08")]
    public async Task A_helper_stops_alone_rests_with_the_ticket_and_may_take_over(Db db)
    {
        await using var shop = await Workshop.Open(db);
        var ticket = (await shop.Plan(1)).Must();
        var token = (await shop.Start(ticket.Id)).Must().Spawn.TokenIds[0];
        (await shop.Begin(token)).Must();
        shop.Plant.Time.Advance(TimeSpan.FromMinutes(1));
        (await shop.Begin(token, shop.Plant.Manager, SessionKind.Assist)).Must();
        shop.Plant.Time.Advance(TimeSpan.FromMinutes(1));

        (await shop.Pause(token, shop.Plant.Manager)).Must();
        Assert.Equal("INVALID_TRANSITION", (await shop.Pause(token, shop.Plant.Manager)).Refusal?.Code);
        Assert.Equal("TOKEN_ALREADY_STARTED", (await shop.Begin(token, shop.Plant.Manager, SessionKind.Assist)).Refusal?.Code);
        Assert.Equal(TokenStatus.Active, (await shop.Token(token)).Token.Status);
        (await shop.Resume(token, shop.Plant.Manager)).Must();
        (await shop.Pause(token)).Must();
        (await shop.PauseTicket(ticket.Id)).Must();
        Assert.All((await shop.Token(token)).Sessions, s => Assert.Equal(SessionStatus.Paused, s.Status));
        (await shop.Plant.Get<ResumeTicketHandler>().Handle(new(ticket.Id), shop.Plant.Manager, TestPlant.Ct)).Must();

        (await shop.Begin(token, shop.Plant.Manager, SessionKind.Replace, reason: Workshop.Why)).Must();

        var taken = await shop.Token(token);
        Assert.Equal((TokenStatus.Active, shop.Plant.Manager.UserId, SessionKind.Replace), (taken.Token.Status, taken.Token.Session!.UserId, taken.Token.Session.Kind));
        Assert.Equal([SessionStatus.Cancelled, SessionStatus.Completed, SessionStatus.Active], taken.Sessions.Select(s => s.Status));
        await shop.AssertInvariants();
    }

    [Theory, Databases]
    [Trait("Rule", "ASG-01"), Trait("Rule", "ASG-02"), Trait("Rule", "ASG-04"), Trait("Rule", "ASG-05")]
    public async Task Plans_become_assignments_at_the_start_and_at_each_step_and_only_those_who_are_meant_may_begin(Db db)
    {
        await using var shop = await Workshop.Open(db);
        var rows = new RawRows(shop.Plant);
        var ticket = (await shop.Plan(2)).Must();
        var team = await rows.Insert("team");
        await rows.Insert("team_member", ("team_id", team.Id), ("user_id", People.Operator.Id), ("active", true));
        await Plan("OP10", null, team.Id);
        await Plan("OP40", People.SecondOperator.Id, null, strict: true);
        var ids = (await shop.Start(ticket.Id)).Must() is var started ? started.Spawn.TokenIds : [];
        Assert.Equal((2, 0), (started.Assigned, started.Unassigned));

        Assert.Equal("ASSIGNED_TO_OTHER", (await shop.Begin(ids[0], shop.Plant.Manager)).Refusal?.Code);
        await shop.Do(ids[0]);
        var next = (await shop.Token(ids[0])).Token.Assignment!;
        Assert.Equal((People.SecondOperator.Id, AssignmentMethod.Manager, true), (next.UserId, next.Method, next.IsStrict));
        Assert.Equal("ASSIGNED_TO_OTHER", (await shop.Begin(ids[0], kind: SessionKind.Replace, reason: Workshop.Why)).Refusal?.Code);

        await rows.Insert("availability", ("id", People.SecondOperator.Id), ("is_available", false));
        await shop.Do(ids[1]);
        Assert.Null((await shop.Token(ids[1])).Token.Assignment);
        await shop.AssertInvariants();

        Task<RawRow> Plan(string node, Guid? user, Guid? toTeam, bool strict = false) => rows.Insert("manager_assignment", ("job_ticket_id", ticket.Id), ("node_code", node), ("assigned_to_user_id", user), ("assigned_to_team_id", toTeam), ("is_strict", strict), ("is_active", true));
    }

    [Theory, Databases]
    [Trait("Rule", "SER-10"), Trait("Rule", "SER-12")]
    public async Task Serials_that_nobody_needed_end_with_their_ticket(Db db)
    {
        await using var shop = await Workshop.Open(db);
        var ticket = (await shop.Plan(1)).Must();
        await new RawRows(shop.Plant).Insert("job_ticket_serial", ("ticket_id", ticket.Id), ("cycle_no", 9), ("sequence_no", 50), ("serial_number", "DUNA-HAT-SR40-20260124-00099-ABCD-E"), ("salt_version", 1));
        var started = (await shop.Start(ticket.Id)).Must();
        Assert.Equal(SerialSync.Pending, started.SerialSync);

        await shop.Finish(started.Spawn.TokenIds[0]);

        Assert.Equal((1L, 1L, 0L), (await Serials(shop, "USED"), await Serials(shop, "CANCELLED"), await Serials(shop, "ISSUED")));
    }

    private static Task<long> Serials(Workshop shop, string state) => shop.Plant.Scalar<long>($"SELECT COUNT(*) FROM job_ticket_serial WHERE state = {state}");

    private static Task<List<string?>> Alarms(Workshop shop) => shop.Plant.Column<string>($"SELECT kind || ' ' || state FROM alarms ORDER BY id");
}
