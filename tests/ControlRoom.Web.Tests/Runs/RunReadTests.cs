using System.Net;
using System.Text.RegularExpressions;
using Bunit;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using ControlRoom.Core.Runs;
using ControlRoom.Tests.Kit;
using ControlRoom.Web.Runs;
using ControlRoom.Web.Runs.Parts;
using ControlRoom.Web.Shared.Layout;
using ControlRoom.Web.Tests.Kit;
using Xunit;

namespace ControlRoom.Web.Tests.Runs;

/// <summary>The pages where runs are read, and who may open which page of a run.</summary>
public sealed partial class RunReadTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    [Theory]
    [InlineData(Role.Viewer, false, false, false), InlineData(Role.Operator, false, false, true), InlineData(Role.Auditor, true, true, false), InlineData(Role.Manager, true, true, true), InlineData(Role.Admin, true, true, true)]
    [Trait("Rule", "R-RUN-06")]
    public async Task Everybody_reads_a_run_and_only_who_watches_over_it_holds_it_here(Role role, bool holds, bool reports, bool works)
    {
        await using var stage = await PageStage.Open(People.With(role));
        var day = await ProductionDay.Begin(stage.Services, stage.Time);
        var page = stage.Render<RunRead>(p => p.Add(r => r.Id, day.Run.RunCode).Add(r => r.View, RunTabs.Summary));

        page.WaitForElement(".cr-runsum", Patience);
        Assert.Equal(holds, page.FindAll("[data-action=hold]").Count == 1);
        Assert.Equal(reports, page.FindAll($"a[href='/run/{day.Run.RunCode}/report']").Count == 1);
        Assert.Equal(works, page.FindAll($"a[href='/command/run/{day.Run.RunCode}']").Count == 1);
        Assert.Empty(page.FindAll("[data-action=advance], [data-action=abort], [data-action=register], [data-action=move], [data-action=rollback]"));
    }

    [Fact, Trait("Rule", "R-RUN-06")]
    public async Task An_auditor_holds_a_run_from_its_read_only_page()
    {
        await using var stage = await PageStage.Open(People.Auditor);
        var day = await ProductionDay.Begin(stage.Services, stage.Time);
        var page = stage.Render<RunRead>(p => p.Add(r => r.Id, day.Run.RunCode).Add(r => r.View, RunTabs.Summary));

        page.WaitForElement("[data-action=hold]", Patience).Click();
        page.WaitForElement(".cr-rc", Patience).Click();
        page.Find("[data-action=confirm-hold]").Click();

        page.WaitForAssertion(() => Assert.Equal("HOLD", page.Find(".cr-runhead [data-state]").GetAttribute("data-state")), Patience);
        Assert.Equal(RunStatus.Hold, (await day.LookAtRun()).Status);
    }

    [Fact, Trait("Rule", "DOM-36")]
    public async Task The_timeline_shows_every_step_against_its_plan_even_when_it_takes_days()
    {
        await using var stage = await PageStage.Open(People.Viewer);
        var day = await ProductionDay.Begin(stage.Services, stage.Time);
        stage.Time.Advance(TimeSpan.FromHours(30));

        var page = stage.Render<RunRead>(p => p.Add(r => r.Id, day.Run.RunCode).Add(r => r.View, RunTabs.Steps));

        page.WaitForAssertion(() => Assert.Equal(11, page.FindAll("tr[data-step]").Count), Patience);
        var first = page.Find("tr[data-step='0']");
        Assert.Contains("1 d 6 h", first.TextContent, StringComparison.Ordinal);
        Assert.Contains("10 min", first.TextContent, StringComparison.Ordinal);
        Assert.Equal("step", first.GetAttribute("aria-current"));
    }

    [Theory, InlineData("en", "Placed kg"), InlineData("hu", "Tárolva kg")]
    public async Task An_archived_run_is_still_read_with_its_lots_and_inspections(string language, string heading)
    {
        using var culture = new InCulture(language);
        await using var stage = await PageStage.Open(People.Viewer, language);
        var day = await ProductionDay.Begin(stage.Services, stage.Time);
        await day.To(2);
        (await day.Abort()).Must();
        stage.Time.Advance(TimeSpan.FromDays(31));
        (await day.Archive()).Must();

        var lots = stage.Render<RunRead>(p => p.Add(r => r.Id, day.Run.RunCode).Add(r => r.View, RunTabs.Lots));
        var quality = stage.Render<RunRead>(p => p.Add(r => r.Id, day.Run.Id.ToString()).Add(r => r.View, RunTabs.Quality));

        lots.WaitForAssertion(() => Assert.Equal(2, lots.FindAll("tr[data-lot]").Count), Patience);
        Assert.Contains(heading, lots.Find("thead").TextContent, StringComparison.Ordinal);
        Assert.Equal("ARCHIVED", lots.Find(".cr-runhead [data-state]").GetAttribute("data-state"));
        quality.WaitForAssertion(() => Assert.Equal(2, quality.FindAll("[data-inspection]").Count), Patience);
    }

    [Fact]
    public async Task A_run_that_does_not_exist_is_said_so_on_every_page()
    {
        await using var stage = await PageStage.Open(People.Manager);
        await ProductionDay.Begin(stage.Services, stage.Time);

        var pages = new[]
        {
            stage.Render<RunRead>(p => p.Add(r => r.Id, "RUN-20200101-DUNA-0001").Add(r => r.View, RunTabs.Summary)).Markup, stage.Render<RunBuffers>(p => p.Add(r => r.Id, "<b>")).Markup,
            stage.Render<RunLots>(p => p.Add(r => r.Id, "x")).Markup, stage.Render<RunQuality>(p => p.Add(r => r.Id, "x")).Markup,
        };

        Assert.All(pages, page => Assert.Contains("There is no run", page, StringComparison.Ordinal));
        Assert.DoesNotContain("<b><", pages[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_shell_lists_the_newest_three_holds_with_gate_and_note_and_how_many_more()
    {
        await using var stage = await PageStage.Open(People.Auditor);
        var day = await ProductionDay.Begin(stage.Services, stage.Time);
        (await day.Advance()).Must();
        var lots = new List<LotView>();
        for (var i = 0; i < 4; i++) lots.Add(await day.HoldAtGate(await day.Receive(100 + i), $"Seal of box {i} was broken"));

        var model = await stage.Get<ShellSource>().Read("Auditor", Role.Auditor, TestPlant.Ct);
        var list = stage.Render<AlertList>(p => p.Add(a => a.Alerts, model.Alerts).Add(a => a.More, model.MoreAlerts));

        Assert.Equal(3, list.FindAll("[data-alert]").Count);
        Assert.Contains("Seal of box 3 was broken", list.FindAll("[data-alert]")[0].TextContent, StringComparison.Ordinal);
        Assert.Contains("G01", list.FindAll("[data-alert]")[0].TextContent, StringComparison.Ordinal);
        Assert.Equal("+1 more", list.Find(".more").TextContent);
        Assert.StartsWith($"/run/{day.Run.RunCode}?alarm=", list.Find("[data-alert] a").GetAttribute("href"), StringComparison.Ordinal);
        Assert.Equal("4", list.Find("[data-alerts]").GetAttribute("data-alerts"));
    }

    [Theory, Databases(Only = Db.Sqlite)]
    public async Task Every_page_of_a_run_opens_for_its_roles_and_for_no_other(Db db)
    {
        // On the real clock, because the client's cookie jar knows no other.
        await using var plant = await WebPlant.Start(db);
        var day = await ProductionDay.Begin(plant.Services, time: null);
        (await day.Advance()).Must();
        var lot = await day.Receive(100);
        var run = day.Run.RunCode;
        string[] worked = [$"/command/run/{run}", $"/command/run/{run}/buffers", $"/command/run/{run}/lots", $"/command/run/{run}/qc"];
        string[] read = [$"/run/{run}", $"/run/{run}/steps", $"/run/{run}/lots", $"/run/{run}/qc", $"/lots/{lot.LotCode}/label", $"/lots/labels?code={lot.LotCode}"];
        foreach (var role in Enum.GetValues<Role>())
        {
            using var browser = await Browser(plant, People.With(role));
            foreach (var path in read) Assert.Equal((path, HttpStatusCode.OK), (path, await Status(browser, path)));
            foreach (var path in worked) Assert.Equal((role, path, role is Role.Operator or Role.Manager or Role.Admin), (role, path, await Status(browser, path) == HttpStatusCode.OK));
        }

        using var stranger = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = plant.Address };
        foreach (var path in worked.Concat(read)) Assert.Equal((path, HttpStatusCode.Redirect), (path, await Status(stranger, path)));
    }

    private static async Task<HttpStatusCode> Status(HttpClient http, string path)
    {
        using var answer = await http.GetAsync(path, TestPlant.Ct);
        return answer.StatusCode;
    }

    private static async Task<HttpClient> Browser(WebPlant plant, Person person)
    {
        var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = plant.Address };
        var token = Antiforgery().Match(await http.GetStringAsync("/login", TestPlant.Ct)).Groups[1].Value;
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["email"] = person.Email, ["password"] = People.Password, ["__RequestVerificationToken"] = token });
        using var done = await http.PostAsync("/login", form, TestPlant.Ct);
        Assert.Equal(HttpStatusCode.Redirect, done.StatusCode);
        return http;
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex Antiforgery();
}
