using ControlRoom.Core.Alarms;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Schedule;
using ControlRoom.Tests.Kit;
using Xunit;

namespace ControlRoom.Core.Tests.Schedule;

public sealed class ChoreWatchTests
{
    private static CancellationToken Ct => TestPlant.Ct;

    [Theory, Databases]
    public async Task A_chore_that_did_not_run_in_time_is_an_alarm_until_it_has_run(Db db)
    {
        await using var plant = await TestPlant.Start(db);
        await plant.Get<ChoreRunner>().CatchUp(Ct);
        Assert.Equal(new ChoreWatchView(0, 0), await plant.Get<ChoreWatch>().Look(Ct));

        // Sweep, dispatch and evaluation are due every minute: a second one is its patience, and half a minute that of the watch.
        plant.Time.Advance(TimeSpan.FromSeconds(149));
        Assert.Equal(new ChoreWatchView(0, 0), await plant.Get<ChoreWatch>().Look(Ct));
        plant.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(new ChoreWatchView(3, 0), await plant.Get<ChoreWatch>().Look(Ct));
        Assert.Equal(new ChoreWatchView(0, 0), await plant.ChangesNothing(() => plant.Get<ChoreWatch>().Look(Ct)));
        Assert.Equal(["CHORE_OVERDUE UNACK 3 dispatch-serials", "CHORE_OVERDUE UNACK 3 evaluate-waits", "CHORE_OVERDUE UNACK 3 reading-sweep"], await Alarms(plant));
        Assert.Equal(["dispatch-serials", "evaluate-waits", "reading-sweep"], (await plant.Get<AlarmQueries>().List(AlarmQueries.Open, Page.Whole, Ct)).Select(a => a.ObjectCode).Order(StringComparer.Ordinal));

        (await plant.Get<ChoreRunner>().Run("reading-sweep", Ct)).Must();
        Assert.Equal(new ChoreWatchView(0, 1), await plant.Get<ChoreWatch>().Look(Ct));
        Assert.Equal(["CHORE_OVERDUE UNACK 3 dispatch-serials", "CHORE_OVERDUE UNACK 3 evaluate-waits", "CHORE_OVERDUE RTN_UNACK 3 reading-sweep"], await Alarms(plant));
    }

    [Theory, Databases]
    public async Task A_chore_that_fails_every_time_is_as_late_as_one_that_does_not_run(Db db)
    {
        await using var plant = await TestPlant.Start(db);
        await plant.Get<ChoreRunner>().CatchUp(Ct);
        await plant.Sql($"ALTER TABLE audit_seals RENAME TO seals_gone");
        for (var i = 0; i < 3; i++)
        {
            plant.Time.Advance(TimeSpan.FromMinutes(8));
            Assert.Equal(ChoreResult.Failed, (await plant.Get<ChoreRunner>().Run("seal-audit", Ct)).Must().Result);
            foreach (var other in (string[])["reading-sweep", "dispatch-serials", "monitors", "evaluate-waits"]) (await plant.Get<ChoreRunner>().Run(other, Ct)).Must();
        }

        await plant.Get<ChoreWatch>().Look(Ct);

        Assert.Equal(["CHORE_OVERDUE UNACK 3 seal-audit"], await Alarms(plant));
        Assert.Equal(3, (await plant.Get<ChoreQueries>().Failures(10, Ct)).Count);
        Assert.Equal(4, (await plant.Get<ChoreQueries>().Recent(10, Ct))["seal-audit"].Count);
    }

    [Theory, Databases]
    public async Task A_timetable_that_never_began_is_seen_as_well(Db db)
    {
        await using var plant = await TestPlant.Start(db);
        var watch = plant.Get<ChoreWatch>();
        plant.Time.Advance(TimeSpan.FromMinutes(3));

        Assert.Equal(3, (await watch.Look(Ct)).Raised);

        Assert.Equal(["CHORE_OVERDUE UNACK 3 dispatch-serials", "CHORE_OVERDUE UNACK 3 evaluate-waits", "CHORE_OVERDUE UNACK 3 reading-sweep"], await Alarms(plant));
    }

    [Theory, Databases(Only = Db.Postgres)]
    public async Task Two_processes_that_watch_raise_one_alarm_for_each_chore(Db db)
    {
        await using var plant = await TestPlant.Start(db);
        await using var neighbour = plant.Neighbour();
        var (one, other) = (plant.Get<ChoreWatch>(), neighbour.Get<ChoreWatch>());
        plant.Time.Advance(TimeSpan.FromMinutes(3));

        await Task.WhenAll(one.Look(Ct), other.Look(Ct));
        await other.Look(Ct);

        Assert.Equal(["CHORE_OVERDUE UNACK 3 dispatch-serials", "CHORE_OVERDUE UNACK 3 evaluate-waits", "CHORE_OVERDUE UNACK 3 reading-sweep"], await Alarms(plant));
    }

    [Theory, Databases]
    public async Task The_state_of_the_machine_is_what_the_database_says(Db db)
    {
        await using var plant = await TestPlant.Start(db);
        await Sealed();
        await plant.Get<Core.Suppliers.CreateSupplierHandler>().Handle(new("SUP-X", "X", null, null, null), plant.Manager, Ct);
        var before = await plant.Get<OperationsQueries>().Now(Ct);

        var now = await Sealed();

        Assert.Equal((1, 0, 1), ((int)before.Seals.Unsealed, (int)now.Seals.Unsealed, (int)(now.Seals.Sealed - before.Seals.Sealed)));
        Assert.Equal(plant.Clock.Now, now.Seals.LastSealAt);
        Assert.Equal(db == Db.Sqlite ? "sqlite" : "postgres", now.Database.Kind);
        Assert.True(now.Database.SizeBytes > 10_000, $"{now.Database.SizeBytes}");
        Assert.EndsWith("_Initial", now.Database.Migration, StringComparison.Ordinal);
        Assert.Equal(db == Db.Postgres, now.Database.Connections > 0);
        Assert.Equal(0, now.Feed.Waiting);
        Assert.NotNull(now.Feed.LastChangeAt);

        // Another database of the same server holds back what may be sealed and told, as long as a transaction is open there.
        Task<OperationsView> Sealed() => Until.Read(async () =>
        {
            (await plant.Get<ChoreRunner>().Run("seal-audit", Ct)).Must();
            return await plant.Get<OperationsQueries>().Now(Ct);
        }, state => state.Seals.Unsealed == 0 && state.Feed.Waiting == 0);
    }

    private static Task<List<string?>> Alarms(TestPlant plant) => plant.Column<string>($"SELECT kind || ' ' || state || ' ' || priority || ' ' || object_code FROM alarms ORDER BY object_code");
}
