using ControlRoom.Core.Kernel;
using ControlRoom.Core.Monitors;
using ControlRoom.Web.Shared.Rest;

namespace ControlRoom.Web.Monitors;

public sealed record RunMonitorBody(bool? Full);

public sealed record AcknowledgeFindingBody(string? Note);

public sealed record RemedyBody(bool? DryRun, string? Reason);

public static class MonitorEndpoints
{
    private const string Monitor = "/monitors/{id}", Finding = "/findings/{id:guid}";

    public static void MapMonitors(this ApiRoutes routes)
    {
        var api = routes.Area("monitors");
        api.Read("/monitors", Permission.ReadWatch, 100, (Api api, MonitorQueries monitors, CancellationToken ct) => api.Show(monitors.List(ct)))
            .WithSummary("All monitors with their last and next run and what they have found.");
        api.Read("/monitors/figures", Permission.ReadWatch, 100, (Api api, FigureQueries figures, CancellationToken ct) => api.Show(figures.Now(ct)))
            .WithSummary("How much there is of what is watched.");
        api.Read(Monitor, Permission.ReadWatch, 100, (string id, Api api, MonitorQueries monitors, CancellationToken ct) => api.Answer(monitors.Find(id, ct)))
            .WithSummary("One monitor.");
        api.Read(Monitor + "/findings", Permission.ReadWatch, 100, async (string id, [AsParameters] PageQuery page, [AsParameters] FindingQuery query, Api api, MonitorQueries monitors, FindingQueries findings, CancellationToken ct) =>
                await monitors.Find(id, ct) is { Done: false } none ? new Answer<IReadOnlyList<FindingView>>(none.Refusal) : await List(page, query.Filter with { Monitor = id }, api, findings, ct))
            .WithSummary("What a monitor has found, newest first; without a state what is not resolved.");
        api.Write("POST", "/monitors/run", Permission.PlanWork, 20, (RunMonitorBody body, Api api, RunMonitorsHandler handler, CancellationToken ct) => api.Answer(handler.Handle(new(null, body.Full ?? true), api.Caller, ct)))
            .WithSummary("Runs all monitors now, over everything or over what changed.");
        api.Write("POST", Monitor + "/run", Permission.PlanWork, 50, (string id, RunMonitorBody body, Api api, RunMonitorsHandler handler, CancellationToken ct) => api.Answer(handler.Handle(new(id, body.Full ?? true), api.Caller, ct)))
            .WithSummary("Runs a monitor now, over everything or over what changed.");

        api.Read("/findings", Permission.ReadWatch, 100, ([AsParameters] PageQuery page, [AsParameters] FindingQuery query, string? monitor, Api api, FindingQueries findings, CancellationToken ct) =>
                List(page, query.Filter with { Monitor = monitor }, api, findings, ct))
            .WithSummary("What monitors have found, newest first; without a state what is not resolved.");
        api.Read(Finding, Permission.ReadWatch, 100, (Guid id, Api api, FindingQueries findings, CancellationToken ct) => api.Answer(findings.Detail(id, ct)))
            .WithSummary("A finding with its evidence and remedy.");
        api.Write("POST", Finding + "/acknowledge", Permission.PlanWork, 100, (Guid id, AcknowledgeFindingBody body, Api api, AcknowledgeFindingHandler handler, CancellationToken ct) => api.Answer(handler.Handle(new(id, body.Note), api.Caller, ct)))
            .WithSummary("Somebody knows of it; its alarm is acknowledged with it.");
        api.Write("POST", Finding + "/remedy", Permission.PlanWork, 50, (Guid id, RemedyBody body, Api api, ApplyRemedyHandler handler, CancellationToken ct) => api.Answer(handler.Handle(new(id, body.DryRun ?? true, body.Reason), api.Caller, ct)))
            .WithSummary("What would mend it; with dry_run false an administrator has it done.");

        api.Read("/safety/report", Permission.Read, 50, (Api api, SafetyReportQueries report, CancellationToken ct) => api.Show(report.Now(ct)))
            .WithSummary("Whether work that has begun is safe from changes of its design: four checks with their evidence.");
        api.Read("/governance/readiness", Permission.Read, 50, (Api api, ReadinessQueries report, CancellationToken ct) => api.Show(report.Now(ct)))
            .WithSummary("Whether the token lifecycle keeps its nine promises: each with its evidence.");
    }

    private static Task<Answer<IReadOnlyList<FindingView>>> List(PageQuery page, FindingFilter filter, Api api, FindingQueries findings, CancellationToken ct) =>
        api.List(page, p => findings.List(filter, p, ct), f => f.Id, () => findings.Count(filter, ct));
}

/// <param name="Ticket">The ticket's id.</param>
public sealed record FindingQuery(QueryWord<Severity>? Severity, QueryWord<FindingState>? State, Guid? Ticket)
{
    public FindingFilter Filter => new(null, Severity?.Value, State?.Value, Ticket);
}
