using ControlRoom.Core.Floor;
using ControlRoom.Core.Kernel;
using ControlRoom.Web.Shared.Rest;

namespace ControlRoom.Web.Floor;

public sealed record CreateWorkCenterBody(string? Code, LocalText? Name, WorkCenterStatus? Status, int? CapacityPerDay);

public sealed record ChangeWorkCenterBody(LocalText? Name, WorkCenterStatus? Status, int? CapacityPerDay, int? RowVersion);

public sealed record CreateTeamBody(string? Code, LocalText? Name, IReadOnlyList<Guid>? MemberIds);

public sealed record ChangeTeamBody(LocalText? Name, IReadOnlyList<Guid>? MemberIds, int? RowVersion);

public sealed record SetSkillsBody(IReadOnlyList<SkillLevel>? Skills);

public sealed record SetAvailabilityBody(bool? IsAvailable, DateTime? UnavailableUntil);

public static class FloorEndpoints
{
    public static void MapFloor(this ApiRoutes routes)
    {
        var api = routes.Area("floor");
        api.Read("/work-centers", Permission.Read, 100, ([AsParameters] PageQuery page, Api api, FloorQueries floor, CancellationToken ct) =>
                api.List(page, p => floor.WorkCenters(p, ct), c => c.Id, () => floor.CountWorkCenters(ct)))
            .WithSummary("Where workshop steps are done, newest first.");
        api.Create("/work-centers", Permission.PlanWork, 20, (CreateWorkCenterBody body, Api api, CreateWorkCenterHandler handler, CancellationToken ct) =>
                api.Answer(handler.Handle(new(body.Code, body.Name, body.Status, body.CapacityPerDay), api.Caller, ct)))
            .WithSummary("Adds a work centre.");
        api.Edit("PATCH", "/work-centers/{id:guid}", Permission.PlanWork, 20, (Guid id, ChangeWorkCenterBody body, Api api, ChangeWorkCenterHandler handler, CancellationToken ct) =>
                api.Answer(handler.Handle(new(id, api.RequiredVersion(body.RowVersion), body.Name, body.Status, body.CapacityPerDay), api.Caller, ct)))
            .WithSummary("Changes a work centre; its code stays.");

        api.Read("/teams", Permission.Read, 100, ([AsParameters] PageQuery page, Api api, FloorQueries floor, CancellationToken ct) => api.List(page, p => floor.Teams(p, ct), t => t.Id, () => floor.CountTeams(ct)))
            .WithSummary("Who does the same kind of work, newest first.");
        api.Create("/teams", Permission.PlanWork, 20, (CreateTeamBody body, Api api, CreateTeamHandler handler, CancellationToken ct) => api.Answer(handler.Handle(new(body.Code, body.Name, body.MemberIds), api.Caller, ct)))
            .WithSummary("Adds a team.");
        api.Edit("PATCH", "/teams/{id:guid}", Permission.PlanWork, 20, (Guid id, ChangeTeamBody body, Api api, ChangeTeamHandler handler, CancellationToken ct) =>
                api.Answer(handler.Handle(new(id, api.RequiredVersion(body.RowVersion), body.Name, body.MemberIds), api.Caller, ct)))
            .WithSummary("Changes a team; members are the whole list, its code stays.");

        api.Write("PUT", "/users/{id:guid}/skills", Permission.PlanWork, 20, (Guid id, SetSkillsBody body, Api api, SetSkillsHandler handler, CancellationToken ct) => api.Answer(handler.Handle(new(id, body.Skills), api.Caller, ct)))
            .WithSummary("What somebody can do, from 1 to 4: the whole list.");
        api.Write("PUT", "/users/{id:guid}/availability", Permission.PlanWork, 20, (Guid id, SetAvailabilityBody body, Api api, SetAvailabilityHandler handler, CancellationToken ct) =>
                api.Answer(handler.Handle(new(id, body.IsAvailable, body.UnavailableUntil), api.Caller, ct)))
            .WithSummary("Whether somebody is there for work.");
    }
}
