using System.Globalization;
using ControlRoom.Core.Flows;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Quality;
using ControlRoom.Core.Reports;
using ControlRoom.Web.Shared;

namespace ControlRoom.Web.Reports;

/// <summary>The tables of the report.</summary>
public sealed partial class ReportText
{
    private ReportSection CcpDeviations() => Section("ccp_deviations",
        [Column("Code", 1.9), Column("Point", 1.2), Column("Cause", 1.8), Column("Bracket", 1.6), Column("Lots", 2.4), Column("Held", 0.9, right: true), Column("Recall", 1.1, right: true), Column("Judgement", 2)],
        report.CcpDeviations.Select(d => (IReadOnlyList<ReportCell>)
        [
            new ReportCell(Sim($"{d.DeviationCode} · {Say("Status." + Word.Of(d.Status))}", d.IsSimulated), d.Status == DeviationStatus.Open ? ReportTone.Critical : ReportTone.Ok),
            $"{d.GateCode} {Words.Step(d.StepIndex)}", $"{Words.Reason(d.Reason)} ({d.OpenedByName})", $"{At(d.FromAt)} – {At(d.ToAt)}",
            string.Join("; ", d.Lots.Select(l => $"{l.LotCode} {Kg(l.QuantityKg)} {string.Join(", ", l.Places.Select(p => p.BufferCode))}".TrimEnd() + $": {Outcome(l)}")),
            Kg(d.HeldKg), Kg(d.RecallKg), d.Evaluation is null ? Say("NotJudged") : $"{d.Evaluation} {d.Prevention}".TrimEnd() + (d.ClosedAt is null ? "" : $" ({d.ClosedByName}, {At(d.ClosedAt)})"),
        ]));

    private ReportSection Deviations() => Section("deviations", [Column("Kind"), Column("Object"), Column("Reason", 2.5), Column("By"), Column("At", 1.2)],
        report.Deviations.Select(d => (IReadOnlyList<ReportCell>)[new ReportCell(Say("Kind." + d.Kind), ReportTone.Warning), d.Code, Words.Reason(d.Reason) ?? "", d.By, At(d.At)]));

    private ReportSection Checks() => Section("checks", [Column("Check", 0.5), Column("Name", 1.6), Column("Type"), Column("Verdict", 0.8), Column("Findings", 4)],
        report.Checks.Select(c => (IReadOnlyList<ReportCell>)[c.Code, Say("Check." + c.Code), Say("CheckType." + Word.Of(c.Type)), Verdict(c.Verdict), c.Findings.Count == 0 ? "–" : string.Join(" ", c.Findings)]));

    private ReportSection Ccp(ReportCcpView ccp) => Section(string.Create(CultureInfo.InvariantCulture, $"ccp_{ccp.StepIndex}"),
        [Column("Lot", 1.9), Column("Measured", 0.8, right: true), Column("Limit", 0.8, right: true), Column("Verdict", 0.8), Column("MeasuredAt", 1.8), Column("ReceivedAt", 1.8), Column("By"), Column("Correction", 2.6)],
        ccp.Readings.Select(r => (IReadOnlyList<ReportCell>)
        [
            Sim(r.LotCode, r.IsSimulated), Celsius(r.TemperatureC), Celsius(ccp.LimitC), Verdict(r.IsViolation ? CheckVerdict.Fail : CheckVerdict.Pass), At(r.MeasuredAt),
            r.LateMinutes is { } late ? new ReportCell($"{At(r.ReceivedAt)} {Say("Late", late)}", ReportTone.Warning) : At(r.ReceivedAt), r.RecordedByName, r.IsViolation ? Ended(r.CorrectiveAction) : "–",
        ]),
        $"{Say("Ccp")} {ccp.GateCode} · {Step(ccp.StepIndex)} · {Type(ccp.MeasurementType)} {Say("Max")} {Celsius(ccp.LimitC)} · {Say("Check." + Word.Of(ccp.Verdict))}");

    private ReportSection Violations() => Section("violations",
        [Column("Lot", 1.9), Column("Step", 1.2), Column("Type"), Column("Measured", 0.8, right: true), Column("Limit", 0.8, right: true), Column("MeasuredAt", 1.8), Column("By"), Column("Correction", 2.6)],
        report.Violations.Select(v => (IReadOnlyList<ReportCell>)
        [
            v.LotCode, Step(v.StepIndex), Type(v.MeasurementType), new ReportCell(Celsius(v.TemperatureC), ReportTone.Critical), v.ThresholdC is { } limit ? Celsius(limit) : "–", At(v.MeasuredAt), v.RecordedByName, Ended(v.Resolution),
        ]));

    private ReportSection Holds(string key, IReadOnlyList<HoldView> holds) => Section(key, [Column("Object", 1.9), Column("Cause"), Column("Reason", 2.4), Column("HeldAt", 1.8), Column("By"), Column("Correction", 2.8)],
        holds.Select(h => (IReadOnlyList<ReportCell>)[h.Code, h.Cause is { } cause ? Say("HoldCause." + cause) : "–", Words.Reason(h.Reason) ?? "", At(h.HeldAt), h.HeldBy, h.Resolution is null ? new ReportCell(Say("StillOpen"), ReportTone.Warning) : Ended(h.Resolution)]));

