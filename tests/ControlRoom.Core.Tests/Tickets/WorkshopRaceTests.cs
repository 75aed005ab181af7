using ControlRoom.Core.Dispatch;
using ControlRoom.Core.Tickets;
using ControlRoom.Tests.Kit;
using Xunit;

namespace ControlRoom.Core.Tests.Tickets;

/// <summary>Many requests in flight for one thing: it happens once. <c>CONTROLROOM_RACE=1000</c> sends as many as the promise says.</summary>
public sealed class WorkshopRaceTests
{
    [Theory, Databases]
    [Trait("Rule", "SES-01"), Trait("Rule", "ASG-04"), Trait("Rule", "TRX-03")]
    public async Task A_crowd_that_starts_one_token_starts_one_session_with_one_assignment(Db db)
    {
        await using var shop = await Workshop.Open(db);
        var token = (await shop.Start((await shop.Plan(1)).Must().Id)).Must().Spawn.TokenIds[0];
        var people = await Crowd.Of(shop.Plant, 20);
        var door = Crowd.Door(shop.Plant);

        var answers = await Race.Of(Crowd.Size, i => door.Get<StartTokenHandler>().Handle(new(token), people[i % people.Count].Call(), TestPlant.Ct));

        Race.AssertAnswers(answers, 1, "TOKEN_ALREADY_STARTED", "OPERATOR_BUSY", "ASSIGNED_TO_OTHER");
        var winner = answers.Single(a => a.Done).Must().Session!.UserId;
        var now = await shop.Token(token);
        Assert.Equal((winner, winner, AssignmentStatus.Started), (now.Sessions.Single().UserId, now.Token.Assignment!.UserId!.Value, now.Token.Assignment.Status));
        Assert.Equal((1L, 1L), (await Count(shop, "token_assignment"), await shop.Plant.Scalar<long>($"SELECT COUNT(*) FROM token_event WHERE event_type = 'START'")));
        await Crowd.Close(shop.Plant, door);
        await shop.AssertInvariants();
    }

    [Theory, Databases]
    [Trait("Rule", "SPN-01"), Trait("Rule", "SPN-05"), Trait("Rule", "INS-06"), Trait("Rule", "TRX-03")]
    public async Task A_crowd_that_starts_one_ticket_spawns_its_tokens_once(Db db)
    {
        await using var shop = await Workshop.Open(db);
        var ticket = (await shop.Plan(5)).Must().Id;
        var door = Crowd.Door(shop.Plant);
        var repeated = shop.Plant.Manager;

        // Every other one is a repeat of the same intention.
        var answers = await Race.Of(Crowd.Size, i => door.Get<StartTicketHandler>().Handle(new(ticket), i % 2 == 0 ? repeated : People.SecondManager.Call(), TestPlant.Ct));

        Assert.All(answers.Where(a => !a.Done), a => Assert.Equal("IDEMPOTENCY_IN_PROGRESS", a.Refusal!.Code));
        var started = answers.Where(a => a.Done).Select(a => a.Must()).ToList();
        Assert.InRange(started.Count, Crowd.Size / 2, Crowd.Size);
        Assert.Single(answers, a => a is { Done: true, Replayed: false } && a.Must().Spawn.Outcome == SpawnOutcome.Spawned);
        Assert.Single(started.Select(s => string.Join(',', s.Spawn.TokenIds)).Distinct());
        Assert.Equal((1L, 1L, 5L, 5L), (await Count(shop, "job_graph_instance"), await Count(shop, "spawn_cycle"), await Count(shop, "flow_token"), await Count(shop, "job_ticket_serial")));
        await Crowd.Close(shop.Plant, door);
        await shop.AssertInvariants();
    }

    [Theory, Databases]
    [Trait("Rule", "RTE-11"), Trait("Rule", "TRX-02"), Trait("Rule", "TRX-03")]
    public async Task Last_branches_that_arrive_together_fire_their_join_once(Db db)
    {
        await using var shop = await Workshop.Open(db, Workshop.Forked);
        var rounds = Crowd.Size / 10;
        var people = await Crowd.Of(shop.Plant, 2 * rounds);
        var roots = (await shop.Start((await shop.Plan(rounds)).Must().Id)).Must().Spawn.TokenIds;
        var branches = new List<Guid>();
        foreach (var root in roots) branches.AddRange((await shop.Do(root)).Effects!.Created);
        for (var i = 0; i < branches.Count; i++) (await shop.Begin(branches[i], people[i].Call())).Must();
        var door = Crowd.Door(shop.Plant);

        var answers = await Race.Of(branches.Count, i => door.Get<CompleteTokenHandler>().Handle(new(branches[i]), people[i].Call(), TestPlant.Ct));

        Race.AssertAnswers(answers, branches.Count);
        Assert.Equal(roots.Order(), answers.SelectMany(a => a.Must().Effects!.Joined).Order());
        Assert.Equal((rounds, 2L * rounds), (await Count(shop, "join_firing"), await Count(shop, "join_arrival")));
        Assert.Equal(rounds, await shop.Plant.Scalar<int>($"SELECT COUNT(*) FROM flow_token WHERE node_code = 'OP40' AND status = 'READY'"));
        await Crowd.Close(shop.Plant, door);
        await shop.AssertInvariants();
    }

    /// <summary>What one of the mixed commands does to a ticket with two pieces, each in somebody's work at the last step.</summary>
    private static readonly string[] Mixed = ["complete the first", "complete the second", "cancel", "restart"];

