using ControlRoom.Core.Kernel;
using ControlRoom.Core.Quality;
using ControlRoom.Web.Shared.Rest;

namespace ControlRoom.Web.Quality;

public sealed record CreateGateBody(string? GateCode, int? StepIndex, LocalText? Name, GateType? GateType, HaccpClass? HaccpClass, IReadOnlyList<ChecklistItemView>? Checklist);

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
    }
}
