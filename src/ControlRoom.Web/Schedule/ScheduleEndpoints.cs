using ControlRoom.Core.Kernel;
using ControlRoom.Core.Schedule;
using ControlRoom.Web.Shared.Rest;

namespace ControlRoom.Web.Schedule;

public static class ScheduleEndpoints
{
    public static void MapSchedule(this ApiRoutes routes)
    {
        var api = routes.Area("schedule");
        api.Read("/chores", Permission.ReadOperations, 60, async (Api api, ChoreQueries chores, CancellationToken ct) => api.List(await chores.Timetable(ct), null, null))
            .WithSummary("The timetable: every recurring chore with its last run and when it is due next.");
        api.Read("/chores/runs", Permission.ReadOperations, 60, ([AsParameters] PageQuery page, string? chore, Api api, ChoreQueries chores, CancellationToken ct) => api.List(page, p => chores.Runs(chore, p, ct), r => r.Id))
            .WithSummary("Past runs of one chore or of all, newest first.");
        api.Read("/operations", Permission.ReadOperations, 60, (Api api, OperationsQueries operations, CancellationToken ct) => api.Show(operations.Now(ct)))
            .WithSummary("How the machine is: database, feed, seals, storage and the timetable.");
        api.Write("POST", "/chores/{name}/run", Permission.Administer, 20, (string name, Api api, RunChoreHandler handler, CancellationToken ct) => api.Answer(handler.Handle(new(name), api.Caller, ct)))
            .WithSummary("Runs a chore now and answers when it is done.");
    }
}
