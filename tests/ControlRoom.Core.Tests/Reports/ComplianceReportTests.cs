using System.Globalization;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using ControlRoom.Core.Quality;
using ControlRoom.Core.Reports;
using ControlRoom.Core.Runs;
using ControlRoom.Core.Tests.Audit;
using ControlRoom.Tests.Kit;
using Xunit;

namespace ControlRoom.Core.Tests.Reports;

public sealed class ComplianceReportTests
{
    private static CancellationToken Ct => TestPlant.Ct;

    [Theory, Databases]
    public async Task A_completed_run_with_all_its_evidence_is_compliant(Db db)
    {
        await using var plant = await TestPlant.Start(db);
        var run = await Finished.Run(plant);

        var report = await run.Report();

        Assert.True(report.Verdict == ComplianceVerdict.Compliant, string.Join('\n', report.Checks.Where(c => c.Verdict != CheckVerdict.Pass)));
        Assert.Equal(["R1", "R2", "R3", "R4", "R5", "R6", "R7", "R8", "R9"], report.Checks.Select(c => c.Code));
        Assert.All(report.Checks, c => Assert.Equal(CheckVerdict.Pass, c.Verdict));
        Assert.Equal((1000m, 1000m, 0m, 100m), (report.MassBalance.ReceivedKg, report.MassBalance.ShippedKg, report.MassBalance.UnaccountedKg, report.Yields.TotalPercent));
        Assert.Equal((true, "RAW", "SHIP"), (report.Genealogy.Complete, Short(report.Genealogy.Shipments.Single().Origins.Single()), Short(report.Genealogy.Shipments.Single().LotCode)));
        Assert.Equal([(1, 4.0m, CheckVerdict.Pass, 1), (7, -18.0m, CheckVerdict.Pass, 0), (10, -18.0m, CheckVerdict.Pass, 1)], report.Ccps.Select(c => (c.StepIndex, c.LimitC, c.Verdict, c.Readings.Count)));
        Assert.Equal(TimeSpan.FromHours(1), report.Run.StartedLocal!.Value.Offset);
        Assert.DoesNotContain("compliant with", Json.Text(report), StringComparison.OrdinalIgnoreCase);
    }

    [Theory, Databases]
    public async Task Making_a_report_is_on_the_trail_and_not_for_operators(Db db)
    {
        await using var plant = await TestPlant.Start(db);
        var run = await Finished.Run(plant);

        Assert.Equal("FORBIDDEN", (await plant.Get<ComplianceReportQueries>().Of(run.Id, plant.Operator, Ct)).Refusal?.Code);
        Assert.Equal("NOT_FOUND", (await plant.Get<ComplianceReportQueries>().Of(Guid.NewGuid(), plant.Auditor, Ct)).Refusal?.Code);
        await run.Report();

        Assert.Equal(People.Auditor.Id, await plant.Scalar<Guid>($"SELECT user_id FROM audit_events WHERE event_type = 'COMPLIANCE_REPORT_GENERATED' AND run_id = {run.Id}"));
        Assert.Contains("\"verdict\":\"COMPLIANT\"", await plant.Scalar<string>($"SELECT metadata FROM audit_events WHERE event_type = 'COMPLIANCE_REPORT_GENERATED'"), StringComparison.Ordinal);
        Assert.DoesNotContain(await plant.Get<RunEventQueries>().Newest(run.Id, 100, Ct), e => e.EventType == "COMPLIANCE_REPORT_GENERATED");
    }

    [Theory, Databases]
    public async Task A_warm_reading_is_closed_by_a_later_compliant_one_and_both_are_listed(Db db)
    {
        await using var plant = await TestPlant.Start(db);
        var run = await Finished.Run(plant);
        await run.Read(run.Ship, -175, MeasurementType.Ambient, minutes: -40, lateMinutes: 20);

        var report = await run.Report();

        Assert.Equal((ComplianceVerdict.Compliant, CheckVerdict.Pass), (report.Verdict, report.Checks[1].Verdict));
        Assert.Equal([(true, 20), (false, null)], report.Ccps[2].Readings.Select(r => (r.IsViolation, r.LateMinutes)));
        Assert.Equal((-17.5m, -18.0m), (report.Violations.Single().TemperatureC, report.Violations.Single().ThresholdC));
    }

