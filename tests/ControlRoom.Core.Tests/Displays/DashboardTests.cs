using ControlRoom.Core.Demo;
using ControlRoom.Core.Displays;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using ControlRoom.Core.Quality;
using ControlRoom.Core.Users;
using ControlRoom.Tests.Kit;
using Xunit;

namespace ControlRoom.Core.Tests.Displays;

public sealed class DashboardTests
{
    [Theory, Databases]
    public async Task The_summary_of_an_idle_plant_says_nothing_it_does_not_know(Db db)
    {
        await using var day = await ProductionDay.Begin(db);
        var summary = await day.Plant.Get<DashboardQueries>().Now(TestPlant.Ct);
        Assert.Equal((1, 0m, 0, 0, 0), (summary.Runs["RUNNING"], summary.ShippedTodayKg, summary.HeldLots, summary.PendingInspections, summary.ViolationsLastDay));
        Assert.Equal((null, null, null, null), (summary.TotalYieldPercent, summary.DeboningYieldPercent, summary.QcPassPercentLastDay, summary.OldestPendingAt));
        Assert.Empty(summary.Ccp);
        Assert.Empty(summary.Alarms);
        Assert.Equal(PlantFloor.BufferCodes, summary.Buffers.Select(b => b.BufferCode));
    }

    [Theory, Databases]
    public async Task The_summary_counts_what_waits_what_is_held_and_what_was_warm(Db db)
    {
        await using var day = await ProductionDay.Begin(db);
        await day.To(1);
        // Registered before the last good check, it is not in the bracket of the one that turns out warm.
        var waiting = await day.Receive(100);
        await day.PassGate(await day.Receive(300));
        var warm = await day.Receive(50);
        await day.Read(warm, 6.8m, MeasurementType.Surface);
        var summary = await day.Plant.Get<DashboardQueries>().Now(TestPlant.Ct);
        Assert.Equal((1, waiting.CreatedAt, 1, 50m), (summary.PendingInspections, summary.OldestPendingAt!.Value, summary.HeldLots, summary.HeldKg));
        Assert.Equal((1, 100m), (summary.ViolationsLastDay, summary.QcPassPercentLastDay!.Value));
        Assert.Equal((1, warm.LotCode, 6.8m, 4.0m, true), summary.Ccp.Single() is var ccp ? (ccp.StepIndex, ccp.LotCode, ccp.TemperatureC, ccp.ThresholdC!.Value, ccp.IsViolation) : default);
        Assert.Equal((1, 1, 1), summary.Alarms.Single(a => a.Priority == 1) is var alarm ? (alarm.Priority, alarm.Count, alarm.Unacknowledged) : default);
        Assert.Equal((0, 1), (summary.Steps.Single().StepIndex, summary.Steps.Single().Executions));
    }

