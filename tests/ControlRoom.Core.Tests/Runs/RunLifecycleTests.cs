using ControlRoom.Core.Alarms;
using ControlRoom.Core.Flows;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using ControlRoom.Core.Quality;
using ControlRoom.Core.Runs;
using ControlRoom.Tests.Kit;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace ControlRoom.Core.Tests.Runs;

public sealed class RunLifecycleTests
{
    [Theory, Databases]
    [Trait("Rule", "R-RUN-01"), Trait("Rule", "R-RUN-03"), Trait("Rule", "R-NAME-01")]
    public async Task A_run_is_born_idle_with_eleven_steps_of_its_graph_and_starts_once(Db db)
    {
        await using var day = await ProductionDay.Begin(db);
        await using var idle = await day.Another(start: false);
        Assert.Equal((RunStatus.Idle, 0, null), (idle.Run.Status, idle.Run.CurrentStepIndex, idle.Run.StartedAt));
        Assert.Equal(("RUN-20260124-DUNA-0002", "Standard Chicken Döner Line", 1, 1000m), (idle.Run.RunCode, idle.Run.FlowName, idle.Run.VersionNum, idle.Run.DailyTargetKg!.Value));
        var steps = (await day.Plant.Get<RunQueries>().Steps(idle.Run.Id, TestPlant.Ct)).Must();
        Assert.Equal(["n00", "n01", "n02", "n03", "n04", "n05", "n06", "n07", "n08", "n09", "n10"], steps.Select(s => s.NodeId));
        Assert.All(steps, s => Assert.Equal((StepStatus.Pending, 1), (s.Status, s.Attempt)));
        Assert.Equal([1, 7, 10], steps.Where(s => s.IsCcp).Select(s => s.StepIndex));

        var started = await idle.StartRun();
        Assert.Equal((RunStatus.Running, true), (started.Status, started.StartedAt is not null));
        var again = await idle.Refuses("RUN_NOT_IDLE", () => day.Plant.Get<StartRunHandler>().Handle(new StartRun(idle.Run.Id), day.Plant.Operator, TestPlant.Ct));
        Assert.Equal(RefusalKind.Conflict, again.Kind);
        Assert.Equal(["RUN_CREATED", "RUN_STARTED"], await day.Plant.Words(idle.Run.Id));
    }

    [Theory, Databases]
    [Trait("Rule", "R-FLOW-03"), Trait("Rule", "R-FLOW-05")]
    public async Task Only_published_versions_make_and_start_runs_and_runs_stay_on_theirs(Db db)
    {
        await using var day = await ProductionDay.Begin(db);
        await using var idle = await day.Another(start: false);
        var next = await PlantFloor.PublishNext(day.Plant.Services, day.Floor.FlowId, CanonicalFlow.V3);
        Task<Outcome<RunView>> Create(Guid version) => day.Plant.Get<CreateRunHandler>().Handle(new CreateRun(version), day.Plant.Operator, TestPlant.Ct);

        var refusal = await day.Refuses("FLOW_VERSION_NOT_PUBLISHED", () => Create(day.Floor.FlowVersionId));
        Assert.Contains("PUBLISHED", refusal.Detail(), StringComparison.Ordinal);
        Assert.Equal(RefusalKind.NotFound, (await day.Refuses("NOT_FOUND", () => Create(Guid.NewGuid()))).Kind);
        await day.Refuses("FLOW_VERSION_NOT_PUBLISHED", () => day.Plant.Get<StartRunHandler>().Handle(new StartRun(idle.Run.Id), day.Plant.Operator, TestPlant.Ct));
        Assert.Equal(next, (await Create(next)).Must().FlowVersionId);
        Assert.Equal((1, day.Floor.FlowVersionId), ((await day.Advance()).Must().CurrentStepIndex, day.Run.FlowVersionId));
    }