    [Theory, Databases]
    public async Task What_is_wrong_fails_its_check_and_the_report(Db db)
    {
        await using var plant = await TestPlant.Start(db);
        var run = await Finished.Run(plant, targetGrams: 2_000_000);
        var rows = new RawRows(plant);
        await run.Read(run.Raw, 68, MeasurementType.Surface, minutes: 0);
        await run.Pass(run.Ship, 10, "G10", minutes: 0, SignedWith.Session);
        Task<RawRow> Lot(string code, string type, int step, string? sku, string date = "2026-01-24") => rows.Insert("lots", ("lot_code", code), ("lot_type", type), ("step_index", step), ("sku_type", sku), ("run_id", run.Id),
            ("status", "RELEASED"), ("material_class", "MEAT"), ("production_date", DateOnly.Parse(date, CultureInfo.InvariantCulture)));
        await rows.Without("genealogy_links_same_day", "genealogy_links_one_weight");
        var mix = await Lot("MIXLOT-20260123-DUNA-0001", "MIX", 4, null, "2026-01-23");
        var rod = await Lot("SKW15-20260124-DUNA-0001", "SKW15", 5, "15");
        var frozen = await Lot("FRZ30-20260124-DUNA-0001", "FRZ30", 7, "30");
        await rows.Insert("genealogy_links", ("parent_lot_id", mix.Id), ("child_lot_id", rod.Id), ("quantity_used_grams", 1L));
        await rows.Insert("genealogy_links", ("parent_lot_id", rod.Id), ("child_lot_id", frozen.Id), ("quantity_used_grams", 1L));

        var report = await run.Report();

        Assert.Equal(ComplianceVerdict.NonCompliant, report.Verdict);
        Assert.Equal("R1 WARNING, R2 FAIL, R3 FAIL, R4 FAIL, R5 PASS, R6 FAIL, R7 FAIL, R8 PASS, R9 WARNING", string.Join(", ", report.Checks.Select(c => $"{c.Code} {Word.Of(c.Verdict)}")));
        Assert.Equal(["FRZ30-20260124-DUNA-0001: no CORE reading.", "RAW-20260124-DUNA-0001: SURFACE 6.8 °C, limit 4.0 °C."], report.Checks[1].Findings.Order(StringComparer.Ordinal));
        Assert.Equal(["SKW15-20260124-DUNA-0001 → FRZ30-20260124-DUNA-0001: 15 into 30."], report.Checks[3].Findings);
        Assert.Equal(["SKW15-20260124-DUNA-0001: mix of 2026-01-23 on 2026-01-24."], report.Checks[5].Findings);
    }

    [Theory, Databases]
    public async Task While_the_run_is_open_nothing_is_final_but_a_violation_shows(Db db)
    {
        await using var plant = await TestPlant.Start(db);
        var run = await Finished.Run(plant, status: "RUNNING", targetGrams: 2_000_000);
        await new RawRows(plant).Insert("lots", ("run_id", run.Id), ("status", "QUARANTINE"), ("lot_type", "DEB"), ("step_index", 2));
        await run.Read(run.Raw, 68, MeasurementType.Surface, minutes: 0);

        var report = await run.Report();

        Assert.Equal(ComplianceVerdict.InProgress, report.Verdict);
        Assert.Equal([CheckVerdict.Pending, CheckVerdict.Fail, CheckVerdict.Pending], report.Checks.Take(3).Select(c => c.Verdict));
    }

    [Theory, Databases("production", ComplianceVerdict.NonCompliant), Databases("test", ComplianceVerdict.Compliant), Trait("Rule", "DOM-38")]
    public async Task Simulated_readings_prove_nothing_in_production(Db db, string environment, ComplianceVerdict verdict)
    {
        await using var plant = await TestPlant.Start(db, [$"Environment={environment}"]);
        var run = await Finished.Run(plant, simulated: true);

        var report = await run.Report();

        Assert.Equal((verdict, 2, environment != "production"), (report.Verdict, report.Simulated.Readings, report.Simulated.CountAsEvidence));
    }

    [Theory, Databases, Trait("Rule", "R-AUD-05")]
    public async Task A_touched_trail_fails_the_report(Db db)
    {
        await using var plant = await TestPlant.Start(db);
        var run = await Finished.Run(plant);
        await run.Report();
        await plant.DropGuards("audit_events");
        await plant.Sql($"UPDATE audit_events SET entity_code = 'RUN-20260124-DUNA-9999'");

        var report = await run.Report();

        Assert.Equal((ComplianceVerdict.NonCompliant, CheckVerdict.Fail, false), (report.Verdict, report.Checks[7].Verdict, report.Audit.Valid));
    }

