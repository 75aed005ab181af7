using System.Globalization;
using ControlRoom.Core.Audit;
using ControlRoom.Core.Database;
using ControlRoom.Core.Flows;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using ControlRoom.Core.Quality;
using ControlRoom.Core.Runs;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Reports;

/// <summary>The compliance report of a run. Making one is itself on the trail.</summary>
public sealed class ComplianceReportQueries(Dialect dialect, Clock clock, PlantOptions plant, RunQueries runs, AuditVerification audit, TransactionBoundary boundary)
{
    private static readonly string[] SupportsRecordsFor =
        ["Regulation (EC) No 178/2002 (traceability)", "Regulation (EC) No 852/2004 (hygiene, HACCP)", "Regulation (EC) No 853/2004 (food of animal origin)", "Codex Alimentarius HACCP principles"];

    public async Task<Outcome<ComplianceReportView>> Of(Guid runId, Caller caller, CancellationToken ct)
    {
        if (!caller.Role.Has(Permission.ReadAudit)) return await boundary.Deny(caller, Permission.ReadAudit, ct);
        var steps = await runs.Steps(runId, ct);
        if (!steps.Done) return steps.Refusal;
        var verdict = await audit.Run(ct);
        ComplianceReportView report;
        await using (var db = dialect.Open())
        {
            report = await Make(db, runId, steps.Value, verdict, caller, ct);
        }

        await boundary.Note(caller, new Fact("COMPLIANCE_REPORT_GENERATED", EntityTypes.Run, runId, report.Run.RunCode, null, null)
        {
            RunId = runId, Metadata = new { verdict = Word.Of(report.Verdict), checks = report.Checks.ToDictionary(c => c.Code, c => Word.Of(c.Verdict)) },
        }, ct);
        return report;
    }

    private async Task<ComplianceReportView> Make(ControlRoomDb db, Guid runId, IReadOnlyList<StepView> steps, AuditVerdict verdict, Caller caller, CancellationToken ct)
    {
        var run = await db.Runs.AsNoTracking().SingleAsync(r => r.Id == runId, ct);
        var f = await ComplianceReading.Facts(db, run, plant.IsProduction, verdict, ct);
        var events = await ComplianceReading.Events(db, runId, ct);
        var buffers = await ComplianceReading.BufferEvents(db, f.Places, ct);
        var holds = HoldHistory.Of(events.Where(e => HoldHistory.EventTypes.Contains(e.Event.EventType)));
        var checks = ComplianceChecks.All(f);
        return new ComplianceReportView(await Header(db, run, steps, events, ct), ComplianceChecks.Verdict(run.IsOpen, checks), checks, Timeline(steps), Groups(f), [.. f.Lots.Select(Lot)], f.Balance, Yields(f),
            Gates(f), Ccps(f, holds), Violations(f, holds), holds, [.. HoldHistory.Of(buffers).Where(h => Touched(h, f.Places))], f.Deviations, Deviations(events, buffers),
            new ReportGenealogyView(f.Shipments.All(s => s.Complete), f.Shipments), f.Audit,
            new SimulatedView(f.Lots.Count(l => l.IsSimulated), f.Readings.Count(r => r.Log.IsSimulated), f.Inspections.Count(i => i.Inspection.IsSimulated), !plant.IsProduction),
            SupportsRecordsFor, clock.Now, caller.Name);
    }

    private async Task<ReportHeaderView> Header(ControlRoomDb db, Run run, IReadOnlyList<StepView> steps, IReadOnlyList<NamedEvent> events, CancellationToken ct)
    {
        var flow = await (from v in db.FlowVersions where v.Id == run.FlowVersionId join d in db.Flows on v.FlowDefinitionId equals d.Id select new { d.NameHu, d.NameEn, v.VersionNum }).SingleAsync(ct);
        var people = steps.Select(s => s.OperatorName).OfType<string>().Concat(events.Where(e => e.Event.UserId != Ids.System && e.Event.EventType != "COMPLIANCE_REPORT_GENERATED").Select(e => e.By));
        return new ReportHeaderView(run.Id, run.RunCode, run.SiteCode, RunQueries.Local(flow.NameHu, flow.NameEn), flow.VersionNum, run.Status, run.IsSimulated, Units.Kg(run.DailyTargetGrams), run.CreatedAt,
            run.StartedAt, Local(run.StartedAt), run.EndedAt, Local(run.EndedAt), run.AbortReason, [.. people.Distinct().Order(StringComparer.Ordinal)]);
    }

    private DateTimeOffset? Local(DateTime? utc) => utc is { } at ? new DateTimeOffset(at).ToOffset(clock.Offset(at)) : null;

    private static List<ReportStepView> Timeline(IReadOnlyList<StepView> steps) =>
        [.. steps.Select(s => new ReportStepView(s.StepIndex, ProcessSteps.Name(s.StepIndex, CultureInfo.CurrentUICulture.TwoLetterISOLanguageName), s.Status, s.Attempt, s.StartedAt, s.CompletedAt, s.DurationS, s.PlanMinutes, s.OperatorName, s.Notes))];

    private static List<ReportLotGroupView> Groups(ComplianceFacts f) =>
        [.. f.Lots.GroupBy(l => (l.Type, l.Status)).OrderBy(g => g.Key).Select(g => new ReportLotGroupView(g.Key.Type, g.Key.Status, g.Count(), Units.Kg(g.Sum(l => l.WeightGrams)), Units.Kg(g.Sum(l => l.RemainingGrams))))];

