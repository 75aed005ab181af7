using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Users;

public sealed record CreateUser(string? Email, string? FullName, Role? Role, string? Password, string? BadgeCode, string? Pin = null);

public sealed class CreateUserHandler(TransactionBoundary boundary)
{
    public async Task<Outcome<UserView>> Handle(CreateUser command, Caller caller, CancellationToken ct)
    {
        if (UserRules.All(UserRules.EmailInvalid(command.Email?.Trim()), UserRules.NameInvalid(command.FullName), UserRules.RoleMissing(command.Role), UserRules.PasswordTooWeak(command.Password),
                UserRules.BadgeInvalid(command.BadgeCode), UserRules.PinInvalid(command.Pin, command.BadgeCode)) is { } invalid && caller.Role.Has(Permission.Administer)) return invalid;
        var mayHash = caller.Role.Has(Permission.Administer);
        var hash = command.Password is { } password && mayHash ? PasswordHash.Of(password) : null;
        var pinHash = command.Pin is { } pin && mayHash ? PasswordHash.Of(pin) : null;
        return await boundary.Do<UserView>(caller, Permission.Administer, async work =>
        {
            var email = command.Email!.Trim().ToLowerInvariant();
            if (await work.Db.Users.AnyAsync(u => u.Email == email, work.Ct)) return Refusal.Conflict("USER_EXISTS").With("email", email);
            if (command.BadgeCode is { } badge && await work.Db.Users.AnyAsync(u => u.BadgeCode == badge, work.Ct)) return Refusal.Conflict("BADGE_TAKEN").With("badge", badge);
            var user = User.Create(work.NewId(), email, command.FullName!.Trim(), command.Role!.Value, hash, command.BadgeCode, work.Now, pinHash);
            work.Db.Users.Add(user);
            return UserQueries.View(user);
        }, ct);
    }
}
