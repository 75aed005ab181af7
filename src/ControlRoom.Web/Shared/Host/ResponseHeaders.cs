using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ControlRoom.Web.Shared.Rest;

namespace ControlRoom.Web.Shared.Host;

/// <summary>Headers of every response: the correlation id, and what a browser may do with a page of ours.</summary>
public sealed class ResponseHeaders(RequestDelegate next)
{
    /// <summary>Under this name a page finds the nonce of its only inline script, the import map.</summary>
    public const string NonceItem = "csp-nonce";

    // The canvas and Radzen write style attributes; scripts come from files of ours only. The circuit is a web socket to this host.
    private static readonly CompositeFormat Policy = CompositeFormat.Parse("default-src 'self'; script-src 'self' 'nonce-{0}'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self' ws: wss:; " +
        "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'");

    public Task InvokeAsync(HttpContext http)
    {
        var headers = http.Response.Headers;
        headers[Requests.CorrelationHeader] = Requests.CorrelationId(http).ToString();
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(self), microphone=(), geolocation=()";
        var nonce = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        http.Items[NonceItem] = nonce;
        headers.ContentSecurityPolicy = string.Format(CultureInfo.InvariantCulture, Policy, nonce);
        return next(http);
    }
}
