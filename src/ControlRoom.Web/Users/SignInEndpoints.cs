using System.Globalization;
using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Users;
using ControlRoom.Web.Shared.Rest;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Mvc;

namespace ControlRoom.Web.Users;

/// <summary>Address and password, or badge and PIN.</summary>
public sealed record LoginBody(string? Email, string? Password, string? BadgeCode, string? Pin);

public sealed record LoginView(string Token, DateTime ExpiresAt, MeView User);

/// <summary>Signing in and out: with a token for clients, with a cookie and forms for people; and where a role begins its work.</summary>
public static class SignInEndpoints
{
    public static void MapSignIn(this ApiRoutes routes)
    {
        var api = routes.Area("sign-in");
        api.Open("POST", "/login", ApiRoute.LoginRate, Login).WithSummary("Signs in by address and password or by badge and PIN, and answers a bearer token for 12 hours.");
        api.Open("POST", "/logout", ApiRoute.UsualRate, Logout).WithSummary("Ends the login token that is sent; harmless without one.");
    }

    public static void MapSignInForms(this IEndpointRouteBuilder app)
    {
        app.MapGet("/", () => Results.LocalRedirect(Home)).AllowAnonymous();
        // Before the page of the same address, which would take posts too.
        app.MapPost("/login", LoginForm).WithOrder(-1);
        app.MapPost("/logout", LogoutForm);
        app.MapPost("/preferences", PreferencesForm).RequireAuthorization();
    }

    /// <summary>The start page of everybody.</summary>
    public const string Home = "/dashboard";

    /// <summary>Where a role begins after signing in: those who run the plant at the command, those who judge it at quality, the hall's display at the wall.</summary>
    public static string Landing(Role role) => role switch { Role.Operator or Role.Manager or Role.Admin => "/command", Role.Auditor => "/validator", _ => "/presentation" };

    private static async Task<Answer<LoginView>> Login(LoginBody body, Api api, SignInHandler handler, UserQueries users, CancellationToken ct)
    {
        var signedIn = await handler.Handle(new(body.Email, body.Password, WantsToken: true, body.BadgeCode, body.Pin), api.Address, api.CorrelationId, ct);
        if (!signedIn.Done) return new(signedIn.Refusal);
        return new(await users.Me(signedIn.Value.UserId, ct) is { } me
            ? new LoginView(signedIn.Value.Token!, signedIn.Value.ExpiresAt!.Value, me)
            : new Refusal(RefusalKind.NotSignedIn, "INVALID_CREDENTIALS"));
    }

    private static async Task<Answer<SignedOut>> Logout(HttpContext http, Api api, SignOutHandler handler, CancellationToken ct) =>
        SignInSchemes.BearerOf(http.Request) is { } bearer && CallerClaims.UserId(http.User) is not null
            ? await api.Answer(handler.Handle(new(bearer), api.Caller, ct))
            : new(new SignedOut(true));

    /// <summary>A refusal goes back to the page as its code; the page says it in words. The address is never part of a URL.</summary>
    private static async Task<IResult> LoginForm(HttpContext http, [FromForm] string? email, [FromForm] string? password, [FromForm(Name = "badge_code")] string? badgeCode, [FromForm] string? pin, [FromForm] string? returnUrl, SignInHandler handler, UserQueries users, RateWindows rates, Dialect dialect, CancellationToken ct)
    {
        try
        {
            return await Enter(http, new(email, password, WantsToken: false, badgeCode, pin), returnUrl, handler, users, rates, ct);
        }
        catch (Exception e) when (dialect.Classify(e) is var fault && fault != Fault.None)
        {
            return Back(TransactionBoundary.Refused(fault).Code, returnUrl, badgeCode is not null);
        }
    }

    private static async Task<IResult> Enter(HttpContext http, SignIn form, string? returnUrl, SignInHandler handler, UserQueries users, RateWindows rates, CancellationToken ct)
    {
        var address = Requests.Address(http);
        var byBadge = form.BadgeCode is not null;
        if (rates.Count(address ?? "", FormRoute) is { Refused: true } count) return Back("RATE_LIMITED", returnUrl, byBadge, count.RetryAfterSeconds);
        if ($"{form.Email}{form.BadgeCode}".Contains('\0')) return Back("INVALID_CREDENTIALS", returnUrl, byBadge);
        var signedIn = await handler.Handle(form, address, Requests.CorrelationId(http), ct);
        if (!signedIn.Done) return Back(signedIn.Refusal.Code, returnUrl, byBadge, signedIn.Refusal.Args.GetValueOrDefault("retry_after"));
        if (await users.Identify(signedIn.Value.UserId, ct) is not { } identity) return Back("INVALID_CREDENTIALS", returnUrl, byBadge);
        await SignInSchemes.SignIn(http, identity);
        return Results.LocalRedirect(IsLocal(returnUrl) ? returnUrl! : Landing(identity.Role));
    }

    private static readonly ApiRoute FormRoute = new("POST", "/login", null, ApiRoute.LoginRate, NeedsKey: false, Creates: false, ApiRoute.UsualBody);

    private static IResult Back(string code, string? returnUrl, bool byBadge, object? wait = null)
    {
        var query = QueryString.Create("refused", code);
        if (byBadge) query = query.Add("by", "badge");
        if (wait is int seconds) query = query.Add("wait", seconds.ToString(CultureInfo.InvariantCulture));
        return Results.LocalRedirect("/login" + (IsLocal(returnUrl) ? query.Add("returnUrl", returnUrl!) : query));
    }

    private static async Task<IResult> LogoutForm(HttpContext http, [FromForm] string? returnUrl)
    {
        await http.SignOutAsync(SignInSchemes.Cookie);
        return Results.LocalRedirect(IsLocal(returnUrl) ? returnUrl! : "/login");
    }

    /// <summary>For the switches of the shell: they come with the cookie, and the page is drawn anew in the new look.</summary>
    private static async Task<IResult> PreferencesForm(HttpContext http, [FromForm] string? theme, [FromForm] string? language, [FromForm(Name = "text_size")] string? textSize, [FromForm] string? returnUrl, SetPreferencesHandler handler, CancellationToken ct)
    {
        var caller = CallerClaims.Caller(http.User, Requests.Address(http), Requests.CorrelationId(http), intent: null);
        await handler.Handle(new(theme, language, textSize), caller, ct);
        return Results.LocalRedirect(IsLocal(returnUrl) ? returnUrl! : "/");
    }

    /// <summary>An address of this site only: <c>//elsewhere</c> and <c>/\elsewhere</c> are not.</summary>
    private static bool IsLocal(string? url) => url is ['/'] || url is ['/', not ('/' or '\\'), ..] && !url.Any(char.IsControl);
}
