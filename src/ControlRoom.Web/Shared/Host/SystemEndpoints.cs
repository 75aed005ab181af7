using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Web.Shared.Rest;

namespace ControlRoom.Web.Shared.Host;

/// <param name="Status">ok, starting or degraded.</param>
/// <param name="Db">ok or unavailable.</param>
public sealed record HealthView(string Status, DateTime Timestamp, string Db);

/// <summary>What machines ask: alive, ready, metrics.</summary>
public static class SystemEndpoints
{
    public static void MapSystem(this ApiRoutes api) =>
        api.Open("GET", "/health", ApiRoute.UsualRate, async (StartUp startUp, DatabaseWatch watch, Clock clock, HttpContext http, CancellationToken ct) => await Health(startUp, watch, clock, http, ct))
            .WithSummary("Whether the application and its database work.").Produces<HealthView>().Produces<HealthView>(StatusCodes.Status503ServiceUnavailable);

    public static void MapProbes(this IEndpointRouteBuilder app)
    {
        // It counts from now on, not from the first time somebody looks.
        _ = app.ServiceProvider.GetRequiredService<MetricsPage>();
        app.MapGet("/health", (StartUp startUp, DatabaseWatch watch, Clock clock, HttpContext http, CancellationToken ct) => Health(startUp, watch, clock, http, ct)).ExcludeFromDescription();
        app.MapGet("/health/live", (Clock clock) => Results.Json(new HealthView("ok", clock.Now, "unknown"), Json.Options)).ExcludeFromDescription();
        app.MapGet("/health/ready", (StartUp startUp, DatabaseWatch watch, Clock clock, HttpContext http, CancellationToken ct) => Health(startUp, watch, clock, http, ct)).ExcludeFromDescription();
        app.MapGet("/metrics", async (MetricsPage page, CancellationToken ct) => Results.Text(await page.Text(ct), "text/plain; version=0.0.4")).ExcludeFromDescription();
    }

    private static async Task<IResult> Health(StartUp startUp, DatabaseWatch watch, Clock clock, HttpContext http, CancellationToken ct)
    {
        http.Response.Headers.CacheControl = "no-store";
        var database = await watch.Answers(ct);
        var status = !database ? "degraded" : startUp.IsReady ? "ok" : "starting";
        return Results.Json(new HealthView(status, clock.Now, database ? "ok" : "unavailable"), Json.Options, statusCode: status == "ok" ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }
}
