using System.Text.Json;
using ControlRoom.Core.Flows;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Upkeep;
using ControlRoom.Core.Runs;
using ControlRoom.Tests.Kit;
using Xunit;

namespace ControlRoom.Core.Tests.Flows;

public sealed class FlowCommandTests
{
    private static CancellationToken Ct => TestPlant.Ct;

    [Theory, Databases]
    public async Task A_new_flow_has_an_empty_first_draft(Db db)
    {
        await using var bench = await FlowBench.Start(db);

        var flow = (await bench.Create()).Must();

        Assert.Equal((FlowBench.Name, 1, FlowVersionStatus.Draft, null, 1, People.Operator.Name),
            (flow.Name, flow.LatestVersionNum, flow.LatestVersionStatus, flow.PublishedVersionNum, flow.VersionCount, flow.CreatedByName));
        Assert.Equal(["FLOW_CREATED"], await bench.Trail(flow.Id));
        Assert.Equal(["FLOW_VERSION_CREATED"], await bench.Trail(flow.LatestVersion!.Id));
        var draft = await bench.Version(flow.Id, 1);
        Assert.Empty(draft.GraphSchema.GetProperty("nodes").EnumerateArray());
        Assert.Contains("START_MISSING", draft.AllowedActions.Single(a => a.Action == "SUBMIT").Reasons.Select(r => r.Code));
    }

    [Theory, Databases, Trait("Rule", "R-I18N-01")]
    public async Task A_flow_needs_its_name_in_both_languages(Db db)
    {
        await using var bench = await FlowBench.Start(db);

        var missing = await bench.Create(name: new LocalText(" ", "Trial"));
        Assert.Equal(("NAME_REQUIRED", "/name/hu"), (missing.Refusal!.Code, missing.Refusal.Pointer));
        var both = await bench.Create(name: new LocalText("", new string('x', 101)));
        Assert.Equal(["NAME_REQUIRED", "TEXT_TOO_LONG"], both.Refusal!.Reasons.Codes());

        var flow = (await bench.Create()).Must();
        var renamed = await bench.Plant.Get<RenameFlowHandler>().Handle(new RenameFlow(flow.Id, new LocalText("Új", ""), null, flow.RowVersion), bench.Plant.Operator, Ct);
        Assert.Equal("NAME_REQUIRED", renamed.Refusal?.Code);
    }

    [Theory, Databases, Trait("Rule", "R-FLOW-09")]
    public async Task Renaming_needs_the_version_that_was_seen(Db db)
    {
        await using var bench = await FlowBench.Start(db);
        var flow = (await bench.Create()).Must();
        var rename = bench.Plant.Get<RenameFlowHandler>();

        var renamed = (await rename.Handle(new RenameFlow(flow.Id, new LocalText("Új vonal", "New line"), "For Mondays", flow.RowVersion), bench.Plant.Operator, Ct)).Must();
        Assert.Equal((new LocalText("Új vonal", "New line"), "For Mondays", flow.RowVersion + 1), (renamed.Name, renamed.Description, renamed.RowVersion));

        var stale = await bench.Plant.ChangesNothing(() => rename.Handle(new RenameFlow(flow.Id, FlowBench.Name, null, flow.RowVersion), bench.Plant.Operator, Ct));
        Assert.Equal((RefusalKind.Stale, "STALE_VERSION", renamed.RowVersion), (stale.Refusal!.Kind, stale.Refusal.Code, stale.Refusal.Args["row_version"]));
    }

