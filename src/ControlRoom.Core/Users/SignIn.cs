using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Users;

/// <param name="WantsToken">A client of the API: it gets a login token. A browser gets a cookie instead.</param>
public sealed record SignIn(string? Email, string? Password, bool WantsToken);

/// <summary>Who signed in; token and expiry only when a token was wanted.</summary>
public sealed record SignedIn(Guid UserId, Role Role, string? Token, DateTime? ExpiresAt);

public sealed class SignInHandler(Dialect dialect, TransactionBoundary boundary, SignInThrottle throttle)
{
    public static readonly TimeSpan TokenLife = TimeSpan.FromHours(12);

    /// <param name="ip">Where the attempt comes from; the throttle counts per account and per address.</param>
    public async Task<Outcome<SignedIn>> Handle(SignIn command, string? ip, Guid correlationId, CancellationToken ct)
    {
        if (UserRules.All(Missing(command.Email, "/email"), Missing(command.Password, "/password")) is { } missing) return missing;
        var email = command.Email!.Trim().ToLowerInvariant();
        if (throttle.WhyNot(email, ip) is { } throttled) return throttled;
        var user = await Find(email, ct);
        if (!PasswordHash.Verify(command.Password!, user is { IsActive: true } ? user.PasswordHash : null)) return await Fail(email, user, ip, correlationId, ct);
        throttle.Succeeded(email);
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

    private async Task<User?> Find(string email, CancellationToken ct)
    {
        await using var db = dialect.Open();
        return await db.Users.AsNoTracking().FirstOrDefaultAsync(u => u.Email == email, ct);
    }

    /// <summary>The same answer for an unknown address, a wrong password and a closed account.</summary>
    private async Task<Refusal> Fail(string email, User? user, string? ip, Guid correlationId, CancellationToken ct)
    {
        if (throttle.Failed(email, ip))
        {
            var now = boundary.Clock.Now;
            var caller = Caller.System(now) with { Ip = ip, CorrelationId = correlationId };
            var known = email.Length <= 200 ? email : email[..200];
            await boundary.Note(caller, new Fact("LOGIN_FAILED", EntityTypes.User, user?.Id ?? Ids.System, known, null, null), ct);
        }
        return new Refusal(RefusalKind.NotSignedIn, "INVALID_CREDENTIALS");
    }
}
