using System.Text;
using System.Text.Json;
using ControlRoom.Core.Database;
using ControlRoom.Core.Feed;
using ControlRoom.Core.Kernel;
using Microsoft.AspNetCore.Http.Features;

namespace ControlRoom.Web.Feed;

/// <summary>The feed as server-sent events. The id of each is its cursor, so that a browser that comes back goes on where it was.</summary>
public sealed class ChangeStream(ChangeQueries changes, Dialect dialect, ChangeCursor after, CancellationToken stopping) : IResult
{
    public const string MediaType = "text/event-stream";

    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    /// <summary>Then the client connects again and shows who it is again.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(15);

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.ContentType = MediaType;
        response.Headers.CacheControl = "no-store";
        response.Headers["X-Accel-Buffering"] = "no";
        httpContext.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(httpContext.RequestAborted, stopping);
        end.CancelAfter(Longest);
        try
        {
            await Write(response, "retry: 2000\n\n", end.Token);
            await foreach (var page in changes.Follow(after, Heartbeat, end.Token)) await Write(response, Text(page), end.Token);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // The client left, the time is over or the process stops: the client comes back with its last id.
        }
        catch (Exception e) when (dialect.Classify(e) != Fault.None)
        {
            // The database went away. The client asks again every two seconds, and is told so until it is back.
        }
    }

    private static string Text(ChangesView page)
    {
        if (page.Items.Count == 0) return ": heartbeat\n\n";
        var text = new StringBuilder();
        foreach (var change in page.Items) text.Append("id: ").Append(change.Cursor).Append("\ndata: ").Append(JsonSerializer.Serialize(change, Json.Options)).Append("\n\n");
        return text.ToString();
    }

    private static async Task Write(HttpResponse response, string text, CancellationToken ct)
    {
        await response.WriteAsync(text, ct);
        await response.Body.FlushAsync(ct);
    }
}
