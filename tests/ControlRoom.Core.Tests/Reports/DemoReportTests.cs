using ControlRoom.Core.Demo;
using ControlRoom.Core.Displays;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Reports;
using ControlRoom.Core.Runs;
using ControlRoom.Core.Users;
using ControlRoom.Tests.Kit;
using Xunit;

namespace ControlRoom.Core.Tests.Reports;

public sealed class DemoReportTests
{
    private static CancellationToken Ct => TestPlant.Ct;

    [Theory, Databases]
    public async Task The_demo_run_of_yesterday_is_compliant_with_its_deviation_closed_and_the_warm_receipt_is_not(Db db)
    {
        await using var plant = await TestPlant.Start(db, ["Demo=true"]);
        await AddDemoAccounts(plant);
        Assert.True(await plant.Get<DemoPlayer>().PlayOnce(Ct));

        var a = await Report("RUN-20260123-DUNA-0001");
        Assert.True(a.Verdict == ComplianceVerdict.Compliant, string.Join('\n', a.Checks.Where(c => c.Verdict == CheckVerdict.Fail).Select(c => $"{c.Code}: {string.Join("; ", c.Findings)}")));
        Assert.Equal((1400.00m, 1046.80m, 307.20m, 0m, 78.1m), (a.MassBalance.ReceivedKg, a.MassBalance.ShippedKg, a.MassBalance.WasteKg, a.MassBalance.UnaccountedKg, a.Yields.TotalPercent));
        Assert.Equal(78.1m, (await plant.Get<DashboardQueries>().Now(Ct)).TotalYieldPercent);
        Assert.Equal(78.1m, (await plant.Get<RunQueries>().Detail(await IdOf("RUN-20260123-DUNA-0001"), Ct)).Must().Summary!.Value.GetProperty("yield_percent").GetDecimal());
        Assert.Equal((28, 11, true, true), (a.Lots.Count, a.Timeline.Count, a.Genealogy.Complete, a.Audit.Valid));
        Assert.All(a.Genealogy.Shipments, s => Assert.Equal((5, 4), (s.Origins.Count, s.Suppliers.Count)));
        var warm = Assert.Single(a.Ccps.Single(c => c.StepIndex == 7).Readings, r => r.IsViolation);
        Assert.Equal(-16.8m, warm.TemperatureC);
        Assert.NotNull(warm.CorrectiveAction);

        var c = await Report("RUN-20260124-DUNA-0002");
        Assert.Equal((ComplianceVerdict.InProgress, CheckVerdict.Fail), (c.Verdict, c.Checks[1].Verdict));

        async Task<ComplianceReportView> Report(string code) =>
            (await plant.Get<ComplianceReportQueries>().Of(await IdOf(code), plant.Auditor, Ct)).Must();

        async Task<Guid> IdOf(string code) => (await plant.Get<RunQueries>().IdOf(code, Ct))!.Value;
    }

    /// <summary>A test database has people of its own already, so start-up would not make these.</summary>
    private static async Task AddDemoAccounts(TestPlant plant)
    {
        (await plant.Boundary.Do<int>(plant.Background, Permission.Administer, work =>
        {
            work.Db.Users.AddRange(DemoAccounts.All.Select(a => User.Create(work.NewId(), a.Email, a.FullName, a.Role, null, a.Badge, work.Now)));
            return Task.FromResult<Outcome<int>>(DemoAccounts.All.Count);
        }, Ct)).Must();
    }
}