    [Theory, Databases]
    public async Task Holds_tell_how_they_ended_and_deviations_why(Db db)
    {
        await using var plant = await TestPlant.Start(db);
        var run = await Finished.Run(plant, status: "RUNNING");
        var lot = await new RawRows(plant).Insert("lots", ("run_id", run.Id), ("status", "RELEASED"), ("lot_type", "BULK"), ("step_index", 3));
        var warm = new ReadingInput(lot.Id, null, 7.1m, MeasurementType.Surface);
        (await plant.Get<RecordReadingHandler>().Handle(new RecordReading(warm), plant.Operator, Ct)).Must();
        plant.Time.Advance(TimeSpan.FromMinutes(5));
        (await plant.Get<RecordReadingHandler>().Handle(new RecordReading(warm with { TemperatureC = 3.9m }), plant.Operator, Ct)).Must();
        (await plant.Get<ChangeLotStatusHandler>().Handle(new ChangeLotStatus(lot.Id, ChangeLotStatusHandler.ResolveHold, "Cooled down in LK-001"), plant.Manager, Ct)).Must();
        (await plant.Get<AbortRunHandler>().Handle(new AbortRun(run.Id, "The line stopped for good"), plant.Manager, Ct)).Must();

        var report = await run.Report();

        var hold = report.Holds[0];
        Assert.Equal(("lot", "TEMPERATURE", People.Operator.Name, "RELEASED", "Cooled down in LK-001", People.Manager.Name),
            (hold.EntityType, hold.Cause, hold.HeldBy, hold.Resolution?.Outcome, hold.Resolution?.Text, hold.Resolution?.By));
        Assert.Equal(hold.Resolution, report.Violations.Single().Resolution);
        Assert.Equal(("ABORT", "The line stopped for good"), (report.Deviations.Single().Kind, report.Deviations.Single().Reason));
    }

    private static string Short(string code) => code.Split('-')[0];

    /// <summary>The shortest run that proves everything: one RAW lot that is shipped whole.</summary>
    private sealed record Finished(TestPlant Plant, Guid Id, Guid Raw, Guid Ship, string RawCode)
    {
        public static async Task<Finished> Run(TestPlant plant, string status = "COMPLETED", long targetGrams = 1_000_000, bool simulated = false)
        {
            var rows = new RawRows(plant);
            var now = plant.Clock.Now;
            var run = await rows.Insert("production_runs", ("status", status), ("started_at", now.AddHours(-9)), ("ended_at", status == "RUNNING" ? null : now), ("daily_target_grams", targetGrams));
            var supplier = await rows.Insert("suppliers", ("code", "SUP-A"));
            var raw = await rows.Insert("lots", ("lot_code", "RAW-20260124-DUNA-0001"), ("lot_type", "RAW"), ("step_index", 1), ("run_id", run.Id), ("status", "CONSUMED"), ("weight_grams", 1_000_000L), ("remaining_grams", 0L),
                ("supplier_id", supplier.Id), ("material_class", "MEAT"));
            var ship = await rows.Insert("lots", ("lot_code", "SHIP-20260124-DUNA-0001"), ("lot_type", "SHIP"), ("step_index", 10), ("run_id", run.Id), ("status", "FINISHED"), ("weight_grams", 1_000_000L), ("remaining_grams", 1_000_000L),
                ("customer_code", "CUST-A"), ("material_class", "MEAT"));
            await rows.Insert("genealogy_links", ("parent_lot_id", raw.Id), ("child_lot_id", ship.Id), ("quantity_used_grams", 1_000_000L));
            var finished = new Finished(plant, run.Id, raw.Id, ship.Id, "RAW-20260124-DUNA-0001");
            await finished.Read(raw.Id, 24, MeasurementType.Surface, -60, simulated: simulated);
            await finished.Read(ship.Id, -192, MeasurementType.Ambient, -10, simulated: simulated);
            await finished.Pass(raw.Id, 1, "G01", -50);
            await finished.Pass(ship.Id, 10, "G10", -5);
            return finished;
        }

        public async Task<ComplianceReportView> Report() => (await Plant.Get<ComplianceReportQueries>().Of(Id, Plant.Auditor, Ct)).Must();

        public async Task Read(Guid lot, int tenths, MeasurementType type, int minutes, int lateMinutes = 0, bool simulated = false)
        {
            var verdict = TemperatureRules.OfLot(type == MeasurementType.Ambient ? 10 : 1, MaterialClass.Meat, type, tenths);
            var at = Plant.Clock.Now.AddMinutes(minutes);
            await using var db = Plant.Open();
            db.Readings.Add(new TemperatureLog
            {
                LotId = lot, TemperatureTenths = tenths, MeasurementType = type, ReadingRole = ReadingRole.Ccp, IsViolation = verdict.IsViolation, ThresholdTenths = verdict.ThresholdTenths, RecordedBy = People.Operator.Id,
                MeasuredAt = at, ReceivedAt = at.AddMinutes(lateMinutes), IsSimulated = simulated,
            });
            await db.SaveChangesAsync(Ct);
        }

        public async Task Pass(Guid lot, int step, string gate, int minutes, SignedWith signedWith = SignedWith.Password)
        {
            var at = Plant.Clock.Now.AddMinutes(minutes);
            await using var db = Plant.Open();
            db.Inspections.Add(new Inspection
            {
                Id = Ids.New(at), LotId = lot, RunId = Id, StepIndex = step, InspectionType = gate, IsCcp = true, Decision = Decision.Pass, InspectorId = People.Auditor.Id, InspectedAt = at, SignedWith = signedWith,
                SignatureHash = InspectionRules.Signature(lot, Id, step, Decision.Pass, "{}", null, People.Auditor.Id, at),
            });
            await db.SaveChangesAsync(Ct);
        }
    }
}
