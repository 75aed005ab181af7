using Bunit;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Schedule;
using ControlRoom.Tests.Kit;
using ControlRoom.Web.Schedule;
using ControlRoom.Web.Shared;
using ControlRoom.Web.Tests.Kit;
using Xunit;

namespace ControlRoom.Web.Tests.Schedule;

public sealed class OperationsPageTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static CancellationToken Ct => TestPlant.Ct;

    [Fact]
    public async Task An_administrator_runs_a_chore_and_sees_its_result_and_when_it_is_due_again()
    {
        await using var stage = await PageStage.Open(People.Admin);
        var page = stage.Render<OperationsDetail>();
        page.WaitForElement("[data-row=seal-audit] [data-action=run-chore]", Patience).Click();

        page.WaitForAssertion(() => Assert.Contains("Seal audit rows ran", page.Find(".cr-said").TextContent, StringComparison.Ordinal), Patience);
        page.WaitForAssertion(() => Assert.Contains("Sealed", page.Find("[data-row=seal-audit] .res").TextContent, StringComparison.Ordinal), Patience);
        Assert.Equal("true", page.Find("[data-row=seal-audit]").GetAttribute("aria-selected"));
        Assert.Single(await stage.Get<ChoreQueries>().Runs("seal-audit", Page.Whole, Ct));
        Assert.Single(page.FindAll(".history tbody tr"));
    }

    [Fact]
    public async Task A_manager_reads_it_all_and_runs_nothing()
    {
        await using var stage = await PageStage.Open(People.Manager);
        using var hungarian = new InCulture("hu");
        var page = stage.Render<OperationsDetail>();

        page.WaitForElement("[data-row=seal-audit]", Patience);
        Assert.All(page.FindAll("[data-action=run-chore]"), b => Assert.True(b.HasAttribute("disabled")));
        Assert.Contains("Feladatot csak rendszergazda indíthat.", page.Find(".chores header").TextContent, StringComparison.Ordinal);
        Assert.Contains("Üzemeltetés", page.Find("h1").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_failed_stands_out_with_its_sentence_and_what_is_overdue_is_named_at_the_top()
    {
        await using var stage = await PageStage.Open(People.Manager);
        await stage.Get<ChoreRunner>().CatchUp(Ct);
        await using (var db = stage.Get<Core.Database.Dialect>().Open()) await Microsoft.EntityFrameworkCore.RelationalDatabaseFacadeExtensions.ExecuteSqlRawAsync(db.Database, "ALTER TABLE audit_seals RENAME TO seals_gone", Ct);
        stage.Time.Advance(TimeSpan.FromMinutes(30));
        (await stage.Get<ChoreRunner>().Run("seal-audit", Ct)).Must();
        await using (var db = stage.Get<Core.Database.Dialect>().Open()) await Microsoft.EntityFrameworkCore.RelationalDatabaseFacadeExtensions.ExecuteSqlRawAsync(db.Database, "ALTER TABLE seals_gone RENAME TO audit_seals", Ct);

        var page = stage.Render<OperationsDetail>(p => p.Add(o => o.Chore, "seal-audit"));

        page.WaitForAssertion(() => Assert.Contains("failed", page.Find("[data-row=seal-audit] .res b.bad").TextContent, StringComparison.Ordinal), Patience);
        Assert.Contains("audit_seals", page.Find(".history .sentence").TextContent, StringComparison.Ordinal);
        Assert.Equal("warning", page.Find("[data-row=seal-audit]").GetAttribute("data-level"));
        Assert.Contains("audit_seals", page.Find(".failures td.wrap").TextContent, StringComparison.Ordinal);
        Assert.NotEmpty(page.FindAll("[data-key='health:timetable:value'] svg[role=img]"));
        Assert.Equal("4 of 6", page.Find("[data-key='health:timetable:value'] b").TextContent);
        Assert.Equal(2, page.FindAll("[data-row=seal-audit] .cr-chorespark rect.bad").Count);
    }

    [Fact]
    public async Task Another_browser_sees_the_run_without_asking()
    {
        await using var stage = await PageStage.Open(People.Manager);
        var page = stage.Render<OperationsDetail>();
        page.WaitForElement("[data-row=archive-runs]", Patience);

        (await stage.Get<RunChoreHandler>().Handle(new("archive-runs"), People.Admin.Call(), Ct)).Must();

        // It may have looked while the chore ran; it looks again when its pace allows.
        await Until.Read(() =>
        {
            stage.Time.Advance(LiveComponent.ListPace);
            return Task.FromResult(page.Find("[data-row=archive-runs] .res").TextContent);
        }, shown => shown.Contains("Archived 0", StringComparison.Ordinal));
    }
}
