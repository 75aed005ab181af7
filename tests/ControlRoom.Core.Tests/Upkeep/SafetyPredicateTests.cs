using ControlRoom.Core.Database;
using ControlRoom.Core.Flows;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using ControlRoom.Core.Quality;
using ControlRoom.Core.Runs;
using ControlRoom.Core.Stock;
using ControlRoom.Core.Suppliers;
using ControlRoom.Core.Upkeep;
using ControlRoom.Core.Users;
using ControlRoom.Tests.Kit;
using Xunit;

namespace ControlRoom.Core.Tests.Upkeep;

/// <summary>What production protects, resource by resource (plant specification §8.2), and what the plant itself forbids everywhere.</summary>
public sealed class SafetyPredicateTests
{
    private const string Production = "Environment=production", Why = ProductionDay.Why;

    /// <summary>The code of what stands against it: protected, forbidden, or null when it would be done.</summary>
    private static async Task<string?> Against(TestPlant plant, string operation, string selector, Caller? by = null)
    {
        var plan = (await plant.Get<OperationRunner>().Plan(new OperationRequest(operation, selector), by ?? plant.Admin, TestPlant.Ct)).Must();
        return plan.Skipped.Concat(plan.Blocked).SingleOrDefault()?.Reason.Code;
    }

    private static async Task<OperationReport> Do(TestPlant plant, string operation, string selector) =>
        (await plant.Get<OperationRunner>().Answer(new OperationRequest(operation, selector) { Confirm = true, Reason = Why }, plant.Admin, null, TestPlant.Ct)).Must();

    [Theory, Databases]
    public async Task Buffers_with_goods_needs_or_a_history_stay(Db db)
    {
        await using var day = await ProductionDay.Begin(db, Production);
        await day.To(2);
        foreach (var verb in (string[])["buffer.delete", "buffer.deactivate"])
        {
            Assert.Equal("HAS_STOCK", await Against(day.Plant, verb, "RAW-001"));
            Assert.Equal("BUFFER_IN_USE", await Against(day.Plant, verb, "MIX-001"));
        }
        foreach (var code in (string[])["MIX-002", "MIX-003"])
            (await day.Plant.Get<CreateBufferHandler>().Handle(new CreateBuffer(code, BufferType.Mix, new BufferInput { AllowedLotTypes = [LotType.Mix], CapacityKg = 1, TempMinC = 0, TempMaxC = 4, NameHu = "b", NameEn = "b" }), day.Plant.Manager, TestPlant.Ct)).Must();
        Assert.Null(await Against(day.Plant, "buffer.delete", "MIX-002"));
        await day.ReadAir("MIX-001", 3);
        Assert.Equal("BUFFER_HAS_HISTORY", await Against(day.Plant, "buffer.delete", "MIX-001"));
        Assert.False((await Do(day.Plant, "buffer.deactivate", "MIX-001")).Processed.Single().Deleted);
        Assert.True((await Do(day.Plant, "buffer.delete", "MIX-002")).Processed.Single().Deleted);
        Assert.Equal(0, await day.Plant.Scalar<int>($"SELECT COUNT(*) FROM buffers WHERE buffer_code = 'MIX-002'"));
    }

    [Theory, Databases]
    public async Task Suppliers_that_delivered_stay_and_can_be_deactivated(Db db)
    {
        await using var day = await ProductionDay.Begin(db, Production);
        await day.To(2);
        Assert.Equal("SUPPLIER_IN_USE", await Against(day.Plant, "supplier.remove", "SUP-B"));
        Assert.Null(await Against(day.Plant, "supplier.deactivate", "SUP-B"));
        Assert.Equal(1, (await Do(day.Plant, "supplier.deactivate", "SUP-B")).ImpactSummary["lots_kept"].Count);
        Assert.Equal("SUPPLIER_INACTIVE", await Against(day.Plant, "supplier.deactivate", "SUP-B"));
        await Do(day.Plant, "supplier.remove", "SUP-X");
        Assert.Equal(["SUPPLIER_REMOVED", "DESTRUCTIVE_OP_EXECUTED"], (await day.Plant.Words(day.Floor.Suppliers["SUP-X"])).TakeLast(2));
        Assert.Null(await day.Plant.Get<SupplierQueries>().Find(day.Floor.Suppliers["SUP-X"], TestPlant.Ct));
    }

