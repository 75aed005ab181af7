using ControlRoom.Core.Audit;
using ControlRoom.Core.Kernel;
using ControlRoom.Tests.Kit;
using Xunit;

namespace ControlRoom.Core.Tests.Audit;

public sealed class AuditQueriesTests
{
    private static CancellationToken Ct => TestPlant.Ct;

    [Theory, Databases]
    public async Task The_list_is_newest_first_filtered_and_paged_by_its_last_id(Db db)
    {
        await using var plant = await TestPlant.Start(db);
        var (queries, run) = (plant.Get<AuditQueries>(), Guid.NewGuid());
        await plant.Boundary.Note(plant.Manager, PlantedEvents.Fact("RUN_HELD", id: run), Ct);
        plant.Time.Advance(TimeSpan.FromMinutes(1));
        await plant.Boundary.Note(plant.Operator, PlantedEvents.Fact("RUN_RESUMED", id: run), Ct);
        await plant.Boundary.Note(plant.Operator, PlantedEvents.Fact("LOT_HELD", EntityTypes.Lot), Ct);

        var all = await queries.List(new AuditFilter(), 50, null, Ct);
        Assert.Equal(["LOT_HELD", "RUN_RESUMED", "RUN_HELD"], all.Select(e => e.EventType));
        Assert.Equal(["RUN_RESUMED", "RUN_HELD"], (await queries.List(new AuditFilter { EntityType = "run", EntityId = run }, 50, null, Ct)).Select(e => e.EventType));
        Assert.Equal(["RUN_HELD"], (await queries.List(new AuditFilter(), 50, all[1].Id, Ct)).Select(e => e.EventType));
        Assert.Equal(["RUN_HELD"], (await queries.List(new AuditFilter { UserId = People.Manager.Id }, 50, null, Ct)).Select(e => e.EventType));
        Assert.Equal(["RUN_HELD"], (await queries.List(new AuditFilter { To = plant.Clock.Now }, 50, null, Ct)).Select(e => e.EventType));
        Assert.Equal(2, await queries.Count(new AuditFilter { From = plant.Clock.Now }, Ct));
        Assert.Equal(["LOT_HELD"], (await queries.List(new AuditFilter { EventType = "LOT_HELD" }, 50, null, Ct)).Select(e => e.EventType));
        Assert.Equal(("HOLD", "RUNNING", People.Manager.Name, "127.0.0.1"), (all[2].NewState!.Value.GetProperty("status").GetString(), all[2].OldState!.Value.GetProperty("status").GetString(), all[2].UserName, all[2].IpAddress));
    }

    [Theory, Databases, Trait("Rule", "R-AUD-04")]
    public async Task Thirty_days_later_an_event_is_archived_by_age_alone_and_still_found(Db db)
    {
        await using var plant = await TestPlant.Start(db);
        var (queries, run) = (plant.Get<AuditQueries>(), Guid.NewGuid());
        await plant.Boundary.Note(plant.Manager, PlantedEvents.Fact(id: run), Ct);
        var before = await plant.Fingerprint();

        plant.Time.Advance(TimeSpan.FromDays(30) - TimeSpan.FromSeconds(1));
        Assert.False(Assert.Single(await queries.List(new AuditFilter(), 50, null, Ct)).IsArchived);

        plant.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Empty(await queries.List(new AuditFilter(), 50, null, Ct));
        Assert.True(Assert.Single(await queries.List(new AuditFilter { IncludeArchived = true }, 50, null, Ct)).IsArchived);
        Assert.True(Assert.Single(await queries.Trail("run", run, null, 50, null, Ct)).IsArchived);
        Assert.Empty(await queries.Trail("run", run, false, 50, null, Ct));
        Assert.Equal(before, await plant.Fingerprint());
    }

    [Theory, Databases]
    public async Task The_trail_of_a_thing_begins_at_its_beginning(Db db)
    {
        await using var plant = await TestPlant.Start(db);
        var (queries, run) = (plant.Get<AuditQueries>(), Guid.NewGuid());
        foreach (var type in (string[])["RUN_CREATED", "RUN_STARTED", "RUN_HELD"]) await plant.Boundary.Note(plant.Manager, PlantedEvents.Fact(type, id: run), Ct);
        await plant.Note(1);

        var trail = await queries.Trail("run", run, null, 2, null, Ct);
        Assert.Equal(["RUN_CREATED", "RUN_STARTED"], trail.Select(e => e.EventType));
        Assert.Equal(["RUN_HELD"], (await queries.Trail("run", run, null, 2, trail[1].Id, Ct)).Select(e => e.EventType));
        Assert.Equal(3, await queries.CountTrail("run", run, null, Ct));
    }
}
