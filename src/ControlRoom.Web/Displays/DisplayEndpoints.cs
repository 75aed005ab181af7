using ControlRoom.Core.Displays;
using ControlRoom.Core.Kernel;
using ControlRoom.Web.Shared.Rest;

namespace ControlRoom.Web.Displays;

public static class DisplayEndpoints
{
    public static void MapDisplays(this ApiRoutes routes) => routes.Area("displays")
        .Read("/dashboard/summary", Permission.Read, 100, (Api api, DashboardQueries dashboard, CancellationToken ct) => api.Show(dashboard.Now(ct)))
        .WithSummary("The key figures of the plant: runs, kilograms, yields, holds, inspections, limits, buffers, pace and alarms.");
}