    [Theory, Databases]
    public async Task A_run_whose_goods_have_left_is_not_aborted(Db db)
    {
        await using var day = await ProductionDay.Begin(db, Production);
        Assert.Null(await Against(day.Plant, "run.abort", day.Run.RunCode));
        await day.To(10);
        await day.Work();
        Assert.Equal("GOODS_SHIPPED", await Against(day.Plant, "run.abort", day.Run.RunCode));
        var refused = await day.Refuses("PRODUCTION_SAFETY_FAILED", () => day.Abort(), noted: true);
        Assert.Equal("GOODS_SHIPPED", refused.Reasons.Single().Code);
        Assert.Equal("DESTRUCTIVE_OP_SKIPPED", (await day.Plant.Words(day.Run.Id))[^1]);
        await day.Refuses("REASON_TOO_SHORT", () => day.Plant.Get<OperationRunner>().Answer(new OperationRequest("run.abort", day.Run.RunCode) { Force = true }, day.Plant.Manager, null, TestPlant.Ct));
    }

    [Theory, Databases]
    public async Task Aborting_announces_the_steps_the_lots_and_the_kilograms_and_does_just_that(Db db)
    {
        await using var day = await ProductionDay.Begin(db, Production);
        await day.To(2);
        var report = await Do(day.Plant, "run.abort", day.Run.RunCode);
        Assert.Equal((9L, 2L, 500_000L), (report.ImpactSummary["steps"].Count, report.ImpactSummary["lots_held"].Count, report.ImpactSummary["kg"].Grams!.Value));
        Assert.Equal(RunStatus.Aborted, (await day.LookAtRun()).Status);
    }

    [Theory, Databases]
    public async Task Only_a_run_that_never_began_is_purged_and_only_untouched_lots_are_wiped(Db db)
    {
        await using var day = await ProductionDay.Begin(db);
        await using var idle = await day.Another(start: false);
        await day.To(1);
        var untouched = await day.Receive(100);
        Assert.Equal("RUN_HAS_RECORDS", await Against(day.Plant, "run.purge", day.Run.RunCode));
        Assert.Equal(1, (await Do(day.Plant, "run.wipe", day.Run.RunCode)).ImpactSummary["lots"].Count);
        Assert.Equal(0, await day.Plant.Scalar<int>($"SELECT COUNT(*) FROM lots WHERE id = {untouched.Id}"));
        var kept = await day.PassGate(await day.Receive(100));
        Assert.Equal("LOT_HAS_HISTORY", await Against(day.Plant, "run.wipe", day.Run.RunCode));
        Assert.Equal("LOT_HAS_HISTORY", await Against(day.Plant, "lot.delete", kept.LotCode));
        var mistake = await day.Receive(50);
        await Do(day.Plant, "lot.delete", mistake.LotCode);
        Assert.Equal(["LOT_DELETED", "DESTRUCTIVE_OP_EXECUTED"], (await day.Plant.Words(mistake.Id)).TakeLast(2));
        await Do(day.Plant, "run.purge", idle.Run.RunCode);
        Assert.Equal(0, await day.Plant.Scalar<int>($"SELECT COUNT(*) FROM run_step_executions WHERE run_id = {idle.Run.Id}"));
        Assert.Equal("RUN_PURGED", (await day.Plant.Words(idle.Run.Id))[^2]);
    }

    [Theory, Databases]
    public async Task In_production_no_run_with_records_is_purged_or_wiped(Db db)
    {
        await using var day = await ProductionDay.Begin(db, Production);
        await using var idle = await day.Another(start: false);
        foreach (var verb in (string[])["run.purge", "run.wipe"])
        {
            Assert.Equal("RUN_HAS_RECORDS", await Against(day.Plant, verb, day.Run.RunCode));
            Assert.Null(await Against(day.Plant, verb, idle.Run.RunCode));
        }
    }

    [Theory, Databases]
    public async Task A_lot_is_not_rejected_under_a_released_child_nor_deleted_with_a_history(Db db)
    {
        await using var day = await ProductionDay.Begin(db, Production);
        await day.To(2);
        var raw = await day.First(LotType.Raw);
        var deb = await day.PassGate(await day.Make(LotType.Deb, 90, (raw, 100)));
        // A person's hold reaches the lots that are named, and not what was made of them.
        (await day.Hold(lots: raw.Id)).Must();
        Assert.Equal(LotStatus.Hold, (await day.Look(raw)).Status);
        Assert.Equal("LOT_USED_ON", await Against(day.Plant, "lot.reject", raw.LotCode));
        var refused = await day.Refuses("PRODUCTION_SAFETY_FAILED", () => day.Decide(raw, ChangeLotStatusHandler.ConfirmReject), noted: true);
        Assert.Contains(deb.LotCode, refused.Reasons.Single().Short(), StringComparison.Ordinal);
        Assert.Equal("LOT_HAS_HISTORY", await Against(day.Plant, "lot.delete", raw.LotCode));
    }