    private ReportSection Timeline() => Section("timeline", [Column("Step", 1.4), Column("State"), Column("Attempt", 0.6, right: true), Column("StartedAt", 1.4), Column("CompletedAt", 1.4), Column("Duration"), Column("Plan"), Column("By")],
        report.Timeline.Select(s => (IReadOnlyList<ReportCell>)
        [
            Step(s.StepIndex), Words.State(Word.Of(s.Status)), s.Attempt.ToString(CultureInfo.InvariantCulture), At(s.StartedAt), At(s.CompletedAt),
            s.DurationS is { } seconds ? Format.Duration(TimeSpan.FromSeconds(seconds)) : "–", Format.Duration(TimeSpan.FromMinutes(s.PlanMinutes)), s.OperatorName,
        ]));

    private ReportSection Lots() => Section("lots",
        [Column("Lot", 1.6), Column("State"), Column("Step", 1.2), Column("Weight", 0.9, right: true), Column("Left", 0.9, right: true), Column("Pieces", 0.6, right: true), Column("Supplier", 0.8), Column("Customer", 0.8), Column("Day")],
        report.Lots.Select(l => (IReadOnlyList<ReportCell>)
        [
            Sim(l.LotCode, l.IsSimulated), Words.State(Word.Of(l.Status), "lot"), Step(l.StepIndex), Kg(l.WeightKg), Kg(l.RemainingKg), l.PieceCount?.ToString(CultureInfo.InvariantCulture), l.SupplierCode, l.CustomerCode,
            l.ProductionDate.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        ]));

    private ReportSection Balance()
    {
        var b = report.MassBalance;
        ReportCell[] Row(string key, decimal kg, ReportTone tone = ReportTone.Plain) => [Say("Balance." + key), "", "", new ReportCell(Kg(kg), tone), ""];
        return Section("mass_balance", [Column("Step", 2), Column("In", 1, right: true), Column("Out", 1, right: true), Column("Amount", 1, right: true), Column("Left", 1, right: true)],
        [
            Row("Received", b.ReceivedKg), Row("CarriedIn", b.CarriedInKg), Row("Shipped", b.ShippedKg), Row("CarriedOut", b.CarriedOutKg), Row("InStock", b.InStockKg), Row("Rejected", b.RejectedKg), Row("Waste", b.WasteKg),
            Row("Unaccounted", b.UnaccountedKg, b.UnaccountedKg == 0 ? ReportTone.Ok : ReportTone.Critical),
            [Say("Balance.Yield"), "", "", $"{Percent(report.Yields.TotalPercent)} ({Say("Balance.Deboning")} {Percent(report.Yields.DeboningPercent)})", ""],
            .. b.Steps.Where(s => s.StepIndex >= ProcessSteps.Receipt).Select(s => (IReadOnlyList<ReportCell>)[Step(s.StepIndex), Kg(s.InKg), Kg(s.OutKg), Kg(s.WasteKg), Kg(s.RemainingKg)]),
        ]);
    }

    private static string Percent(decimal? value) => value is { } percent ? $"{Format.Number(percent, 1)} %" : "–";

    private ReportSection Inspections() => Section("inspections", [Column("Gate", 0.7), Column("Lot", 1.6), Column("Decision", 0.8), Column("Notes", 2.6), Column("By"), Column("At", 1.4), Column("Signature", 1.2)],
        report.Gates.SelectMany(g => g.Inspections.Select(i => (IReadOnlyList<ReportCell>)
        [
            g.GateCode + (g.IsCcp ? " CCP" : ""), Sim(i.LotCode, i.IsSimulated), new ReportCell(Words.State(Word.Of(i.Decision)), i.Decision switch { Decision.Pass => ReportTone.Ok, Decision.Hold => ReportTone.Warning, _ => ReportTone.Critical }),
            i.Notes ?? "–", i.InspectorName, At(i.InspectedAt), new ReportCell(Say(i.SignatureValid ? "Signed." + Word.Of(i.SignedWith) : "SignatureBroken"), i.SignatureValid ? ReportTone.Plain : ReportTone.Critical),
        ])));

    private ReportSection Genealogy() => Section("genealogy", [Column("Lot", 1.6), Column("Customer"), Column("Origins", 4), Column("Suppliers", 1.5), Column("Complete")],
        report.Genealogy.Shipments.Select(s => (IReadOnlyList<ReportCell>)
        [
            s.LotCode, s.CustomerCode, string.Join(", ", s.Origins), string.Join(", ", s.Suppliers), new ReportCell(Say(s.Complete ? "Complete" : "Incomplete"), s.Complete ? ReportTone.Ok : ReportTone.Critical),
        ]));
}
