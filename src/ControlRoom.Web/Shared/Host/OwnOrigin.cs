using ControlRoom.Core.Kernel;
using ControlRoom.Web.Shared.Rest;

namespace ControlRoom.Web.Shared.Host;

/// <summary>
/// A browser says which site a page is from when it opens a circuit or sends a form. Pages of another site get neither: a circuit acts with the
/// cookie of whoever looks at it, and web sockets know no other protection.
/// </summary>
public sealed class OwnOrigin(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext http)
    {
        var request = http.Request;
        var changes = !HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method);
        if ((!changes && !IsSocket(request)) || IsOwn(request)) return next(http);
        var foreign = Refusal.NotAllowed("FOREIGN_ORIGIN").With("origin", request.Headers.Origin.ToString());
        if (Requests.IsApi(http)) return Problems.Write(http, foreign);
        http.Response.StatusCode = StatusCodes.Status403Forbidden;
        return http.Response.WriteAsync($"{foreign.Detail()} {foreign.Guidance()}", http.RequestAborted);
    }

    /// <summary>Of HTTP/1.1; over HTTP/2 a socket is a CONNECT, which is no GET.</summary>
    private static bool IsSocket(HttpRequest request) => request.Headers.Upgrade.Contains("websocket", StringComparer.OrdinalIgnoreCase);

    /// <summary>Scripts and services send no origin; <c>null</c> is what a sandboxed page calls itself.</summary>
    private static bool IsOwn(HttpRequest request)
    {
        var origin = request.Headers.Origin;
        return origin.Count == 0 || (origin.Count == 1 && Uri.TryCreate(origin[0], UriKind.Absolute, out var site) && string.Equals(site.Authority, Authority(request), StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Spelled as <see cref="Uri"/> does, which leaves out the usual port of the scheme.</summary>
    private static string Authority(HttpRequest request) => Uri.TryCreate($"{request.Scheme}://{request.Host}", UriKind.Absolute, out var own) ? own.Authority : "";
}