    [Theory, Databases]
    public async Task Gates_that_are_critical_protected_or_in_use_stay(Db db)
    {
        await using var day = await ProductionDay.Begin(db, Production);
        Assert.All(await day.Plant.Get<GateQueries>().List(TestPlant.Ct), g => Assert.True(g.GateType == GateType.Info || g.ProtectedFromRemoval));
        var ccp = GateCatalogue.All.First(g => g.IsCcp).Code;
        Assert.Equal("GATE_PROTECTED", await Against(day.Plant, "gate.remove", ccp));
        var checkpoint = (await day.Plant.Get<GateQueries>().List(TestPlant.Ct)).First(g => g.ProtectedFromRemoval && !g.IsCcp).GateCode;
        Assert.Equal("GATE_PROTECTED", await Against(day.Plant, "gate.remove", checkpoint));
        await day.Plant.Sql($"UPDATE qc_gates SET protected_from_removal = {false} WHERE gate_code = {checkpoint}");
        Assert.Equal("GATE_IN_USE", await Against(day.Plant, "gate.remove", checkpoint));
        var spare = (await day.Plant.Get<CreateGateHandler>().Handle(new CreateGate("QG-SPARE", 3, new LocalText("Tartalék", "Spare"), GateType.Info, HaccpClass.Prp), day.Plant.Manager, TestPlant.Ct)).Must();
        Assert.Equal(0, (await Do(day.Plant, "gate.remove", "QG-SPARE")).ImpactSummary["flows"].Count);
        Assert.Contains("GATE_REMOVED", await day.Plant.Words(spare.Id));
    }

    /// <summary>A run that waits or is held needs what it was planned with as much as one that runs; one that has ended does not.</summary>
    [Theory]
    [Databases(RunStatus.Idle)]
    [Databases(RunStatus.Running)]
    [Databases(RunStatus.Hold)]
    [Databases(RunStatus.Aborted)]
    public async Task What_a_run_needs_stays_as_long_as_the_run_is_active(Db db, RunStatus status)
    {
        await using var day = await ProductionDay.Begin(db, Production);
        await using var only = await day.Another(start: status != RunStatus.Idle);
        (await day.Abort()).Must();
        if (status == RunStatus.Hold) (await only.Hold()).Must();
        if (status == RunStatus.Aborted) (await only.Abort()).Must();
        var gate = (await day.Plant.Get<GateQueries>().List(TestPlant.Ct)).First(g => g.ProtectedFromRemoval && !g.IsCcp).GateCode;
        await day.Plant.Sql($"UPDATE qc_gates SET protected_from_removal = {false} WHERE gate_code = {gate}");

        var needed = status != RunStatus.Aborted;
        Assert.Equal(needed ? "BUFFER_IN_USE" : null, await Against(day.Plant, "buffer.deactivate", "MIX-001"));
        Assert.Equal(needed ? "GATE_IN_USE" : null, await Against(day.Plant, "gate.remove", gate));
        Assert.Equal(needed ? "ACTIVE_RUNS" : null, await Against(day.Plant, "flow_version.deprecate", day.Floor.FlowVersionId.ToString()));
        await using var open = day.Plant.Open();
        Assert.Equal(status is RunStatus.Running or RunStatus.Hold ? "RUNS_ACTIVE" : null, (await RestoreRule.WhyUnsafe(open, TestPlant.Ct))?.Code);
    }

    [Theory, Databases]
    public async Task A_lot_whose_child_went_on_is_not_rejected_under_it(Db db)
    {
        await using var day = await ProductionDay.Begin(db, Production);
        await day.To(2);
        var raw = await day.First(LotType.Raw);
        var deb = await day.PassGate(await day.Make(LotType.Deb, 90, (raw, 100)));
        (await day.Advance()).Must();
        // All of it: what came of the child is no longer in the child.
        await day.Make(LotType.Bulk, 90, (deb, 90));
        Assert.Equal(LotStatus.Consumed, (await day.Look(deb)).Status);
        (await day.Hold(lots: raw.Id)).Must();
        Assert.Equal("LOT_USED_ON", await Against(day.Plant, "lot.reject", raw.LotCode));
    }

    [Theory, Databases]
    public async Task Users_who_signed_or_are_needed_stay(Db db)
    {
        await using var plant = await TestPlant.Start(db, [Production]);
        Assert.Equal("OWN_ACCOUNT", await Against(plant, "user.deactivate", People.Admin.Email));
        Assert.Equal("LAST_ADMINISTRATOR", await Against(plant, "user.deactivate", People.Admin.Email, plant.Background));
        (await plant.Get<SetPreferencesHandler>().Handle(new SetPreferences("dark", null, null), plant.Viewer, TestPlant.Ct)).Must();
        await plant.Boundary.Note(plant.Operator, new Fact("LOGIN_SUCCEEDED", EntityTypes.User, People.Operator.Id, null, null, null), TestPlant.Ct);
        Assert.Equal("USER_SIGNED_RECORDS", await Against(plant, "user.remove", People.Operator.Email));
        Assert.Null(await Against(plant, "user.deactivate", People.Operator.Email));
        await Do(plant, "user.deactivate", People.Operator.Email);
        Assert.Equal("USER_INACTIVE", await Against(plant, "user.deactivate", People.Operator.Email));
        await Do(plant, "user.remove", People.SecondOperator.Email);
        Assert.Equal(0, await plant.Scalar<int>($"SELECT COUNT(*) FROM users WHERE id = {People.SecondOperator.Id}"));
        Assert.Equal("USER_REMOVED", (await plant.Words(People.SecondOperator.Id))[^2]);
    }

