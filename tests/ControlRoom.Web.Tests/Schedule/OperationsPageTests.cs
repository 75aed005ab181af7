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
        page.WaitForAssertion(() => Assert.Contains("Events sealed: ", page.Find("[data-row=seal-audit] .res").TextContent, StringComparison.Ordinal), Patience);
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
        Assert.Equal("7 of 12", page.Find("[data-key='health:timetable:value'] b").TextContent);
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

    [Fact]
    [Trait("Rule", "R-I18N-01")]
    public async Task What_a_chore_did_is_said_in_the_language_of_the_reader()
    {
        using var hungarian = new InCulture("hu");
        await using var stage = await PageStage.Open(People.Admin, "hu");
        await stage.Get<ChoreRunner>().CatchUp(Ct);
        var runs = await stage.Get<ChoreQueries>().Runs(null, Page.Whole, Ct);

        Assert.NotEmpty(runs);
        foreach (var run in runs) Assert.True(KeptText.Result(run.Detail) is { } said && said != run.Detail, $"{run.Chore}: \"{run.Detail}\" is no text of Ui.resx under Kept.");
        var page = stage.Render<OperationsDetail>();
        page.WaitForAssertion(() => Assert.Contains("Lezárt esemény:", page.Find("[data-row=seal-audit] .res").TextContent, StringComparison.Ordinal), Patience);
        Assert.Null(page.Find("[data-row=seal-audit] .res span").GetAttribute("lang"));
    }

    [Theory]
    [InlineData("RUN-20260124-DUNA-0001 advanced to step 3", "RUN-20260124-DUNA-0001 továbblépett: 3. lépés")]
    [InlineData("RAW-20260124-DUNA-0001 240 kg", "RAW-20260124-DUNA-0001 240 kg")]
    [InlineData("FRZ15-20260124-DUNA-0001 PASS at G08", "FRZ15-20260124-DUNA-0001 megfelelt: G08")]
    [InlineData("air only", "csak levegőmérés")]
    [InlineData("controlroom-1.db: 12 KiB, lots: 3, audit events: 44. Old backups removed: 0.", "controlroom-1.db: 12 KiB, lot: 3, naplóbejegyzés: 44. Törölt régi mentés: 0.")]
    [InlineData("IOException: The disk is full", null)]
    public void The_plant_reads_back_what_it_keeps(string kept, string? said)
    {
        using var hungarian = new InCulture("hu");
        Assert.Equal(said, KeptText.Result(kept));
    }

    [Fact]
    public void A_reason_the_plant_gives_itself_is_translated_and_the_words_of_a_person_are_not()
    {
        using var hungarian = new InCulture("hu");
        Assert.Equal("A szimulált kilengés véget ért, a levegő ismét a sávban van", Words.Reason("Simulated excursion over, air back inside the band"));
        Assert.Equal("there are no buffers", Words.Reason("there are no buffers"));
    }
}
