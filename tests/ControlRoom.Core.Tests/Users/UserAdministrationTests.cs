using ControlRoom.Core.Kernel;
using ControlRoom.Core.Suppliers;
using ControlRoom.Core.Users;
using ControlRoom.Tests.Kit;
using Xunit;

namespace ControlRoom.Core.Tests.Users;

public sealed class UserAdministrationTests
{
    private static CancellationToken Ct => TestPlant.Ct;

    [Theory, Databases]
    public async Task The_language_of_an_account_is_changed_with_a_fact_and_an_unknown_one_is_refused(Db db)
    {
        await using var plant = await TestPlant.Start(db);
        var change = plant.Get<ChangeUserHandler>();
        var person = People.Operator.Id;

        var user = (await change.Handle(new(person, null, null, null, null, 1, Language: "hu"), plant.Admin, Ct)).Must();

        Assert.Equal(("hu", 2), (user.Language, user.RowVersion));
        Assert.Equal("hu", AuditRead.Read((await plant.Event("USER_UPDATED")).NewState, "language"));
        Assert.Equal("WORD_UNKNOWN", (await plant.ChangesNothing(() => change.Handle(new(person, null, null, null, null, 2, Language: "de"), plant.Admin, Ct))).Refusal?.Reasons.Single().Code);
        Assert.Equal(2, (await change.Handle(new(person, null, null, null, null, 2, Language: "hu"), plant.Admin, Ct)).Must().RowVersion);
        Assert.Equal("hu", (await plant.Get<UserQueries>().Me(person, Ct))!.Preferences.Language);
    }

    [Theory, Databases]
    public async Task Who_lost_a_role_may_no_longer_do_what_it_allowed_also_with_a_key(Db db)
    {
        await using var plant = await TestPlant.Start(db);
        var key = (await plant.Get<CreateApiKeyHandler>().Handle(new("gateway", People.Manager.Id, null, null), plant.Admin, Ct)).Must();
        var users = plant.Get<UserQueries>();
        Assert.Equal(Role.Manager, (await users.Identify(key.Key!, Ct))?.Role);
        Assert.Equal(new UserSessions(0, 1), await users.Sessions(People.Manager.Id, Ct));

        (await plant.Get<ChangeUserHandler>().Handle(new(People.Manager.Id, null, Role.Operator, null, null, 1), plant.Admin, Ct)).Must();

        // The page was opened as a manager; the command looks again.
        Assert.Equal("FORBIDDEN", (await plant.Get<CreateSupplierHandler>().Handle(new("SUP-X", "X", null, null, null), plant.Manager, Ct)).Refusal?.Code);
        Assert.Null(await users.Identify(key.Key!, Ct));
    }

    [Theory, Databases]
    public async Task The_last_administrator_and_oneself_stay(Db db)
    {
        await using var plant = await TestPlant.Start(db);
        var change = plant.Get<ChangeUserHandler>();

        Assert.Equal("OWN_ACCOUNT", (await plant.ChangesNothing(() => change.Handle(new(People.Admin.Id, null, null, false, null, 1), plant.Admin, Ct))).Refusal?.Code);
        Assert.Equal("LAST_ADMINISTRATOR", (await plant.ChangesNothing(() => change.Handle(new(People.Admin.Id, null, Role.Viewer, null, null, 1), plant.Admin, Ct))).Refusal?.Code);
    }

    [Theory, Databases]
    public async Task Of_administrators_who_take_the_role_from_each_other_at_once_one_is_left(Db db)
    {
        await using var plant = await TestPlant.Start(db);
        await plant.Sql($"UPDATE users SET role = 'ADMIN' WHERE id = {People.Manager.Id} OR id = {People.SecondManager.Id}");
        Person[] admins = [People.Admin, People.Manager with { Role = Role.Admin }, People.SecondManager with { Role = Role.Admin }];

        // Each takes it from the next in the ring, by the role or by the account.
        var answers = await Race.Of(12, i => plant.Get<ChangeUserHandler>().Handle(
            i % 2 == 0 ? new(admins[(i + 1) % 3].Id, null, Role.Viewer, null, null, null) : new(admins[(i + 1) % 3].Id, null, null, false, null, null), plant.Call(admins[i % 3]), Ct));

        Assert.Equal(1, await plant.Scalar<int>($"SELECT COUNT(*) FROM users WHERE role = 'ADMIN' AND is_active = {true} AND id <> {Core.Kernel.Ids.System}"));
        Assert.Contains(answers, a => a.Done);
        plant.AssertNoFault();
    }

