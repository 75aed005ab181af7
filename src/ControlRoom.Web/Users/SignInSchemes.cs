using System.Text.Encodings.Web;
using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Users;
using ControlRoom.Web.Shared.Layout;
using ControlRoom.Web.Shared.Rest;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Localization;
using Microsoft.Extensions.Options;

namespace ControlRoom.Web.Users;

/// <summary>
/// How a request proves who it is: a cookie for people, a bearer (login token or API key) for clients. The API takes the cookie on reads
/// only, so that a page of another site can make nobody write.
/// </summary>
public static class SignInSchemes
{
    public const string Cookie = "Cookie", Bearer = "Bearer", CookieName = "controlroom";
    private const string Either = "Either";

    public static readonly TimeSpan Person = TimeSpan.FromHours(12), Wall = TimeSpan.FromDays(30);
    private static readonly TimeSpan Looks = TimeSpan.FromDays(365);

    public static void AddSignIn(this IServiceCollection services)
    {
        services.AddAuthentication(Either)
            .AddPolicyScheme(Either, null, options => options.ForwardDefaultSelector = Choose)
            .AddScheme<AuthenticationSchemeOptions, BearerHandler>(Bearer, null)
            .AddCookie(Cookie, options =>
            {
                options.Cookie.Name = CookieName;
                options.Cookie.HttpOnly = true;
                options.Cookie.SameSite = SameSiteMode.Lax;
                options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
                options.SlidingExpiration = true;
                options.ExpireTimeSpan = Person;
                options.LoginPath = "/login";
                options.ReturnUrlParameter = "returnUrl";
                options.Events.OnValidatePrincipal = Revalidate;
                options.Events.OnRedirectToAccessDenied = Deny;
            });
        services.AddAuthorization();
    }

    /// <summary>Every page is for signed-in people unless it says otherwise.</summary>
    public static void RequireSignIn(this RazorComponentsEndpointConventionBuilder pages) => pages.Add(endpoint =>
    {
        if (endpoint.Metadata.OfType<ComponentTypeMetadata>().Any() && !endpoint.Metadata.OfType<IAllowAnonymous>().Any()) endpoint.Metadata.Add(new AuthorizeAttribute());
    });

    public static Task SignIn(HttpContext http, Identity identity)
    {
        var now = http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
        Remember(http, identity.Preferences);
        // A wall stays signed in over a restart; on a shared terminal the browser forgets with its window.
        var isWall = identity.Role == Role.Viewer;
        return http.SignInAsync(Cookie, CallerClaims.Principal(identity, Requests.Address(http), Cookie), new AuthenticationProperties { IsPersistent = isWall, IssuedUtc = now, ExpiresUtc = now + (isWall ? Wall : Person) });
    }

    /// <summary>The user's look and language become the browser's, where the switches of the page change them again.</summary>
    private static void Remember(HttpContext http, Preferences preferences)
    {
        Append(Preference.ThemeCookie, preferences.Theme);
        Append(Preference.TextCookie, preferences.TextSize);
        Append(CookieRequestCultureProvider.DefaultCookieName, preferences.Language is { } language ? CookieRequestCultureProvider.MakeCookieValue(new(language)) : null);

        void Append(string name, string? value)
        {
            if (value is not null) http.Response.Cookies.Append(name, value, new CookieOptions { MaxAge = Looks, SameSite = SameSiteMode.Lax, Path = "/", IsEssential = true });
        }
    }

    private static Task Deny(RedirectContext<CookieAuthenticationOptions> context)
    {
        // Without a body: the problem page of the status is shown.
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return Task.CompletedTask;
    }

    private static string Choose(HttpContext http) =>
        Requests.IsApi(http) && (http.Request.Headers.Authorization.Count > 0 || !(HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method))) ? Bearer : Cookie;

    private static async Task Revalidate(CookieValidatePrincipalContext context)
    {
        var http = context.HttpContext;
        var users = http.RequestServices.GetRequiredService<UserQueries>();
        Identity? identity;
        try
        {
            identity = CallerClaims.UserId(context.Principal!) is { } id ? await users.Identify(id, http.RequestAborted) : null;
        }
        catch (Exception e) when (http.RequestServices.GetRequiredService<Dialect>().Classify(e) != Fault.None)
        {
            // The cookie is ours and not expired. Whatever it is used for asks the database again, and says that it is away.
            return;
        }

        if (identity is not null && CallerClaims.IsCurrent(context.Principal!, identity)) context.ReplacePrincipal(CallerClaims.Principal(identity, Requests.Address(http), Cookie));
        else context.RejectPrincipal();
    }

    private sealed class BearerHandler(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, UserQueries users, NoteKeyUseHandler noting) : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
    {
        protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
        {
            if (BearerOf(Request) is not { } bearer) return AuthenticateResult.NoResult();
            if (await users.Identify(bearer, Context.RequestAborted) is not { } identity) return AuthenticateResult.Fail("The bearer credential is unknown, expired or revoked.");
            // A machine that cannot be noted now may work all the same.
            if (identity.SignedWith == SignedWith.ApiKey) await noting.Handle(new(bearer), Context.RequestAborted);
            return AuthenticateResult.Success(new AuthenticationTicket(CallerClaims.Principal(identity, Requests.Address(Context), Scheme.Name), Scheme.Name));
        }
    }

    /// <summary>The credential after <c>Authorization: Bearer</c>.</summary>
    public static string? BearerOf(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        return header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) && header.Length is > 7 and <= 300 ? header[7..].Trim() : null;
    }
}
