using ControlRoom.Core.Displays;
using ControlRoom.Core.Quality;
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
        await day.PassGate(await day.Receive(300));
        var waiting = await day.Receive(100);
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
        Assert.Equal(decimal.Round(balance.ShippedKg / balance.ReceivedKg * 100, 1), summary.TotalYieldPercent);
        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10], summary.Steps.Select(s => s.StepIndex));
    }
}
