using System.Text.RegularExpressions;
using ControlRoom.Core.Kernel;

namespace ControlRoom.Core.Users;

public static partial class UserRules
{
    public const int MinPassword = 10, MaxPassword = 200;

    public static Refusal? EmailInvalid(string? email) => email is { Length: <= 200 } && Address().IsMatch(email) ? null : Refusal.Invalid("EMAIL_INVALID", "/email");

    public static Refusal? NameInvalid(string? name) => name?.Trim() is { Length: >= 1 and <= 200 } ? null : Refusal.Invalid("FULL_NAME_INVALID", "/full_name");

    public static Refusal? PasswordTooWeak(string? password) =>
        password is { Length: >= MinPassword and <= MaxPassword } ? null : Refusal.Invalid("PASSWORD_LENGTH", "/password").With("min", MinPassword).With("max", MaxPassword);

    public static Refusal? RoleMissing(Role? role) => role is null ? Refusal.Invalid("ROLE_MISSING", "/role").With("roles_known", string.Join(", ", Word.All<Role>())) : null;

    public static Refusal? BadgeInvalid(string? badge) => badge is null || Badge().IsMatch(badge) ? null : Refusal.Invalid("BADGE_INVALID", "/badge_code");

    /// <param name="badge">The badge the account will have.</param>
    public static Refusal? PinInvalid(string? pin, string? badge) => pin is null ? null
        : !Pin().IsMatch(pin) ? Refusal.Invalid("PIN_INVALID", "/pin")
        : string.IsNullOrEmpty(badge) ? Refusal.Invalid("PIN_WITHOUT_BADGE", "/pin") : null;

    /// <summary>Somebody must be left who can let others in.</summary>
    public static Refusal? LastAdministrator(User user, Role role, bool active, int otherActiveAdministrators) =>
        user is { Role: Role.Admin, IsActive: true } && (role != Role.Admin || !active) && otherActiveAdministrators == 0 ? Refusal.Conflict("LAST_ADMINISTRATOR") : null;

    public static Refusal? OwnAccount(User user, bool active, Guid caller) => user.Id == caller && !active ? Refusal.Conflict("OWN_ACCOUNT") : null;

    public static Refusal? PreferenceUnknown(string pointer, string? value, IReadOnlyList<string> known) =>
        value is null || known.Contains(value) ? null : Refusal.Invalid("WORD_UNKNOWN", pointer).With("words", string.Join(", ", known));

    /// <summary>All that is wrong with a request, as one refusal; null when nothing is.</summary>
    public static Refusal? All(params Refusal?[] refusals)
    {
        var found = refusals.OfType<Refusal>().ToList();
        return found.Count == 0 ? null : Refusal.Several(RefusalKind.Invalid, "VALIDATION_FAILED", found);
    }

    [GeneratedRegex(@"^[^@\s]+@[^@\s]+$")]
    private static partial Regex Address();

    [GeneratedRegex("^[0-9]{4,8}$")]
    private static partial Regex Pin();

    [GeneratedRegex("^[A-Z0-9-]{1,20}$")]
    private static partial Regex Badge();
}
