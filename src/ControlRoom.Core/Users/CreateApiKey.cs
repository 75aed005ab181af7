using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Users;

/// <param name="UserId">Whom the key acts as; null = the caller.</param>
/// <param name="Role">What it may do at most; null = what its user may.</param>
public sealed record CreateApiKey(string? Name, Guid? UserId, Role? Role, DateTime? ExpiresAt);

/// <summary>The new key. <see cref="Key"/> is shown here only; a repeat of the request does not show it again.</summary>
public sealed record CreatedApiKey(Guid Id, string Name, string? Key, string Prefix, Guid UserId, Role Role, DateTime CreatedAt, DateTime? ExpiresAt, int RowVersion);

public sealed class CreateApiKeyHandler(TransactionBoundary boundary)
{
    private const int ShownCharacters = 12;

    public async Task<Outcome<CreatedApiKey>> Handle(CreateApiKey command, Caller caller, CancellationToken ct)
    {
        // The stored answer must not hold the key, so it joins the answer after the commit.
        var secret = Secrets.NewApiKey();
        var outcome = await boundary.Do<CreatedApiKey>(caller, Permission.Administer, async work =>
        {
            if (UserRules.All(command.Name?.Trim() is { Length: >= 1 and <= 100 } ? null : Refusal.Invalid("NAME_INVALID", "/name"),
                    command.ExpiresAt is { } expiry && Clock.Utc(expiry) <= work.Now ? Refusal.Invalid("EXPIRY_PAST", "/expires_at") : null) is { } invalid) return invalid;
            var userId = command.UserId ?? caller.UserId;
            var user = await work.Db.Users.AsNoTracking().FirstOrDefaultAsync(u => u.Id == userId && u.IsActive && u.Id != Ids.System, work.Ct);
            if (user is null) return Refusal.Invalid("USER_UNKNOWN", "/user_id");
            var role = command.Role ?? user.Role;
            if (!user.Role.Covers(role)) return Refusal.Invalid("KEY_ROLE_TOO_HIGH", "/role").With("role", Word.Of(user.Role));
            var key = ApiKey.Create(work.NewId(), command.Name!.Trim(), Secrets.Hash(secret), secret[..ShownCharacters], user.Id, role, work.Now,
                command.ExpiresAt is { } until ? Clock.Truncate(Clock.Utc(until)) : null);
            work.Db.ApiKeys.Add(key);
            return new CreatedApiKey(key.Id, key.Name, null, key.Prefix, key.UserId, key.Role, key.CreatedAt, key.ExpiresAt, key.RowVersion);
        }, ct);
        return outcome is { Done: true, Replayed: false } ? outcome.Value with { Key = secret } : outcome;
    }
}
