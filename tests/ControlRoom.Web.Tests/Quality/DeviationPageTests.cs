using Bunit;
using ControlRoom.Core.Quality;
using ControlRoom.Tests.Kit;
using ControlRoom.Web.Quality;
using ControlRoom.Web.Tests.Kit;
using Xunit;

namespace ControlRoom.Web.Tests.Quality;

public sealed class DeviationPageTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task A_deviation_lists_its_bracket_and_is_disposed_of_only_when_the_sums_close()
    {
        await using var stage = await PageStage.Open(People.Manager);
        var day = await ProductionDay.Begin(stage.Services, stage.Time);
        (await day.Advance()).Must();
        var bracketed = await day.Put(await day.Receive(100));
        var warm = await day.Receive(350);
        await day.Read(warm, 6.8m, MeasurementType.Surface);
        var deviation = (await day.Deviations(warm)).Single();
        var page = stage.Render<DeviationDesk>();

        page.WaitForElement($"[data-deviation='{deviation.DeviationCode}']", Patience);
        var lots = page.FindAll(".detail section:first-child tr[data-lot]");
        Assert.Equal([bracketed.LotCode, warm.LotCode], lots.Select(row => row.GetAttribute("data-lot")));
        Assert.Contains("RAW-001 100.00 kg", page.Find(".cr-devfacts").TextContent, StringComparison.Ordinal);
        AngleSharp.Dom.IElement Dispose() => page.Find("[data-action=dispose]");
        Assert.True(Dispose().HasAttribute("disabled"));

        await Fill(bracketed.LotCode, 0, "60");
        await page.InvokeAsync(() => page.Find(".cr-dispose textarea").Input("Core measured cold everywhere"));
        Assert.Equal("40.00", Row(bracketed.LotCode).QuerySelector(".rest")!.TextContent);
        Assert.Contains($"{bracketed.LotCode}: 40.00 kg are not decided.", Dispose().GetAttribute("title"), StringComparison.Ordinal);
        await Fill(bracketed.LotCode, 1, "40");
        Assert.Equal("ok", Row(bracketed.LotCode).GetAttribute("data-balance"));
        Assert.False(Dispose().HasAttribute("disabled"));
        await page.InvokeAsync(() => Dispose().Click());

        page.WaitForAssertion(() => Assert.Contains("Release 60.00", page.Find($".detail section:first-child tr[data-lot='{bracketed.LotCode}']").TextContent, StringComparison.Ordinal), Patience);
        var after = (await day.Deviations(warm)).Single();
        Assert.Equal([(DispositionOutcome.Release, 60m), (DispositionOutcome.Scrap, 40m)], after.Lots.Single(l => l.LotId == bracketed.Id).Outcomes.Select(o => (o.Outcome, o.QuantityKg)).Order());
        Assert.Equal("Core measured cold everywhere", after.Evaluation);
        await page.InvokeAsync(() => Row(warm.LotCode).QuerySelector("[data-action=scrap-all]")!.Click());
        Assert.Equal("350.00", Row(warm.LotCode).QuerySelectorAll("input")[1].GetAttribute("value"));

        AngleSharp.Dom.IElement Row(string lot) => page.Find($".cr-dispose tr[data-lot='{lot}']");
        Task Fill(string lot, int field, string kg) => page.InvokeAsync(() => Row(lot).QuerySelectorAll("input")[field].Change(kg));
    }

    [Fact]
    public async Task A_lot_names_the_deviation_that_holds_it_and_an_auditor_reads_why_they_cannot_dispose()
    {
        await using var stage = await PageStage.Open(People.Auditor);
        var day = await ProductionDay.Begin(stage.Services, stage.Time);
        (await day.Advance()).Must();
        var warm = await day.Receive(350);
        await day.Read(warm, 6.8m, MeasurementType.Surface);
        var code = (await day.Deviations(warm)).Single().DeviationCode;
        var home = stage.Render<ValidatorDashboard>();
        home.WaitForElement("[data-tile=deviations]", Patience);
        Assert.Equal("1", home.Find("[data-tile=deviations] .v").FirstChild!.TextContent.Trim());

        var desk = stage.Render<InspectionDesk>(p => p.Add(d => d.Lot, warm.LotCode));
        desk.WaitForElement($".cr-inspect [data-deviation='{code}'] a", Patience);
        var page = stage.Render<DeviationDesk>(p => p.Add(d => d.Code, code));
        page.WaitForElement("[data-action=dispose]", Patience);
        Assert.Contains("Your role may not do this.", page.Find("[data-action=dispose]").GetAttribute("title"), StringComparison.Ordinal);
        page = stage.Render<DeviationDesk>(p => p.Add(d => d.Code, "DEV-20260101-DUNA-0001"));
        page.WaitForAssertion(() => Assert.Equal("NOT_FOUND", page.Find("[data-refusal]").GetAttribute("data-refusal")), Patience);
    }

    [Fact]
    public async Task Kilograms_below_zero_and_no_numbers_are_said_at_their_field_and_nothing_is_recorded()
    {
        await using var stage = await PageStage.Open(People.Manager);
        var day = await ProductionDay.Begin(stage.Services, stage.Time);
        (await day.Advance()).Must();
        var warm = await day.Receive(350);
        await day.Read(warm, 6.8m, MeasurementType.Surface);
        var page = stage.Render<DeviationDesk>();
        page.WaitForElement(".cr-dispose tr[data-lot]", Patience);
        await page.InvokeAsync(() => page.Find(".cr-dispose textarea").Input("Core measured cold everywhere"));
        await page.InvokeAsync(() => page.Find(".cr-dispose [data-action=scrap-all]").Click());
        Assert.False(page.Find("[data-action=dispose]").HasAttribute("disabled"));

        await Fill("-5");
        Assert.Equal("Not below zero.", page.Find(".cr-dispose .cr-err").TextContent);
        Assert.Contains($"{warm.LotCode}: kilograms are not negative.", page.Find("[data-action=dispose]").GetAttribute("title"), StringComparison.Ordinal);
        await Fill("abc");
        Assert.Equal("This is not a number.", page.Find(".cr-dispose .cr-err").TextContent);
        Assert.Equal("true", Field().GetAttribute("aria-invalid"));
        Assert.Contains("A number cannot be read.", page.Find("[data-action=dispose]").GetAttribute("title"), StringComparison.Ordinal);
        await Fill("0");
        Assert.Empty(page.FindAll(".cr-dispose .cr-err"));

        AngleSharp.Dom.IElement Field() => page.Find(".cr-dispose tr[data-lot] input");
        Task Fill(string kg) => page.InvokeAsync(() => Field().Change(kg));
    }

    [Fact]
    public async Task A_hold_is_not_resolved_while_the_latest_reading_is_beyond_its_limit_and_the_button_says_so()
    {
        await using var stage = await PageStage.Open(People.Manager);
        var day = await ProductionDay.Begin(stage.Services, stage.Time);
        (await day.Advance()).Must();
        var warm = await day.Receive(350);
        await day.Read(warm, 6.8m, MeasurementType.Surface);
        var desk = stage.Render<InspectionDesk>(p => p.Add(d => d.Lot, warm.LotCode));
        desk.WaitForElement(".cr-inspect [data-action=resolve-hold]", Patience);
        var button = desk.Find(".cr-inspect [data-action=resolve-hold]");
        Assert.True(button.HasAttribute("disabled"));
        Assert.Contains("is 6.8 °C, beyond its limit.", desk.Find($"#{button.GetAttribute("aria-describedby")}").TextContent, StringComparison.Ordinal);

        await day.Read(warm, 3.0m, MeasurementType.Surface);
        stage.Until(desk, () => Assert.False(desk.Find(".cr-inspect [data-action=resolve-hold]").HasAttribute("disabled")));
    }
}
