using System.Reflection;
using System.Text.Json;
using ControlRoom.Core.Kernel;
using Microsoft.AspNetCore.Http.Metadata;

namespace ControlRoom.Web.Shared.Rest;

/// <summary>An outcome on its way to the caller: the resource itself with its headers, or a problem.</summary>
public sealed class Answer<T>(Outcome<T> outcome) : IResult, IEndpointMetadataProvider
{
    private static readonly Func<T, int>? RowVersion = typeof(T).GetProperty("RowVersion", typeof(int))?.GetMethod?.CreateDelegate<Func<T, int>>();

    /// <summary>Further headers of a success.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    public Task ExecuteAsync(HttpContext httpContext)
    {
        if (!outcome.Done) return Problems.Write(httpContext, outcome.Refusal);
        var response = httpContext.Response;
        var creates = httpContext.GetEndpoint()?.Metadata.GetMetadata<ApiRoute>()?.Creates ?? false;
        response.StatusCode = creates && !outcome.Replayed ? StatusCodes.Status201Created : StatusCodes.Status200OK;
        if (outcome.Replayed) response.Headers["Idempotent-Replayed"] = "true";
        if (RowVersion is not null && outcome.Value is not null) response.Headers.ETag = $"\"{RowVersion(outcome.Value)}\"";
        foreach (var (name, value) in Headers) response.Headers[name] = value;
        response.ContentType = "application/json; charset=utf-8";
        return JsonSerializer.SerializeAsync(response.Body, outcome.Value, Json.Options, httpContext.RequestAborted);
    }

    static void IEndpointMetadataProvider.PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(T), ["application/json"]));
}
