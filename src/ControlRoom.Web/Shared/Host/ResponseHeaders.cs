using ControlRoom.Web.Shared.Rest;

namespace ControlRoom.Web.Shared.Host;

/// <summary>Headers of every response: the correlation id, and what a browser may do with a page of ours.</summary>
public sealed class ResponseHeaders(RequestDelegate next)
{
    // The canvas and Radzen write style attributes; scripts come from files of ours only. The circuit is a web socket to this host.
    private const string Policy = "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self' ws: wss:; " +
        "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

    public Task InvokeAsync(HttpContext http)
    {
        var headers = http.Response.Headers;
        headers[Requests.CorrelationHeader] = Requests.CorrelationId(http).ToString();
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(self), microphone=(), geolocation=()";
        headers.ContentSecurityPolicy = Policy;
        return next(http);
    }
}
