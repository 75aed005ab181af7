using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Users;

/// <summary>Who was added at start-up, by address.</summary>
public sealed record FirstUsers(IReadOnlyList<string> Created);

/// <summary>
/// Start-up: the system user always exists; an empty database gets the demo accounts, or its first administrator from the configuration.
/// Safe to repeat, also by several processes at once.
/// </summary>
public sealed class EnsureFirstUsersHandler(TransactionBoundary boundary, PlantOptions plant)
{
    public const string SystemEmail = "system@local";

    public Task<Outcome<FirstUsers>> Handle(CancellationToken ct) =>
        boundary.Do<FirstUsers>(Caller.System(boundary.Clock.Now), Permission.Administer, async work =>
        {
            var created = new List<User>();
            if (!await work.Db.Users.AnyAsync(u => u.Id == Ids.System, work.Ct))
                created.Add(User.Create(Ids.System, SystemEmail, "System jobs", Role.Admin, passwordHash: null, badgeCode: null, work.Now));
            if (plant.IsProduction && await DemoAddresses(work) is { Count: > 0 } found) return Refusal.Conflict("DEMO_ACCOUNTS_IN_PRODUCTION").With("emails", string.Join(", ", found));
            if (!await work.Db.Users.AnyAsync(u => u.Id != Ids.System, work.Ct)) created.AddRange(People(work));
            work.Db.Users.AddRange(created);
            return new FirstUsers([.. created.Select(u => u.Email)]);
        }, ct);

    private static async Task<List<string>> DemoAddresses(Work work)
    {
        var addresses = DemoAccounts.All.Select(a => a.Email).ToList();
        return await work.Db.Users.Where(u => addresses.Contains(u.Email) && u.IsActive).Select(u => u.Email).Order().ToListAsync(work.Ct);
    }

    private IEnumerable<User> People(Work work)
    {
        if (plant is { Demo: true, IsProduction: false, DemoPassword: { Length: > 0 } demoPassword })
        {
            // One hash for all: password and PIN are the same and no secret.
            var (hash, pinHash) = (PasswordHash.Of(demoPassword), plant.DemoPin is { Length: > 0 } pin ? PasswordHash.Of(pin) : null);
            return DemoAccounts.All.Select(a => User.Create(work.NewId(), a.Email, a.FullName, a.Role, hash, a.Badge, work.Now, pinHash));
        }

        return plant.Bootstrap is { Email: { Length: > 0 } email, Password: { Length: > 0 } password }
            ? [User.Create(work.NewId(), email.Trim().ToLowerInvariant(), "Administrator", Role.Admin, PasswordHash.Of(password), null, work.Now)]
            : [];
    }
}