    [Theory, Databases]
    public async Task Flows_with_a_past_versions_in_use_and_drafts_in_work_stay(Db db)
    {
        await using var day = await ProductionDay.Begin(db, Production);
        Assert.Equal("FLOW_IN_USE", await Against(day.Plant, "flow.delete", day.Floor.FlowId.ToString()));
        Assert.Equal("ACTIVE_RUNS", await Against(day.Plant, "flow_version.deprecate", day.Floor.FlowVersionId.ToString()));
        Assert.Equal("VERSION_NOT_DRAFT", await Against(day.Plant, "flow_version.discard", day.Floor.FlowVersionId.ToString()));
        var draft = (await day.Plant.Get<CreateVersionHandler>().Handle(new CreateVersion(day.Floor.FlowId), day.Plant.Operator, TestPlant.Ct)).Must();
        Assert.Null(await Against(day.Plant, "flow_version.discard", draft.Id.ToString()));
        (await day.Plant.Get<SaveVersionGraphHandler>().Handle(new SaveVersionGraph(day.Floor.FlowId, draft.VersionNum, System.Text.Json.JsonElement.Parse(CanonicalFlow.V2), draft.RowVersion), day.Plant.SecondOperator(), TestPlant.Ct)).Must();
        Assert.Equal("VERSION_BEING_EDITED", await Against(day.Plant, "flow_version.discard", draft.Id.ToString()));
        day.Plant.Time.Advance(DiscardVersionOperation.StillEditing + TimeSpan.FromSeconds(1));
        Assert.True((await Do(day.Plant, "flow_version.discard", $"{CanonicalFlow.Name.En} v{draft.VersionNum}")).ImpactSummary["nodes"].Count > 10);
    }

    [Theory, Databases]
    public async Task A_backup_never_replaces_a_plant_at_work(Db db)
    {
        await using var day = await ProductionDay.Begin(db);
        await using var open = day.Plant.Open();
        Assert.Equal("RUNS_ACTIVE", (await RestoreRule.WhyUnsafe(open, TestPlant.Ct))?.Code);
        (await day.Abort()).Must();
        Assert.Null(await RestoreRule.WhyUnsafe(open, TestPlant.Ct));
    }

    [Theory, Databases]
    public async Task The_demo_is_reset_with_its_trail_kept_and_every_guard_back_but_never_in_production(Db db)
    {
        await using var day = await ProductionDay.Begin(db);
        await day.To(3);
        var trail = (await day.Plant.Events()).Count;
        await using (var production = day.Plant.Neighbour([Production]))
        {
            var never = await day.Plant.ChangesNothing(() => production.Get<OperationRunner>().Answer(new OperationRequest("ops.reset_demo", "demo") { Force = true }, day.Plant.Admin, null, TestPlant.Ct), mayNote: true);
            Assert.Equal("NEVER_IN_PRODUCTION", never.Refusal!.Reasons.Single().Code);
        }
        var report = await Do(day.Plant, "ops.reset_demo", "demo");
        Assert.Equal(1, report.ImpactSummary["production_runs"].Count);
        Assert.Equal((0, 0, 0), (await day.Plant.Scalar<int>($"SELECT COUNT(*) FROM lots"), await day.Plant.Scalar<int>($"SELECT COUNT(*) FROM stock_moves"), await day.Plant.Scalar<int>($"SELECT COUNT(*) FROM flow_definitions")));
        Assert.True((await day.Plant.Events()).Count > trail);
        var guards = await day.Plant.Column<string>(FormattableStringFactory.Of(day.Plant.Dialect.ListGuards));
        Assert.Empty(ControlRoomDb.Areas.SelectMany(a => a.Guards).Where(g => g.HoldsOn(day.Plant.Dialect.IsEmbedded)).Select(g => g.Name).Except(guards!));
        Assert.Equal(PlantFloor.BufferCodes.Count, (await PlantFloor.Furnish(day.Plant.Services)).Buffers.Count);
    }
}

internal static class MorePeople
{
    public static Caller SecondOperator(this TestPlant plant) => plant.Call(People.SecondOperator);
}
