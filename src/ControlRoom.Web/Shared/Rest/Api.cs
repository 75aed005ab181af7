using System.Globalization;
using ControlRoom.Core.Kernel;
using ControlRoom.Web.Users;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.WebUtilities;

namespace ControlRoom.Web.Shared.Rest;

/// <summary>What an endpoint needs beside its handler: who asks, which version they saw, and how an outcome is answered.</summary>
public sealed class Api(IHttpContextAccessor accessor)
{
    private HttpContext Http => accessor.HttpContext ?? throw new InvalidOperationException("There is no request here.");

    /// <summary>Who asks, with the intention of the Idempotency-Key on writes.</summary>
    public Caller Caller => CallerClaims.Caller(Http.User, Requests.Address(Http), Requests.CorrelationId(Http), Http.Features.Get<Intent>());

    /// <summary>Who asks before anyone is signed in.</summary>
    public string? Address => Requests.Address(Http);
    public Guid CorrelationId => Requests.CorrelationId(Http);

    public async Task<Answer<T>> Answer<T>(Task<Outcome<T>> outcome) => new(await outcome);

    /// <summary>The view, or 404 naming what was looked for.</summary>
    public async Task<Answer<T>> Show<T>(Task<T?> view, string entity, object selector) where T : class =>
        new(await view is { } found ? found : Refusal.NotFound(entity, selector));

    public async Task<Answer<T>> Show<T>(Task<T> view) => new(await view);

    /// <summary>A list that is ordered by id: a bare array with the address of the next page in <c>Link</c> and, when asked for, the size of the whole.</summary>
    /// <param name="rows">Reads one page; it is asked for one row more than is shown, which tells whether there is a next one.</param>
    /// <param name="count">The size of the whole, where the list can tell.</param>
    public async Task<Answer<IReadOnlyList<T>>> List<T>(PageQuery page, Func<Page, Task<IReadOnlyList<T>>> rows, Func<T, Guid> id, Func<Task<int>>? count = null)
    {
        var (size, found) = (page.Size, await rows(new(page.Size + 1, page.AfterId)));
        IReadOnlyList<T> shown = found.Count > size ? [.. found.Take(size)] : found;
        return List(shown, found.Count > size ? id(shown[^1]).ToString("N") : null, page.Count == true && count is not null ? await count() : null);
    }

    /// <summary>A list with a cursor of its own.</summary>
    public Answer<IReadOnlyList<T>> List<T>(IReadOnlyList<T> items, string? next, int? total)
    {
        var headers = new List<KeyValuePair<string, string>>();
        if (next is not null) headers.Add(new("Link", $"<{NextAddress(next)}>; rel=\"next\""));
        if (total is not null) headers.Add(new("X-Total-Count", total.Value.ToString(CultureInfo.InvariantCulture)));
        return new(Done(items)) { Headers = headers };
    }

    /// <summary>One view of which a part has pages.</summary>
    public Answer<T> Part<T>(T view, string? next) => new(view) { Headers = next is null ? [] : [new("Link", $"<{NextAddress(next)}>; rel=\"next\"")] };

    /// <summary>The version the caller saw, from If-Match or the body; null when it says nothing.</summary>
    public int? SeenVersion(int? rowVersion)
    {
        var header = Http.Request.Headers.IfMatch.ToString();
        if (header.Length == 0 || header == "*") return rowVersion;
        return header.Length > 2 && header[0] == '"' && header[^1] == '"' && int.TryParse(header.AsSpan(1, header.Length - 2), NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? version
            : throw new RefusedException(Refusal.Invalid("VERSION_INVALID", "/row_version"));
    }

    /// <summary>As <see cref="SeenVersion"/>; designs may not be changed blindly.</summary>
    /// <exception cref="RefusedException">VERSION_MISSING, 428.</exception>
    public int RequiredVersion(int? rowVersion) =>
        SeenVersion(rowVersion) ?? throw new RefusedException(Refusal.VersionMissing);

    /// <summary>Generic, because C# converts no interface implicitly.</summary>
    private static Outcome<T> Done<T>(T value) => value;

    private string NextAddress(string after)
    {
        var query = QueryHelpers.ParseQuery(Http.Request.QueryString.Value);
        query["after"] = after;
        var builder = new QueryBuilder(query.SelectMany(p => p.Value, (p, value) => KeyValuePair.Create(p.Key, value ?? "")));
        return Http.Request.Path + builder.ToString();
    }
}
