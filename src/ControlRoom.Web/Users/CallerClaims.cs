using System.Security.Claims;
using System.Text.Json;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Users;

namespace ControlRoom.Web.Users;

/// <summary>The signed-in person as claims, and back. Rebuilt from the account with every request, so that a changed role counts at once.</summary>
public static class CallerClaims
{
    public const string Language = "language";
    private const string Signature = "signed_with", Stamp = "stamp", From = "address", Looks = "preferences";

    public static ClaimsPrincipal Principal(Identity identity, string? address, string scheme) => new(new ClaimsIdentity(Claims(identity, address), scheme, ClaimTypes.Name, ClaimTypes.Role));

    public static Guid? UserId(ClaimsPrincipal user) => Guid.TryParse(user.FindFirstValue(ClaimTypes.NameIdentifier), out var id) ? id : null;

    public static Role? Role(ClaimsPrincipal user) => Word.TryParse<Role>(user.FindFirstValue(ClaimTypes.Role), out var role) ? role : null;

    public static Preferences Preferences(ClaimsPrincipal user) => user.FindFirstValue(Looks) is { } looks ? Core.Users.Preferences.Of(looks) : new();

    /// <summary>False when the password has changed since the cookie was written.</summary>
    public static bool IsCurrent(ClaimsPrincipal user, Identity identity) => user.FindFirstValue(Stamp) == identity.Stamp;

    /// <exception cref="RefusedException">Nobody is signed in.</exception>
    public static Caller Caller(ClaimsPrincipal user, string? address, Guid correlationId, Intent? intent) =>
        UserId(user) is { } id && Role(user) is { } role
            ? new(id, user.Identity?.Name ?? "", role, Word.TryParse<SignedWith>(user.FindFirstValue(Signature), out var with) ? with : SignedWith.Session, address ?? user.FindFirstValue(From), correlationId, intent)
            : throw new RefusedException(new Refusal(RefusalKind.NotSignedIn, "NOT_SIGNED_IN"));

    private static IEnumerable<Claim> Claims(Identity identity, string? address)
    {
        yield return new(ClaimTypes.NameIdentifier, identity.UserId.ToString());
        yield return new(ClaimTypes.Name, identity.FullName);
        yield return new(ClaimTypes.Email, identity.Email);
        yield return new(ClaimTypes.Role, Word.Of(identity.Role));
        yield return new(Signature, Word.Of(identity.SignedWith));
        yield return new(Stamp, identity.Stamp);
        yield return new(Looks, JsonSerializer.Serialize(identity.Preferences, Json.Options));
        if (identity.Preferences.Language is { } language) yield return new(Language, language);
        if (address is not null) yield return new(From, address);
    }
}
