using ControlRoom.Core.Kernel;
using ControlRoom.Web.Shared.Rest;

namespace ControlRoom.Web.Shared.Host;

/// <summary>Until the database is brought up to the model nothing is asked of it.</summary>
public sealed class ReadyGate(RequestDelegate next, StartUp startUp)
{
    public Task InvokeAsync(HttpContext http)
    {
        var path = http.Request.Path;
        if (startUp.IsReady || path.StartsWithSegments("/health") || path.StartsWithSegments("/api/health") || path.StartsWithSegments("/metrics")) return next(http);
        var starting = new Refusal(RefusalKind.Unavailable, "STARTING");
        if (Requests.IsApi(http)) return Problems.Write(http, starting);
        http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        http.Response.Headers.RetryAfter = "1";
        return http.Response.WriteAsync(starting.Detail(), http.RequestAborted);
    }
}
