using ControlRoom.Core.Lots;
using ControlRoom.Core.Quality;
using ControlRoom.Core.Runs;
using ControlRoom.Core.Stock;
using ControlRoom.Tests.Kit;
using Xunit;

namespace ControlRoom.Core.Tests.Runs;

/// <summary>Commands that meet: the answer is always one of those the commands would give one after the other, never a fault.</summary>
public sealed class RunRaceTests
{
    [Theory, Databases]
    [Trait("Rule", "R-RUN-11")]
    public async Task Ten_advances_at_once_move_one_step(Db db)
    {
        await using var day = await ProductionDay.Begin(db);
        var handler = day.Plant.Get<AdvanceRunHandler>();
        for (var step = 0; step < 4; step++)
        {
            await day.Work();
            var (id, seen) = (day.Run.Id, (await day.LookAtRun()).RowVersion);
            var answers = await Race.Of(10, i => handler.Handle(i % 2 == 0 ? new AdvanceRun(id, step + 1, RowVersion: seen) : new AdvanceRun(id, RowVersion: seen), day.Plant.Operator, TestPlant.Ct));
            Race.AssertAnswers(answers, done: 1, "STALE_VERSION", "STEP_NOT_SEQUENTIAL");
            Assert.Equal(step + 1, (await day.LookAtRun()).CurrentStepIndex);
        }
        Assert.Equal(4, (await day.Plant.Words(day.Run.Id)).Count(w => w == "RUN_STEP_ADVANCED"));
        day.Plant.AssertNoFault();
    }

    [Theory, Databases]
    [Trait("Rule", "R-RUN-11")]
    public async Task Advances_that_name_no_version_move_one_step_where_the_next_is_not_ready(Db db)
    {
        await using var day = await ProductionDay.Begin(db);
        var handler = day.Plant.Get<AdvanceRunHandler>();
        var answers = await Race.Of(10, _ => handler.Handle(new AdvanceRun(day.Run.Id), day.Plant.Operator, TestPlant.Ct));
        Race.AssertAnswers(answers, done: 1, "STALE_VERSION", "ADVANCE_BLOCKED");
        Assert.Equal(1, (await day.LookAtRun()).CurrentStepIndex);
        day.Plant.AssertNoFault();
    }

    [Theory, Databases]
    public async Task Hold_and_advance_at_once_leave_one_of_both(Db db)
    {
        await using var day = await ProductionDay.Begin(db, "RequireLotsPerStep=false");
        for (var round = 0; round < 9; round++)
        {
            var (id, seen) = (day.Run.Id, day.Run.RowVersion);
            var (held, advanced) = await Race.Both(
                () => day.Plant.Get<HoldRunHandler>().Handle(new HoldRun(id, ProductionDay.Why, seen), day.Plant.Auditor, TestPlant.Ct),
                () => day.Plant.Get<AdvanceRunHandler>().Handle(new AdvanceRun(id, RowVersion: seen), day.Plant.Operator, TestPlant.Ct));
            Assert.True(held.Done ^ advanced.Done);
            Assert.Equal("STALE_VERSION", (held.Refusal ?? advanced.Refusal)!.Code);
            var run = await day.LookAtRun();
            Assert.Equal(held.Done ? RunStatus.Hold : RunStatus.Running, run.Status);
            if (held.Done) (await day.Resume()).Must();
        }
        day.Plant.AssertNoFault();
    }

    [Theory, Databases]
    public async Task Registering_and_rolling_back_at_once_leave_no_free_lot_behind_the_step(Db db)
    {
        await using var day = await ProductionDay.Begin(db);
        await day.To(1);
        for (var round = 0; round < 8; round++)
        {
            var (id, seen) = (day.Run.Id, (await day.LookAtRun()).RowVersion);
            var (born, back) = await Race.Both(
                () => day.Plant.Get<RegisterLotHandler>().Handle(day.Lot(LotType.Raw, 10) with { SupplierId = day.Floor.Suppliers["SUP-B"] }, day.Plant.Operator, TestPlant.Ct),
                () => day.Plant.Get<RollbackRunHandler>().Handle(new RollbackRun(id, ProductionDay.Why, RowVersion: seen), day.Plant.Manager, TestPlant.Ct));
            Assert.True(back.Done);
            if (born.Done) Assert.Equal(LotStatus.Hold, (await day.Look(born.Value)).Status);
            else Assert.Equal("LOT_TYPE_NOT_ALLOWED_AT_STEP", born.Refusal.Code);
            await day.LookAtRun();
            (await day.Advance()).Must();
        }
        day.Plant.AssertNoFault();
    }

    [Theory, Databases]
    [Trait("Rule", "R-NAME-01"), Trait("Rule", "R-NAME-03")]
    public async Task Fifty_runs_created_at_once_get_fifty_codes(Db db)
    {
        await using var day = await ProductionDay.Begin(db);
        var handler = day.Plant.Get<CreateRunHandler>();
        var answers = await Race.Of(50, _ => handler.Handle(new CreateRun(day.Floor.FlowVersionId), day.Plant.Operator, TestPlant.Ct));
        var codes = answers.Select(a => a.Must().RunCode).Order(StringComparer.Ordinal).ToList();
        Assert.Equal(Enumerable.Range(2, 50).Select(n => $"RUN-20260124-DUNA-{n:0000}"), codes);
        day.Plant.AssertNoFault();
    }

