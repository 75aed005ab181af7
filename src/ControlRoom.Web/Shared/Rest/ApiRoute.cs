using ControlRoom.Core.Kernel;

namespace ControlRoom.Web.Shared.Rest;

/// <summary>What a route of the API promises. Gate, OpenAPI, the documentation and the route × role tests all read it from the endpoint.</summary>
/// <param name="Path">The whole pattern, <c>/api/runs/{id:guid}/advance</c>.</param>
/// <param name="Permission">Null: anyone, signed in or not.</param>
/// <param name="Rate">Requests per window and caller.</param>
/// <param name="NeedsKey">A write: Idempotency-Key required.</param>
/// <param name="Creates">The first success answers 201.</param>
/// <param name="MaxBody">Largest body in bytes.</param>
public sealed record ApiRoute(string Method, string Path, Permission? Permission, int Rate, bool NeedsKey, bool Creates, int MaxBody)
{
    public const int UsualRate = 200, DeleteRate = 20, LoginRate = 10;
    public const int UsualBody = 1 << 20, BatchBody = 5 << 20;

    /// <summary>Changes a design: who does not say which version they saw is answered 428.</summary>
    public bool NeedsVersion { get; init; }

    /// <summary>The length of its window; null: that of all routes.</summary>
    public TimeSpan? Window { get; init; }

    /// <summary>Counts by address also who is signed in.</summary>
    public bool ByAddress { get; init; }

    /// <summary>The two share one window per caller only when they are the same route.</summary>
    public string Name => $"{Method} {Path}";
}

/// <summary>The words in which an area declares its routes. Everything else about a request is done once, by <see cref="ApiGate"/>.</summary>
public sealed class ApiRoutes(IEndpointRouteBuilder endpoints, string area)
{
    public const string Prefix = "/api";

    /// <summary>The same words for another area; its name groups the routes in the documentation.</summary>
    public ApiRoutes Area(string name) => new(endpoints, name);

    /// <summary>GET: changes nothing.</summary>
    public RouteHandlerBuilder Read(string path, Permission permission, int rate, Delegate handler) =>
        Map(new ApiRoute("GET", Prefix + path, permission, rate, NeedsKey: false, Creates: false, ApiRoute.UsualBody), handler);

    /// <summary>POST that makes something: 201 the first time, 200 with the same answer on a repeat.</summary>
    public RouteHandlerBuilder Create(string path, Permission permission, int rate, Delegate handler, int maxBody = ApiRoute.UsualBody) =>
        Map(new ApiRoute("POST", Prefix + path, permission, rate, NeedsKey: true, Creates: true, maxBody), handler);

    /// <summary>POST, PUT, PATCH or DELETE that changes something: 200.</summary>
    public RouteHandlerBuilder Write(string method, string path, Permission permission, int rate, Delegate handler, int maxBody = ApiRoute.UsualBody) =>
        Map(new ApiRoute(method, Prefix + path, permission, rate, NeedsKey: true, Creates: false, maxBody), handler);

    /// <summary>PUT or PATCH of a design, which may not be changed blindly; the handler asks <see cref="Api.RequiredVersion"/>.</summary>
    public RouteHandlerBuilder Edit(string method, string path, Permission permission, int rate, Delegate handler) =>
        Map(new ApiRoute(method, Prefix + path, permission, rate, NeedsKey: true, Creates: false, ApiRoute.UsualBody) { NeedsVersion = true }, handler);

    /// <summary>POST that computes an answer from a body and changes nothing: no key.</summary>
    public RouteHandlerBuilder Ask(string path, Permission permission, int rate, Delegate handler) =>
        Map(new ApiRoute("POST", Prefix + path, permission, rate, NeedsKey: false, Creates: false, ApiRoute.UsualBody), handler);

    /// <summary>For anyone, without a key: login and health.</summary>
    public RouteHandlerBuilder Open(string method, string path, int rate, Delegate handler) =>
        Map(new ApiRoute(method, Prefix + path, null, rate, NeedsKey: false, Creates: false, ApiRoute.UsualBody), handler);

    /// <summary>For anyone, at a rate of its own.</summary>
    public RouteHandlerBuilder Open(ApiRoute route, Delegate handler) => Map(route, handler);

    private RouteHandlerBuilder Map(ApiRoute route, Delegate handler) =>
        endpoints.MapMethods(route.Path, [route.Method], handler).WithMetadata(route).WithTags(area).DisableAntiforgery();
}
