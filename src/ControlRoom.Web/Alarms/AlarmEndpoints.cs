using ControlRoom.Core.Alarms;
using ControlRoom.Core.Kernel;
using ControlRoom.Web.Shared.Rest;

namespace ControlRoom.Web.Alarms;

public static class AlarmEndpoints
{
    public static void MapAlarms(this ApiRoutes routes)
    {
        var api = routes.Area("alarms");
        api.Read("/alarms", Permission.Read, 200, ([AsParameters] PageQuery page, QueryWord<AlarmState>[]? state, Api api, AlarmQueries alarms, CancellationToken ct) =>
                api.List(page, p => alarms.List([.. (state ?? []).Select(s => s.Value)], p, ct), a => a.Id))
            .WithSummary("Alarms in the given states or in all, newest first.");
        api.Write("POST", "/alarms/{id:guid}/acknowledge", Permission.Inspect, 100, (Guid id, Api api, AcknowledgeAlarmHandler handler, CancellationToken ct) => api.Answer(handler.Handle(new(id), api.Caller, ct)))
            .WithSummary("Somebody is on it: the name goes on the wall.");
    }
}
