using ControlRoom.Core.Dispatch;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Routing;
using ControlRoom.Core.Settings;
using ControlRoom.Core.Tickets;
using ControlRoom.Core.Tokens.Engine;
using ControlRoom.Tests.Kit;
using Xunit;

namespace ControlRoom.Core.Tests.Tickets;

public sealed class TicketRefusalTests
{
    private static readonly Worker Nobody = new(Guid.NewGuid(), System.Collections.Frozen.FrozenDictionary<string, int>.Empty, System.Collections.Frozen.FrozenSet<string>.Empty, true, 0);

    [Fact]
    [Trait("Rule", "SPN-07")]
    public async Task What_cannot_be_planned_is_refused_and_leaves_nothing()
    {
        await using var shop = await Workshop.Open(Db.Sqlite);
        await Refused("TARGET_QTY_WHOLE", () => shop.Plan(1.5m));
        await Refused("TARGET_QTY_RANGE", () => shop.Plan(0));
        await Refused("TARGET_QTY_RANGE", () => shop.Plan(10_001));
        await Refused("JOB_NAME_LENGTH", () => Plan(new(shop.ProductId, " ", 1, ProcessMode.Piece)));
        await Refused("ATTRIBUTES_INVALID", () => Plan(new(shop.ProductId, "Racks", 1, ProcessMode.Piece) { Attributes = new Dictionary<string, string> { [""] = "x" } }));
        await Refused("LINEAR_NOT_AVAILABLE", () => Plan(new(shop.ProductId, "Racks", 1, ProcessMode.Piece) { RoutingMode = RoutingMode.Linear }));
        await Refused("PROCESS_MODE_MISSING", () => Plan(new(shop.ProductId, "Racks", 1, null)));
        var rod = await shop.Bench.Plant.Get<Core.Products.CreateProductHandler>().Handle(new(new() { Sku = "SK-12", Name = new("Rúd", "Rod"), ProductionLine = Core.Products.ProductionLine.Classic }), shop.Plant.Manager, TestPlant.Ct);
        await Refused("MODE_NOT_FOR_LINE", () => Plan(new(rod.Must().Id, "Rods", 1, ProcessMode.Piece)));
        await Refused("NO_ELIGIBLE_REVISION", () => Plan(new(rod.Must().Id, "Rods", 1, ProcessMode.Batch)));
        await shop.Plant.Sql($"UPDATE flow_versions SET allow_new_jobs = {false}, status = 'DEPRECATED' WHERE status = 'PUBLISHED'");
        await Refused("NO_PUBLISHED_GRAPH", () => shop.Plan(1));

        Task<Outcome<TicketView>> Plan(PlanTicket command) => shop.Plant.Get<PlanTicketHandler>().Handle(command, shop.Plant.Manager, TestPlant.Ct);

        async Task Refused<T>(string code, Func<Task<Outcome<T>>> command) => Assert.Equal(code, (await shop.Plant.ChangesNothing(command)).Refusal?.Code);
    }

    [Fact]
    [Trait("Rule", "WQ-11"), Trait("Rule", "SES-07"), Trait("Rule", "SES-08"), Trait("Rule", "INS-09")]
    public async Task What_cannot_be_done_with_a_token_is_refused_and_changes_nothing()
    {
        await using var shop = await Workshop.Open(Db.Sqlite);
        var ticket = (await shop.Plan(2)).Must();
        await Refused("INVALID_TRANSITION", () => Complete(ticket.Id));
        var ids = (await shop.Start(ticket.Id)).Must().Spawn.TokenIds;
        var token = ids[0];
        await Refused("HAS_LIVE_TOKENS", () => Complete(ticket.Id));
        await Refused("NOTHING_COMPLETED", () => Complete(ticket.Id, force: true));
        await Refused("NOBODY_TO_HELP", () => shop.Begin(token, kind: SessionKind.Assist));
        await Refused("REASON_CODE_INVALID", () => shop.Plant.Get<ScrapTokenHandler>().Handle(new(token, "", Workshop.Why), shop.Plant.Manager, TestPlant.Ct));
        await Refused("QTY_OUT_OF_RANGE", () => shop.Plant.Get<CompleteTokenHandler>().Handle(new(token, ScrapQty: -1), shop.Plant.Operator, TestPlant.Ct));
        await shop.Do(token);
        (await shop.Begin(token)).Must();
        await Refused("CHECKLIST_OPEN", () => shop.Complete(token));
        await Refused("CHECKLIST_KEY_UNKNOWN", () => shop.Tick(token, "paint"));
        await Refused("NOT_SESSION_HOLDER", () => shop.Complete(token, shop.Plant.Admin));
        (await shop.Tick(token, "seams")).Must();
        (await shop.Complete(token)).Must();
        await Refused("NODE_HAS_NO_SESSION", () => shop.Begin(token));
        await Refused("DEFECT_CODE_REQUIRED", () => shop.Plant.Get<CheckTokenHandler>().Handle(new(token, QcOutcome.FailMinor), shop.Plant.Manager, TestPlant.Ct));
        (await shop.Plant.Get<PauseTicketHandler>().Handle(new(ticket.Id), shop.Plant.Manager, TestPlant.Ct)).Must();
        await Refused("TICKET_NOT_IN_PROGRESS", () => shop.Begin(ids[1]));
        (await shop.Cancel(ticket.Id)).Must();
        await Refused("INSTANCE_NOT_ACTIVE", () => shop.Begin(ids[1]));

        Task<Outcome<TicketView>> Complete(Guid id, bool force = false) => shop.Plant.Get<CompleteTicketHandler>().Handle(new(id, force, Workshop.Why), shop.Plant.Manager, TestPlant.Ct);

        async Task Refused<T>(string code, Func<Task<Outcome<T>>> command) => Assert.Equal(code, (await shop.Plant.ChangesNothing(command)).Refusal?.Code);
    }

