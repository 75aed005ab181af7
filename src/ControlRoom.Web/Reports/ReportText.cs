using System.Globalization;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Quality;
using ControlRoom.Core.Reports;
using ControlRoom.Web.Shared;

namespace ControlRoom.Web.Reports;

/// <summary>Puts a compliance report into words and tables of the current language.</summary>
public sealed partial class ReportText
{
    private readonly ComplianceReportView report;
    private readonly Clock clock;

    private ReportText(ComplianceReportView report, Clock clock) => (this.report, this.clock) = (report, clock);

    public static ReportDocument Of(ComplianceReportView report, Clock clock) => new ReportText(report, clock).Document();

    private ReportDocument Document() => new(Say("Title"), report.Run.RunCode, Word.Of(report.Verdict), Tone(report.Verdict), VerdictText(), Facts(),
        [CcpDeviations(), Deviations(), Checks()],
        [.. report.Ccps.Select(Ccp), Violations(), Holds("holds", report.Holds), Holds("buffer_holds", report.BufferHolds), Timeline(), Lots(), Balance(), Inspections(), Genealogy()],
        Say("MadeBy", report.GeneratedBy, At(report.GeneratedAt)), Notes());

    private static string Say(string key, params object[] values) => Ui.Text("Report." + key, values);

    private static ReportColumn Column(string key, double share = 1, bool right = false) => new(Say("Col." + key), share, right);

    private static ReportSection Section(string key, IReadOnlyList<ReportColumn> columns, IEnumerable<IReadOnlyList<ReportCell>> rows, string? title = null) =>
        new(key, title ?? Say("Section." + key), columns, [.. rows], Say("None"));

    /// <summary>Plant time with its offset: no hour is ambiguous.</summary>
    private string At(DateTime utc) => clock.Plant(utc).ToString("yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture);

    private string At(DateTime? utc) => utc is { } at ? At(at) : "–";

    private static string Kg(decimal kilograms) => $"{Format.Kg(kilograms)} kg";

    private static string Celsius(decimal degrees) => $"{Format.Celsius(degrees)} °C";

    private static string Step(int step) => $"{step.ToString(CultureInfo.InvariantCulture)} {Words.Step(step)}";

    private static string Sim(string text, bool isSimulated) => isSimulated ? text + " SIM" : text;

    private static ReportTone Tone(ComplianceVerdict verdict) => verdict switch { ComplianceVerdict.Compliant => ReportTone.Ok, ComplianceVerdict.NonCompliant => ReportTone.Critical, _ => ReportTone.Warning };

    private static ReportCell Verdict(CheckVerdict verdict) => new(Say("Check." + Word.Of(verdict)), verdict switch { CheckVerdict.Pass => ReportTone.Ok, CheckVerdict.Fail => ReportTone.Critical, _ => ReportTone.Warning });

    private string VerdictText()
    {
        var (open, closed) = (report.CcpDeviations.Count(d => d.Status == DeviationStatus.Open), report.CcpDeviations.Count(d => d.Status == DeviationStatus.Closed));
        var text = Say("Verdict." + Word.Of(report.Verdict));
        if (closed > 0) text += ", " + Say("DeviationsClosed", closed);
        if (open > 0) text += ", " + Say("DeviationsOpen", open);
        return text;
    }

    private IReadOnlyList<(string, string)> Facts() =>
    [
        (Say("Fact.Run"), Sim(report.Run.RunCode, report.Run.IsSimulated)),
        (Say("Fact.Site"), report.Run.SiteCode),
        (Say("Fact.Flow"), $"{report.Run.FlowName} v{report.Run.VersionNum.ToString(CultureInfo.InvariantCulture)}"),
        (Say("Fact.Status"), Words.State(Word.Of(report.Run.Status))),
        (Say("Fact.Started"), At(report.Run.StartedAt)),
        (Say("Fact.Ended"), At(report.Run.EndedAt)),
        (Say("Fact.People"), string.Join(", ", report.Run.Operators)),
        (Say("Fact.Shipped"), Say("Fact.ShippedOf", Kg(report.MassBalance.ShippedKg), report.Run.DailyTargetKg is { } target ? Kg(target) : "–")),
        (Say("Fact.Limits"), string.Join("; ", report.Ccps.Select(c => $"{c.GateCode} {Words.Step(c.StepIndex)}: {Type(c.MeasurementType)} {Say("Max")} {Celsius(c.LimitC)}"))),
    ];

    private List<string> Notes() =>
    [
        Say("SupportsRecords", string.Join("; ", report.SupportsRecordsFor)),
        report.Audit.Valid ? Say("AuditValid", report.Audit.Checked, report.Audit.Unsealed) : Say("AuditBroken", report.Audit.FirstBrokenId ?? 0),
        Say(report.Simulated.CountAsEvidence ? "SimulatedCounts" : "SimulatedDoNotCount", report.Simulated.Lots, report.Simulated.Readings, report.Simulated.Inspections),
    ];

    private static string Type(MeasurementType type) => Say("Type." + Word.Of(type));

    private static string Outcome(DeviationLotView lot) => lot.Outcomes.Count == 0 ? "–" : string.Join(", ", lot.Outcomes.Select(o => $"{Say("Outcome." + Word.Of(o.Outcome))} {Kg(o.QuantityKg)} ({o.RecordedByName})"));

    /// <summary>How a hold ended: by whom, when and why.</summary>
    private string Ended(CorrectionView? ended) => ended is null ? Say("StillOpen") : $"{Say("Ended." + ended.Outcome)}: {ended.Text} ({ended.By}, {At(ended.At)})";
}
