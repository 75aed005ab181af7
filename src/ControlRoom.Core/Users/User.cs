using ControlRoom.Core.Kernel;

namespace ControlRoom.Core.Users;

/// <summary>A person, or the system user that background work acts as.</summary>
public sealed class User : Aggregate
{
    private User() { }

    public string Email { get; private init; } = "";
    public string FullName { get; private set; } = "";
    public Role Role { get; private set; }

    /// <summary>Hash by <see cref="PasswordHash"/>; null when login is disabled.</summary>
    public string? PasswordHash { get; private set; }
    public string? BadgeCode { get; private set; }

    /// <summary>Hash by <see cref="PasswordHash"/> of the PIN that goes with the badge; null when the badge alone opens nothing.</summary>
    public string? PinHash { get; private set; }
    public bool IsActive { get; private set; } = true;
    public DateTime CreatedAt { get; private init; }
    public DateTime? LastLogin { get; private set; }

    /// <summary>JSON: theme, language, text size.</summary>
    public string Preferences { get; private set; } = "{}";

    /// <summary>Short name on walls and in lists: the local part of the address.</summary>
    public string ShortName => Email.Split('@')[0];

    public static User Create(Guid id, string email, string fullName, Role role, string? passwordHash, string? badgeCode, DateTime now, string? pinHash = null)
    {
        var user = new User { Id = id, Email = email, FullName = fullName, Role = role, PasswordHash = passwordHash, BadgeCode = badgeCode, PinHash = pinHash, CreatedAt = now };
        user.Noted(new Fact("USER_CREATED", EntityTypes.User, id, email, null, user.State()));
        return user;
    }

    public void SetRole(Role role) => Go(() => Role = role, "USER_UPDATED");

    public void Rename(string fullName) => Go(() => FullName = fullName, "USER_UPDATED");

    /// <summary>A closed account cannot sign in; everything it signed keeps naming it.</summary>
    public void SetActive(bool active) => Go(() => IsActive = active, active ? "USER_REACTIVATED" : "USER_DEACTIVATED");

    public void SetPassword(string hash) => Go(() => PasswordHash = hash, "USER_PASSWORD_SET");

    /// <summary>Another badge, or none; a PIN belongs to its badge and goes with it.</summary>
    public void SetBadge(string? code) => Go(() => (BadgeCode, PinHash) = (code, null), "USER_BADGE_SET");

    public void SetPin(string hash) => Go(() => PinHash = hash, "USER_PIN_SET");

    /// <summary>The language an administrator gives the account; its owner may choose another.</summary>
    public void Speak(string language) => Go(() => Preferences = Json.Text(Users.Preferences.Of(Preferences) with { Language = language }), "USER_UPDATED");

    /// <summary>Looks and language are no state of the plant: no version, no event.</summary>
    public void Prefer(string preferences) => Preferences = preferences;

    public void LoggedIn(DateTime now)
    {
        LastLogin = now;
        Noted(new Fact("LOGIN_SUCCEEDED", EntityTypes.User, Id, Email, null, null));
    }

    private void Go(Action change, string eventType)
    {
        var old = State();
        change();
        Changed(new Fact(eventType, EntityTypes.User, Id, Email, old, State()));
    }

    private object State() => new { role = Word.Of(Role), is_active = IsActive, full_name = FullName, badge_code = BadgeCode, language = Users.Preferences.Of(Preferences).Language };
}

/// <summary>A login over REST: the bearer's hash, never the bearer itself. 12 hours.</summary>
public sealed class LoginToken
{
    public Guid Id { get; init; }
    public Guid UserId { get; init; }

    /// <summary>SHA-256 (hex) of the opaque text the client holds.</summary>
    public required string TokenHash { get; init; }
    public DateTime CreatedAt { get; init; }
    public DateTime ExpiresAt { get; init; }
    public DateTime? RevokedAt { get; set; }
}

/// <summary>A machine's key, <c>crk_…</c>: shown once, kept as a hash, acts as its user with its own role.</summary>
public sealed class ApiKey : Aggregate
{
    private ApiKey() { }

    public string Name { get; private init; } = "";
    public string KeyHash { get; private init; } = "";

    /// <summary>First characters of the key, so that people can tell keys apart.</summary>
    public string Prefix { get; private init; } = "";
    public Guid UserId { get; private init; }

    /// <summary>What the key may do at most; never more than its user.</summary>
    public Role Role { get; private init; }
    public DateTime CreatedAt { get; private init; }
    public DateTime? ExpiresAt { get; private init; }
    public DateTime? RevokedAt { get; private set; }

    /// <summary>About when it was last used; noted every few minutes at most.</summary>
    public DateTime? LastUsedAt { get; private set; }

    public static ApiKey Create(Guid id, string name, string keyHash, string prefix, Guid userId, Role role, DateTime now, DateTime? expiresAt)
    {
        var key = new ApiKey { Id = id, Name = name, KeyHash = keyHash, Prefix = prefix, UserId = userId, Role = role, CreatedAt = now, ExpiresAt = expiresAt };
        key.Noted(new Fact("API_KEY_CREATED", EntityTypes.ApiKey, id, name, null, new { prefix, role = Word.Of(role), user_id = userId }));
        return key;
    }

    /// <summary>Use is no change of the key: no version, no event.</summary>
    public void Used(DateTime now) => LastUsedAt = now;

    public void Revoke(DateTime now)
    {
        RevokedAt = now;
        Changed(new Fact("API_KEY_REVOKED", EntityTypes.ApiKey, Id, Name, new { revoked = false }, new { revoked = true }));
    }
}
