using System.Diagnostics;

namespace ControlRoom.Web.Shared.Rest;

/// <summary>What every request carries, whoever asks.</summary>
public static class Requests
{
    public const string CorrelationHeader = "X-Correlation-Id";

    /// <summary>The caller's own correlation id if it sent a UUID, else one made for this request.</summary>
    public static Guid CorrelationId(HttpContext http)
    {
        if (http.Items.TryGetValue(CorrelationHeader, out var known)) return (Guid)known!;
        var id = Guid.TryParse(http.Request.Headers[CorrelationHeader].ToString(), out var sent) && sent != Guid.Empty ? sent : Guid.CreateVersion7();
        http.Items[CorrelationHeader] = id;
        return id;
    }

    /// <summary>Where the request comes from; an IPv4 address is spelled as one also on a dual-stack socket.</summary>
    public static string? Address(HttpContext http) => http.Connection.RemoteIpAddress is { } address ? (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString() : null;

    public static string TraceId(HttpContext http) => Activity.Current?.TraceId.ToHexString() ?? http.TraceIdentifier;

    public static bool IsApi(HttpContext http) => http.Request.Path.StartsWithSegments(ApiRoutes.Prefix);
}
