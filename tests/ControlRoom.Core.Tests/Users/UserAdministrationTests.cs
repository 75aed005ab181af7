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
