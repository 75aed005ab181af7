using ControlRoom.Core.Kernel;
using ControlRoom.Tests.Kit;
using Xunit;
using static ControlRoom.Core.Tests.Database.Deliveries;

namespace ControlRoom.Core.Tests.Database;

public sealed class CodeSequenceTests
{
    [Theory, Databases, Trait("Rule", "R-NAME-01"), Trait("Rule", "R-NAME-03")]
    public async Task Fifty_at_once_draw_fifty_codes_without_a_gap_and_the_next_day_begins_at_one(Db db)
    {
        await using var plant = await TestPlant.Start(db);
        await using var neighbour = plant.Neighbour();
        TestPlant[] processes = db == Db.Postgres ? [plant, neighbour] : [plant];

        var codes = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => Task.Run(() => Draw(processes[i % processes.Length]), TestPlant.Ct)));

        Assert.Equal(Enumerable.Range(1, 50).Select(n => $"RUN-20260124-DUNA-{n:0000}"), codes.Order(StringComparer.Ordinal));
        plant.Time.Advance(TimeSpan.FromDays(1));
        Assert.Equal("RUN-20260125-DUNA-0001", await Draw(plant));
    }

    [Theory, Databases, Trait("Rule", "R-TIME-01")]
    public async Task Half_past_eleven_utc_is_stored_as_it_was_and_named_after_the_plants_next_day(Db db)
    {
        await using var plant = await TestPlant.Start(db);
        plant.Time.Set(new DateTime(2026, 1, 24, 23, 30, 0, DateTimeKind.Utc));

        Assert.Equal("RUN-20260125-DUNA-0001", await Draw(plant));
        await Make(plant, plant.Manager, "SUP-1");

        Assert.Equal(plant.Time.Now, await plant.Scalar<DateTime>($"SELECT created_at FROM suppliers"));
        await using var context = plant.Open();
        Assert.Equal((plant.Time.Now, DateTimeKind.Utc), (context.Suppliers.Single().CreatedAt, context.Suppliers.Single().CreatedAt.Kind));
    }

    [Theory, Databases]
    public async Task Prefixes_sites_and_days_count_by_themselves(Db db)
    {
        await using var plant = await TestPlant.Start(db);

        Assert.Equal("RUN-20260124-DUNA-0001", await Draw(plant));
        Assert.Equal("RAW-20260124-DUNA-0001", await Draw(plant, "RAW"));
        Assert.Equal("RUN-20260124-PEST-0001", await Draw(plant, site: "PEST"));
        Assert.Equal("RUN-20260124-DUNA-0002", await Draw(plant));
    }

    [Theory, Databases]
    public async Task A_refused_command_gives_its_code_back(Db db)
    {
        await using var plant = await TestPlant.Start(db);
        await plant.Boundary.Do<Made>(plant.Manager, Permission.ManageMasterData, async work =>
        {
            await work.NextCode("RUN", "DUNA");
            return Refusal.Conflict("DUPLICATE");
        }, TestPlant.Ct);

        Assert.Equal("RUN-20260124-DUNA-0001", await Draw(plant));
    }

    [Theory, Databases]
    public async Task A_scanned_code_is_never_given_out_again(Db db)
    {
        await using var plant = await TestPlant.Start(db);
        await Reserve(plant, "RUN-20260124-DUNA-0007");
        Assert.Equal("RUN-20260124-DUNA-0008", await Draw(plant));

        await Reserve(plant, "RUN-20260124-DUNA-0003");
        Assert.Equal("RUN-20260124-DUNA-0009", await Draw(plant));
    }

    [Theory, Databases]
    public async Task After_the_last_number_of_a_day_there_is_no_other(Db db)
    {
        await using var plant = await TestPlant.Start(db);
        await Reserve(plant, "RUN-20260124-DUNA-9998");
        Assert.Equal("RUN-20260124-DUNA-9999", await Draw(plant));

        var outcome = await plant.ChangesNothing(() => plant.Boundary.Do<Made>(plant.Manager, Permission.ManageMasterData, async work =>
            await work.NextCode("RUN", "DUNA") is { Done: false } none ? none.Refusal : Deliver(work, "SUP-1"), TestPlant.Ct));

        Assert.Equal("CODE_SEQUENCE_EXHAUSTED", outcome.Refusal?.Code);
    }

    private static async Task<string> Draw(TestPlant plant, string prefix = "RUN", string site = "DUNA") =>
        (await plant.Boundary.Do<string>(plant.Manager, Permission.ManageMasterData, work => work.NextCode(prefix, site), TestPlant.Ct)).Must();

    private static async Task Reserve(TestPlant plant, string code) =>
        (await plant.Boundary.Do<string>(plant.Manager, Permission.ManageMasterData, async work =>
        {
            await work.Reserve(code);
            return code;
        }, TestPlant.Ct)).Must();
}
