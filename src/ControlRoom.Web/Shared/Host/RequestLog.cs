using ControlRoom.Core.Kernel;
using ControlRoom.Web.Shared.Rest;
using ControlRoom.Web.Users;
using Microsoft.Extensions.Logging.Console;

namespace ControlRoom.Web.Shared.Host;

/// <summary>Puts the ids of a request on every log line written while it is answered; a page's circuit inherits those of its connection.</summary>
public sealed class RequestLog(RequestDelegate next, ILogger<RequestLog> log)
{
    public async Task InvokeAsync(HttpContext http)
    {
        var lines = new LogScope { CorrelationId = Requests.CorrelationId(http), TraceId = Requests.TraceId(http) };
        http.Features.Set(lines);
        using (log.BeginScope(lines)) await next(http);
    }

    /// <summary>Once it is known: who asks, and about which run.</summary>
    public static Task Identify(HttpContext http, RequestDelegate next)
    {
        if (http.Features.Get<LogScope>() is { } lines)
        {
            lines.UserId = CallerClaims.UserId(http.User);
            if (http.Request.Path.Value?.Split('/') is [_, "api", "runs", var run, ..] && Guid.TryParse(run, out var id)) lines.RunId = id;
        }
        return next(http);
    }
}

public static class Logs
{
    private const string Chosen = "Logging:Console:FormatterName";

    /// <summary>In production one JSON object a line, for machines; elsewhere what the console usually looks like. The configuration may choose.</summary>
    public static void UseLogs(this WebApplicationBuilder builder)
    {
        builder.Logging.AddConsoleFormatter<LogLines, ConsoleFormatterOptions>();
        var plant = builder.Configuration.GetSection(PlantOptions.Section).Get<PlantOptions>() ?? new PlantOptions();
        if (plant.IsProduction && string.IsNullOrEmpty(builder.Configuration[Chosen])) builder.Logging.AddConsole(options => options.FormatterName = LogLines.FormatterName);
    }
}