    [Theory, Databases]
    [Trait("Rule", "R-RUN-01")]
    public async Task Ten_starts_at_once_never_exceed_the_limit_of_active_runs(Db db)
    {
        await using var day = await ProductionDay.Begin(db, "MaxActiveRunsPerSite=4");
        var idle = new List<RunView>();
        for (var i = 0; i < 10; i++) idle.Add((await day.Another(start: false)).Run);
        var answers = await Race.Of(10, i => day.Plant.Get<StartRunHandler>().Handle(new StartRun(idle[i].Id, idle[i].RowVersion), day.Plant.Operator, TestPlant.Ct));
        Race.AssertAnswers(answers, done: 3, "ACTIVE_RUN_LIMIT");
        (await day.Hold()).Must();
        var waiting = idle[answers.IndexOf(answers.First(a => !a.Done))];
        await day.Refuses("ACTIVE_RUN_LIMIT", () => day.Plant.Get<StartRunHandler>().Handle(new StartRun(waiting.Id), day.Plant.Operator, TestPlant.Ct));
        (await day.Abort()).Must();
        (await day.Plant.Get<StartRunHandler>().Handle(new StartRun(waiting.Id), day.Plant.Operator, TestPlant.Ct)).Must();
        day.Plant.AssertNoFault();
    }

    [Theory, Databases]
    [Trait("Rule", "R-RUN-05")]
    public async Task A_lot_that_turns_warm_while_the_run_advances_is_never_left_behind_unseen(Db db)
    {
        await using var day = await ProductionDay.Begin(db);
        for (var round = 0; round < 6; round++)
        {
            await using var line = await day.Another();
            (await line.Advance()).Must();
            var raw = await line.PassGate(await line.Receive(10));
            var seen = line.Run;
            var (advanced, reading) = await Race.Both(
                () => day.Plant.Get<AdvanceRunHandler>().Handle(new AdvanceRun(seen.Id, RowVersion: seen.RowVersion), day.Plant.Operator, TestPlant.Ct),
                () => day.Plant.Get<RecordReadingHandler>().Handle(new RecordReading(new ReadingInput(raw.Id, null, 8.0m, MeasurementType.Surface)), day.Plant.Auditor, TestPlant.Ct));
            Assert.Contains("LOT_HELD", reading.Must().Actions);
            var events = await day.Plant.Events();
            var held = events.Last(e => e.EntityId == raw.Id && e.EventType == "TEMP_VIOLATION_HOLD").Id;
            if (advanced.Done) Assert.True(events.Last(e => e.EntityId == seen.Id && e.EventType == "RUN_STEP_ADVANCED").Id < held);
            else Assert.Equal("ADVANCE_BLOCKED", advanced.Refusal.Code);
            await line.LookAtRun();
            (await line.Abort()).Must();
        }
        day.Plant.AssertNoFault();
    }

    [Theory, Databases]
    public async Task Everything_at_once_ends_in_answers_never_in_faults(Db db)
    {
        await using var day = await ProductionDay.Begin(db);
        await using var other = await day.Another();
        await day.To(3);
        await other.To(2);
        var (deb, raw) = (await day.Last(LotType.Deb), await other.First(LotType.Raw));
        var bulk = day.Lot(LotType.Bulk, 5, (deb, 5));
        var answers = await Race.Of(48, i => (i % 8) switch
        {
            0 => Race.Code(day.Plant.Get<RegisterLotHandler>().Handle(bulk, day.Plant.Operator, TestPlant.Ct)),
            1 => Race.Code(day.Plant.Get<RegisterLotHandler>().Handle(other.Lot(LotType.Deb, 5, (raw, 5)), day.Plant.Operator, TestPlant.Ct)),
            2 => Race.Code(day.Plant.Get<RecordReadingHandler>().Handle(new RecordReading(new ReadingInput(deb.Id, day.Floor.Buffers["LK-001"], 3.0m + i / 10m, MeasurementType.Surface)), day.Plant.Auditor, TestPlant.Ct)),
            3 => Race.Code(day.Plant.Get<MoveStockHandler>().Handle(new MoveStock(deb.Id, null, day.Floor.Buffers["LK-001"], null, 1, MoveType.Consume), day.Plant.Operator, TestPlant.Ct)),
            4 => Race.Code(day.Plant.Get<RecordWasteHandler>().Handle(new RecordWaste(raw.Id, 1, WasteReason.Trim), day.Plant.Operator, TestPlant.Ct)),
            5 => Race.Code(day.Plant.Get<HoldRunHandler>().Handle(new HoldRun(day.Run.Id, ProductionDay.Why), day.Plant.Auditor, TestPlant.Ct)),
            6 => Race.Code(day.Plant.Get<ResumeRunHandler>().Handle(new ResumeRun(day.Run.Id, ProductionDay.Why), day.Plant.Manager, TestPlant.Ct)),
            _ => Race.Code(day.Plant.Get<ChangeLotStatusHandler>().Handle(new ChangeLotStatus(deb.Id, ChangeLotStatusHandler.ResolveHold, ProductionDay.Why), day.Plant.Manager, TestPlant.Ct)),
        });
        Assert.All(answers, a => Assert.DoesNotContain(a, (string[])["DATABASE_UNAVAILABLE", "DUPLICATE", "GUARD_REFUSED"]));
        Assert.Equal(0m, (await day.Balance()).UnaccountedKg);
        Assert.Equal(0m, (await other.Balance()).UnaccountedKg);
        await Ledger.AssertIdentities(day.Plant);
        day.Plant.AssertNoFault();
    }
}