    [Fact]
    [Trait("Rule", "ASG-07"), Trait("Rule", "RTE-18")]
    public async Task An_approval_needs_its_role_and_a_check_the_one_it_is_meant_for()
    {
        await using var shop = await Workshop.Open(Db.Sqlite, Workshop.Checked);
        var token = (await shop.Start((await shop.Plan(1)).Must().Id)).Must().Spawn.TokenIds[0];
        Assert.Equal(WhyCode.WaitApproval, (await shop.Do(token)).Why.Code);

        Assert.Equal("APPROVAL_ROLE", (await Approve(shop.Plant.Operator)).Refusal?.Code);
        Assert.Equal("QC1", (await Approve(shop.Plant.Admin)).Must().NodeCode);
        Assert.Equal("SELF_QC", (await shop.Check(token, QcOutcome.Pass, shop.Plant.Operator)).Refusal?.Code);
        (await shop.Check(token, QcOutcome.Pass, shop.Plant.Auditor)).Must();
        Assert.Equal("QC_ASSIGNMENT_REQUIRED", (await shop.Check(token, QcOutcome.Pass)).Refusal?.Code);
        await shop.AssertInvariants();

        Task<Outcome<Core.Tokens.TokenView>> Approve(Caller by) => shop.Plant.Get<ApproveTokenHandler>().Handle(new(token), by, TestPlant.Ct);
    }

    [Fact]
    [Trait("Rule", "PRD-14"), Trait("Rule", "INS-06")]
    public async Task What_somebody_damaged_is_never_worked_on()
    {
        await using var shop = await Workshop.Open(Db.Sqlite);
        var (broken, damaged) = ((await shop.Plan(1)).Must(), (await shop.Plan(1)).Must());
        await new RawRows(shop.Plant).Insert("job_graph_instance", ("job_ticket_id", broken.Id), ("snapshot_id", (await Snapshot(broken.Id))!), ("flow_version_id", broken.FlowVersionId!), ("cycle_no", 1), ("status", "ACTIVE"));
        Assert.Equal("CYCLE_BROKEN", (await shop.Start(broken.Id)).Refusal?.Code);

        await shop.Plant.Sql($"DROP TRIGGER runtime_snapshot_no_update");
        await shop.Plant.Sql($"UPDATE runtime_snapshot SET computed_qty_json = '[]' WHERE job_ticket_id = {damaged.Id}");
        Assert.Equal("SNAPSHOT_DAMAGED", (await shop.Start(damaged.Id)).Refusal?.Code);

        Task<string?> Snapshot(Guid ticket) => shop.Plant.Scalar<string>($"SELECT snapshot_id FROM job_ticket WHERE id = {ticket}");
    }

    [Theory, Databases]
    [Trait("Rule", "GOV-03")]
    public async Task The_switch_stops_new_tickets_and_all_work_and_nothing_is_lost(Db db)
    {
        await using var shop = await Workshop.Open(db);
        var token = (await shop.Start((await shop.Plan(1)).Must().Id)).Must().Spawn.TokenIds[0];
        (await shop.Plant.Get<SetFlagHandler>().Handle(new(Word.Of(Flag.EnableDagRouting), SiteSettings.Off), shop.Plant.Admin, TestPlant.Ct)).Must();

        Assert.Equal("DAG_DISABLED", (await shop.Plan(1)).Refusal?.Code);
        Assert.Equal("DAG_READ_ONLY", (await shop.Cancel((await shop.Token(token)).Token.TicketId)).Refusal?.Code);
        var refusal = (await shop.Begin(token)).Refusal;
        Assert.Equal((RefusalKind.ReadOnly, "DAG_READ_ONLY"), (refusal!.Kind, refusal.Code));
        (await shop.Plant.Get<SetFlagHandler>().Handle(new(Word.Of(Flag.EnableDagRouting), SiteSettings.On), shop.Plant.Admin, TestPlant.Ct)).Must();
        (await shop.Begin(token)).Must();
    }

