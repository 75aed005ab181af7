using System.Diagnostics;
using ControlRoom.Core.Kernel;

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

    /// <summary>The items of a list, which JSON lets be null.</summary>
    /// <exception cref="RefusedException">One is: 422.</exception>
    public static IEnumerable<T> Each<T>(IReadOnlyList<T>? items, string field) where T : class =>
        (items ?? []).Select((item, i) => item ?? throw new RefusedException(Refusal.Invalid("FIELD_REQUIRED", $"/{field}/{i}").With("field", $"{field}/{i}")));

    /// <param name="field">Path of the member in the body.</param>
    /// <exception cref="RefusedException">The field is missing: 422.</exception>
    public static T Need<T>(T? value, string field) where T : struct => value ?? throw new RefusedException(Refusal.Invalid("FIELD_REQUIRED", "/" + field).With("field", field));

    public static bool IsApi(HttpContext http) => http.Request.Path.StartsWithSegments(ApiRoutes.Prefix);
}
