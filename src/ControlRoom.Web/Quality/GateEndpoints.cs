using ControlRoom.Core.Kernel;
using ControlRoom.Core.Quality;
using ControlRoom.Core.Upkeep;
using ControlRoom.Web.Shared.Rest;
using Microsoft.AspNetCore.Mvc;

namespace ControlRoom.Web.Quality;

public sealed record CreateGateBody(string? GateCode, int? StepIndex, LocalText? Name, GateType? GateType, HaccpClass? HaccpClass, IReadOnlyList<ChecklistItemView>? Checklist);

public sealed record ChangeGateBody(int? StepIndex, LocalText? Name, GateType? GateType, HaccpClass? HaccpClass, IReadOnlyList<ChecklistItemView>? Checklist, int? RowVersion);

public static class GateEndpoints
{
    public static void MapGates(this ApiRoutes routes)
    {
        var api = routes.Area("quality");
        api.Read("/qc/gates", Permission.Read, 100, (Api api, GateQueries gates, CancellationToken ct) => api.Show(gates.List(ct)))
            .WithSummary("The gate templates in the order of the line.");
        api.Create("/qc/gates", Permission.ManageMasterData, 20, (CreateGateBody body, Api api, CreateGateHandler handler, CancellationToken ct) =>
                api.Answer(handler.Handle(new(body.GateCode, body.StepIndex ?? -1, body.Name, body.GateType, body.HaccpClass, body.Checklist), api.Caller, ct)))
            .WithSummary("Makes a gate template; its class decides whether it is a CCP.");
        api.Read("/qc/gates/{id:guid}", Permission.Read, 100, (Guid id, Api api, GateQueries gates, CancellationToken ct) => api.Answer(gates.Detail(id, ct)))
            .WithSummary("One gate template.");
        api.Read("/qc/gates/uses", Permission.Read, 60, (Api api, GateQueries gates, CancellationToken ct) => api.Show(gates.Uses(ct)))
            .WithSummary("Which flow versions have which gate, and whether they carry it as it is now.");
        api.Edit("PATCH", "/qc/gates/{id:guid}", Permission.ManageMasterData, 30, (Guid id, ChangeGateBody body, Api api, ChangeGateHandler handler, CancellationToken ct) =>
                api.Answer(handler.Handle(new(id, api.RequiredVersion(body.RowVersion), body.StepIndex, body.Name, body.GateType, body.HaccpClass, body.Checklist), api.Caller, ct)))
            .WithSummary("Changes a gate template; a protected one keeps its place and its limits. Versions that were submitted keep their copy.");
        api.Write("DELETE", "/qc/gates/{id:guid}", Permission.ManageMasterData, ApiRoute.DeleteRate,
                (Guid id, [AsParameters] ConfirmQuery query, [FromBody] ConfirmBody body, Api api, OperationRunner runner, CancellationToken ct) =>
                    api.Answer(runner.Answer(query.Request(RemoveGateOperation.Is, id, body, api), api.Caller, null, ct)))
            .WithSummary("Takes a gate template out of the catalogue; versions keep the copy they were submitted with. Wants confirm yes, or dry_run.");
    }
}
