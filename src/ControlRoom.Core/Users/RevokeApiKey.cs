using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Users;

/// <summary>Ends a key at once; its row stays, because it signed records.</summary>
public sealed record RevokeApiKey(Guid Id);

public sealed class RevokeApiKeyHandler(TransactionBoundary boundary)
{
    public Task<Outcome<ApiKeyView>> Handle(RevokeApiKey command, Caller caller, CancellationToken ct) => boundary.Do<ApiKeyView>(caller, Permission.Administer, async work =>
    {
        var key = await work.Db.ApiKeys.FirstOrDefaultAsync(k => k.Id == command.Id, work.Ct);
        if (key is null) return Refusal.NotFound("api_key", command.Id);
        if (key.RevokedAt is not null) return Refusal.Conflict("API_KEY_REVOKED").With("name", key.Name);
        key.Revoke(work.Now);
        var email = await work.Db.Users.Where(u => u.Id == key.UserId).Select(u => u.Email).FirstAsync(work.Ct);
        return UserQueries.View(key, email);
    }, ct);
}
