using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Upkeep;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Users;

/// <summary>Takes away an account that never did anything; any other is deactivated.</summary>
public sealed record RemoveUser(Guid Id, int? SeenVersion = null);

public sealed class RemoveUserHandler(OperationRunner runner)
{
    public Task<Outcome<OperationReport>> Handle(RemoveUser command, Caller caller, CancellationToken ct) =>
        runner.Answer(new OperationRequest(RemoveUserOperation.Is, command.Id.ToString()) { Confirm = true, SeenVersion = command.SeenVersion }, caller, null, ct);
}

public sealed class RemoveUserOperation : DestructiveOperation
{
    public const string Is = "user.remove";

    public override string Noun => "user";
    public override string Verb => "remove";
    public override Permission Permission => Permission.Administer;
    public override string Entity => EntityTypes.User;

    public override SafetyRule Rule => new("it is the last active ADMIN, one's own account, or the author of any audit event or inspection.",
        "Somebody must be left who can let others in, and a signature needs its signer.",
        "Counts the other active administrators, compares the caller, and asks for audit events and inspections of the user. The same is an invariant in every environment (LAST_ADMINISTRATOR, OWN_ACCOUNT, USER_SIGNED_RECORDS, foreign keys and a guard).",
        "sessions, API keys", "Deactivate it.");

    public override IQueryable<Target> Targets(ControlRoomDb db) => UserUse.Targets(db);

    public override Task<Refusal?> WhyUnsafe(ControlRoomDb db, Target target, Asked asked, CancellationToken ct) => WhyKept(db, target, asked, ct);

    public override async Task<Refusal?> WhyNot(ControlRoomDb db, Target target, Asked asked, CancellationToken ct) =>
        await UserUse.Stale(db, target, asked, ct) ?? await WhyKept(db, target, asked, ct);

    public override Task<IReadOnlyDictionary<string, Amount>> Measure(ControlRoomDb db, Target target, CancellationToken ct) => UserUse.Measure(db, target, ct);

    public override Task Lock(Work work, Guid id) => UserUse.Lock(work, id);

    public override async Task<Outcome<IReadOnlyDictionary<string, Amount>>> Carry(Work work, Target target, Asked asked)
    {
        var user = await work.Db.Users.AsNoTracking().FirstAsync(u => u.Id == target.Id, work.Ct);
        var sessions = await work.Db.LoginTokens.CountAsync(t => t.UserId == user.Id && t.RevokedAt == null, work.Ct);
        await work.Db.LoginTokens.Where(t => t.UserId == user.Id).ExecuteDeleteAsync(work.Ct);
        var keys = await work.Db.ApiKeys.Where(k => k.UserId == user.Id).ExecuteDeleteAsync(work.Ct);
        await work.Db.Users.Where(u => u.Id == user.Id).ExecuteDeleteAsync(work.Ct);
        work.Record(new Fact("USER_REMOVED", EntityTypes.User, user.Id, user.Email, new { role = Word.Of(user.Role), full_name = user.FullName, is_active = user.IsActive }, null) { Metadata = new { reason = asked.Reason } });
        return Went(("sessions", sessions), ("api_keys", keys));
    }

    private static async Task<Refusal?> WhyKept(ControlRoomDb db, Target target, Asked asked, CancellationToken ct)
    {
        if (await UserUse.WhyNeeded(db, target, asked, ct) is { } needed) return needed;
        return await db.AuditEvents.AnyAsync(e => e.UserId == target.Id, ct) || await db.Inspections.AnyAsync(i => i.InspectorId == target.Id, ct)
            ? Refusal.Conflict("USER_SIGNED_RECORDS").With("user", target.Code)
            : null;
    }
}

/// <summary>Closes an account: nobody signs in with it any more, and everything it signed keeps naming it.</summary>
public sealed class DeactivateUserOperation : DestructiveOperation
{
    public const string Is = "user.deactivate";

    public override string Noun => "user";
    public override string Verb => "deactivate";
    public override Permission Permission => Permission.Administer;
    public override string Entity => EntityTypes.User;
    public override bool Removes => false;

