using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Upkeep;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Users;

/// <summary>Changes what is given and leaves the rest.</summary>
/// <param name="BadgeCode">Empty takes the badge away.</param>
/// <param name="SeenVersion">Null: whatever it is now.</param>
public sealed record ChangeUser(Guid Id, string? FullName, Role? Role, bool? IsActive, string? Password, int? SeenVersion, string? BadgeCode = null, string? Pin = null, string? Language = null);

/// <remarks>Closing an account is <see cref="DeactivateUserOperation"/> here too; the rest of the change comes with it.</remarks>
public sealed class ChangeUserHandler(TransactionBoundary boundary, OperationRunner runner, DestructiveOperations operations)
{
    /// <summary>Told apart by reference: nobody outside sees it.</summary>
    private static readonly Refusal Closes = TransactionBoundary.Refused(Fault.Transient);

    public async Task<Outcome<UserView>> Handle(ChangeUser command, Caller caller, CancellationToken ct)
    {
        if (UserRules.All(command.FullName is null ? null : UserRules.NameInvalid(command.FullName), command.Password is null ? null : UserRules.PasswordTooWeak(command.Password),
                command.BadgeCode is "" ? null : UserRules.BadgeInvalid(command.BadgeCode), UserRules.PreferenceUnknown("/language", command.Language, Preferences.Languages)) is { } invalid) return invalid;
        var changed = await boundary.Do<UserView>(caller, Permission.Administer, work => Change(work, command, closes: false), ct);
        if (!ReferenceEquals(changed.Refusal, Closes)) return changed;
        var request = new OperationRequest(DeactivateUserOperation.Is, command.Id.ToString()) { SeenVersion = command.SeenVersion };
        return await runner.One(operations[DeactivateUserOperation.Is], command.Id, request, caller, work => Change(work, command with { SeenVersion = null }, closes: true), ct, confirmedBy: "none");
    }

    private static async Task<Outcome<UserView>> Change(Work work, ChangeUser command, bool closes)
    {
        await UserUse.Lock(work, command.Id);
        var user = command.Id == Ids.System ? null : await work.Db.Users.FirstOrDefaultAsync(u => u.Id == command.Id, work.Ct);
        if (user is null) return Refusal.NotFound("user", command.Id);
        if (command.SeenVersion is { } seen && seen != user.RowVersion) return Refusal.Stale(user.RowVersion);
        if (!closes && user.IsActive && command.IsActive == false) return Closes;
        var (role, active) = (command.Role ?? user.Role, command.IsActive ?? user.IsActive);
        var others = await work.Db.Users.CountAsync(u => u.Role == Role.Admin && u.IsActive && u.PasswordHash != null && u.Id != user.Id && u.Id != Ids.System, work.Ct);
        if ((UserRules.OwnAccount(user, active, work.Caller.UserId) ?? UserRules.LastAdministrator(user, role, active, others)) is { } refusal) return refusal;
        var badge = command.BadgeCode is { } given ? given.Length == 0 ? null : given : user.BadgeCode;
        if (UserRules.PinInvalid(command.Pin, badge) is { } wrongPin) return wrongPin;
        if (badge != user.BadgeCode && badge is not null && await work.Db.Users.AnyAsync(u => u.BadgeCode == badge, work.Ct)) return Refusal.Conflict("BADGE_TAKEN").With("badge", badge);
        if (command.FullName?.Trim() is { } name && name != user.FullName) user.Rename(name);
        if (role != user.Role) user.SetRole(role);
        if (active != user.IsActive) user.SetActive(active);
        if (badge != user.BadgeCode) user.SetBadge(badge);
        if (command.Language is { } language && language != Preferences.Of(user.Preferences).Language) user.Speak(language);
        if (command.Pin is { } pin) user.SetPin(PasswordHash.Of(pin));
        if (command.Password is { } password)
        {
            user.SetPassword(PasswordHash.Of(password));
            foreach (var token in await work.Db.LoginTokens.Where(t => t.UserId == user.Id && t.RevokedAt == null).ToListAsync(work.Ct)) token.RevokedAt = work.Now;
        }
        return UserQueries.View(user);
    }
}
