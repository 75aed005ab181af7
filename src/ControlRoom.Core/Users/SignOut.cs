using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Users;

/// <param name="Bearer">The login token to end; a cookie ends in the browser.</param>
public sealed record SignOut(string Bearer);

public sealed record SignedOut(bool Done);

public sealed class SignOutHandler(TransactionBoundary boundary)
{
    public Task<Outcome<SignedOut>> Handle(SignOut command, Caller caller, CancellationToken ct) => boundary.Do<SignedOut>(caller, Permission.Read, async work =>
    {
        var hash = Secrets.Hash(command.Bearer);
        if (await work.Db.LoginTokens.FirstOrDefaultAsync(t => t.TokenHash == hash, work.Ct) is { RevokedAt: null } token)
        {
            token.RevokedAt = work.Now;
            work.Record(new Fact("USER_SIGNED_OUT", EntityTypes.User, caller.UserId, caller.Name, null, null));
        }
        return new SignedOut(true);
    }, ct);
}
