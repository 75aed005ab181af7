using System.Globalization;
using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Web.Users;
using Microsoft.AspNetCore.Http.Features;

namespace ControlRoom.Web.Shared.Rest;

/// <summary>
/// What every request to the API passes before its handler: a known route, the rate, who asks, what they may, the key of the intention and a
/// body that can be read. Whatever fails here is a problem, never an error of the framework.
/// </summary>
public sealed class ApiGate(RequestDelegate next, RateWindows rates, TransactionBoundary boundary)
{
    public const string KeyHeader = "Idempotency-Key";

    public async Task InvokeAsync(HttpContext http)
    {
        if (http.GetEndpoint()?.Metadata.GetMetadata<ApiRoute>() is not { } route)
        {
            if (!Requests.IsApi(http)) await next(http);
            else await Unknown(http);
            return;
        }

        if ((Rate(http, route) ?? await Permission(http, route) ?? Key(http, route, out var key) ?? await Body(http, route, key)) is { } refusal) await Problems.Write(http, refusal);
        else await next(http);
    }

    /// <summary>Routing answers a wrong method itself and leaves the allowed ones in <c>Allow</c>.</summary>
    private async Task Unknown(HttpContext http)
    {
        if (http.GetEndpoint() is not (null or RouteEndpoint))
        {
            await next(http);
            if (http.Response.StatusCode != StatusCodes.Status405MethodNotAllowed || http.Response.HasStarted) return;
            await Problems.Write(http, Refusal.Malformed("METHOD_NOT_ALLOWED").With("method", http.Request.Method).With("allow", http.Response.Headers.Allow.ToString()), StatusCodes.Status405MethodNotAllowed);
            return;
        }
        await Problems.Write(http, Refusal.NotFound("resource", http.Request.Path.Value));
    }

    private Refusal? Rate(HttpContext http, ApiRoute route)
    {
        var who = (route.ByAddress ? null : CallerClaims.UserId(http.User)?.ToString()) ?? Requests.Address(http) ?? "";
        if (rates.Count(who, route) is not { } count) return null;
        var headers = http.Response.Headers;
        headers["X-RateLimit-Limit"] = route.Rate.ToString(CultureInfo.InvariantCulture);
        headers["X-RateLimit-Remaining"] = count.Remaining.ToString(CultureInfo.InvariantCulture);
        headers["X-RateLimit-Reset"] = count.ResetsAt.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return count.Refused ? new Refusal(RefusalKind.TooMany, "RATE_LIMITED").With("limit", route.Rate).With("retry_after", count.RetryAfterSeconds) : null;
    }

    private async Task<Refusal?> Permission(HttpContext http, ApiRoute route)
    {
        if (route.Permission is not { } permission) return null;
        if (CallerClaims.UserId(http.User) is null) return new Refusal(RefusalKind.NotSignedIn, http.Request.Headers.Authorization.Count > 0 ? "TOKEN_INVALID" : "NOT_SIGNED_IN");
        var caller = CallerClaims.Caller(http.User, Requests.Address(http), Requests.CorrelationId(http), new Intent(Guid.Empty, http.Request.Method, http.Request.Path, ""));
        return caller.Role.Has(permission) ? null : await boundary.Deny(caller, permission, http.RequestAborted);
    }

    private static Refusal? Key(HttpContext http, ApiRoute route, out Guid key)
    {
        key = default;
        if (!route.NeedsKey) return null;
        var sent = http.Request.Headers[KeyHeader].ToString();
        if (sent.Length == 0) return Refusal.Malformed("IDEMPOTENCY_KEY_REQUIRED");
        return Guid.TryParseExact(sent, "D", out key) && key != Guid.Empty ? null : Refusal.Malformed("IDEMPOTENCY_KEY_INVALID");
    }

    /// <summary>Reads the body once, so that it can be judged as a whole and its fingerprint taken, and gives the handler a readable one.</summary>
    private static async Task<Refusal?> Body(HttpContext http, ApiRoute route, Guid key)
    {
        var request = http.Request;
        if (RequestText.WhyNot(request) is { } badAddress) return badAddress;
        if (route.Method == "GET") return null;
        if (await RequestText.Read(request, route.MaxBody) is not { } bytes) return new Refusal(RefusalKind.TooLarge, "BODY_TOO_LARGE").With("limit", route.MaxBody);
        if (RequestText.WhyNot(bytes) is { } bad) return bad;
        if (route.NeedsKey) http.Features.Set(new Intent(key, request.Method, request.Path + request.QueryString, RequestText.Fingerprint(bytes)));
        if (bytes.Length == 0) bytes = "{}"u8.ToArray();
        request.Body = new MemoryStream(bytes, writable: false);
        request.ContentLength = bytes.Length;
        request.ContentType = "application/json";
        http.Features.Set<IHttpRequestBodyDetectionFeature>(HasBody.Instance);
        return null;
    }

    private sealed class HasBody : IHttpRequestBodyDetectionFeature
    {
        public static readonly HasBody Instance = new();
        public bool CanHaveBody => true;
    }
}
