using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using ControlRoom.Core.Quality;
using ControlRoom.Core.Runs;
using ControlRoom.Tests.Kit;
using Xunit;

namespace ControlRoom.Core.Tests.Runs;

/// <summary>R-RUN-05 letter by letter, through the handler: refused, nothing changed, one note on the trail.</summary>
[Trait("Rule", "R-RUN-05"), Trait("Rule", "DOM-34")]
public sealed class AdvanceTests
{
    [Theory, Databases]
    public async Task A_A_held_run_does_not_advance(Db db)
    {
        await using var day = await ProductionDay.Begin(db);
        (await day.Hold()).Must();
        var refusal = await day.RefusesToAdvance("RUN_NOT_RUNNING");
        Assert.Equal(RefusalKind.Conflict, refusal.Kind);
        var note = await day.Plant.Event("ADVANCE_REFUSED");
        Assert.Equal((day.Run.Id, People.Operator.Id, null), (note.EntityId, note.UserId, note.NewState));
        Assert.Contains("RUN_NOT_RUNNING", note.Metadata, StringComparison.Ordinal);
    }

    [Theory, Databases]
    public async Task B_and_H_The_last_step_does_not_advance_and_rods_outside_their_store_stop_the_split(Db db)
    {
        await using var day = await ProductionDay.Begin(db);
        await day.To(6);
        var refusal = await day.RefusesToAdvance("NOT_PLACED", "NOT_PLACED");
        Assert.Equal([(await day.Last(LotType.Skw15)).LotCode, (await day.Last(LotType.Skw30)).LotCode], refusal.Reasons.Select(r => r.LotCode!));
        await day.Put(await day.Last(LotType.Skw15), kg: 180.59m);
        await day.Put(await day.Last(LotType.Skw30));
        await day.RefusesToAdvance("NOT_PLACED");
        await day.Put(await day.Last(LotType.Skw15));
        await day.To(10);
        await day.RefusesToAdvance("USE_COMPLETE");
        await day.Work();
        await day.RefusesToAdvance("USE_COMPLETE");
    }

    [Theory, Databases]
    public async Task D_A_step_without_lots_is_not_left_unless_the_plant_allows_it(Db db)
    {
        await using var day = await ProductionDay.Begin(db);
        (await day.Advance()).Must();
        await day.RefusesToAdvance("NO_LOTS");
        (await day.Inspect(ProductionDay.Inspection(await day.Receive(100), Decision.Fail, 3.0m))).Must();
        await day.RefusesToAdvance("NO_LOTS");

        await using var lax = await ProductionDay.Begin(db, "RequireLotsPerStep=false");
        for (var step = 1; step <= 10; step++) Assert.Equal(step, (await lax.Advance()).Must().CurrentStepIndex);
    }

    [Theory, Databases]
    public async Task E_F_G_Gate_hold_and_reading_block_until_each_is_settled(Db db)
    {
        await using var day = await ProductionDay.Begin(db);
        await day.To(1);
        var waiting = await day.Receive(100);
        await day.RefusesToAdvance("QC_PENDING", "CCP_READING_MISSING");
        await day.Read(waiting, 3.0m, MeasurementType.Surface);
        await day.RefusesToAdvance("QC_PENDING");
        await day.PassGate(waiting);
        Assert.Empty(await day.WhyNot(RunAction.Advance));

        await day.Read(waiting, 4.1m, MeasurementType.Surface);
        await day.RefusesToAdvance("LOT_ON_HOLD", "CCP_READING_VIOLATING");
        await day.Read(waiting, 4.0m, MeasurementType.Surface);
        await day.RefusesToAdvance("LOT_ON_HOLD");
        Assert.Equal(LotStatus.Quarantine, (await day.ResolveHold(waiting)).Status);
        await day.RefusesToAdvance("QC_PENDING");
        await day.PassGate(waiting);
        Assert.Equal(2, (await day.Advance()).Must().CurrentStepIndex);
    }

    [Theory, Databases]
    public async Task H_Deboned_meat_outside_the_cold_stops_the_bulk_step(Db db)
    {
        await using var day = await ProductionDay.Begin(db);
        await day.To(2);
        var raw = await day.First(LotType.Raw);
        var deb = await day.PassGate(await day.Make(LotType.Deb, 49, (raw, 50)));
        await day.To(3);
        await day.Make(LotType.Bulk, 40, (deb, 40));
        var refusal = await day.RefusesToAdvance("NOT_PLACED");
        Assert.Equal((deb.LotCode, 9m), (refusal.Reasons[0].LotCode, refusal.Reasons[0].Args["kg"]));
        await day.Put(deb);
        (await day.Advance()).Must();
    }