    [Theory, Databases(Only = Db.Sqlite)]
    public async Task The_summary_of_a_finished_day_has_its_yield_and_its_shipped_kilograms(Db db)
    {
        await using var day = await ProductionDay.Begin(db);
        await day.To(10);
        await day.Work();
        (await day.Complete()).Must();
        var (summary, balance) = (await day.Plant.Get<DashboardQueries>().Now(TestPlant.Ct), await day.Balance());
        Assert.Equal((1, balance.ShippedKg), (summary.Runs["COMPLETED"], summary.ShippedTodayKg));
        Assert.Equal((day.Run.RunCode, balance.ShippedKg), summary.MeatYield is { } yield ? (yield.RunCode, yield.ShippedKg) : default);
        Assert.Equal(decimal.Round(balance.ShippedKg / summary.MeatYield!.MeatKg * 100, 1), summary.TotalYieldPercent);
        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10], summary.Steps.Select(s => s.StepIndex));
    }

    /// <summary>Both nights on which the clocks change, and one on which they do not: what left until 03:59 belongs to the day before.</summary>
    [Theory]
    [Databases("2026-01-25T03:00:00Z", 24)]
    [Databases("2026-03-29T02:00:00Z", 23)]
    [Databases("2026-10-25T03:00:00Z", 25)]
    [Trait("Rule", "DOM-11")]
    public async Task The_figures_of_a_day_are_those_of_the_production_day(Db db, string begins, int hoursOfTheDayBefore)
    {
        var begun = DateTime.Parse(begins, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AdjustToUniversal);
        await using var plant = await TestPlant.Start(db, ["ProductionDayStart=04:00"]);
        var rows = new RawRows(plant);
        var pallet = await rows.Insert("lots", ("lot_code", "PAL-20260124-DUNA-0001"), ("lot_type", "PAL"), ("step_index", 9), ("sku_type", "15"), ("piece_count", 20));
        var buffer = (await rows.Insert("buffers")).Id;
        async Task Ship(DateTime at, long grams) => await rows.Insert("stock_moves", ("lot_id", pallet.Id), ("move_type", "SHIP"), ("from_buffer_id", buffer), ("to_buffer_id", null), ("quantity_grams", grams), ("created_at", at));
        await Ship(begun.AddHours(-hoursOfTheDayBefore).AddSeconds(-1), 1000);
        await Ship(begun.AddHours(-hoursOfTheDayBefore), 20_000);
        await Ship(begun.AddSeconds(-1), 300_000);
        await rows.Insert("qc_inspections", ("inspected_at", begun.AddSeconds(-1)), ("is_ccp", true), ("decision", "PASS"), ("checklist_results", "{}"), ("measurements", "{}"));
        await rows.Insert("production_runs", ("status", "RUNNING"), ("created_at", begun.AddSeconds(-1)), ("daily_target_grams", 7000L));
        await rows.Insert("production_runs", ("status", "ABORTED"), ("created_at", begun.AddSeconds(-1)), ("daily_target_grams", 9000L));

        plant.Time.Set(begun.AddSeconds(-1));
        var night = await plant.Get<PlantStatusQueries>().Now(TestPlant.Ct);
        Assert.Equal((320m, 1m, 1, 7m), (night.ShippedTodayKg, night.ShippedYesterdayKg, night.CcpDoneToday, night.TargetKg!.Value));
        Assert.Equal(20, (await plant.Get<DashboardQueries>().Now(TestPlant.Ct)).ShippedTodayPieces.Single(p => p.SkuType == Sku.Kg15).Pieces);
        Assert.Equal(1, (await plant.Get<InspectionQueueQueries>().Now(TestPlant.Ct)).Pass);

        plant.Time.Set(begun);
        var morning = await plant.Get<PlantStatusQueries>().Now(TestPlant.Ct);
        Assert.Equal((0m, 320m, 0, null), (morning.ShippedTodayKg, morning.ShippedYesterdayKg, morning.CcpDoneToday, morning.TargetKg));
        Assert.Equal(0, (await plant.Get<DashboardQueries>().Now(TestPlant.Ct)).ShippedTodayPieces.Sum(p => p.Pieces));
        Assert.Equal(0, (await plant.Get<InspectionQueueQueries>().Now(TestPlant.Ct)).Pass);
    }

    [Theory, Databases]
    public async Task The_summary_of_the_demo_day_is_exact(Db db)
    {
        await using var plant = await TestPlant.Start(db, ["Demo=true"]);
        await Furnished(plant);
        var summary = await plant.Get<DashboardQueries>().Now(TestPlant.Ct);

        Assert.Equal(("RUN-20260123-DUNA-0001", 78.1m, 1046.80m, 1340m), summary.MeatYield is { } meat ? (meat.RunCode, meat.Percent, meat.ShippedKg, meat.MeatKg) : default);
        Assert.Equal(78.1m, summary.TotalYieldPercent);
        Assert.Equal((2, 6, 1, 1), (summary.ActiveRuns, summary.MaxActiveRuns, summary.Runs["HOLD"], summary.Runs["IDLE"]));
        Assert.Equal((0m, 1000m), (summary.ShippedTodayKg, summary.TargetKg));
        Assert.Equal([(Sku.Kg15, 0, 40), (Sku.Kg30, 0, 15)], summary.ShippedTodayPieces.Select(p => (p.SkuType, p.Pieces, p.TargetPieces)));
        Assert.Equal((1, 350m, "RAW-20260124-DUNA-0006"), (summary.HeldLots, summary.HeldKg, summary.OldestHeldLotCode));
        Assert.Equal((1, "SKW15-20260124-DUNA-0002"), (summary.PendingInspections, summary.OldestPendingLotCode));
        Assert.Equal([1, 7, 10], summary.Ccp.Select(c => c.StepIndex));
        Assert.Equal(summary.ViolationsLastDay, summary.ViolationDays[^1]);
        Assert.Equal(7, summary.ViolationDays.Count);
        Assert.Equal((97.1m, 1, 0), (summary.QcPassPercentLastDay, summary.QcDecisionsLastDay["HOLD"], summary.QcDecisionsLastDay["FAIL"]));
        Assert.Equal(Enumerable.Range(0, 11), summary.LotsAtSteps.Select(s => s.StepIndex));
        Assert.Equal((2, 358m), summary.LotsAtSteps[1] is var receipt ? (receipt.Lots, receipt.Kg) : default);
        Assert.Equal((4, 1052m), summary.LotsAtSteps[5] is var skewering ? (skewering.Lots, skewering.Kg) : default);
        Assert.Equal((1, 18m), summary.LotsAtSteps[4] is var mixing ? (mixing.Lots, mixing.Kg) : default);
    }

    [Theory, Databases(Only = Db.Sqlite)]
    public async Task What_leaves_today_is_counted_in_pieces_of_its_rod(Db db)
    {
        await using var day = await ProductionDay.Begin(db);
        await day.To(10);
        await day.Work();
        var summary = await day.Plant.Get<DashboardQueries>().Now(TestPlant.Ct);
        var pallets = (await day.Plant.Get<LotQueries>().List(new LotFilter { RunId = day.Run.Id, Type = [LotType.Pal] }, Page.Whole, TestPlant.Ct)).Where(l => l.PlacedKg == 0).ToList();
        Assert.NotEmpty(pallets);
        Assert.Equal(pallets.Sum(p => p.PieceCount ?? 0), summary.ShippedTodayPieces.Sum(p => p.Pieces));
    }

    private static async Task Furnished(TestPlant plant)
    {
        (await plant.Boundary.Do<int>(plant.Background, Permission.Administer, work =>
        {
            work.Db.Users.AddRange(DemoAccounts.All.Select(a => User.Create(work.NewId(), a.Email, a.FullName, a.Role, null, a.Badge, work.Now)));
            return Task.FromResult<Outcome<int>>(DemoAccounts.All.Count);
        }, TestPlant.Ct)).Must();
        Assert.True(await plant.Get<DemoPlayer>().PlayOnce(TestPlant.Ct));
    }
}
