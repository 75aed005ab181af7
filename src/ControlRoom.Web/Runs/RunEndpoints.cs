using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using ControlRoom.Core.Quality;
using ControlRoom.Core.Runs;
using ControlRoom.Core.Stock;
using ControlRoom.Web.Shared.Rest;
using Microsoft.AspNetCore.Mvc;

namespace ControlRoom.Web.Runs;

public sealed record CreateRunBody(Guid? FlowVersionId, decimal? DailyTargetKg, string? SiteCode);

/// <summary>A run pins its version for good, so a body that names one is refused.</summary>
public sealed record ChangeRunBody(decimal? DailyTargetKg, Guid? FlowVersionId, int? RowVersion);

public sealed record VersionBody(int? RowVersion);

public sealed record AdvanceBody(int? ToStepIndex, string? Notes, int? RowVersion);

public sealed record RollbackBody(int? ToStepIndex, string? Reason, int? RowVersion);

public sealed record HoldBody(string? Reason, IReadOnlyList<Guid>? LotIds, int? RowVersion);

public sealed record ResumeBody(string? Resolution, int? RowVersion);

public sealed record CompleteBody(bool? AcceptOpenHolds, string? Reason, int? RowVersion);

public sealed record AbortBody(string? Reason, bool? DryRun, int? RowVersion);

public static class RunEndpoints
{
    public static void MapRuns(this ApiRoutes routes)
    {
        var api = routes.Area("runs");
        api.Read("/runs", Permission.Read, 100, ([AsParameters] PageQuery page, QueryWord<RunStatus>[]? status, string? site, DateTime? from, DateTime? to,
                [FromQuery(Name = "include_archived")] bool? includeArchived, Api api, RunQueries runs, CancellationToken ct) =>
            {
                var filter = new RunFilter([.. (status ?? []).Select(s => s.Value)], site, from, to, includeArchived ?? false);
                return api.List(page, p => runs.List(filter, p, ct), r => r.Id, () => runs.Count(filter, ct));
            })
            .WithSummary("Runs, newest first; archived ones only when asked for.");
        api.Create("/runs", Permission.OperateRun, 50, (CreateRunBody body, Api api, CreateRunHandler handler, CancellationToken ct) =>
                api.Answer(handler.Handle(new(Requests.Need(body.FlowVersionId, "flow_version_id"), body.DailyTargetKg, body.SiteCode), api.Caller, ct)))
            .WithSummary("A new run in IDLE, pinned to a PUBLISHED version for good.");
        api.Read("/runs/{id:guid}", Permission.Read, 100, (Guid id, Api api, RunQueries runs, CancellationToken ct) => api.Answer(runs.Detail(id, ct)))
            .WithSummary("A run with what may be done with it now, and if not, why not.");
        api.Write("PATCH", "/runs/{id:guid}", Permission.DirectRun, 50, (Guid id, ChangeRunBody body, Api api, SetRunTargetHandler handler, CancellationToken ct) => body.FlowVersionId is not null
                ? throw new RefusedException(Refusal.Conflict("VERSION_PINNED"))
                : api.Answer(handler.Handle(new(id, body.DailyTargetKg, api.SeenVersion(body.RowVersion)), api.Caller, ct)))
            .WithSummary("Sets the daily target of an open run; nothing else of a run can be edited.");
        MapActions(api);
        MapParts(api);
    }

