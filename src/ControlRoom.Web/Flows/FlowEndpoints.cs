using System.Text.Json;
using ControlRoom.Core.Flows;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Upkeep;
using ControlRoom.Web.Shared.Rest;
using Microsoft.AspNetCore.Mvc;

namespace ControlRoom.Web.Flows;

/// <summary>Which flows a list shows.</summary>
public enum FlowChoice { Process, Routing, All }

public sealed record CreateFlowBody(LocalText? Name, string? Description, FlowKind? Kind, string? Code);

public sealed record RenameFlowBody(LocalText? Name, string? Description, int? RowVersion);

public sealed record CreateVersionBody(int? FromVersion);

public sealed record SaveGraphBody(JsonElement? GraphSchema, int? RowVersion);

public sealed record SeenVersionBody(int? RowVersion);

public sealed record ReasonBody(string? Reason, int? RowVersion);

public static class FlowEndpoints
{
    private const string One = "/flows/{id:guid}", Versions = One + "/versions", Version = Versions + "/{n:int}";

    public static void MapFlows(this ApiRoutes routes)
    {
        var api = routes.Area("flows");
        api.Read("/flows", Permission.Read, 100, ([AsParameters] PageQuery page, QueryWord<FlowChoice>? kind, string? q, Api api, FlowQueries flows, CancellationToken ct) =>
                api.List(page, p => flows.List(Chosen(kind), q, p, ct), f => f.Id, () => flows.Count(Chosen(kind), q, ct)))
            .WithSummary("The flow catalogue, newest first: PROCESS without kind; q is part of the code or of either name.");
        api.Create("/flows", Permission.DraftFlow, 50, (CreateFlowBody body, Api api, CreateFlowHandler handler, CancellationToken ct) =>
                api.Answer(handler.Handle(new(body.Name, body.Description, body.Kind ?? FlowKind.Process, body.Code), api.Caller, ct)))
            .WithSummary("Makes a flow with an empty first draft; a ROUTING flow has a code.");
        api.Read(One, Permission.Read, 100, (Guid id, Api api, FlowQueries flows, CancellationToken ct) => api.Answer(flows.Detail(id, ct)))
            .WithSummary("A flow with its versions.");
        api.Edit("PUT", One, Permission.DraftFlow, 50, (Guid id, RenameFlowBody body, Api api, RenameFlowHandler handler, CancellationToken ct) =>
                api.Answer(handler.Handle(new(id, body.Name, body.Description, api.RequiredVersion(body.RowVersion)), api.Caller, ct)))
            .WithSummary("Renames and describes a flow.");
        api.Write("DELETE", One, Permission.ApproveFlow, ApiRoute.DeleteRate,
                (Guid id, [AsParameters] ConfirmQuery query, [FromBody] ConfirmBody body, Api api, OperationRunner runner, CancellationToken ct) =>
                    api.Answer(runner.Answer(query.Request(DeleteFlowOperation.Is, id, body, api), api.Caller, null, ct)))
            .WithSummary("Takes a flow that was never published out of the catalogue; wants confirm yes, or dry_run.");

        api.Read(Versions, Permission.Read, 100, (Guid id, Api api, FlowQueries flows, CancellationToken ct) => api.Answer(flows.Versions(id, ct)))
            .WithSummary("The versions of a flow without their graphs, newest first.");
        api.Read(Version, Permission.Read, 100, (Guid id, int n, Api api, FlowQueries flows, CancellationToken ct) => api.Answer(flows.Version(id, n, api.Caller.UserId, ct)))
            .WithSummary("A version with its graph, and what may be done with it now.");
        api.Read(Versions + "/latest/draft", Permission.Read, 100, (Guid id, Api api, FlowQueries flows, CancellationToken ct) => api.Answer(flows.LatestDraft(id, api.Caller.UserId, ct)))
            .WithSummary("The draft of a flow.");
        api.Create(Versions, Permission.DraftFlow, 50, (Guid id, CreateVersionBody body, Api api, CreateVersionHandler handler, CancellationToken ct) =>
                api.Answer(handler.Handle(new(id, body.FromVersion), api.Caller, ct)))
            .WithSummary("Makes a draft: a fork of from_version, else of the published version, else empty.");
        api.Edit("PUT", Version, Permission.DraftFlow, 100, (Guid id, int n, SaveGraphBody body, Api api, SaveVersionGraphHandler handler, CancellationToken ct) =>
                api.Answer(handler.Handle(new(id, n, body.GraphSchema ?? default, api.RequiredVersion(body.RowVersion)), api.Caller, ct)))
            .WithSummary("Replaces the graph of a draft.");
        api.Write("DELETE", Version, Permission.DraftFlow, ApiRoute.DeleteRate,
                (Guid id, int n, [FromBody] ReasonBody body, [AsParameters] ConfirmQuery query, Api api, DiscardVersionHandler handler, CancellationToken ct) =>
                    api.Answer(handler.Handle(new(id, n, body.Reason, api.SeenVersion(body.RowVersion), query.IsDryRun), api.Caller, ct)))
            .WithSummary("Discards a draft; its reason is the confirmation.");
        api.Read(Version + "/export", Permission.Read, 60, async (Guid id, int n, FlowQueries flows, CancellationToken ct) => new VersionFile(await flows.Version(id, n, null, ct)))
            .Produces<VersionExport>(StatusCodes.Status200OK, "application/json")
            .WithSummary("The version as a file; its graph_schema is what a draft takes.");
        api.Read(Version + "/diff", Permission.Read, 100, (Guid id, int n, int from, Api api, FlowDiffQueries diffs, CancellationToken ct) => api.Answer(diffs.Diff(id, from, n, ct)))
            .WithSummary("What changed from version from to this one, by the ids of nodes and links; where things are drawn does not count.");
        api.Ask(Version + "/validate", Permission.Read, 60, (Guid id, int n, Api api, FlowQueries flows, CancellationToken ct) => api.Answer(flows.Validate(id, n, ct)))
            .WithSummary("Everything that is wrong with the graph, in both languages.");

        api.Write("POST", Version + "/submit", Permission.DraftFlow, 20, (Guid id, int n, SeenVersionBody body, Api api, SubmitVersionHandler handler, CancellationToken ct) =>
                api.Answer(handler.Handle(new(id, n, api.SeenVersion(body.RowVersion)), api.Caller, ct)))
            .WithSummary("Hands a draft over for review; its graph takes the gates as they are now.");
        api.Write("POST", Version + "/approve", Permission.ApproveFlow, 20, (Guid id, int n, SeenVersionBody body, Api api, ApproveVersionHandler handler, CancellationToken ct) =>
                api.Answer(handler.Handle(new(id, n, api.SeenVersion(body.RowVersion)), api.Caller, ct)))
            .WithSummary("Publishes a version that somebody else wrote; the one published before is deprecated.");
        api.Write("POST", Version + "/reject", Permission.ApproveFlow, 20, (Guid id, int n, ReasonBody body, Api api, RejectVersionHandler handler, CancellationToken ct) =>
                api.Answer(handler.Handle(new(id, n, body.Reason, api.SeenVersion(body.RowVersion)), api.Caller, ct)))
            .WithSummary("Sends a version in review back to its author.");
        api.Write("POST", Version + "/deprecate", Permission.DeprecateFlow, 20, (Guid id, int n, ReasonBody body, Api api, DeprecateVersionHandler handler, CancellationToken ct) =>
                api.Answer(handler.Handle(new(id, n, body.Reason, api.SeenVersion(body.RowVersion)), api.Caller, ct)))
            .WithSummary("Takes the published version out of use.");
    }

    /// <summary>Null: of every kind.</summary>
    private static FlowKind? Chosen(QueryWord<FlowChoice>? kind) => kind?.Value switch { FlowChoice.All => null, FlowChoice.Routing => FlowKind.Routing, _ => FlowKind.Process };
}