    [Theory, Databases, Trait("Rule", "R-FLOW-01")]
    public async Task Saving_refuses_a_broken_graph_with_all_mistakes_and_keeps_the_old_one(Db db)
    {
        await using var bench = await FlowBench.Start(db);
        var flow = await bench.Flow();
        var saved = await bench.Saved(flow, 1);
        var broken = Draw.Changed(g => { g.Link("n01", "nowhere"); g.Node("n05")["type"] = "oven"; }).ToJsonString();

        var refused = await bench.Plant.ChangesNothing(() => bench.Save(flow, 1, broken, saved.RowVersion));

        Assert.Equal((RefusalKind.Invalid, "GRAPH_INVALID"), (refused.Refusal!.Kind, refused.Refusal.Code));
        Assert.Equal(["NODE_TYPE_UNKNOWN", "EDGE_TARGET_MISSING"], refused.Refusal.Reasons.Codes());
        Assert.Equal("n01-nowhere", refused.Refusal.Reasons[1].Args["edge"]);
        Assert.Equal("GRAPH_TOO_LARGE", (await bench.Save(flow, 1, $$"""{"nodes":[],"edges":[],"note":"{{new string('x', GraphRules.MaxCharacters)}}"}""", saved.RowVersion)).Refusal!.Reasons[0].Code);
    }

    [Theory, Databases, Trait("Rule", "R-FLOW-09")]
    public async Task The_second_of_two_editors_is_told_that_the_draft_has_moved_on(Db db)
    {
        await using var bench = await FlowBench.Start(db);
        var flow = await bench.Flow();
        var seen = (await bench.Version(flow, 1)).RowVersion;

        var first = (await bench.Save(flow, 1, CanonicalFlow.V1, seen)).Must();
        var second = await bench.Plant.ChangesNothing(() => bench.Save(flow, 1, CanonicalFlow.V2, seen, bench.Plant.Manager));

        Assert.Equal((RefusalKind.Stale, "STALE_VERSION", first.RowVersion), (second.Refusal!.Kind, second.Refusal.Code, second.Refusal.Args["row_version"]));
        Assert.Equal("STALE_VERSION", (await bench.Submit(flow, 1, rowVersion: seen)).Refusal?.Code);
        Assert.Equal(JsonElement.Parse(CanonicalFlow.V1).GetRawText(), (await bench.Version(flow, 1)).GraphSchema.GetRawText());
    }

    [Theory, Databases, Trait("Rule", "R-FLOW-02")]
    public async Task Submitting_names_every_mistake_and_leaves_the_draft_a_draft(Db db)
    {
        await using var bench = await FlowBench.Start(db);
        var flow = await bench.Flow();
        await bench.Saved(flow, 1, CanonicalFlow.TurkeyDraft);

        var refused = await bench.Plant.ChangesNothing(() => bench.Submit(flow, 1));

        Assert.Equal((RefusalKind.Invalid, "GRAPH_INVALID"), (refused.Refusal!.Kind, refused.Refusal.Code));
        Assert.Equal(["STEP_MISSING"], refused.Refusal.Reasons.Codes());
        var check = (await bench.Queries.Validate(flow, 1, Ct)).Must();
        Assert.False(check.Valid);
        Assert.Equal(("STEP_MISSING", "Step 9 Palletizing is missing."), (check.Errors.Single().Code, check.Errors.Single().Message.En));
    }

    [Theory, Databases, Trait("Rule", "R-FLOW-02")]
    public async Task A_submitted_version_carries_its_gates_and_never_reads_the_templates_again(Db db)
    {
        await using var bench = await FlowBench.Start(db);
        var flow = await bench.Submitted();

        Assert.Equal(10, await bench.Plant.Sql($"UPDATE qc_gates SET checklist = '[]', name_en = 'Changed', gate_code = {"X"} || gate_code"));
        var published = (await bench.Approve(flow, 1)).Must().Published;

        var graph = ProcessGraph.Parse(published.GraphSchema.GetRawText());
        Assert.Equal("Receipt", graph.GateOf(1)!.NameEn);
        Assert.Contains(graph.GateOf(7)!.Checklist, i => i.Key == "core_c" && i.Max == -18.0m);
        var gate = published.GraphSchema.GetProperty("nodes").EnumerateArray().Single(n => n.GetProperty("id").GetString() == "g01").GetProperty("data").GetProperty("config").GetProperty("gate");
        Assert.Equal(["gate_code", "step_index", "name", "gate_type", "is_ccp", "haccp_class", "checklist"], gate.EnumerateObject().Select(p => p.Name));
        Assert.Equal("CCP", gate.GetProperty("haccp_class").GetString());
    }

