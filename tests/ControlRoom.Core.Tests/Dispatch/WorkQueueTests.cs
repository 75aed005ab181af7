using ControlRoom.Core.Dispatch;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Tests.Tickets;
using ControlRoom.Core.Tokens.Engine;
using ControlRoom.Tests.Kit;
using Xunit;

namespace ControlRoom.Core.Tests.Dispatch;

public sealed class WorkQueueTests
{
    private static CancellationToken Ct => TestPlant.Ct;

    [Theory, Databases]
    [Trait("Rule", "WQ-01"), Trait("Rule", "WQ-04"), Trait("Rule", "WQ-10")]
    public async Task What_is_nobodys_is_seen_by_all_who_may_claim_it_and_what_runs_only_by_who_runs_it(Db db)
    {
        await using var shop = await Workshop.Open(db);
        var tokens = (await shop.Start((await shop.Plan(3)).Must().Id)).Must().Spawn.TokenIds;
        (await shop.Begin(tokens[0])).Must();

        var mine = await Queue(shop, shop.Plant.Operator);
        var theirs = await Queue(shop, shop.Plant.Manager);

        Assert.Equal([tokens[0]], mine.Mine.Active.Select(r => r.TokenId));
        Assert.Equal(tokens.Skip(1).Order(), mine.Ready.Select(r => r.TokenId).Order());
        Assert.Empty(theirs.Mine.Active);
        Assert.Equal(tokens.Skip(1).Order(), theirs.Ready.Select(r => r.TokenId).Order());
        Assert.All(theirs.Ready, r => Assert.True(r.CanStart));
        Assert.All(mine.Ready, r => Assert.Equal("OPERATOR_BUSY", Assert.Single(r.Reasons).Code));
        Assert.Equal([tokens[0]], (await Queue(shop, shop.Plant.Manager, new QueueFilter(QueueScope.All))).Mine.Active.Select(r => r.TokenId));
        Assert.Equal((1, 2), (mine.Counts.Mine, mine.Counts.Ready));
    }

    [Theory, Databases]
    [Trait("Rule", "WQ-01"), Trait("Rule", "WQ-03")]
    public async Task Scrapped_tokens_and_those_of_paused_or_cancelled_tickets_are_in_no_section(Db db)
    {
        await using var shop = await Workshop.Open(db);
        var ticket = (await shop.Plan(2)).Must().Id;
        var tokens = (await shop.Start(ticket)).Must().Spawn.TokenIds;
        (await shop.Scrap(tokens[0])).Must();
        Assert.Equal([tokens[1]], (await Queue(shop, shop.Plant.Manager, new QueueFilter(QueueScope.All))).Ready.Select(r => r.TokenId));
        var scanned = (await shop.Plant.Get<ScanQueries>().Find($"TOKEN:{tokens[0]}", Ct)).Must();
        Assert.Equal((ScanKind.Token, "SCRAPPED", 0), (scanned.Kind, scanned.Entity!.Status, scanned.AllowedActions.Count));

        (await shop.PauseTicket(ticket)).Must();
        Assert.Empty((await Queue(shop, shop.Plant.Manager, new QueueFilter(QueueScope.All))).Ready);
        (await shop.Cancel(ticket)).Must();
        var after = await Queue(shop, shop.Plant.Manager, new QueueFilter(QueueScope.All));
        Assert.Equal((0, 0, 0), (after.Ready.Count, after.Waiting.Count, after.Counts.Ready));
    }

    [Theory, Databases]
    [Trait("Rule", "WQ-08"), Trait("Rule", "WQ-09")]
    public async Task Pages_follow_each_other_in_one_order_without_gap_or_repeat(Db db)
    {
        await using var shop = await Workshop.Open(db);
        (await shop.Start((await shop.Plan(4)).Must().Id)).Must();
        (await shop.Start((await shop.Plan(3)).Must().Id)).Must();
        var queues = shop.Plant.Get<WorkQueueQueries>();
        var whole = (await queues.Queue(shop.Plant.Operator, new QueueFilter(), new QueuePage(100), Ct)).Queue.Ready.Select(r => r.TokenId).ToList();

        var (walked, after) = (new List<Guid>(), (string?)null);
        do
        {
            var page = await queues.Queue(shop.Plant.Operator, new QueueFilter(), new QueuePage(2, after), Ct);
            walked.AddRange(page.Queue.Ready.Select(r => r.TokenId));
            after = page.Next;
        }
        while (after is not null);

        Assert.Equal(7, whole.Count);
        Assert.Equal(whole, walked);
        Assert.Equal(7, (await Queue(shop, shop.Plant.Operator, new QueueFilter(Node: "OP10", WorkCenter: "SAW-1"))).Ready.Count);
        Assert.Empty((await Queue(shop, shop.Plant.Operator, new QueueFilter(Node: "OP40"))).Ready);
    }

