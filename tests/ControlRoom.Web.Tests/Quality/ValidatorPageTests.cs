using System.Diagnostics.CodeAnalysis;
using Bunit;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using ControlRoom.Core.Quality;
using ControlRoom.Tests.Kit;
using ControlRoom.Web.Quality;
using ControlRoom.Web.Tests.Kit;
using Xunit;

namespace ControlRoom.Web.Tests.Quality;

public sealed class ValidatorPageTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task The_start_page_of_quality_counts_what_waits_and_each_figure_leads_to_its_rows()
    {
        await using var stage = await PageStage.Open(People.Auditor);
        var day = await ProductionDay.Begin(stage.Services, stage.Time);
        (await day.Advance()).Must();
        var warm = await day.Receive(350);
        await day.Read(warm, 6.8m, MeasurementType.Surface);
        // Registered after the failure, so that its bracket does not reach it.
        var waiting = await day.Receive(100);
        var page = stage.Render<ValidatorDashboard>();

        page.WaitForElement("[data-tile=pending]", Patience);
        page.WaitForElement($"tr[data-run='{day.Run.RunCode}']", Patience);
        Assert.Equal(("1", "/validator/inspections"), Tile("pending"));
        Assert.Equal(("1", "/validator/inspections?show=held"), Tile("held"));
        Assert.Contains("350.00", page.Find("[data-tile=held]").TextContent, StringComparison.Ordinal);
        Assert.Equal(("1", "/validator/inspections?tab=temperatures&violations=true"), Tile("violations"));
        Assert.Equal("/validator/audit", Tile("seals").Href);
        Assert.Equal(waiting.LotCode, page.Find(".waits [data-lot]").GetAttribute("data-lot"));
        Assert.Equal(warm.LotCode, page.Find(".held [data-lot]").GetAttribute("data-lot"));
        var verdict = page.Find($"tr[data-run='{day.Run.RunCode}']");
        Assert.Contains("R2", verdict.TextContent, StringComparison.Ordinal);
        Assert.Equal($"/run/{day.Run.RunCode}/report", verdict.QuerySelector("td:last-child a")!.GetAttribute("href"));

        await day.PassGate(waiting);
        page.WaitForAssertion(() => Assert.Equal("0", Tile("pending").Value), Patience);
        page.WaitForAssertion(() => Assert.Equal("100.0", page.Find("[data-tile=pass-rate] .v").FirstChild!.TextContent.Trim()), Patience);

        (string Value, string? Href) Tile(string key) => (page.Find($"[data-tile={key}] .v").FirstChild!.TextContent.Trim(), page.Find($"[data-tile={key}]").GetAttribute("href"));
    }

    [Fact]
    public async Task The_queue_has_critical_gates_first_says_what_is_overdue_and_can_be_narrowed()
    {
        await using var stage = await PageStage.Open(People.Auditor);
        var day = await ProductionDay.Begin(stage.Services, stage.Time);
        await day.To(2);
        var deb = await day.Make(day.Lot(LotType.Deb, 60, (await day.First(LotType.Raw), 100)));
        var other = await day.Another();
        (await other.Advance()).Must();
        var raw = await other.Receive(90);
        var page = Desk(stage);

        Assert.Equal([raw.LotCode, deb.LotCode], Lots());
        Assert.Contains("CCP 1", page.Find($".cr-queue li[data-lot='{raw.LotCode}']").TextContent, StringComparison.Ordinal);
        Assert.Contains("due ", page.Find($".cr-queue li[data-lot='{raw.LotCode}']").TextContent, StringComparison.Ordinal);

        stage.Time.Advance(TimeSpan.FromMinutes(50));
        await other.ReadAir("RAW-001", 2.0m);
        stage.Until(page, () => Assert.Contains("overdue", page.Find($".cr-queue li[data-lot='{raw.LotCode}'] .late").TextContent, StringComparison.Ordinal));
        await page.InvokeAsync(() => page.FindAll(".cr-queue .fl button")[1].Click());
        Assert.Equal([raw.LotCode], Lots());

        IReadOnlyList<string?> Lots() => [.. page.FindAll(".cr-queue li[data-lot]").Select(li => li.GetAttribute("data-lot"))];
    }

    [Fact, Trait("Rule", "DOM-01"), Trait("Rule", "R-QC-03"), Trait("Rule", "R-TEMP-03")]
    public async Task A_value_is_recorded_when_its_field_is_left_a_second_one_is_an_extra_row_and_both_stay()
    {
        await using var stage = await PageStage.Open(People.Auditor);
        var day = await ProductionDay.Begin(stage.Services, stage.Time);
        (await day.Advance()).Must();
        var raw = await day.Receive(100);
        var page = Desk(stage, raw);

        Assert.NotNull(page.Find("label[data-decision=PASS]").QuerySelector("input[disabled]"));
        await page.InvokeAsync(() => page.Find(".cr-measures input").Change("6.8"));

        page.WaitForAssertion(() => Assert.Equal("HOLD", page.Find(".cr-inspect > header [data-state]").GetAttribute("data-state")), Patience);
        var first = Assert.Single(page.FindAll("tr[data-reading]"));
        Assert.Equal("critical", first.GetAttribute("data-level"));
        Assert.Contains("+2.8", first.TextContent, StringComparison.Ordinal);
        Assert.Contains("The lot went to HOLD at that moment.", page.Find(".cr-inspect .cr-banner.hold").TextContent, StringComparison.Ordinal);
        Assert.Contains("6.8 °C is 2.8 above the limit 4.0.", page.Find("label[data-decision=PASS]").TextContent, StringComparison.Ordinal);

        stage.Time.Advance(TimeSpan.FromSeconds(30));
        await page.InvokeAsync(() => page.Find(".cr-measures input").Change("3.2"));

        stage.Until(page, () => Assert.Equal(["critical", "ok"], page.FindAll("tr[data-reading]").Select(row => row.GetAttribute("data-level"))));
        var lot = await day.Look(raw);
        Assert.Equal((LotStatus.Hold, 2), (lot.Status, lot.Readings.Count));
        Assert.NotNull(page.Find(".cr-inspect .cr-banner.hold"));
    }

    [Fact, Trait("Rule", "R-QC-06")]
    public async Task A_decision_at_a_critical_gate_asks_for_the_password_again_and_is_signed_with_it()
    {
        await using var stage = await PageStage.Open(People.Auditor);
        var day = await ProductionDay.Begin(stage.Services, stage.Time);
        (await day.Advance()).Must();
        var raw = await day.Receive(100);
        var page = Desk(stage, raw);

        await page.InvokeAsync(() => page.Find(".cr-measures input").Change("2.4"));
        page.WaitForElement("tr[data-reading]", Patience);
        for (var answer = 0; answer < page.FindAll(".cr-checklist .cr-seg").Count; answer++)
        {
            var (asked, form) = (answer, page);
            await page.InvokeAsync(() => form.FindAll(".cr-checklist .cr-seg")[asked].QuerySelector("button")!.Click());
        }
        await page.InvokeAsync(() => page.Find("label[data-decision=PASS] input").Change("PASS"));
        await page.InvokeAsync(() => page.Find("[data-action=sign]").Click());
        Assert.True(page.WaitForElement("[role=dialog] [data-action=confirm-sign]", Patience).HasAttribute("disabled"));
        await page.InvokeAsync(() => page.Find("[role=dialog] input[type=password]").Input("not the password"));
        await page.InvokeAsync(() => page.Find("[data-action=confirm-sign]").Click());
        page.WaitForAssertion(() => Assert.Equal("SIGNATURE_INVALID", page.Find("[role=dialog] [data-refusal]").GetAttribute("data-refusal")), Patience);
        Assert.Equal(LotStatus.Quarantine, (await day.Look(raw)).Status);

        await page.InvokeAsync(() => page.Find("[role=dialog] input[type=password]").Input(People.Password));
        await page.InvokeAsync(() => page.Find("[data-action=confirm-sign]").Click());

        page.WaitForAssertion(() => Assert.Equal("RELEASED", page.Find(".cr-inspect > header [data-state]").GetAttribute("data-state")), Patience);
        Assert.Empty(page.FindAll("[role=dialog]"));
        var inspection = Assert.Single((await day.Look(raw)).Inspections);
        Assert.Equal((Decision.Pass, SignedWith.Password), (inspection.Decision, inspection.SignedWith));
        page.WaitForAssertion(() => Assert.Equal(inspection.Id.ToString(), page.Find(".cr-queue li[data-inspection]").GetAttribute("data-inspection")), Patience);
    }

    [Fact, Trait("Rule", "R-QC-01")]
    public async Task Hold_is_preset_and_needs_no_typing_and_a_fail_needs_its_sentence_and_its_dialog()
    {
        await using var stage = await PageStage.Open(People.Manager);
        var day = await ProductionDay.Begin(stage.Services, stage.Time);
        await day.To(2);
        var held = await day.Make(day.Lot(LotType.Deb, 60, (await day.First(LotType.Raw), 100)));
        var failed = await day.Make(day.Lot(LotType.Deb, 60, (await day.First(LotType.Raw), 100)));
        var page = Desk(stage, held);

        Assert.True(page.Find("label[data-decision=HOLD] input").HasAttribute("checked"));
        await page.InvokeAsync(() => page.Find("[data-action=sign]").Click());
        page.WaitForAssertion(() => Assert.Equal("HOLD", page.Find(".cr-inspect > header [data-state]").GetAttribute("data-state")), Patience);
        Assert.Equal("Held at gate G02 for a second look", Assert.Single((await day.Look(held)).Inspections).Notes);

        page = Desk(stage, failed);
        await page.InvokeAsync(() => page.Find("label[data-decision=FAIL] input").Change("FAIL"));
        Assert.True(page.Find("[data-action=sign]").HasAttribute("disabled"));
        await page.InvokeAsync(() => page.Find(".cr-inspect textarea").Input("   too short   "));
        Assert.True(page.Find("[data-action=sign]").HasAttribute("disabled"));
        await page.InvokeAsync(() => page.Find(".cr-inspect textarea").Input("Bone splinters found"));
        await page.InvokeAsync(() => page.Find("[data-action=sign]").Click());
        page.WaitForElement("[role=alertdialog] [data-action=confirm-sign]", Patience);
        await page.InvokeAsync(() => page.Find("[data-action=confirm-sign]").Click());
        page.WaitForAssertion(() => Assert.Equal("REJECTED", page.Find(".cr-inspect > header [data-state]").GetAttribute("data-state")), Patience);
        Assert.Empty(page.FindAll("[data-action=sign]"));
    }

    [Fact]
    public async Task What_was_answered_stays_while_others_change_the_lot()
    {
        await using var stage = await PageStage.Open(People.Auditor);
        var day = await ProductionDay.Begin(stage.Services, stage.Time);
        (await day.Advance()).Must();
        var raw = await day.Receive(100);
        var page = Desk(stage, raw);
        await page.InvokeAsync(() => page.FindAll(".cr-checklist .cr-seg")[0].QuerySelector("button")!.Click());
        await page.InvokeAsync(() => page.Find(".cr-inspect textarea").Input("Half way through"));

        await day.Read(raw, 2.2m, MeasurementType.Surface);

        page.WaitForElement("tr[data-reading]", Patience);
        Assert.Equal("true", page.FindAll(".cr-checklist .cr-seg")[0].QuerySelector("button")!.GetAttribute("aria-pressed"));
        Assert.Equal("Half way through", page.Find(".cr-inspect textarea").GetAttribute("value"));
    }

    [Fact]
    public async Task The_log_filters_pages_and_shows_the_evidence_of_an_inspection()
    {
        await using var stage = await PageStage.Open(People.Auditor);
        var day = await ProductionDay.Begin(stage.Services, stage.Time);
        (await day.Advance()).Must();
        var raw = await day.PassGate(await day.Receive(100), 2.4m);
        var held = await day.HoldAtGate(await day.Receive(50), "<b>Needs a second look</b>");
        var page = stage.Render<InspectionLog>();

        page.WaitForAssertion(() => Assert.Equal(2, page.FindAll("tr[data-inspection]").Count), Patience);
        await page.InvokeAsync(() => page.FindAll(".cr-filters select")[1].Change("HOLD"));
        page.WaitForAssertion(() => Assert.Equal(held.LotCode, Assert.Single(page.FindAll("tr[data-inspection]")).QuerySelector("button")!.TextContent), Patience);
        Assert.Contains("decision=HOLD", page.FindAll("a[download]")[0].GetAttribute("href"), StringComparison.Ordinal);
        Assert.Empty(page.FindAll("tr[data-inspection] td.note b"));
        await page.InvokeAsync(() => page.FindAll(".cr-filters select")[1].Change(""));
        await page.InvokeAsync(() => page.FindAll(".cr-filters input")[1].Input("RAW-20260101-DUNA-0001"));
        page.WaitForAssertion(() => Assert.Contains("RAW-20260101-DUNA-0001", page.Find("[data-pointer='/lot'] .cr-err").TextContent, StringComparison.Ordinal), Patience);
        await page.InvokeAsync(() => page.FindAll(".cr-filters input")[1].Input(raw.LotCode.ToLowerInvariant()));
        page.WaitForAssertion(() => Assert.Single(page.FindAll("tr[data-inspection]")), Patience);

        await page.InvokeAsync(() => page.Find("tr[data-inspection]").Click());
        page.WaitForElement(".detail .hash", Patience);
        Assert.Equal("PASS", page.Find(".detail header [data-state]").GetAttribute("data-state"));
        Assert.Contains("matches the record", page.Find(".detail").TextContent, StringComparison.Ordinal);
        Assert.Contains("Surface temperature", page.Find(".detail").TextContent, StringComparison.Ordinal);
        Assert.Equal("2.4", page.Find(".detail tr[data-reading] td.num").TextContent.Trim());
    }

    [Fact, Trait("Rule", "DOM-21")]
    public async Task The_temperature_log_marks_what_came_late_and_shows_violations_alone()
    {
        await using var stage = await PageStage.Open(People.Auditor);
        var day = await ProductionDay.Begin(stage.Services, stage.Time);
        (await day.Advance()).Must();
        var raw = await day.Receive(100);
        await day.ReadAir("RAW-001", 2.1m);
        (await day.Read(new ReadingInput(raw.Id, null, 5.5m, MeasurementType.Surface) { MeasuredAt = stage.Time.GetUtcNow().UtcDateTime.AddMinutes(-20) })).Must();
        var page = stage.Render<TemperatureLogView>(p => p.Add(v => v.Buffer, "RAW-001"));

        page.WaitForElement("tr[data-reading]", Patience);
        Assert.NotNull(page.Find("svg.cr-chart[role=img]"));
        await page.InvokeAsync(() => page.FindAll(".cr-filters select")[0].Change(""));
        page.WaitForAssertion(() => Assert.Contains(page.FindAll("tr[data-reading]"), row => row.TextContent.Contains("late 20 min", StringComparison.Ordinal)), Patience);
        await page.InvokeAsync(() => page.FindAll(".cr-filters select")[1].Change("true"));
        page.WaitForAssertion(() => Assert.All(page.FindAll("tr[data-reading]"), row => Assert.Equal("critical", row.GetAttribute("data-level"))), Patience);
        Assert.Contains("violations_only=true", page.Find("a[download]").GetAttribute("href"), StringComparison.Ordinal);
    }

    [Theory, InlineData("hu"), InlineData("en")]
    public async Task Both_languages_name_everything_on_the_desk(string language)
    {
        await using var stage = await PageStage.Open(People.Auditor, language);
        using var speaks = new InCulture(language);
        var day = await ProductionDay.Begin(stage.Services, stage.Time);
        (await day.Advance()).Must();
        var raw = await day.Receive(100);
        await day.Read(raw, 6.8m, MeasurementType.Surface);
        var page = Desk(stage, raw);

        Assert.DoesNotContain(page.FindAll("button, h2, h3, th, label, legend, dt, a").Select(e => e.TextContent.Trim()), text => text.Contains("Inspect.", StringComparison.Ordinal) || text.Contains("Queue.", StringComparison.Ordinal) || text.Contains("Measure.", StringComparison.Ordinal));
        Assert.Equal(language == "hu" ? "Ellenőrzések" : "Inspections", page.Find("h1").TextContent);
    }

    [SuppressMessage("Performance", "CA1859", Justification = "The rendered component is what the tests look at.")]
    private static IRenderedComponent<InspectionDesk> Desk(PageStage stage, LotView? lot = null)
    {
        var page = stage.Render<InspectionDesk>(p => p.Add(d => d.Lot, lot?.LotCode));
        page.WaitForElement(".cr-inspect", Patience);
        return page;
    }
}