    private static ReportLotView Lot(LotRecord l) => new(l.Code, l.Type, l.Status, l.Step, Units.Kg(l.WeightGrams), Units.Kg(l.RemainingGrams), l.PieceCount, l.Supplier, l.Customer, l.Sscc, l.ProductionDate, l.Disposition, l.IsSimulated);

    private static YieldsView Yields(ComplianceFacts f)
    {
        var intoDeboning = f.Links.Where(k => k.ChildType == LotType.Deb).Sum(k => k.Grams);
        var deboned = f.Lots.Where(l => l.Type == LotType.Deb).Sum(l => l.WeightGrams);
        return new YieldsView(Percent(deboned, intoDeboning), f.Balance.MeatYieldPercent);
    }

    private static decimal? Percent(long part, long whole) => whole == 0 ? null : decimal.Round(part * 100m / whole, 1);

    private static List<ReportGateView> Gates(ComplianceFacts f) =>
        [.. f.Inspections.GroupBy(i => (i.Inspection.StepIndex, i.Inspection.InspectionType, i.Inspection.IsCcp)).OrderBy(g => g.Key.StepIndex).Select(g => new ReportGateView(g.Key.InspectionType, g.Key.StepIndex, g.Key.IsCcp,
            g.Count(i => i.Inspection.Decision == Decision.Pass), g.Count(i => i.Inspection.Decision == Decision.Hold), g.Count(i => i.Inspection.Decision == Decision.Fail),
            [.. g.Select(i => new ReportInspectionView(i.LotCode, i.Inspection.Decision, i.Inspection.Notes, i.By, i.Inspection.InspectedAt, i.Inspection.SignedWith, i.SignatureValid, i.Inspection.IsSimulated))]))];

    private static List<ReportCcpView> Ccps(ComplianceFacts f, IReadOnlyList<HoldView> holds) => [.. ProcessSteps.Critical.Select(step =>
    {
        var type = CcpRules.TypeAt(step)!.Value;
        var readings = f.Readings.Where(r => r.Lot.Step == step && r.Log.ReadingRole == ReadingRole.Ccp && r.Log.MeasurementType == type);
        return new ReportCcpView(step, f.Graph.GateOf(step)?.Code, type, Units.Celsius(TemperatureRules.OfLot(step, MaterialClass.Meat, type, 0).ThresholdTenths)!.Value, ComplianceChecks.AtCcp(f, step),
            [.. readings.Select(r => new CcpReadingView(r.Lot.Code, Units.Celsius(r.Log.TemperatureTenths), r.Log.MeasuredAt, r.Log.ReceivedAt, r.LateMinutes, r.Log.IsViolation, r.By, r.Log.IsSimulated, Resolution(r, holds)))]);
    })];

    private static List<ReportViolationView> Violations(ComplianceFacts f, IReadOnlyList<HoldView> holds) =>
        [.. f.Readings.Where(r => r.Log.IsViolation).Select(r => new ReportViolationView(r.Lot.Code, r.Lot.Step, Units.Celsius(r.Log.TemperatureTenths), Units.Celsius(r.Log.ThresholdTenths), r.Log.MeasurementType, r.Log.MeasuredAt,
            r.LateMinutes, r.By, Resolution(r, holds)))];

    /// <summary>How the hold ended that a violating reading began, or found.</summary>
    private static CorrectionView? Resolution(ReadingRecord reading, IReadOnlyList<HoldView> holds) => !reading.Log.IsViolation ? null
        : holds.Where(h => h.EntityId == reading.Lot.Id && (h.Resolution is null || h.Resolution.At >= reading.Log.ReceivedAt)).MinBy(h => h.HeldAt)?.Resolution;

    /// <summary>Goods of the run lay in the buffer while it was on hold.</summary>
    private static bool Touched(HoldView hold, IReadOnlyList<PlaceRecord> places) =>
        places.Any(p => p.BufferId == hold.EntityId && p.EnteredAt <= (hold.Resolution?.At ?? DateTime.MaxValue) && (p.ExitedAt ?? DateTime.MaxValue) >= hold.HeldAt);

    private static List<ReportDeviationView> Deviations(IReadOnlyList<NamedEvent> events, IReadOnlyList<NamedEvent> buffers)
    {
        // An override belongs to the run whose goods were moved by the same request.
        var requests = events.Select(e => e.Event.CorrelationId).ToHashSet();
        return [.. events.Concat(buffers.Where(b => requests.Contains(b.Event.CorrelationId))).Where(e => Deviation(e) is not null).OrderBy(e => e.Event.Id)
            .Select(e => new ReportDeviationView(Deviation(e)!, e.Event.EntityCode ?? "", e.Text("reason"), e.By, e.Event.CreatedAt))];
    }

    private static string? Deviation(NamedEvent e) => e.Event.EventType switch
    {
        "RUN_STEP_ROLLED_BACK" => "ROLLBACK",
        "RUN_ABORTED" => "ABORT",
        "BUFFER_CAPACITY_OVERRIDE" => "CAPACITY_OVERRIDE",
        "RUN_COMPLETED" when e.Has("accepted_holds") => "OPEN_HOLDS_ACCEPTED",
        _ => null,
    };
}
