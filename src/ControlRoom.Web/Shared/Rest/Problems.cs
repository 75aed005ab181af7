using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using ControlRoom.Core.Kernel;
using Microsoft.AspNetCore.Localization;

namespace ControlRoom.Web.Shared.Rest;

/// <summary>RFC 9457 with our members.</summary>
/// <param name="Title">The code in words; never localised.</param>
/// <param name="Detail">What happened, in the caller's language.</param>
/// <param name="Guidance">What to do next.</param>
public sealed record Problem(string Type, string Title, int Status, string Detail, string Instance, string Code, string Guidance)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? LotCode { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? BufferCode { get; init; }

    /// <summary>The version to look at, when the caller decided on an older one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? CurrentVersion { get; init; }

    /// <summary>Every guard that failed.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ProblemReason>? Reasons { get; init; }

    /// <summary>Every field that is wrong.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ProblemError>? Errors { get; init; }
    public string TraceId { get; init; } = "";

    /// <summary>What a program needs to go on with: <c>usage_state</c>, <c>suggested_action</c>.</summary>
    [JsonExtensionData]
    public IDictionary<string, object?>? Members { get; init; }
}

public sealed record ProblemReason(string Code, string Detail, string Guidance)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? LotCode { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? BufferCode { get; init; }

    public static ProblemReason Of(Refusal refusal, CultureInfo? culture = null) =>
        new(refusal.Code, refusal.Detail(culture), refusal.Guidance(culture)) { LotCode = refusal.LotCode, BufferCode = refusal.BufferCode };
}

/// <param name="Pointer">JSON Pointer into the body; the name of a query parameter with a slash before it.</param>
public sealed record ProblemError(string Pointer, string Code, string Detail)
{
    /// <summary>The node or edge of a graph that is meant.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? NodeId { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? EdgeId { get; init; }

    public static ProblemError Of(Refusal refusal, CultureInfo? culture = null) => new(refusal.Pointer ?? "", refusal.Code, refusal.Detail(culture))
    {
        NodeId = refusal.Args.GetValueOrDefault("node") as string,
        EdgeId = refusal.Args.GetValueOrDefault("edge") as string,
    };
}

/// <summary>The one place where refusals become HTTP.</summary>
public static class Problems
{
    public static int Status(RefusalKind kind) => kind switch
    {
        RefusalKind.Malformed => StatusCodes.Status400BadRequest,
        RefusalKind.NotSignedIn => StatusCodes.Status401Unauthorized,
        RefusalKind.NotAllowed => StatusCodes.Status403Forbidden,
        RefusalKind.NotFound => StatusCodes.Status404NotFound,
        RefusalKind.Conflict or RefusalKind.Stale => StatusCodes.Status409Conflict,
        RefusalKind.Invalid => StatusCodes.Status422UnprocessableEntity,
        RefusalKind.VersionMissing => StatusCodes.Status428PreconditionRequired,
        RefusalKind.TooLarge => StatusCodes.Status413PayloadTooLarge,
        RefusalKind.TooMany => StatusCodes.Status429TooManyRequests,
        RefusalKind.ReadOnly => StatusCodes.Status423Locked,
        RefusalKind.Unavailable => StatusCodes.Status503ServiceUnavailable,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    public static Task Write(HttpContext http, Refusal refusal) => Write(http, refusal, Status(refusal.Kind));

    public static async Task Write(HttpContext http, Refusal refusal, int status)
    {
        var response = http.Response;
        response.StatusCode = status;
        response.ContentType = "application/problem+json; charset=utf-8";
        response.Headers.CacheControl = "no-store";
        if (refusal.Args.TryGetValue("roles", out var roles)) response.Headers["X-Required-Roles"] = roles?.ToString();
        if (refusal.Args.TryGetValue("retry_after", out var seconds)) response.Headers.RetryAfter = Convert.ToString(seconds, CultureInfo.InvariantCulture);
        else if (refusal.Code == "IDEMPOTENCY_IN_PROGRESS" || refusal.Kind == RefusalKind.Unavailable) response.Headers.RetryAfter = "1";
        if (status == StatusCodes.Status401Unauthorized) response.Headers.WWWAuthenticate = "Bearer";
        await JsonSerializer.SerializeAsync(response.Body, Of(http, refusal, status), Json.Options, http.RequestAborted);
    }

    public static Problem Of(HttpContext http, Refusal refusal, int status)
    {
        // The request's own culture: an exception has left the place where it was the current one.
        var culture = http.Features.Get<IRequestCultureFeature>()?.RequestCulture.UICulture ?? CultureInfo.CurrentUICulture;
        var parts = refusal.Reasons;
        var errors = refusal.Kind is RefusalKind.Invalid or RefusalKind.Malformed
            ? (parts.IsEmpty ? string.IsNullOrEmpty(refusal.Pointer) ? [] : [refusal] : parts.AsEnumerable()).Select(r => ProblemError.Of(r, culture)).ToList()
            : [];
        var reasons = errors.Count == 0 ? parts.Select(r => ProblemReason.Of(r, culture)).ToList() : [];
        return new($"/problems/{refusal.Code}", Title(refusal.Code), status, refusal.Detail(culture), http.Request.Path, refusal.Code, refusal.Guidance(culture))
        {
            LotCode = refusal.LotCode,
            BufferCode = refusal.BufferCode,
            CurrentVersion = refusal.Kind == RefusalKind.Stale && refusal.Args.TryGetValue("row_version", out var current) && current is int version ? version : null,
            Reasons = reasons.Count > 0 ? reasons : null,
            Errors = errors.Count > 0 ? errors : null,
            TraceId = Requests.TraceId(http),
            Members = refusal.Members.IsEmpty ? null : new Dictionary<string, object?>(refusal.Members, StringComparer.Ordinal),
        };
    }

    /// <summary><c>ADVANCE_BLOCKED</c> → <c>Advance blocked</c>.</summary>
    public static string Title(string code) => code.Length == 0 ? "" : code[0] + code[1..].Replace('_', ' ').ToLowerInvariant();
}