    [Theory, Databases]
    public async Task Everything_that_is_in_the_way_is_told_at_once_and_in_the_buttons(Db db)
    {
        await using var day = await ProductionDay.Begin(db);
        await day.To(1);
        var warm = await day.Receive(350);
        await day.Read(warm, 6.8m, MeasurementType.Surface);
        await day.Receive(60, "SUP-A");
        (await day.Hold("Reefer unit failed on arrival", People.Auditor)).Must();
        string[] all = ["RUN_NOT_RUNNING", "LOT_ON_HOLD", "CCP_READING_VIOLATING", "QC_PENDING", "CCP_READING_MISSING"];
        await day.RefusesToAdvance(all);
        Assert.Equal(all, await day.WhyNot(RunAction.Advance));
        Assert.Equal(all, day.Run.Blockers.Select(b => b.Code));
        Assert.All(day.Run.Blockers, b => Assert.NotEmpty(b.Detail));
    }

    [Theory, Databases]
    public async Task An_info_gate_tells_and_never_blocks(Db db)
    {
        await using var day = await ProductionDay.Begin(db);
        var version = await PlantFloor.PublishNext(day.Plant.Services, day.Floor.FlowId, ControlRoom.Core.Flows.CanonicalFlow.V3);
        var run = (await day.Plant.Get<CreateRunHandler>().Handle(new CreateRun(version), day.Plant.Operator, TestPlant.Ct)).Must();
        var steps = (await day.Plant.Get<RunQueries>().Steps(run.Id, TestPlant.Ct)).Must();
        Assert.Equal("G06", steps[6].GateCode);
        await day.To(7);
        Assert.Equal(7, day.Run.CurrentStepIndex);
    }

    [Theory, Databases]
    [Trait("Rule", "R-RUN-04"), Trait("Rule", "R-RUN-11")]
    public async Task Steps_are_taken_one_by_one_and_only_from_what_was_seen(Db db)
    {
        await using var day = await ProductionDay.Begin(db);
        var advance = day.Plant.Get<AdvanceRunHandler>();
        foreach (var to in new[] { 0, 2, 10, -1 })
        {
            await day.Refuses("STEP_NOT_SEQUENTIAL", () => advance.Handle(new AdvanceRun(day.Run.Id, to), day.Plant.Operator, TestPlant.Ct));
        }
        var stale = await day.Refuses("STALE_VERSION", () => advance.Handle(new AdvanceRun(day.Run.Id, 1, RowVersion: day.Run.RowVersion - 1), day.Plant.Operator, TestPlant.Ct));
        Assert.Equal(RefusalKind.Stale, stale.Kind);
        await day.Refuses("NOT_FOUND", () => advance.Handle(new AdvanceRun(Guid.NewGuid()), day.Plant.Operator, TestPlant.Ct));
        await day.Refuses("FORBIDDEN", () => advance.Handle(new AdvanceRun(day.Run.Id), day.Plant.Auditor, TestPlant.Ct), noted: true);
        await day.Refuses("TEXT_TOO_LONG", () => advance.Handle(new AdvanceRun(day.Run.Id, Notes: new string('n', 501)), day.Plant.Operator, TestPlant.Ct));
        (await advance.Handle(new AdvanceRun(day.Run.Id, 1, "First step done"), day.Plant.Operator, TestPlant.Ct)).Must();
        var steps = (await day.Plant.Get<RunQueries>().Steps(day.Run.Id, TestPlant.Ct)).Must();
        Assert.Equal([StepStatus.Completed, StepStatus.InProgress, StepStatus.Pending], steps.Take(3).Select(s => s.Status));
        Assert.Equal(("First step done", People.Operator.Name), (steps[0].Notes, steps[1].OperatorName));
    }

    [Theory, Databases]
    [Trait("Rule", "DOM-36")]
    public async Task The_plan_of_a_step_is_what_the_pinned_node_says(Db db)
    {
        await using var day = await ProductionDay.Begin(db);
        Assert.Equal(120, (await day.Plant.Get<RunQueries>().Steps(day.Run.Id, TestPlant.Ct)).Must()[7].PlanMinutes);
        var slow = ControlRoom.Core.Flows.CanonicalFlow.V2.Replace("\"planMinutes\":75", "\"planMinutes\":1920", StringComparison.Ordinal);
        var version = await PlantFloor.PublishNext(day.Plant.Services, day.Floor.FlowId, slow);
        var run = (await day.Plant.Get<CreateRunHandler>().Handle(new CreateRun(version), day.Plant.Operator, TestPlant.Ct)).Must();
        Assert.Equal(1920, (await day.Plant.Get<RunQueries>().Steps(run.Id, TestPlant.Ct)).Must()[8].PlanMinutes);
    }
}
