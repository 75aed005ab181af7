using ControlRoom.Core.Kernel;
using ControlRoom.Core.Upkeep;
using ControlRoom.Web.Alarms;
using ControlRoom.Web.Audit;
using ControlRoom.Web.Dispatch;
using ControlRoom.Web.Displays;
using ControlRoom.Web.Feed;
using ControlRoom.Web.Floor;
using ControlRoom.Web.Flows;
using ControlRoom.Web.Lots;
using ControlRoom.Web.Lots.Labels;
using ControlRoom.Web.Monitors;
using ControlRoom.Web.Products;
using ControlRoom.Web.Quality;
using ControlRoom.Web.Reports;
using ControlRoom.Web.Runs;
using ControlRoom.Web.Schedule;
using ControlRoom.Web.Serials;
using ControlRoom.Web.Settings;
using ControlRoom.Web.Shared.Host;
using ControlRoom.Web.Shared.Rest;
using ControlRoom.Web.Stock;
using ControlRoom.Web.Suppliers;
using ControlRoom.Web.Tickets;
using ControlRoom.Web.Upkeep;
using ControlRoom.Web.Users;

namespace ControlRoom.Web;

/// <summary>Every address of the house that is no page. One line per area.</summary>
public static class Endpoints
{
    public static void MapControlRoom(this WebApplication app)
    {
        var api = new ApiRoutes(app, "system");
        api.MapSystem();
        api.MapSignIn();
        api.MapUsers();
        api.MapFlows();
        api.MapRuns();
        api.MapLots();
        api.MapLabels();
        api.MapStock();
        api.MapQuality();
        api.MapGates();
        api.MapDeviations();
        api.MapSuppliers();
        api.MapProducts();
        api.MapTickets();
        api.MapFloor();
        api.MapWork();
        api.MapAlarms();
        api.MapDisplays();
        api.MapFeed();
        api.MapAudit();
        api.MapReports();
        api.MapSchedule();
        api.MapFlags();
        api.MapSerials(app.Services.GetRequiredService<PlantOptions>());
        api.MapMonitors();
        api.MapOperations(app.Services.GetRequiredService<DestructiveOperations>());

        app.MapOpenApi("/openapi/{documentName}.json");
        app.MapProbes();
        app.MapSignInForms();
        app.MapOldAddresses();
    }
}