    [Theory, Databases]
    [Trait("Rule", "D-15")]
    public async Task Closing_an_account_by_a_change_is_the_same_operation_as_any_other_way(Db db)
    {
        await using var plant = await TestPlant.Start(db, ["Environment=production"]);
        await new RawRows(plant).Insert("login_tokens", ("user_id", People.Operator.Id), ("token_hash", "x"), ("expires_at", plant.Clock.Now.AddHours(1)));
        var (change, caller) = (plant.Get<ChangeUserHandler>(), plant.Admin);
        ChangeUser close = new(People.Operator.Id, "Gone Away", null, false, null, 1);

        var user = (await change.Handle(close, caller, Ct)).Must();

        Assert.Equal((false, "Gone Away"), (user.IsActive, user.FullName));
        Assert.Equal(["USER_DEACTIVATED", "DESTRUCTIVE_OP_EXECUTED", "USER_UPDATED"], await plant.Words(People.Operator.Id));
        var executed = await plant.Event("DESTRUCTIVE_OP_EXECUTED");
        Assert.Equal(("user.deactivate", "production", "none", "1"), (AuditRead.Read(executed.Metadata, "operation"), AuditRead.Read(executed.Metadata, "environment"), AuditRead.Read(executed.Metadata, "confirmed_by"), AuditRead.Read(executed.Metadata, "impact.sessions")));
        Assert.Equal(0, await plant.Scalar<int>($"SELECT COUNT(*) FROM login_tokens WHERE revoked_at IS NULL"));
        Assert.True((await plant.ChangesNothing(() => change.Handle(close, caller, Ct))).Replayed);
        Assert.Equal("STALE_VERSION", (await plant.ChangesNothing(() => change.Handle(new(People.Viewer.Id, null, null, false, null, 7), plant.Admin, Ct))).Refusal?.Code);

        var refused = await plant.ChangesNothing(() => change.Handle(new(People.Admin.Id, null, null, false, null, null), plant.Admin, Ct), mayNote: true);
        Assert.Equal("OWN_ACCOUNT", refused.Refusal!.Reasons.Single().Code);
        Assert.Equal("user.deactivate", AuditRead.Read((await plant.Event("DESTRUCTIVE_OP_SKIPPED")).Metadata, "operation"));
    }

    [Theory, Databases]
    public async Task A_keys_last_use_is_kept_but_not_written_with_every_request(Db db)
    {
        await using var plant = await TestPlant.Start(db);
        var key = (await plant.Get<CreateApiKeyHandler>().Handle(new("gateway", null, null, null), plant.Admin, Ct)).Must();
        var (note, first) = (plant.Get<NoteKeyUseHandler>(), plant.Clock.Now);
        Assert.Null(await LastUsed());

        Assert.Equal(1, (await note.Handle(new(key.Key!), Ct)).Must().Noted);
        plant.Time.Advance(TimeSpan.FromMinutes(4));
        Assert.Equal(0, (await plant.ChangesNothing(() => note.Handle(new(key.Key!), Ct))).Must().Noted);
        Assert.Equal(first, await LastUsed());
        plant.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(1, (await note.Handle(new(key.Key!), Ct)).Must().Noted);
        Assert.Equal(plant.Clock.Now, await LastUsed());
        Assert.Equal(0, (await plant.ChangesNothing(() => note.Handle(new("crk_unknown"), Ct))).Must().Noted);

        async Task<DateTime?> LastUsed() => (await plant.Get<UserQueries>().ApiKeys(Page.Whole, Ct)).Single().LastUsedAt;
    }
}
