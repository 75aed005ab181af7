using ControlRoom.Core.Runs;

namespace ControlRoom.Web.Shared.Host;

/// <summary>Addresses that people still have in their bookmarks, each leading to the page that took its place.</summary>
public static class OldAddresses
{
    /// <summary>The browser's note of the run that was opened last.</summary>
    public const string LastRunCookie = "cr.run";

    private const int LongestCode = 40;
    private const string Command = "/command";

    private static readonly (string Old, string New)[] Moved = [("/flow-v1", "/dashboard"), ("/flow-v2", Command), ("/flow-v3", "/validator")];

    public static void MapOldAddresses(this IEndpointRouteBuilder app)
    {
        foreach (var (old, page) in Moved) app.MapGet(old, () => Results.LocalRedirect(page)).RequireAuthorization();
        app.MapGet("/first-flow", LastRun).RequireAuthorization();
    }

    /// <summary>The buffers of the run that this browser opened last, while it is active; else all runs.</summary>
    private static async Task<IResult> LastRun(HttpContext http, RunQueries runs, CancellationToken ct)
    {
        var opened = http.Request.Cookies[LastRunCookie];
        return opened is { Length: > 0 and <= LongestCode } && opened.All(c => char.IsAsciiLetterOrDigit(c) || c == '-') && await runs.IdOf(opened, ct) is { } id
            && (await runs.Detail(id, ct)).Value is { Status: RunStatus.Running or RunStatus.Hold } run
            ? Results.LocalRedirect($"{Command}/run/{run.RunCode}/buffers")
            : Results.LocalRedirect(Command);
    }
}