    [Theory, Databases]
    [Trait("Rule", "R-RUN-02")]
    public async Task The_version_of_a_run_never_changes_not_even_by_sql(Db db)
    {
        await using var day = await ProductionDay.Begin(db);
        var next = await PlantFloor.PublishNext(day.Plant.Services, day.Floor.FlowId, CanonicalFlow.V3);
        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => day.Plant.Sql($"UPDATE production_runs SET flow_version_id = {next} WHERE id = {day.Run.Id}"));
        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => day.Plant.Sql($"UPDATE production_runs SET flow_version_id = NULL WHERE id = {day.Run.Id}"));
        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => day.Plant.Sql($"UPDATE production_runs SET current_step_index = 2 WHERE id = {day.Run.Id}"));
        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => day.Plant.Sql($"UPDATE run_step_executions SET node_id = 'n99' WHERE run_id = {day.Run.Id}"));
        Assert.Equal(day.Floor.FlowVersionId, (await day.LookAtRun()).FlowVersionId);
    }

    [Theory, Databases]
    [Trait("Rule", "R-RUN-06")]
    public async Task Holding_needs_a_reason_and_resuming_a_manager_and_settled_causes(Db db)
    {
        await using var day = await ProductionDay.Begin(db);
        await day.To(1);
        var raw = await day.PassGate(await day.Receive(100));
        foreach (var reason in new[] { null, "short", "          ", "123456789" }) await day.Refuses("REASON_TOO_SHORT", () => day.Hold(reason));
        await day.Refuses("TEXT_TOO_LONG", () => day.Hold(new string('r', 501)));
        await day.Refuses("FORBIDDEN", () => day.Hold(by: People.Viewer), noted: true);
        await day.Refuses("LOT_NOT_OF_RUN", () => day.Hold(lots: [raw.Id, Guid.NewGuid()]));

        var held = (await day.Hold("  Reefer unit failed  ", People.Auditor, raw.Id)).Must();
        Assert.Equal((RunStatus.Hold, "Reefer unit failed", 1), (held.Status, held.HoldReason, held.HeldLots));
        Assert.Equal(LotStatus.Hold, (await day.Look(raw)).Status);
        await day.Refuses("RUN_NOT_RUNNING", () => day.Hold());
        Assert.Equal([AlarmKind.LotHold, AlarmKind.RunHold], (await day.Plant.Get<AlarmQueries>().List(null, Page.First, TestPlant.Ct)).Select(a => a.Kind).Order());

        await day.Refuses("FORBIDDEN", () => day.Resume(by: People.Operator), noted: true);
        await day.Refuses("REASON_TOO_SHORT", () => day.Resume("ok"));
        await day.Refuses("LOT_ON_HOLD", () => day.Resume());
        await day.ResolveHold(raw);
        await day.PassGate(raw);
        await day.Put(raw);
        await day.ReadAir("RAW-001", 4.1m);
        Assert.Equal("RAW-001", (await day.Refuses("BUFFER_ON_HOLD", () => day.Resume())).BufferCode);
        await day.ReadAir("RAW-001", 3.9m);
        (await day.Plant.Get<ControlRoom.Core.Stock.ReleaseBufferHandler>().Handle(new(day.Floor.Buffers["RAW-001"], ProductionDay.Why), day.Plant.Manager, TestPlant.Ct)).Must();
        Assert.Equal((RunStatus.Running, null), ((await day.Resume()).Must().Status, day.Run.HoldReason));
        Assert.Equal(["RUN_CREATED", "RUN_STARTED", "RUN_STEP_ADVANCED", "RUN_HELD", "RUN_RESUMED"], await day.Plant.Words(day.Run.Id));
        Assert.Empty(await day.Plant.Get<AlarmQueries>().List([AlarmState.Unack, AlarmState.Ack], Page.First, TestPlant.Ct));
    }

    [Theory, Databases]
    [Trait("Rule", "R-RUN-06")]
    public async Task On_a_held_run_goods_get_to_the_cold_and_nothing_else_moves_on(Db db)
    {
        await using var day = await ProductionDay.Begin(db);
        await day.To(2);
        var raw = await day.First(LotType.Raw);
        var deb = await day.Make(LotType.Deb, 60, (raw, 100));
        (await day.Hold()).Must();

        await day.Read(deb, 3.0m, MeasurementType.Surface);
        await day.PassGate(deb);
        await day.Put(deb);
        await day.Refuses("RUN_NOT_RUNNING", () => day.Register(day.Lot(LotType.Deb, 10, (raw, 10))));
        await day.Refuses("RUN_NOT_RUNNING", () => day.Move(ControlRoom.Core.Stock.MoveType.Consume, raw, 10, from: "RAW-001"));
        await day.Refuses("RUN_NOT_RUNNING", () => day.Waste(raw, 10));
        Assert.Contains("RUN_NOT_RUNNING", await day.WhyNot(RunAction.Complete));

        await using var other = await day.Another();
        (await other.Advance()).Must();
        await other.PassGate(await other.Receive(10));
        (await other.Advance()).Must();
        await day.Refuses("RUN_NOT_RUNNING", () => other.Register(other.Lot(LotType.Deb, 10, (raw, 10))));
        (await day.Resume()).Must();
        (await other.Register(other.Lot(LotType.Deb, 10, (raw, 10)))).Must();
    }

    [Theory, Databases]
    [Trait("Rule", "R-RUN-08")]
    public async Task Rolling_back_holds_what_was_made_since_and_opens_the_steps_again(Db db)
    {
        await using var day = await ProductionDay.Begin(db);
        await day.To(5);
        var skw = await day.PassGate(await day.Make(LotType.Skw15, 15, (await day.Last(LotType.Mix), 15)));
        await day.Refuses("FORBIDDEN", () => day.Rollback(by: People.Operator), noted: true);
        await day.Refuses("REASON_TOO_SHORT", () => day.Rollback(reason: "wrong"));
        foreach (var to in new[] { 5, 6, -1 }) await day.Refuses("STEP_NOT_EARLIER", () => day.Rollback(to));

        var run = (await day.Rollback()).Must();
        Assert.Equal((4, RunStatus.Running), (run.CurrentStepIndex, run.Status));
        var steps = (await day.Plant.Get<RunQueries>().Steps(run.Id, TestPlant.Ct)).Must();
        Assert.Equal([(StepStatus.Completed, 1), (StepStatus.InProgress, 2), (StepStatus.Pending, 2), (StepStatus.Pending, 1)], steps.Skip(3).Take(4).Select(s => (s.Status, s.Attempt)));
        var lot = await day.Look(skw);
        Assert.Equal((LotStatus.Hold, HoldCause.Rollback), (lot.Status, lot.HoldCause!.Value));
        Assert.Equal(LotStatus.Released, (await day.Last(LotType.Mix)).Status);
        var e = await day.Plant.Event("RUN_STEP_ROLLED_BACK");
        Assert.Equal(("5", "4", ProductionDay.Why), (AuditRead.Read(e.OldState, "current_step_index"), AuditRead.Read(e.NewState, "current_step_index"), AuditRead.Read(e.Metadata, "reason")));
        Assert.Contains(skw.LotCode, e.Metadata, StringComparison.Ordinal);

        (await day.Advance()).Must();
        await day.RefusesToAdvance("LOT_ON_HOLD");
        await day.ResolveHold(skw);
        await day.PassGate(skw);
        (await day.Hold()).Must();
        Assert.Equal((2, RunStatus.Hold), ((await day.Rollback(2)).Must().CurrentStepIndex, day.Run.Status));
    }

    [Theory, Databases]
    [Trait("Rule", "R-RUN-08")]
    public async Task Rolling_back_is_refused_while_another_run_has_used_what_would_be_held(Db db)
    {
        await using var day = await ProductionDay.Begin(db);
        await day.To(2);
        var deb = await day.PassGate(await day.Make(LotType.Deb, 60, (await day.First(LotType.Raw), 100)));
        await using var other = await day.Another();
        await other.To(3);
        var bulk = await other.Make(LotType.Bulk, 60, (deb, 60));

        var refusal = await day.Refuses("ROLLBACK_BLOCKED", () => day.Rollback());
        Assert.Equal([("USED_BY_OTHER_LOT", deb.LotCode, (object)bulk.LotCode)], refusal.Reasons.Select(r => (r.Code, r.LotCode!, r.Args["child"]!)));
        Assert.Equal(LotStatus.Consumed, (await day.Look(deb)).Status);
    }

    [Theory, Databases]
    [Trait("Rule", "R-RUN-09"), Trait("Rule", "DOM-14")]
    public async Task Aborting_ends_the_run_and_holds_its_living_lots_wherever_it_stood(Db db)
    {
        await using var day = await ProductionDay.Begin(db);
        await day.To(2);
        var deb = await day.Make(LotType.Deb, 450, (await day.First(LotType.Raw), 500));
        await day.Refuses("FORBIDDEN", () => day.Abort(by: People.Operator), noted: true);
        await day.Refuses("REASON_TOO_SHORT", () => day.Abort("no"));
        Assert.Equal(RunStatus.Running, (await day.Abort(dryRun: true)).Must().Status);
        Assert.Equal(RunStatus.Running, (await day.LookAtRun()).Status);

        (await day.Hold()).Must();
        var run = (await day.Abort("Recipe out of spec")).Must();
        Assert.Equal((RunStatus.Aborted, "Recipe out of spec", true), (run.Status, run.AbortReason, run.EndedAt is not null));
        Assert.Equal([StepStatus.Completed, StepStatus.Completed, StepStatus.Skipped, StepStatus.Skipped], (await day.Plant.Get<RunQueries>().Steps(run.Id, TestPlant.Ct)).Must().Take(4).Select(s => s.Status));
        Assert.Equal((LotStatus.Hold, HoldCause.RunAborted), ((await day.Look(deb)).Status, (await day.Look(deb)).HoldCause!.Value));
        Assert.Equal(LotStatus.Consumed, (await day.First(LotType.Raw)).Status);

        await day.Refuses("RUN_READ_ONLY", () => day.Abort());
        await day.Refuses("RUN_READ_ONLY", () => day.Advance());
        await day.Refuses("RUN_READ_ONLY", () => day.Hold());
        await day.Refuses("RUN_READ_ONLY", () => day.Resume());
        await day.Refuses("RUN_READ_ONLY", () => day.Rollback());
        await day.Refuses("RUN_READ_ONLY", () => day.Complete());

        await using var idle = await day.Another(start: false);
        Assert.Equal(RunStatus.Aborted, (await idle.Abort()).Must().Status);
    }

    [Theory, Databases]
    [Trait("Rule", "R-RUN-10")]
    public async Task A_run_is_archived_thirty_days_after_its_end_and_leaves_the_lists(Db db)
    {
        await using var day = await ProductionDay.Begin(db);
        await day.Refuses("RUN_NOT_ENDED", () => day.Archive());
        (await day.Abort()).Must();
        await day.Refuses("FORBIDDEN", () => day.Archive(People.Manager), noted: true);
        day.Plant.Time.Set(day.Run.EndedAt!.Value.AddDays(29));
        await day.Refuses("RETENTION_NOT_REACHED", () => day.Archive());
        day.Plant.Time.Set(day.Run.EndedAt!.Value.AddDays(30));
        Assert.Equal(RunStatus.Archived, (await day.Archive()).Must().Status);
        await day.Refuses("RUN_READ_ONLY", () => day.Archive());

        var queries = day.Plant.Get<RunQueries>();
        Assert.Empty(await queries.List(new RunFilter(), Page.First, TestPlant.Ct));
        Assert.Equal([day.Run.Id], (await queries.List(new RunFilter(IncludeArchived: true), Page.First, TestPlant.Ct)).Select(r => r.Id));
        Assert.Equal([day.Run.Id], (await queries.List(new RunFilter([RunStatus.Archived]), Page.First, TestPlant.Ct)).Select(r => r.Id));
    }

    [Theory, Databases]
    [Trait("Rule", "R-NAME-01"), Trait("Rule", "R-TIME-01")]
    public async Task Codes_carry_the_local_date_and_begin_again_each_day(Db db)
    {
        await using var day = await ProductionDay.Begin(db);
        day.Plant.Time.Set(new DateTime(2026, 1, 24, 23, 30, 0));
        var late = await day.Another(start: false);
        Assert.Equal("RUN-20260125-DUNA-0001", late.Run.RunCode);
        Assert.Equal(new DateTime(2026, 1, 24, 23, 30, 10, DateTimeKind.Utc), late.Run.CreatedAt);
        Assert.Equal("RUN-20260125-DUNA-0002", (await day.Another(start: false)).Run.RunCode);

        var create = day.Plant.Get<CreateRunHandler>();
        Assert.Equal("RUN-20260125-PEST-0001", (await create.Handle(new CreateRun(day.Floor.FlowVersionId, SiteCode: "PEST"), day.Plant.Operator, TestPlant.Ct)).Must().RunCode);
        await day.Refuses("SITE_CODE_INVALID", () => create.Handle(new CreateRun(day.Floor.FlowVersionId, SiteCode: "Pest"), day.Plant.Operator, TestPlant.Ct));
        foreach (var kg in new[] { 0m, -1m, 10_000.01m, 0.001m })
        {
            await day.Refuses("WEIGHT_OUT_OF_RANGE", () => create.Handle(new CreateRun(day.Floor.FlowVersionId, kg), day.Plant.Operator, TestPlant.Ct));
        }

        await day.Plant.Sql($"UPDATE code_sequences SET last_value = 9999 WHERE prefix = 'RUN' AND site_code = 'DUNA'");
        await day.Refuses("CODE_SEQUENCE_EXHAUSTED", () => create.Handle(new CreateRun(day.Floor.FlowVersionId), day.Plant.Operator, TestPlant.Ct));
    }

    [Theory, Databases]
    [Trait("Rule", "R-RUN-11")]
    public async Task A_run_command_decided_on_an_older_version_is_stale(Db db)
    {
        await using var day = await ProductionDay.Begin(db);
        var old = day.Run.RowVersion;
        (await day.Advance()).Must();
        var id = day.Run.Id;
        var (p, why) = (day.Plant, ProductionDay.Why);
        await day.Refuses("STALE_VERSION", () => p.Get<HoldRunHandler>().Handle(new HoldRun(id, why, old), p.Operator, TestPlant.Ct));
        await day.Refuses("STALE_VERSION", () => p.Get<ResumeRunHandler>().Handle(new ResumeRun(id, why, old), p.Manager, TestPlant.Ct));
        await day.Refuses("STALE_VERSION", () => p.Get<RollbackRunHandler>().Handle(new RollbackRun(id, why, RowVersion: old), p.Manager, TestPlant.Ct));
        await day.Refuses("STALE_VERSION", () => p.Get<AbortRunHandler>().Handle(new AbortRun(id, why, old), p.Manager, TestPlant.Ct));
        await day.Refuses("STALE_VERSION", () => p.Get<CompleteRunHandler>().Handle(new CompleteRun(id, old), p.Operator, TestPlant.Ct));
        await day.Refuses("STALE_VERSION", () => p.Get<StartRunHandler>().Handle(new StartRun(id, old), p.Operator, TestPlant.Ct));
        await day.Refuses("STALE_VERSION", () => p.Get<ArchiveRunHandler>().Handle(new ArchiveRun(id, old), p.Admin, TestPlant.Ct));
        await day.Refuses("STALE_VERSION", () => p.Get<SetRunTargetHandler>().Handle(new SetRunTarget(id, 500, old), p.Manager, TestPlant.Ct));
        Assert.Equal(500m, (await p.Get<SetRunTargetHandler>().Handle(new SetRunTarget(id, 500, day.Run.RowVersion), p.Manager, TestPlant.Ct)).Must().DailyTargetKg);
    }

    [Theory, Databases]
    public async Task A_repeated_intention_gets_its_first_answer_and_has_no_second_effect(Db db)
    {
        await using var day = await ProductionDay.Begin(db);
        await day.To(1);
        var lot = await day.PassGate(await day.Receive(100));
        var advance = day.Plant.Operator;
        var first = (await day.Plant.Get<AdvanceRunHandler>().Handle(new AdvanceRun(day.Run.Id), advance, TestPlant.Ct)).Must();
        var again = await day.Plant.ChangesNothing(() => day.Plant.Get<AdvanceRunHandler>().Handle(new AdvanceRun(day.Run.Id), advance, TestPlant.Ct));
        Assert.True(again.Replayed);
        Assert.Equal(Json.Text(first), Json.Text(again.Must()));

        var register = day.Plant.Operator;
        var command = day.Lot(LotType.Deb, 60, (lot, 80));
        var born = (await day.Register(command)).Must();
        var handler = day.Plant.Get<RegisterLotHandler>();
        var one = (await handler.Handle(command with { WeightKg = 15, Parents = [new ParentUse(lot.Id, null, 20)] }, register, TestPlant.Ct)).Must();
        var two = await day.Plant.ChangesNothing(() => handler.Handle(command with { WeightKg = 15, Parents = [new ParentUse(lot.Id, null, 20)] }, register, TestPlant.Ct));
        Assert.Equal(Json.Text(one), Json.Text(two.Must()));
        var inspect = day.Plant.Auditor;
        var passed = (await day.Plant.Get<RecordInspectionHandler>().Handle(ProductionDay.Inspection(born, Decision.Pass), inspect, TestPlant.Ct)).Must();
        Assert.Equal(Json.Text(passed), Json.Text((await day.Plant.Get<RecordInspectionHandler>().Handle(ProductionDay.Inspection(born, Decision.Pass), inspect, TestPlant.Ct)).Must()));
    }

    [Theory, Databases]
    public async Task Lists_are_newest_first_and_paged(Db db)
    {
        await using var day = await ProductionDay.Begin(db);
        var ids = new List<Guid> { day.Run.Id };
        for (var i = 0; i < 4; i++) ids.Add((await day.Another(start: false)).Run.Id);
        ids.Reverse();
        var queries = day.Plant.Get<RunQueries>();
        var first = await queries.List(new RunFilter(), new Page(3), TestPlant.Ct);
        var second = await queries.List(new RunFilter(), new Page(3, first[^1].Id), TestPlant.Ct);
        Assert.Equal(ids, [.. first.Select(r => r.Id), .. second.Select(r => r.Id)]);
        Assert.Equal(5, await queries.Count(new RunFilter(), TestPlant.Ct));
        foreach (var nothing in new[] { new RunFilter(Site: "MARS"), new RunFilter(From: DateTime.MaxValue), new RunFilter(To: DateTime.UnixEpoch) })
        {
            Assert.Equal((0, 0), ((await queries.List(nothing, Page.First, TestPlant.Ct)).Count, await queries.Count(nothing, TestPlant.Ct)));
        }
        Assert.Equal([day.Run.Id], (await queries.List(new RunFilter([RunStatus.Running]), Page.First, TestPlant.Ct)).Select(r => r.Id));
        Assert.Equal(day.Run.Id, await queries.IdOf(day.Run.RunCode, TestPlant.Ct));
        Assert.Equal(day.Run.Id, await queries.IdOf(day.Run.Id.ToString(), TestPlant.Ct));
        Assert.Null(await queries.IdOf(Guid.NewGuid().ToString(), TestPlant.Ct));
        await using var stored = day.Plant.Open();
        Assert.Equal(5, await stored.Runs.CountAsync(TestPlant.Ct));
    }
}