    private static void MapActions(ApiRoutes api)
    {
        api.Write("POST", "/runs/{id:guid}/start", Permission.OperateRun, 50, (Guid id, VersionBody body, Api api, StartRunHandler handler, CancellationToken ct) =>
                api.Answer(handler.Handle(new(id, api.SeenVersion(body.RowVersion)), api.Caller, ct)))
            .WithSummary("IDLE → RUNNING; step 0 begins.");
        api.Write("POST", "/runs/{id:guid}/advance", Permission.OperateRun, 100, (Guid id, AdvanceBody body, Api api, AdvanceRunHandler handler, CancellationToken ct) =>
                api.Answer(handler.Handle(new(id, body.ToStepIndex, body.Notes, api.SeenVersion(body.RowVersion)), api.Caller, ct)))
            .WithSummary("One step on; refused with every reason at once.");
        api.Write("POST", "/runs/{id:guid}/rollback", Permission.DirectRun, 20, (Guid id, RollbackBody body, Api api, RollbackRunHandler handler, CancellationToken ct) =>
                api.Answer(handler.Handle(new(id, body.Reason, body.ToStepIndex, api.SeenVersion(body.RowVersion)), api.Caller, ct)))
            .WithSummary("Back to an earlier step; lots made after it go on HOLD.");
        api.Write("POST", "/runs/{id:guid}/hold", Permission.HoldRun, 50, (Guid id, HoldBody body, Api api, HoldRunHandler handler, CancellationToken ct) =>
                api.Answer(handler.Handle(new(id, body.Reason, api.SeenVersion(body.RowVersion), body.LotIds), api.Caller, ct)))
            .WithSummary("A deliberate stop, with the lots that were exposed if they are named.");
        api.Write("POST", "/runs/{id:guid}/resume", Permission.DirectRun, 50, (Guid id, ResumeBody body, Api api, ResumeRunHandler handler, CancellationToken ct) =>
                api.Answer(handler.Handle(new(id, body.Resolution, api.SeenVersion(body.RowVersion)), api.Caller, ct)))
            .WithSummary("HOLD → RUNNING, saying what was done about the cause.");
        api.Write("POST", "/runs/{id:guid}/complete", Permission.OperateRun, 20, (Guid id, CompleteBody body, Api api, CompleteRunHandler handler, CancellationToken ct) =>
                api.Answer(handler.Handle(new(id, api.SeenVersion(body.RowVersion), body.AcceptOpenHolds ?? false, body.Reason), api.Caller, ct)))
            .WithSummary("Ends the run after its last shipment has left.");
        api.Write("POST", "/runs/{id:guid}/abort", Permission.DirectRun, 20, (Guid id, AbortBody body, Api api, AbortRunHandler handler, CancellationToken ct) =>
                api.Answer(handler.Handle(new(id, body.Reason, api.SeenVersion(body.RowVersion), body.DryRun ?? false), api.Caller, ct)))
            .WithSummary("Gives the run up; its living lots go on HOLD.");
        api.Write("POST", "/runs/{id:guid}/archive", Permission.ArchiveRun, 20, (Guid id, VersionBody body, Api api, ArchiveRunHandler handler, CancellationToken ct) =>
                api.Answer(handler.Handle(new(id, api.SeenVersion(body.RowVersion)), api.Caller, ct)))
            .WithSummary("Takes a run out of the default lists, 30 days after its end.");
    }

    private static void MapParts(ApiRoutes api)
    {
        api.Read("/runs/{id:guid}/steps", Permission.Read, 100, (Guid id, Api api, RunQueries runs, CancellationToken ct) => api.Answer(runs.Steps(id, ct)))
            .WithSummary("The eleven steps with times, attempts and operators.");
        api.Read("/runs/{id:guid}/buffers", Permission.Read, 60, (Guid id, Api api, BufferQueries buffers, CancellationToken ct) => api.Answer(buffers.OfRun(id, ct)))
            .WithSummary("Every active buffer with what this run has in it and what others left there.");
        api.Read("/runs/{id:guid}/lots", Permission.Read, 100, (Guid id, [AsParameters] PageQuery page, Api api, LotQueries lots, CancellationToken ct) =>
                api.List(page, p => lots.List(new LotFilter { RunId = id }, p, ct), l => l.Id, () => lots.Count(new LotFilter { RunId = id }, ct)))
            .WithSummary("The run's lots, newest first.");
        api.Read("/runs/{id:guid}/qc", Permission.Read, 100, (Guid id, [AsParameters] PageQuery page, Api api, InspectionQueries inspections, CancellationToken ct) =>
                api.List(page, p => inspections.List(new InspectionFilter { RunId = id }, p, ct), i => i.Id, () => inspections.Count(new InspectionFilter { RunId = id }, ct)))
            .WithSummary("The run's inspections, newest first.");
        api.Read("/runs/{id:guid}/mass-balance", Permission.Read, 60, (Guid id, Api api, MassBalanceQueries balances, CancellationToken ct) => api.Answer(balances.OfRun(id, ct)))
            .WithSummary("Received, carried, shipped, in stock, rejected, wasted; what is unaccounted is 0.00.");
    }
}
