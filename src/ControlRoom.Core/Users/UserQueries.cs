using System.Text.Json;
using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Users;

/// <summary>What a person sees of an account. Never its hash.</summary>
public sealed record UserView(Guid Id, string Email, string FullName, Role Role, string? BadgeCode, bool IsActive, DateTime CreatedAt, DateTime? LastLogin, string? Language, bool HasPin, int RowVersion);

/// <summary>What is signed in with an account beside cookies, which keep no row.</summary>
/// <param name="LoginTokens">Logins over REST that are neither expired nor ended.</param>
/// <param name="ApiKeys">Keys that act as it.</param>
public sealed record UserSessions(int LoginTokens, int ApiKeys);

/// <summary>How someone likes to read; null = what the browser and the plant say.</summary>
public sealed record Preferences(string? Theme = null, string? Language = null, string? TextSize = null)
{
    public static readonly IReadOnlyList<string> Themes = ["dark", "light", "contrast"], Languages = ["en", "hu"], TextSizes = ["normal", "large", "larger"];

    public static Preferences Of(string json) => JsonSerializer.Deserialize<Preferences>(json, Json.Options) ?? new();
}

/// <summary>Oneself: the account, what one may do, and how one likes to read.</summary>
public sealed record MeView(Guid Id, string Email, string FullName, Role Role, string? BadgeCode, DateTime CreatedAt, DateTime? LastLogin, IReadOnlyList<Permission> Permissions, Preferences Preferences, int RowVersion);

/// <summary>Who a cookie, a login token or an API key stands for, as the account is now.</summary>
/// <param name="Role">With an API key the key's own role.</param>
/// <param name="Stamp">Changes with the password, which ends what was signed in before.</param>
public sealed record Identity(Guid UserId, string Email, string FullName, Role Role, SignedWith SignedWith, Preferences Preferences, string Stamp);

/// <summary>A machine's key as administrators see it: never the key.</summary>
public sealed record ApiKeyView(Guid Id, string Name, string Prefix, Guid UserId, string UserEmail, Role Role, DateTime CreatedAt, DateTime? ExpiresAt, DateTime? RevokedAt, DateTime? LastUsedAt, int RowVersion);

public sealed class UserQueries(Dialect dialect, Clock clock)
{
    /// <summary>People and machines; the system user is nobody's business.</summary>
    public async Task<IReadOnlyList<UserView>> List(Page page, CancellationToken ct)
    {
        await using var db = dialect.Open();
        var users = db.Users.AsNoTracking().Where(u => u.Id != Ids.System);
        if (page.After is { } after) users = users.Where(u => u.Id.CompareTo(after) < 0);
        return [.. (await users.OrderByDescending(u => u.Id).Take(page.Limit).ToListAsync(ct)).Select(View)];
    }

    public async Task<int> Count(CancellationToken ct)
    {
        await using var db = dialect.Open();
        return await db.Users.CountAsync(u => u.Id != Ids.System, ct);
    }

    public async Task<UserView?> Find(Guid id, CancellationToken ct)
    {
        await using var db = dialect.Open();
        return await db.Users.AsNoTracking().FirstOrDefaultAsync(u => u.Id == id, ct) is { } user ? View(user) : null;
    }

    public async Task<UserSessions> Sessions(Guid id, CancellationToken ct)
    {
        var now = clock.Now;
        await using var db = dialect.Open();
        return new(await db.LoginTokens.CountAsync(t => t.UserId == id && t.RevokedAt == null && t.ExpiresAt > now, ct),
            await db.ApiKeys.CountAsync(k => k.UserId == id && k.RevokedAt == null && (k.ExpiresAt == null || k.ExpiresAt > now), ct));
    }

    public async Task<MeView?> Me(Guid id, CancellationToken ct)
    {
        await using var db = dialect.Open();
        return await db.Users.AsNoTracking().FirstOrDefaultAsync(u => u.Id == id, ct) is { } u
            ? new(u.Id, u.Email, u.FullName, u.Role, u.BadgeCode, u.CreatedAt, u.LastLogin, [.. Enum.GetValues<Permission>().Where(p => u.Role.Has(p))], Preferences.Of(u.Preferences), u.RowVersion)
            : null;
    }

    /// <summary>The active account behind a cookie; null ends it.</summary>
    public async Task<Identity?> Identify(Guid id, CancellationToken ct)
    {
        await using var db = dialect.Open();
        return await db.Users.AsNoTracking().FirstOrDefaultAsync(u => u.Id == id && u.IsActive, ct) is { } user ? Identity(user, user.Role, SignedWith.Session) : null;
    }

    /// <summary>The active account behind a bearer credential, login token or API key; null when it is unknown, expired or revoked.</summary>
    public async Task<Identity?> Identify(string bearer, CancellationToken ct)
    {
        var (hash, now) = (Secrets.Hash(bearer), clock.Now);
        await using var db = dialect.Open();
        if (!bearer.StartsWith(Secrets.ApiKeyPrefix, StringComparison.Ordinal))
        {
            var user = await (from t in db.LoginTokens.AsNoTracking()
                              join u in db.Users.AsNoTracking() on t.UserId equals u.Id
                              where t.TokenHash == hash && t.RevokedAt == null && t.ExpiresAt > now && u.IsActive
                              select u).FirstOrDefaultAsync(ct);
            return user is null ? null : Identity(user, user.Role, SignedWith.Session);
        }

        var found = await (from k in db.ApiKeys.AsNoTracking()
                           join u in db.Users.AsNoTracking() on k.UserId equals u.Id
                           where k.KeyHash == hash && k.RevokedAt == null && (k.ExpiresAt == null || k.ExpiresAt > now) && u.IsActive
                           select new { User = u, k.Role }).FirstOrDefaultAsync(ct);
        return found is null || !found.User.Role.Covers(found.Role) ? null : Identity(found.User, found.Role, SignedWith.ApiKey);
    }

    public async Task<IReadOnlyList<ApiKeyView>> ApiKeys(Page page, CancellationToken ct)
    {
        await using var db = dialect.Open();
        var keys = from k in db.ApiKeys.AsNoTracking() join u in db.Users.AsNoTracking() on k.UserId equals u.Id select new { Key = k, u.Email };
        if (page.After is { } after) keys = keys.Where(k => k.Key.Id.CompareTo(after) < 0);
        return [.. (await keys.OrderByDescending(k => k.Key.Id).Take(page.Limit).ToListAsync(ct)).Select(r => View(r.Key, r.Email))];
    }

    public async Task<int> CountApiKeys(CancellationToken ct)
    {
        await using var db = dialect.Open();
        return await db.ApiKeys.CountAsync(ct);
    }

    internal static UserView View(User u) => new(u.Id, u.Email, u.FullName, u.Role, u.BadgeCode, u.IsActive, u.CreatedAt, u.LastLogin, Preferences.Of(u.Preferences).Language, u.PinHash is not null, u.RowVersion);

    internal static ApiKeyView View(ApiKey k, string email) => new(k.Id, k.Name, k.Prefix, k.UserId, email, k.Role, k.CreatedAt, k.ExpiresAt, k.RevokedAt, k.LastUsedAt, k.RowVersion);

    private static Identity Identity(User user, Role role, SignedWith signedWith) =>
        new(user.Id, user.Email, user.FullName, role, signedWith, Preferences.Of(user.Preferences), Secrets.Hash(user.PasswordHash ?? "")[..16]);
}