    [Theory, Databases, Trait("Rule", "R-FLOW-02")]
    public async Task Submitting_again_after_a_rejection_takes_the_gates_of_then(Db db)
    {
        await using var bench = await FlowBench.Start(db);
        var flow = await bench.Submitted();
        (await bench.Reject(flow, 1)).Must();
        await bench.Plant.Sql($"UPDATE qc_gates SET name_en = {"Goods in"} WHERE gate_code = {"G01"}");

        var submitted = (await bench.Submit(flow, 1)).Must();

        Assert.Equal("Goods in", ProcessGraph.Parse(submitted.GraphSchema.GetRawText()).GateOf(1)!.NameEn);
    }

    [Theory, Databases, Trait("Rule", "R-FLOW-06")]
    public async Task Nobody_publishes_their_own_work_and_the_attempt_is_kept(Db db)
    {
        await using var bench = await FlowBench.Start(db);
        foreach (var role in (Person[])[People.Manager, People.Admin])
        {
            var flow = await bench.Flow(bench.Plant.Call(role));
            var version = await bench.Saved(flow, 1);
            (await bench.Submit(flow, 1)).Must();

            var own = await bench.Plant.ChangesNothing(() => bench.Approve(flow, 1, bench.Plant.Call(role)), mayNote: true);

            Assert.Equal((RefusalKind.NotAllowed, "FOUR_EYES"), (own.Refusal!.Kind, own.Refusal.Code));
            Assert.Equal("FLOW_VERSION_OWN_APPROVAL_REFUSED", (await bench.Trail(version.Id))[^1]);
            Assert.False(Offered(await bench.Version(flow, 1, role), "APPROVE"));
            Assert.True(Offered(await bench.Version(flow, 1, People.SecondManager), "APPROVE"));
            (await bench.Approve(flow, 1, bench.Plant.Call(People.SecondManager))).Must();
        }
    }

    [Theory, Databases, Trait("Rule", "R-FLOW-06")]
    public async Task Who_submitted_somebody_elses_draft_does_not_publish_it_either_unless_the_plant_says_so(Db db)
    {
        await using var bench = await FlowBench.Start(db);
        var flow = await bench.Flow();
        await bench.Saved(flow, 1);
        (await bench.Submit(flow, 1, bench.Plant.Manager)).Must();
        Assert.Equal("FOUR_EYES", (await bench.Approve(flow, 1)).Refusal?.Code);

        await using var alone = bench.Plant.Neighbour(["FourEyes=false"]);
        (await alone.Get<ApproveVersionHandler>().Handle(new ApproveVersion(flow, 1), alone.Manager, Ct)).Must();
    }

    [Theory, Databases, Trait("Rule", "R-FLOW-05")]
    public async Task Publishing_deprecates_the_version_before_and_its_runs_go_on_with_it(Db db)
    {
        await using var bench = await FlowBench.Start(db, "RequireLotsPerStep=false");
        var (flow, first) = await bench.Published();
        var run = (await bench.Plant.Get<CreateRunHandler>().Handle(new CreateRun(first), bench.Plant.Operator, Ct)).Must();
        (await bench.Plant.Get<StartRunHandler>().Handle(new StartRun(run.Id), bench.Plant.Operator, Ct)).Must();

        var fork = (await bench.Fork(flow)).Must();
        Assert.Equal((2, FlowVersionStatus.Draft), (fork.VersionNum, fork.Status));
        (await bench.Submit(flow, 2)).Must();
        var approval = (await bench.Approve(flow, 2)).Must();

        Assert.Equal((2, FlowVersionStatus.Published), (approval.Published.VersionNum, approval.Published.Status));
        Assert.Equal((first, FlowVersionStatus.Deprecated), (approval.DeprecatedVersion!.Id, approval.DeprecatedVersion.Status));
        Assert.Contains("SUPERSEDED", await bench.Plant.Scalar<string>($"SELECT metadata FROM audit_events WHERE entity_id = {first} AND event_type = 'FLOW_VERSION_DEPRECATED'"), StringComparison.Ordinal);
        var advanced = (await bench.Plant.Get<AdvanceRunHandler>().Handle(new AdvanceRun(run.Id), bench.Plant.Operator, Ct)).Must();
        Assert.Equal((first, 1, 1), (advanced.FlowVersionId, advanced.VersionNum, advanced.CurrentStepIndex));
    }

