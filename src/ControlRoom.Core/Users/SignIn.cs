using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Users;

/// <summary>By address and password, or by badge and PIN.</summary>
/// <param name="WantsToken">A client of the API: it gets a login token. A browser gets a cookie instead.</param>
public sealed record SignIn(string? Email, string? Password, bool WantsToken, string? BadgeCode = null, string? Pin = null)
{
    internal bool IsByBadge => BadgeCode is not null || Pin is not null;

    /// <summary>The account as the one who signs in names it.</summary>
    internal string Name => IsByBadge ? BadgeCode!.Trim().ToUpperInvariant() : Email!.Trim().ToLowerInvariant();
}

/// <summary>Who signed in; token and expiry only when a token was wanted.</summary>
public sealed record SignedIn(Guid UserId, Role Role, string? Token, DateTime? ExpiresAt);

public sealed class SignInHandler(Dialect dialect, TransactionBoundary boundary, SignInThrottle throttle)
{
    public static readonly TimeSpan TokenLife = TimeSpan.FromHours(12);

    /// <param name="ip">Where the attempt comes from; the throttle counts per account and per address.</param>
    public async Task<Outcome<SignedIn>> Handle(SignIn command, string? ip, Guid correlationId, CancellationToken ct)
    {
        var missing = command.IsByBadge
            ? UserRules.All(Missing(command.BadgeCode, "/badge_code"), Missing(command.Pin, "/pin"))
            : UserRules.All(Missing(command.Email, "/email"), Missing(command.Password, "/password"));
        if (missing is not null) return missing;
        // Badge and address of one person are throttled apart: who forgot the PIN may still use the password.
        var name = command.Name;
        if (throttle.WhyNot(name, ip) is { } throttled) return throttled;
        var user = await Find(command, ct);
        var (secret, hash) = command.IsByBadge ? (command.Pin!, user?.PinHash) : (command.Password!, user?.PasswordHash);
        if (!PasswordHash.Verify(secret, user is { IsActive: true } ? hash : null)) return await Fail(name, user, ip, correlationId, ct);
        throttle.Succeeded(name);
        var token = command.WantsToken ? Secrets.NewLoginToken() : null;
        var caller = new Caller(user!.Id, user.FullName, user.Role, SignedWith.Password, ip, correlationId);
        return await boundary.Do<SignedIn>(caller, Permission.Read, async work =>
        {
            var loaded = await work.Db.Users.FirstAsync(u => u.Id == user.Id, work.Ct);
            loaded.LoggedIn(work.Now);
            if (token is null) return new SignedIn(loaded.Id, loaded.Role, null, null);
            var login = new LoginToken { Id = work.NewId(), UserId = loaded.Id, TokenHash = Secrets.Hash(token), CreatedAt = work.Now, ExpiresAt = work.Now + TokenLife };
            work.Db.LoginTokens.Add(login);
            return new SignedIn(loaded.Id, loaded.Role, token, login.ExpiresAt);
        }, ct);
    }

    private static Refusal? Missing(string? value, string pointer) => string.IsNullOrEmpty(value) ? Refusal.Invalid("REQUIRED", pointer) : null;

    private async Task<User?> Find(SignIn command, CancellationToken ct)
    {
        await using var db = dialect.Open();
        var name = command.Name;
        var users = db.Users.AsNoTracking();
        return await (command.IsByBadge ? users.FirstOrDefaultAsync(u => u.BadgeCode == name, ct) : users.FirstOrDefaultAsync(u => u.Email == name, ct));
    }

    /// <summary>The same answer for an unknown address or badge, a wrong password or PIN, and a closed account.</summary>
    private async Task<Refusal> Fail(string name, User? user, string? ip, Guid correlationId, CancellationToken ct)
    {
        if (throttle.Failed(name, ip))
        {
            var now = boundary.Clock.Now;
            var caller = Caller.System(now) with { Ip = ip, CorrelationId = correlationId };
            var known = name.Length <= 200 ? name : name[..200];
            await boundary.Note(caller, new Fact("LOGIN_FAILED", EntityTypes.User, user?.Id ?? Ids.System, known, null, null), ct);
        }
        return new Refusal(RefusalKind.NotSignedIn, "INVALID_CREDENTIALS");
    }
}
