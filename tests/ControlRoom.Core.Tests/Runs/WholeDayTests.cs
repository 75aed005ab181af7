using ControlRoom.Core.Runs;
using ControlRoom.Tests.Kit;
using Xunit;

namespace ControlRoom.Core.Tests.Runs;

public sealed class WholeDayTests
{
    [Theory, Databases]
    public async Task A_small_day_goes_from_receipt_to_shipment_and_completes(Db db)
    {
        await using var day = await ProductionDay.Begin(db);
        await day.To(10);
        await day.Work();
        var run = (await day.Complete()).Must();
        Assert.Equal(RunStatus.Completed, run.Status);
        Assert.Equal(0m, (await day.Balance()).UnaccountedKg);
        Assert.Empty(day.Plant.Logs.Criticals);
    }
}