    [Theory, Trait("Rule", "R-FLOW-03")]
    [Databases(FlowVersionStatus.Draft), Databases(FlowVersionStatus.Review), Databases(FlowVersionStatus.Deprecated)]
    public async Task Only_a_published_version_starts_runs(Db db, FlowVersionStatus status)
    {
        await using var bench = await FlowBench.Start(db);
        var flow = await bench.With(status);
        var create = bench.Plant.Get<CreateRunHandler>();

        var version = (await bench.Version(flow, 1)).Id;
        var refused = await bench.Plant.ChangesNothing(() => create.Handle(new CreateRun(version), bench.Plant.Operator, Ct));

        Assert.Equal(RefusalKind.Conflict, refused.Refusal!.Kind);
        Assert.Contains("PUBLISHED", refused.Refusal.Detail(LocalText.English), StringComparison.Ordinal);
        Assert.Contains("publikált", refused.Refusal.Detail(LocalText.Hungarian), StringComparison.Ordinal);
        Assert.Empty(await bench.Queries.Startable(Ct));
        Assert.Equal(RefusalKind.NotFound, (await create.Handle(new CreateRun(Guid.NewGuid()), bench.Plant.Operator, Ct)).Refusal!.Kind);
    }

    [Theory, Databases, Trait("Rule", "R-FLOW-04")]
    public async Task What_left_the_draft_is_not_edited(Db db)
    {
        await using var bench = await FlowBench.Start(db);
        foreach (var status in (FlowVersionStatus[])[FlowVersionStatus.Review, FlowVersionStatus.Published, FlowVersionStatus.Deprecated])
        {
            var flow = await bench.With(status);
            var seen = (await bench.Version(flow, 1)).RowVersion;
            var refused = await bench.Plant.ChangesNothing(() => bench.Save(flow, 1, CanonicalFlow.V1, seen));
            Assert.Equal((RefusalKind.NotAllowed, "VERSION_NOT_EDITABLE"), (refused.Refusal!.Kind, refused.Refusal.Code));
        }
    }

    [Theory, Databases]
    public async Task A_fork_copies_the_version_that_is_named_or_else_the_published_one(Db db)
    {
        await using var bench = await FlowBench.Start(db);
        var (flow, _) = await bench.Published();

        var fork = (await bench.Fork(flow)).Must();
        Assert.Equal((await bench.Version(flow, 1)).GraphSchema.GetRawText(), fork.GraphSchema.GetRawText());
        Assert.Equal("DRAFT_EXISTS", (await bench.Fork(flow)).Refusal?.Code);
        await bench.Saved(flow, 2, CanonicalFlow.V3);
        (await bench.Submit(flow, 2)).Must();
        Assert.Equal("DRAFT_EXISTS", (await bench.Fork(flow, 1)).Refusal?.Code);
        (await bench.Approve(flow, 2)).Must();

        var old = (await bench.Fork(flow, 1)).Must();
        Assert.Equal((3, (await bench.Version(flow, 1)).GraphSchema.GetRawText()), (old.VersionNum, old.GraphSchema.GetRawText()));
        (await bench.Discard(flow, 3)).Must();
        Assert.Equal(RefusalKind.NotFound, (await bench.Fork(flow, 9)).Refusal!.Kind);
    }