    [Theory, Databases]
    [Trait("Rule", "PRD-15"), Trait("Rule", "INS-04")]
    public async Task A_snapshot_and_an_archived_cycle_hold_against_raw_sql(Db db)
    {
        await using var shop = await Workshop.Open(db);
        var ticket = (await shop.Plan(1)).Must();
        var started = (await shop.Start(ticket.Id)).Must();
        (await shop.Cancel(ticket.Id)).Must();

        Assert.Contains("runtime_snapshot_no_update", await Guarded($"UPDATE runtime_snapshot SET graph_json = '{{}}'"), StringComparison.Ordinal);
        Assert.Contains("runtime_snapshot_no_delete", await Guarded($"DELETE FROM runtime_snapshot"), StringComparison.Ordinal);
        Assert.Contains("job_graph_instance_lifecycle", await Guarded($"UPDATE job_graph_instance SET status = 'ACTIVE' WHERE id = {started.InstanceId}"), StringComparison.Ordinal);
        Assert.Contains("flow_token_ended", await Guarded($"UPDATE flow_token SET status = 'READY'"), StringComparison.Ordinal);

        async Task<string> Guarded(FormattableString sql) => (await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => shop.Plant.Sql(sql))).Message;
    }

    [Fact]
    [Trait("Rule", "ASG-03"), Trait("Rule", "ASG-05")]
    public void Unassigned_work_needs_every_skill_and_team_and_the_least_loaded_gets_it()
    {
        var station = new StationSpec { Team = "WELDING", Skills = [new("WELD", 2)] };
        Assert.Equal("NOT_ELIGIBLE", Eligibility.WhyNot(station, Nobody)?.Code);
        Assert.Equal("NOT_ELIGIBLE", Eligibility.WhyNot(station with { Skills = [] }, Nobody)?.Code);
        Assert.Equal("NOT_ELIGIBLE", Eligibility.WhyNot(new StationSpec { Assignment = new(AssignmentPolicy.PinOnly) }, Able(0))?.Code);
        Assert.Equal("NOT_ELIGIBLE", Eligibility.WhyNot(station with { Assignment = new() { ForbiddenTeams = ["WELDING"] } }, Able(0))?.Code);
        Assert.Null(Eligibility.WhyNot(station, Able(0)));
        var (busy, free, away) = (Able(3), Able(1), Able(0) with { IsAvailable = false });
        Assert.Equal(free, Eligibility.Choose(station, [busy, away, free, Nobody]));
    }

    [Fact]
    [Trait("Rule", "ASG-05"), Trait("Rule", "ASG-07")]
    public void Work_that_is_somebody_elses_is_refused_and_a_strict_one_takes_no_help()
    {
        var (mine, other) = (Guid.NewGuid(), Guid.NewGuid());
        var node = new RoutingNode("OP10", 0, RoutingNodeType.Operation, new("Vágás", "Cut")) { Operation = new() };
        var token = Guid.NewGuid();
        var facts = new StartFacts(new TokenState(token, TokenType.Piece, TokenOrigin.Initial, "OP10", 100), node, To(other, strict: false), false, null, null, null, null, mine);

        var refused = DispatchRules.WhyNotStart(facts, SessionKind.Own, false)!;
        Assert.Equal(("ASSIGNED_TO_OTHER", true, true), (refused.Code, refused.Args["helper_allowed"], refused.Args["takeover_allowed"]));
        Assert.Null(DispatchRules.WhyNotStart(facts, SessionKind.Replace, false));
        Assert.Equal("ASSIGNED_TO_OTHER", DispatchRules.WhyNotStart(facts with { Assignment = To(other, strict: true) }, SessionKind.Replace, false)?.Code);
        Assert.Equal("NOT_ALLOWED_AT_STEP", DispatchRules.WhyNotStart(facts with { Node = node with { Operation = new() { TakeoverAllowed = false } } }, SessionKind.Replace, false)?.Code);
        Assert.Null(DispatchRules.WhyNotStart(facts with { Assignment = To(mine, strict: true) }, SessionKind.Own, false));

        TokenAssignment To(Guid user, bool strict) => TokenAssignment.Assign(Guid.NewGuid(), token, "OP10", user, null, AssignmentMethod.Manager, strict, null, user, FakeTime.Morning);
    }

    private static Worker Able(int load) => new(Guid.NewGuid(), System.Collections.Frozen.FrozenDictionary.ToFrozenDictionary([KeyValuePair.Create("WELD", 3)]), System.Collections.Frozen.FrozenSet.ToFrozenSet(["WELDING"]), true, load);
}