    public override bool CanBeUndone => true;

    public override SafetyRule Rule => new("it is the last active ADMIN, or one's own account.",
        "Somebody must be left who can let others in.",
        "Counts the other active administrators and compares the caller. The same is an invariant in every environment (LAST_ADMINISTRATOR, OWN_ACCOUNT).",
        "sessions, API keys", "Make somebody else an administrator first.");

    public override IQueryable<Target> Targets(ControlRoomDb db) => UserUse.Targets(db);

    public override Task<Refusal?> WhyUnsafe(ControlRoomDb db, Target target, Asked asked, CancellationToken ct) => UserUse.WhyNeeded(db, target, asked, ct);

    public override async Task<Refusal?> WhyNot(ControlRoomDb db, Target target, Asked asked, CancellationToken ct)
    {
        if (await UserUse.Stale(db, target, asked, ct) is { } stale) return stale;
        if (!await db.Users.AnyAsync(u => u.Id == target.Id && u.IsActive, ct)) return Refusal.Conflict("USER_INACTIVE").With("user", target.Code);
        return await UserUse.WhyNeeded(db, target, asked, ct);
    }

    public override Task<IReadOnlyDictionary<string, Amount>> Measure(ControlRoomDb db, Target target, CancellationToken ct) => UserUse.Measure(db, target, ct);

    public override Task Lock(Work work, Guid id) => UserUse.Lock(work, id);

    public override async Task<Outcome<IReadOnlyDictionary<string, Amount>>> Carry(Work work, Target target, Asked asked)
    {
        var impact = await Measure(work.Db, target, work.Ct);
        (await work.Db.Users.FirstAsync(u => u.Id == target.Id, work.Ct)).SetActive(false);
        foreach (var token in await work.Db.LoginTokens.Where(t => t.UserId == target.Id && t.RevokedAt == null).ToListAsync(work.Ct)) token.RevokedAt = work.Now;
        return Went(impact);
    }

    public override Task<bool> Holds(Work work, Target target) => work.Db.Users.AnyAsync(u => u.Id == target.Id && !u.IsActive, work.Ct);
}

/// <summary>What hangs on an account. The system user is nobody's business.</summary>
internal static class UserUse
{
    public static IQueryable<Target> Targets(ControlRoomDb db) => db.Users.Where(u => u.Id != Ids.System).Select(u => new Target { Id = u.Id, Code = u.Email, Name = u.FullName });

    public static async Task<Refusal?> Stale(ControlRoomDb db, Target target, Asked asked, CancellationToken ct)
    {
        var version = await db.Users.Where(u => u.Id == target.Id).Select(u => u.RowVersion).FirstAsync(ct);
        return asked.SeenVersion is { } seen && seen != version ? Refusal.Stale(version) : null;
    }

    public static async Task<Refusal?> WhyNeeded(ControlRoomDb db, Target target, Asked asked, CancellationToken ct)
    {
        var user = await db.Users.AsNoTracking().FirstAsync(u => u.Id == target.Id, ct);
        var others = await db.Users.CountAsync(u => u.Role == Role.Admin && u.IsActive && u.PasswordHash != null && u.Id != user.Id && u.Id != Ids.System, ct);
        return UserRules.OwnAccount(user, active: false, asked.By.UserId) ?? UserRules.LastAdministrator(user, user.Role, active: false, others);
    }

    public static async Task<IReadOnlyDictionary<string, Amount>> Measure(ControlRoomDb db, Target target, CancellationToken ct) => Impact.Of(
        ("sessions", await db.LoginTokens.CountAsync(t => t.UserId == target.Id && t.RevokedAt == null, ct)), ("api_keys", await db.ApiKeys.CountAsync(k => k.UserId == target.Id, ct)));

    /// <summary>All administrators: two that close each other at once must not leave nobody.</summary>
    public static async Task Lock(Work work, Guid id) => await work.LockUsers([id, .. await work.Db.Users.Where(u => u.Role == Role.Admin && u.IsActive).Select(u => u.Id).ToListAsync(work.Ct)]);
}