    [Theory, Databases]
    public async Task Rejecting_needs_a_reason_and_sends_the_version_back_with_it(Db db)
    {
        await using var bench = await FlowBench.Start(db);
        var flow = await bench.Submitted();

        foreach (var (reason, code) in new (string?, string)[] { (null, "REASON_TOO_SHORT"), ("  short   ", "REASON_TOO_SHORT"), (new string('x', 501), "TEXT_TOO_LONG") })
            Assert.Equal(code, (await bench.Plant.ChangesNothing(() => bench.Reject(flow, 1, reason))).Refusal?.Code);
        var back = (await bench.Reject(flow, 1, "  Gate 5 is drawn twice  ")).Must();

        Assert.Equal((FlowVersionStatus.Draft, "Gate 5 is drawn twice", People.Manager.Name), (back.Status, back.RejectionReason, back.ReviewedByName));
        Assert.Equal("VERSION_NOT_IN_REVIEW", (await bench.Reject(flow, 1)).Refusal?.Code);
        Assert.Null((await bench.Submit(flow, 1)).Must().RejectionReason);
    }

    [Theory, Databases]
    public async Task A_version_that_runs_use_is_not_deprecated_by_hand(Db db)
    {
        await using var bench = await FlowBench.Start(db);
        var (flow, version) = await bench.Published();
        var run = (await bench.Plant.Get<CreateRunHandler>().Handle(new CreateRun(version), bench.Plant.Operator, Ct)).Must();

        var refused = await bench.Plant.ChangesNothing(() => bench.Deprecate(flow, 1));
        Assert.Equal("ACTIVE_RUNS", refused.Refusal?.Code);
        Assert.Contains(run.RunCode, refused.Refusal!.Detail(), StringComparison.Ordinal);
        Assert.Equal(1, (await bench.Version(flow, 1)).ActiveRuns);

        (await bench.Plant.Get<AbortRunHandler>().Handle(new AbortRun(run.Id, FlowBench.Reason), bench.Plant.Manager, Ct)).Must();
        var deprecated = (await bench.Deprecate(flow, 1, "No longer made at this plant")).Must();
        Assert.Equal((FlowVersionStatus.Deprecated, 0, 1), (deprecated.Status, deprecated.ActiveRuns, deprecated.ClosedRuns));
        Assert.NotNull(deprecated.DeprecatedAt);
    }

    [Theory, Databases, Trait("Rule", "R-FLOW-08")]
    public async Task A_flow_is_deleted_only_while_nothing_was_ever_published(Db db)
    {
        await using var bench = await FlowBench.Start(db);
        var (used, _) = await bench.Published();
        (await bench.Deprecate(used, 1)).Must();
        var fresh = await bench.Flow();

        var refused = await bench.Plant.ChangesNothing(() => bench.Delete(used));
        Assert.Equal((RefusalKind.Conflict, "FLOW_IN_USE"), (refused.Refusal!.Kind, refused.Refusal.Code));
        var plan = (await bench.Plant.Get<OperationRunner>().Plan(new OperationRequest(DeleteFlowOperation.Is, used.ToString()), bench.Plant.Manager, Ct)).Must();
        Assert.Equal((0, 0, "FLOW_IN_USE"), (plan.Safe.Count, plan.Skipped.Count, plan.Blocked.Single().Reason.Code));

        var report = (await bench.Delete(fresh)).Must();
        Assert.Equal(("ok", "flow.delete", 1, 1L, 0), (report.Status, report.Operation, report.TargetsProcessed, report.ImpactSummary["versions"].Count, report.ExitCode));
        Assert.Equal([used], (await bench.Queries.List(FlowKind.Process, null, Page.First, Ct)).Select(f => f.Id));
        Assert.Equal(RefusalKind.NotFound, (await bench.Queries.Detail(fresh, Ct)).Refusal!.Kind);
        Assert.Equal(RefusalKind.NotFound, (await bench.Fork(fresh)).Refusal!.Kind);
        Assert.Equal(1, await bench.Plant.Scalar<int>($"SELECT COUNT(*) FROM flow_versions WHERE flow_definition_id = {fresh}"));
    }