    [Theory, Databases]
    [Trait("Rule", "INS-04"), Trait("Rule", "INS-05"), Trait("Rule", "SPN-05"), Trait("Rule", "TRX-02"), Trait("Rule", "TRX-03")]
    public async Task Cancel_restart_and_completions_mixed_end_as_one_after_the_other_could_end(Db db)
    {
        await using var shop = await Workshop.Open(db, Short);
        var rounds = Crowd.Size / Mixed.Length;
        var people = await Crowd.Of(shop.Plant, 2 * rounds);
        var reachable = new HashSet<string>(StringComparer.Ordinal);
        foreach (var order in Orders([0, 1, 2, 3]))
        {
            var ticket = await Arrange(shop, people, 0);
            var codes = new string[Mixed.Length];
            foreach (var command in order) codes[command] = await Do(shop.Plant, ticket, command, people, 0);
            reachable.Add(await End(shop, ticket, codes));
            await Free(shop, ticket);
        }
        Assert.InRange(reachable.Count, 4, 24);
        var tickets = new List<Ordered>();
        for (var round = 0; round < rounds; round++) tickets.Add(await Arrange(shop, people, round));
        var door = Crowd.Door(shop.Plant);

        var said = await Race.Of(rounds * Mixed.Length, i => Do(door, tickets[i / Mixed.Length], i % Mixed.Length, people, i / Mixed.Length));

        for (var round = 0; round < rounds; round++) Assert.Contains(await End(shop, tickets[round], said[(round * Mixed.Length)..((round + 1) * Mixed.Length)]), reachable);
        await Crowd.Close(shop.Plant, door);
        await shop.AssertInvariants();
    }

    private sealed record Ordered(Guid Id, IReadOnlyList<Guid> Tokens);

    private static async Task<Ordered> Arrange(Workshop shop, IReadOnlyList<Person> people, int round)
    {
        var started = (await shop.Start((await shop.Plan(2)).Must().Id)).Must();
        for (var i = 0; i < 2; i++) (await shop.Begin(started.Spawn.TokenIds[i], people[(2 * round) + i].Call())).Must();
        return new Ordered(started.TicketId, started.Spawn.TokenIds);
    }

    /// <summary>Nobody is left in work, so that the next round finds everybody free.</summary>
    private static async Task Free(Workshop shop, Ordered ticket)
    {
        if ((await shop.Ticket(ticket.Id)).Status == TicketStatus.InProgress) (await shop.Cancel(ticket.Id)).Must();
    }

    private static Task<string> Do(TestPlant process, Ordered ticket, int command, IReadOnlyList<Person> people, int round) => command switch
    {
        2 => Race.Code(process.Get<CancelTicketHandler>().Handle(new(ticket.Id, Workshop.Why), process.Manager, TestPlant.Ct)),
        3 => Race.Code(process.Get<RestartTicketHandler>().Handle(new(ticket.Id, Workshop.Why), process.Manager, TestPlant.Ct)),
        _ => Race.Code(process.Get<CompleteTokenHandler>().Handle(new(ticket.Tokens[command]), people[(2 * round) + command].Call(), TestPlant.Ct)),
    };

    /// <summary>What was said, and what everything of the ticket is then.</summary>
    private static async Task<string> End(Workshop shop, Ordered ticket, IEnumerable<string> codes)
    {
        var state = await shop.Plant.Column<string>($"""
            SELECT 'ticket ' || status FROM job_ticket WHERE id = {ticket.Id}
            UNION ALL SELECT 'cycle ' || cycle_no || ' ' || status FROM job_graph_instance WHERE job_ticket_id = {ticket.Id}
            UNION ALL SELECT 'token ' || i.cycle_no || ' ' || t.status || ' ' || COUNT(*) FROM flow_token t JOIN job_graph_instance i ON i.id = t.instance_id WHERE t.job_ticket_id = {ticket.Id} GROUP BY i.cycle_no, t.status
            UNION ALL SELECT 'session ' || s.status || ' ' || COUNT(*) FROM token_work_session s JOIN flow_token t ON t.id = s.token_id WHERE t.job_ticket_id = {ticket.Id} GROUP BY s.status
            UNION ALL SELECT 'assignment ' || a.status || ' ' || COUNT(*) FROM token_assignment a JOIN flow_token t ON t.id = a.token_id WHERE t.job_ticket_id = {ticket.Id} GROUP BY a.status
            UNION ALL SELECT 'serial ' || state || ' ' || COUNT(*) FROM job_ticket_serial WHERE ticket_id = {ticket.Id} GROUP BY state
            """);
        return $"{string.Join('/', codes)}: {string.Join(", ", state.Order(StringComparer.Ordinal))}";
    }

    private static IEnumerable<int[]> Orders(int[] left) => left is [var only] ? [[only]] : left.SelectMany(first => Orders([.. left.Where(l => l != first)]).Select(rest => (int[])[first, .. rest]));

    private static Task<long> Count(Workshop shop, string table) => shop.Plant.Scalar<long>(FormattableStringFactory.Of($"SELECT COUNT(*) FROM {table}"));

    /// <summary>One step and the end.</summary>
    private const string Short = """
        {"nodes":[
          {"id":"START","type":"start","position":{"x":0,"y":0},"data":{"label":{"hu":"Kezdés","en":"Start"},"config":{}}},
          {"id":"OP10","type":"operation","position":{"x":1,"y":0},"data":{"label":{"hu":"Vágás","en":"Cut"},"config":{"work_center":"SAW-1"}}},
          {"id":"END","type":"end","position":{"x":2,"y":0},"data":{"label":{"hu":"Vége","en":"End"},"config":{}}}],
         "edges":[{"id":"e1","source":"START","target":"OP10","type":"normal"},{"id":"e2","source":"OP10","target":"END","type":"normal"}],
         "viewport":{"x":0,"y":0,"zoom":1}}
        """;
}
