using Bunit;
using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Monitors;
using ControlRoom.Tests.Kit;
using ControlRoom.Web.Alarms;
using ControlRoom.Web.Monitors;
using ControlRoom.Web.Tests.Kit;
using ControlRoom.Web.Tests.Serials;
using Xunit;

namespace ControlRoom.Web.Tests.Monitors;

public sealed class MonitorPageTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Six_questions_and_all_monitors_are_shown_and_run_by_hand()
    {
        await using var stage = await PageStage.Open(People.Manager);
        var page = stage.Render<MonitorBoard>();

        page.WaitForElement("tr[data-monitor=M1]", Patience);
        Assert.Equal(["M1", "M2", "M3", "M4", "M5", "M6"], page.FindAll(".tile").Select(t => t.GetAttribute("data-monitor")));
        Assert.Equal(22, page.FindAll("tr[data-monitor]").Count);
        page.Find("[data-action=run-all]").Click();
        page.WaitForAssertion(() => Assert.Contains("22 monitors looked", page.Find(".cr-said").TextContent, StringComparison.Ordinal), Patience);
        Assert.Equal(22, (await stage.Get<MonitorQueries>().List(TestPlant.Ct)).Count(m => m.LastFullAt is not null));
    }

    [Fact]
    public async Task A_finding_shows_its_evidence_and_an_administrator_applies_its_remedy()
    {
        await using var stage = await PageStage.Open(People.Admin);
        using var hungarian = new InCulture("hu");
        await Found(stage);
        var page = stage.Render<MonitorBoard>();

        page.WaitForElement("tr[data-finding]", Patience);
        Assert.Contains("core is away", page.Find(".detail .evidence").TextContent, StringComparison.Ordinal);
        page.Find("[data-action=remedy]").Click();
        page.WaitForAssertion(() => Assert.Contains("Újraküldi", page.Find(".cr-dlg .steps").TextContent, StringComparison.Ordinal), Patience);
        Assert.True(page.Find("[data-action=confirm-remedy]").HasAttribute("disabled"));
        page.Find(".cr-dlg textarea").Input("A nyilvántartás javítva.");
        page.Find("[data-action=confirm-remedy]").Click();
        page.WaitForAssertion(() => Assert.Empty(page.FindAll("tr[data-finding]")), Patience);
        Assert.Contains("javítása megtörtént", page.Find(".cr-said").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_manager_acknowledges_with_a_note_and_sees_what_a_remedy_would_do()
    {
        await using var stage = await PageStage.Open(People.Manager);
        await Found(stage);
        var page = stage.Render<MonitorBoard>(p => p.Add(b => b.Monitor, "M17"));

        page.WaitForElement("[data-action=acknowledge]", Patience).Click();
        page.Find(".cr-dlg textarea").Input("Core is being repaired.");
        page.Find("[data-action=confirm-acknowledge]").Click();
        page.WaitForAssertion(() => Assert.Contains("Core is being repaired.", page.Find(".detail").TextContent, StringComparison.Ordinal), Patience);
        Assert.True(page.Find("[data-action=acknowledge]").HasAttribute("disabled"));
        page.Find("[data-action=remedy]").Click();
        page.WaitForElement(".cr-dlg .steps li", Patience);
        page.Find(".cr-dlg textarea").Input("Would be done if I might.");
        Assert.True(page.Find("[data-action=confirm-remedy]").HasAttribute("disabled"));
    }

    [Fact]
    public async Task An_operator_reads_and_changes_nothing()
    {
        await using var stage = await PageStage.Open(People.Operator);
        await Found(stage);
        var page = stage.Render<MonitorBoard>();

        page.WaitForElement("tr[data-finding]", Patience);
        Assert.All(page.FindAll("[data-action=acknowledge], [data-action=remedy], [data-action=run-all], [data-action=run-M1]"), b => Assert.True(b.HasAttribute("disabled")));
        page.Find("tr[data-monitor=M1] button.cr-rowbtn").Click();
        page.WaitForAssertion(() => Assert.Empty(page.FindAll("tr[data-finding]")), Patience);
    }

    [Fact]
    public async Task What_was_found_is_an_alarm_with_a_name_that_leads_to_it()
    {
        await using var stage = await PageStage.Open(People.Manager);
        await Found(stage);
        var alarm = Assert.Single(await stage.Get<Core.Alarms.AlarmQueries>().List(Core.Alarms.AlarmQueries.Open, Page.Whole, TestPlant.Ct));

        Assert.StartsWith("Outbox health: ", AlarmText.Of(alarm, new DateOnly(2026, 1, 24)).What, StringComparison.Ordinal);
        Assert.Equal(($"/monitors?finding={alarm.FindingId}", "/dashboard"), (AlarmText.Href(alarm, Role.Operator), AlarmText.Href(alarm, Role.Viewer)));
    }

    private static async Task Found(PageStage stage)
    {
        await SerialEndpointTests.Spawn(stage.Services, 1);
        await MonitorEndpointTests.Dead(stage.Get<Dialect>());
        (await stage.Get<MonitorSweep>().Run([stage.Get<MonitorCatalogue>().Find("M17")!], full: true, TestPlant.Ct)).Must();
    }
}