    [Theory, Databases]
    public async Task A_draft_is_discarded_by_its_author_or_an_administrator_and_the_trail_keeps_its_graph(Db db)
    {
        await using var bench = await FlowBench.Start(db);
        var flow = await bench.Flow();
        var draft = await bench.Saved(flow, 1);

        Assert.Equal("NOT_YOUR_DRAFT", (await bench.Plant.ChangesNothing(() => bench.Discard(flow, 1, by: bench.Plant.Manager))).Refusal?.Code);
        Assert.Equal("REASON_TOO_SHORT", (await bench.Discard(flow, 1, "too short")).Refusal?.Code);
        var report = (await bench.Discard(flow, 1, by: bench.Plant.Admin)).Must();

        Assert.Equal(("flow_version.discard", draft.Id, true), (report.Operation, report.Processed[0].Id, report.Processed[0].Deleted));
        Assert.Equal(["FLOW_VERSION_DISCARDED", "DESTRUCTIVE_OP_EXECUTED"], (await bench.Trail(draft.Id)).TakeLast(2));
        var kept = JsonElement.Parse((await bench.Plant.Scalar<string>($"SELECT metadata FROM audit_events WHERE entity_id = {draft.Id} AND event_type = 'FLOW_VERSION_DISCARDED'"))!);
        Assert.Equal(draft.GraphSchema.GetRawText(), JsonElement.Parse(kept.GetProperty("graph_schema").GetString()!).GetRawText());
        Assert.Equal(1, (await bench.Fork(flow)).Must().VersionNum);

        var submitted = await bench.Submitted();
        Assert.Equal("VERSION_NOT_DRAFT", (await bench.Discard(submitted, 1)).Refusal?.Code);
    }

    [Theory, Databases]
    public async Task What_is_offered_is_what_is_allowed(Db db)
    {
        await using var bench = await FlowBench.Start(db);
        foreach (var status in Enum.GetValues<FlowVersionStatus>())
        {
            foreach (var action in (string[])[.. Word.All<FlowVersionAction>(), "DISCARD"])
            {
                var flow = await bench.With(status);
                var offered = Offered(await bench.Version(flow, 1, People.Manager), action);
                var seen = (await bench.Version(flow, 1)).RowVersion;
                var refusal = action switch
                {
                    "SAVE" => (await bench.Save(flow, 1, CanonicalFlow.V1, seen)).Refusal,
                    "SUBMIT" => (await bench.Submit(flow, 1)).Refusal,
                    "APPROVE" => (await bench.Approve(flow, 1)).Refusal,
                    "REJECT" => (await bench.Reject(flow, 1)).Refusal,
                    "DEPRECATE" => (await bench.Deprecate(flow, 1)).Refusal,
                    _ => (await bench.Discard(flow, 1)).Refusal,
                };
                Assert.True(offered == refusal is null, $"{action} in {status}: offered {offered}, answered {refusal?.Code ?? "done"}");
            }
        }
    }