    [Theory, Databases]
    [Trait("Rule", "ASG-05"), Trait("Rule", "WQ-09"), Trait("Rule", "WQ-07")]
    public async Task What_is_given_to_somebody_is_theirs_alone_until_they_give_it_back(Db db)
    {
        await using var shop = await Workshop.Open(db);
        var token = (await shop.Start((await shop.Plan(1)).Must().Id)).Must().Spawn.TokenIds[0];
        var given = (await Assign(shop, token, shop.Plant.Manager.UserId)).Must().Assigned[0];

        Assert.Empty((await Queue(shop, shop.Plant.Operator)).Ready);
        var row = Assert.Single((await Queue(shop, shop.Plant.Manager, new QueueFilter(QueueScope.Me))).Ready);
        Assert.Equal((shop.Plant.Manager.UserId, AssignmentMethod.Pin, "OP10", 1, 4, WhyCode.ReadyAssigned), (row.AssignedTo!.Id, row.Method, row.NodeCode, row.StageIndex, row.StageTotal, row.Why.Code));

        var change = shop.Plant.Get<ChangeAssignmentHandler>();
        Assert.Equal("NOT_ASSIGNEE", (await change.Handle(new(given.Id, AssignmentChange.Accept), shop.Plant.Operator, Ct)).Refusal?.Code);
        (await change.Handle(new(given.Id, AssignmentChange.Reassign, shop.Plant.Operator.UserId, Workshop.Why), shop.Plant.Manager, Ct)).Must();
        Assert.Single((await Queue(shop, shop.Plant.Operator, new QueueFilter(QueueScope.Me))).Ready);
        var open = (await shop.Token(token)).Token.Assignment!;
        (await change.Handle(new(open.Id, AssignmentChange.Reject, Reason: Workshop.Why), shop.Plant.Operator, Ct)).Must();
        Assert.Single((await Queue(shop, shop.Plant.Manager, new QueueFilter(QueueScope.Unassigned))).Ready);
        await shop.AssertInvariants();
    }

    [Theory, Databases]
    [Trait("Rule", "SES-04"), Trait("Rule", "F6")]
    public async Task Of_many_who_assign_one_token_one_wins_and_the_others_hear_who(Db db)
    {
        await using var shop = await Workshop.Open(db);
        var token = (await shop.Start((await shop.Plan(1)).Must().Id)).Must().Spawn.TokenIds[0];
        var managers = new[] { shop.Plant.Manager, shop.Plant.Admin };

        var codes = await Race.Of(20, i => Race.Code(Assign(shop, token, managers[i % 2].UserId, managers[i % 2].Again())));

        Assert.Single(codes, c => c == "DONE");
        Assert.Equal(19, codes.Count(c => c == "ALREADY_ASSIGNED"));
        await shop.AssertInvariants();
    }

    [Theory, Databases]
    [Trait("Rule", "ASG-06")]
    public async Task Assignments_say_why_they_are_refused(Db db)
    {
        await using var shop = await Workshop.Open(db);
        var tokens = (await shop.Start((await shop.Plan(2)).Must().Id)).Must().Spawn.TokenIds;
        var handler = shop.Plant.Get<AssignTokensHandler>();
        Assert.Equal("FORBIDDEN", (await Assign(shop, tokens[0], shop.Plant.Operator.UserId, shop.Plant.Operator)).Refusal?.Code);
        Assert.Equal("ASSIGNEE_DOES_NO_WORK", (await Assign(shop, tokens[0], shop.Plant.Viewer.UserId)).Refusal?.Code);
        Assert.Equal("ASSIGNEE_INVALID", (await handler.Handle(new(tokens, null, null), shop.Plant.Manager, Ct)).Refusal?.Code);
        Assert.Equal("FIELD_REQUIRED", (await handler.Handle(new([], shop.Plant.Operator.UserId, null), shop.Plant.Manager, Ct)).Refusal?.Code);
        (await shop.Begin(tokens[0])).Must();
        (await shop.Begin(tokens[1], shop.Plant.Manager)).Must();
        Assert.Equal("NOTHING_ASSIGNED", (await handler.Handle(new(tokens, shop.Plant.Operator.UserId, null), shop.Plant.Manager, Ct)).Refusal?.Code);
        Assert.Equal("TOKEN_ALREADY_STARTED", (await Assign(shop, tokens[0], shop.Plant.Operator.UserId)).Refusal?.Code);
        Assert.Equal("SCAN_CODE_INVALID", (await shop.Plant.Get<ScanQueries>().Find("  ", Ct)).Refusal?.Code);
    }

    [Fact]
    [Trait("Rule", "WQ-09")]
    public void What_a_step_needs_is_read_back_as_it_was_written()
    {
        var needs = new Needs(true, [new("WELD", 3)], [["CUT", "WELDING"]], ["NIGHT"]);
        var back = Needs.Parse(needs.Text());
        Assert.Equal(needs.Text(), back.Text());
        Assert.Equal((true, "WELD", "CUT", "NIGHT"), (back.PinOnly, back.Skills[0].Code, back.Teams[0][0], back.Excluded[0]));
        Assert.Equal("", Needs.Parse("").Text());
    }

    private static async Task<WorkQueue> Queue(Workshop shop, Caller who, QueueFilter? filter = null) => (await shop.Plant.Get<WorkQueueQueries>().Queue(who, filter ?? new QueueFilter(), new QueuePage(50), Ct)).Queue;

    private static Task<Outcome<AssignedTokens>> Assign(Workshop shop, Guid token, Guid to, Caller? by = null) => shop.Plant.Get<AssignTokensHandler>().Handle(new([token], to, null), by ?? shop.Plant.Manager, Ct);
}
