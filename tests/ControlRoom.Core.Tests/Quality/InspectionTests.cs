using System.Text.Json;
using ControlRoom.Core.Alarms;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using ControlRoom.Core.Quality;
using ControlRoom.Tests.Kit;
using Xunit;

namespace ControlRoom.Core.Tests.Quality;

public sealed class InspectionTests
{
    [Theory, Databases]
    [Trait("Rule", "R-QC-01"), Trait("Rule", "R-QC-04")]
    public async Task Notes_and_immutability_hold_against_sql_too(Db db)
    {
        await using var day = await ProductionDay.Begin(db);
        await day.To(1);
        var raw = await day.Receive(100);
        foreach (var notes in new[] { null, "123456789", "          " })
        {
            await day.Refuses("NOTES_TOO_SHORT", () => day.Inspect(ProductionDay.Inspection(raw, Decision.Hold) with { Notes = notes }));
            await day.Refuses("NOTES_TOO_SHORT", () => day.Inspect(ProductionDay.Inspection(raw, Decision.Fail) with { Notes = notes }));
        }
        var held = (await day.Inspect(ProductionDay.Inspection(raw, Decision.Hold) with { Notes = " 1234567890 ", Temperature = null })).Must();
        Assert.Equal(("1234567890", LotStatus.Hold), (held.Notes, held.LotStatus!.Value));
        Task Fails(FormattableString sql) => Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => day.Plant.Sql(sql));
        await Fails($"UPDATE qc_inspections SET decision = 'PASS'");
        await Fails($"DELETE FROM qc_inspections");
        await Fails($"""
            INSERT INTO qc_inspections (id, lot_id, run_id, step_index, inspection_type, is_ccp, decision, notes, checklist_results, measurements, inspector_id, inspected_at, signature_hash, signed_with, is_simulated, idempotency_key)
            SELECT {Guid.NewGuid()}, lot_id, run_id, step_index, inspection_type, is_ccp, 'FAIL', '          ', checklist_results, measurements, inspector_id, inspected_at, signature_hash, signed_with, is_simulated, idempotency_key FROM qc_inspections
            """);
    }

    [Theory, Databases]
    [Trait("Rule", "R-QC-02"), Trait("Rule", "R-QC-05")]
    public async Task A_decision_moves_a_waiting_lot_stops_a_released_one_and_is_evidence_on_a_held_one(Db db)
    {
        await using var day = await ProductionDay.Begin(db);
        await day.To(1);
        var failed = await day.Receive(10);
        await day.RefusesToAdvance("QC_PENDING", "CCP_READING_MISSING");
        Assert.Equal(LotStatus.Rejected, (await day.Inspect(ProductionDay.Inspection(failed, Decision.Fail, 3.0m))).Must().LotStatus);
        Assert.Equal(Disposition.Return, (await day.Look(failed)).Disposition);
        await day.Refuses("LOT_NOT_INSPECTABLE", () => day.Inspect(ProductionDay.Inspection(failed, Decision.Pass)));

        var warm = await day.Receive(10);
        Assert.Equal(LotStatus.Rejected, (await day.Inspect(ProductionDay.Inspection(warm, Decision.Fail, 9.0m))).Must().LotStatus);
        Assert.True((await day.Look(warm)).Readings.Single().IsViolation);

        var held = await day.Receive(10);
        Assert.Equal(LotStatus.Hold, (await day.Inspect(ProductionDay.Inspection(held, Decision.Hold, 9.0m))).Must().LotStatus);
        Assert.Equal((LotStatus.Hold, HoldCause.Temperature), ((await day.Look(held)).Status, (await day.Look(held)).HoldCause!.Value));
        Assert.Equal(LotStatus.Hold, (await day.Inspect(ProductionDay.Inspection(held, Decision.Fail, 3.0m))).Must().LotStatus);
        Assert.Equal(LotStatus.Hold, (await day.Inspect(ProductionDay.Inspection(held, Decision.Pass, 3.0m))).Must().LotStatus);
        Assert.Equal(3, (await day.Look(held)).Inspections.Count);

        var good = await day.PassGate(await day.Receive(10));
        Assert.Equal(LotStatus.Released, (await day.Inspect(ProductionDay.Inspection(good, Decision.Pass, 3.0m))).Must().LotStatus);
        Assert.Equal(LotStatus.Hold, (await day.Inspect(ProductionDay.Inspection(good, Decision.Fail, 3.0m))).Must().LotStatus);
        Assert.True((await day.Look(good)).PendingReject);
        Assert.Equal(["CREATED", "QUARANTINE", "RELEASED", "HOLD"], await day.Plant.States(good.Id));
        Assert.Equal([AlarmKind.CcpViolation, AlarmKind.QcFail], (await day.Plant.Get<AlarmQueries>().List([AlarmState.Unack], Page.First, TestPlant.Ct)).Select(a => a.Kind).Distinct().Order());

        await day.ResolveHold(good);
        await day.PassGate(good);
        (await day.Decide(held, ChangeLotStatusHandler.ConfirmReject)).Must();
        (await day.Advance()).Must();
        await day.Make(LotType.Deb, 10, (good, 10));
        await day.Refuses("LOT_NOT_INSPECTABLE", () => day.Inspect(ProductionDay.Inspection(good, Decision.Fail, 3.0m)));
    }

    [Theory, Databases]
    [Trait("Rule", "R-QC-03"), Trait("Rule", "DOM-34")]
    public async Task A_pass_beyond_the_limit_is_refused_and_stays_on_the_trail_with_its_value(Db db)
    {
        await using var day = await ProductionDay.Begin(db);
        await day.To(7);
        var frz = await day.Make(LotType.Frz15, 100, (await day.Last(LotType.Skw15), 101));
        var warm = await day.Refuses("CCP_LIMIT", () => day.Inspect(ProductionDay.Inspection(frz, Decision.Pass, -17.9m)), noted: true);
        Assert.Equal((RefusalKind.Invalid, frz.LotCode), (warm.Kind, warm.LotCode));
        var note = await day.Plant.Event("CCP_PASS_REFUSED");
        Assert.Equal(("-17.9", "G07", People.Auditor.Id), (AuditRead.Read(note.Metadata, "value"), AuditRead.Read(note.Metadata, "gate"), note.UserId));

        var honest = ProductionDay.Inspection(frz, Decision.Pass) with { Temperature = new InspectedTemperature(-17.8m, MeasurementType.Core) };
        await day.Refuses("CCP_LIMIT", () => day.Inspect(honest), noted: true);
        await day.Read(frz, -16.8m, MeasurementType.Core);
        await day.Refuses("CCP_LIMIT", () => day.Inspect(ProductionDay.Inspection(frz, Decision.Pass) with { Temperature = null }), noted: true);
        await day.Refuses("CHECK_MISSING", () => day.Inspect(ProductionDay.Inspection(frz, Decision.Pass) with { ChecklistResults = JsonSerializer.SerializeToElement(new { core_c = -19, one_sku_in_cycle = true }) }), noted: true);
        await day.Refuses("NOT_OF_LOT", () => day.Inspect(ProductionDay.Inspection(frz, Decision.Pass) with { InspectionType = "G01" }));
        await day.Refuses("NOT_OF_LOT", () => day.Inspect(ProductionDay.Inspection(frz, Decision.Pass) with { StepIndex = 1 }));
        await day.Refuses("NOT_FOUND", () => day.Inspect(ProductionDay.Inspection(frz, Decision.Pass) with { LotId = Guid.NewGuid() }));
        await day.Refuses("FORBIDDEN", () => day.Inspect(ProductionDay.Inspection(frz, Decision.Pass), People.Viewer), noted: true);
    }

    [Theory, Databases]
    [Trait("Rule", "R-TEMP-06")]
    public async Task A_critical_pass_needs_a_reading_of_its_own_kind_of_the_last_hour(Db db)
    {
        await using var day = await ProductionDay.Begin(db);
        await day.To(7);
        var frz = await day.Make(LotType.Frz15, 100, (await day.Last(LotType.Skw15), 101));
        var bare = ProductionDay.Inspection(frz, Decision.Pass) with { Temperature = null };
        await day.Refuses("CCP_READING_REQUIRED", () => day.Inspect(bare));
        await day.Read(frz, -19.0m, MeasurementType.Surface);
        await day.Read(frz, -19.0m, MeasurementType.Core, ReadingRole.Process);
        await day.Refuses("CCP_READING_REQUIRED", () => day.Inspect(bare));
        await day.Refuses("CCP_READING_REQUIRED", () => day.Inspect(bare with { Temperature = new InspectedTemperature(-19, MeasurementType.Surface) }));
        var taken = await day.Read(frz, -19.0m, MeasurementType.Core);
        day.Plant.Time.Set(taken.MeasuredAt.AddMinutes(60).AddSeconds(-9));
        await day.Refuses("CCP_READING_REQUIRED", () => day.Inspect(bare));
        day.Plant.Time.Set(taken.MeasuredAt.AddMinutes(60).AddSeconds(-10));
        Assert.Equal(LotStatus.Released, (await day.Inspect(bare)).Must().LotStatus);

        (await day.Rollback(0)).Must();
        (await day.Advance()).Must();
        Assert.Equal(LotStatus.Released, (await day.PassGate(await day.Receive(5, "SUP-D"))).Status);
    }

    [Theory, Databases]
    [Trait("Rule", "R-QC-06")]
    public async Task An_inspection_is_signed_and_its_signature_recomputes(Db db)
    {
        await using var day = await ProductionDay.Begin(db);
        await day.To(1);
        var raw = await day.Receive(100);
        var command = ProductionDay.Inspection(raw, Decision.Pass) with { Notes = "  Szép áru  ", Measurements = JsonSerializer.SerializeToElement(new { ph = 5.9 }) };
        var wrong = await day.Refuses("SIGNATURE_INVALID", () => day.Inspect(command with { SignaturePassword = "guess" }));
        Assert.Equal((RefusalKind.NotAllowed, "/signature/password"), (wrong.Kind, wrong.Pointer));
        var done = (await day.Inspect(command with { SignaturePassword = People.Password })).Must();
        Assert.Equal((SignedWith.Password, "Szép áru", true, "G01", People.Auditor.Name), (done.SignedWith, done.Notes, done.IsCcp, done.InspectionType, done.InspectorName));
        Assert.Equal(done.SignatureHash, InspectionRules.Signature(raw.Id, raw.RunId, 1, Decision.Pass, done.ChecklistResults.GetRawText(), done.Notes, People.Auditor.Id, done.InspectedAt));
        var stored = (await day.Plant.Get<InspectionQueries>().Detail(done.Id, TestPlant.Ct)).Must();
        Assert.Equal(stored.SignatureHash, InspectionRules.Signature(stored.LotId, stored.RunId, stored.StepIndex, stored.Decision, stored.ChecklistResults.GetRawText(), stored.Notes, stored.InspectorId, stored.InspectedAt));
        Assert.Equal(SignedWith.Session, (await day.Inspect(command)).Must().SignedWith);
        Assert.Equal(done.Id, (await day.Look(raw)).Readings.Last(r => r.InspectionId is not null).InspectionId);
    }

    [Theory, Databases]
    [Trait("Rule", "R-QC-03")]
    public async Task What_waits_at_the_gates_is_listed_with_the_questions_that_apply(Db db)
    {
        await using var day = await ProductionDay.Begin(db);
        await day.To(1);
        var meat = await day.Receive(100);
        var premix = await day.Receive(50, "SUP-D");
        var pending = await day.Plant.Get<InspectionQueries>().Pending(day.Run.Id, TestPlant.Ct);
        Assert.Equal([(meat.LotCode, "G01", true, 7), (premix.LotCode, "G01", true, 4)], pending.Select(p => (p.LotCode, p.GateCode, p.IsCcp, p.Checklist.Count)));
        await day.PassGate(meat);
        await day.HoldAtGate(premix);
        Assert.Empty(await day.Plant.Get<InspectionQueries>().Pending(null, TestPlant.Ct));
        var listed = await day.Plant.Get<InspectionQueries>().List(new InspectionFilter { Decision = Decision.Hold, RunId = day.Run.Id, StepIndex = 1, IsCcp = true }, Page.First, TestPlant.Ct);
        Assert.Equal(premix.LotCode, listed.Single().LotCode);
    }
}
