using System.Text;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Reports;
using ControlRoom.Core.Runs;
using ControlRoom.Web.Shared.Rest;

namespace ControlRoom.Web.Reports;

public static class ReportEndpoints
{
    private const string Json = "json", Html = "html", Pdf = "pdf", Csv = "csv";

    public static void MapReports(this ApiRoutes routes) => routes.Area("compliance")
        .Read("/compliance/report/{run}", Permission.ReadAudit, 20, async (string run, string? format, Api api, RunQueries runs, ComplianceReportQueries reports, Clock clock, IServiceProvider services, ILoggerFactory logs, CancellationToken ct) =>
        {
            if (format is not (null or Json or Html or Pdf or Csv)) throw new RefusedException(Refusal.Invalid("WORD_UNKNOWN", "/format").With("words", string.Join(", ", Json, Html, Pdf, Csv)));
            var found = await runs.IdOf(run, ct) ?? throw new RefusedException(Refusal.NotFound("run", run));
            var report = await reports.Of(found, api.Caller, ct);
            if (format is null or Json || !report.Done) return await api.Answer(Task.FromResult(report));
            var document = ReportText.Of(report.Value, clock);
            return format switch
            {
                Html => Results.Text(await ReportHtml.Of(document, services, logs), "text/html", Encoding.UTF8),
                Pdf => Results.File(ReportPdf.Of(document), "application/pdf", $"compliance-{document.RunCode}.pdf"),
                _ => Results.File(Encoding.UTF8.GetBytes(ReportCsv.Of(document)), Shared.Rest.Csv.MediaType, $"compliance-{document.RunCode}.csv"),
            };
        })
        .Produces<ComplianceReportView>(StatusCodes.Status200OK, "application/json", "text/html", "application/pdf", "text/csv")
        .WithSummary("The compliance report of a run, by its id or code, as JSON, HTML, PDF or CSV; making one is on the audit trail.");
}
