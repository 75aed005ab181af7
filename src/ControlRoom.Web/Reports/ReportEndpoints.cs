using ControlRoom.Core.Kernel;
using ControlRoom.Core.Reports;
using ControlRoom.Core.Runs;
using ControlRoom.Web.Shared.Rest;

namespace ControlRoom.Web.Reports;

public static class ReportEndpoints
{
    public static void MapReports(this ApiRoutes routes) => routes.Area("compliance")
        .Read("/compliance/report/{run}", Permission.ReadAudit, 20, async (string run, string? format, Api api, RunQueries runs, ComplianceReportQueries reports, CancellationToken ct) =>
        {
            if (format is not (null or "json")) throw new RefusedException(Refusal.Invalid("WORD_UNKNOWN", "/format").With("words", "json"));
            return await runs.IdOf(run, ct) is { } found ? await api.Answer(reports.Of(found, api.Caller, ct)) : throw new RefusedException(Refusal.NotFound("run", run));
        })
        .WithSummary("The compliance report of a run, by its id or code; making one is on the audit trail.");
}