    [Theory, Trait("Rule", "R-FLOW-07")]
    [Databases(Role.Admin), Databases(Role.Manager), Databases(Role.Auditor), Databases(Role.Operator), Databases(Role.Viewer)]
    public async Task Each_role_may_do_with_flows_what_the_matrix_says(Db db, Role role)
    {
        await using var bench = await FlowBench.Start(db, "FourEyes=false");
        var drafts = role is Role.Admin or Role.Manager or Role.Operator;
        var approves = role is Role.Admin or Role.Manager;

        var flow = await bench.With(FlowVersionStatus.Draft);
        Check(drafts, (await bench.Create(Who())).Refusal);
        Check(drafts, (await bench.Save(flow, 1, CanonicalFlow.V2, (await bench.Version(flow, 1)).RowVersion, Who())).Refusal);
        Check(drafts, (await bench.Submit(flow, 1, Who())).Refusal);
        var review = await bench.Submitted();
        Check(approves, (await bench.Reject(review, 1, by: Who())).Refusal);
        review = await bench.Submitted();
        Check(approves, (await bench.Approve(review, 1, Who())).Refusal);
        var (published, _) = await bench.Published();
        Check(role == Role.Admin, (await bench.Deprecate(published, 1, by: Who())).Refusal);
        Check(approves, (await bench.Delete(await bench.Flow(), Who())).Refusal);

        Caller Who() => bench.Plant.Call(People.With(role));

        static void Check(bool allowed, Refusal? refusal) => Assert.Equal(allowed ? null : "FORBIDDEN", refusal?.Code);
    }

    [Theory, Databases, Trait("Rule", "R-IDEM-02")]
    public async Task A_repeated_intention_gets_the_first_answer_again_and_does_nothing(Db db)
    {
        await using var bench = await FlowBench.Start(db);
        var create = bench.Plant.Operator;
        var flow = (await bench.Create(create)).Must();
        var again = await bench.Plant.ChangesNothing(() => bench.Create(create));
        Assert.True(again.Replayed);
        Assert.Equal(Json.Text(flow), Json.Text(again.Must()));

        await bench.Saved(flow.Id, 1);
        (await bench.Submit(flow.Id, 1)).Must();
        var approve = bench.Plant.Manager;
        var approval = (await bench.Approve(flow.Id, 1, approve)).Must();
        Assert.Equal(Json.Text(approval), Json.Text((await bench.Plant.ChangesNothing(() => bench.Approve(flow.Id, 1, approve))).Must()));

        (await bench.Fork(flow.Id)).Must();
        var discard = bench.Plant.Operator;
        var report = (await bench.Discard(flow.Id, 2, by: discard)).Must();
        Assert.Equal(Json.Text(report), Json.Text((await bench.Discard(flow.Id, 2, by: discard)).Must()));
    }

    [Theory, Databases]
    public async Task The_catalogue_finds_names_without_minding_case_or_accents_and_shows_the_newest_first(Db db)
    {
        await using var bench = await FlowBench.Start(db);
        var chicken = (await bench.Create(name: CanonicalFlow.Name)).Must().Id;
        bench.Plant.Time.Advance(TimeSpan.FromMinutes(1));
        var turkey = (await bench.Create(name: CanonicalFlow.TurkeyName)).Must().Id;

        Assert.Equal([turkey, chicken], (await bench.Queries.List(FlowKind.Process, null, Page.First, Ct)).Select(f => f.Id));
        Assert.Equal([turkey], (await bench.Queries.List(FlowKind.Process, "PULYKA", Page.First, Ct)).Select(f => f.Id));
        Assert.Equal([turkey, chicken], (await bench.Queries.List(FlowKind.Process, "DONER", Page.First, Ct)).Select(f => f.Id));
        Assert.Equal([turkey], (await bench.Queries.List(FlowKind.Process, null, new Page(1), Ct)).Select(f => f.Id));
        Assert.Equal([chicken], (await bench.Queries.List(FlowKind.Process, null, new Page(1, turkey), Ct)).Select(f => f.Id));
        Assert.Equal((2, 1), (await bench.Queries.Count(null, "doner", Ct), await bench.Queries.Count(null, "chicken", Ct)));
        Assert.Equal(1, (await bench.Queries.LatestDraft(chicken, null, Ct)).Must().VersionNum);
    }

    private static bool Offered(FlowVersionView version, string action) => version.AllowedActions.Single(a => a.Action == action).Enabled;
}
