using Bunit;
using ControlRoom.Core.Lots;
using ControlRoom.Tests.Kit;
using ControlRoom.Web.Lots;
using ControlRoom.Web.Tests.Kit;
using Microsoft.AspNetCore.Components;
using Xunit;

namespace ControlRoom.Web.Tests.Lots;

public sealed class GenealogyPageTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    [Fact, Trait("Rule", "R-GEN-01")]
    public async Task A_deep_link_draws_the_picture_and_sums_the_scope()
    {
        await using var stage = await PageStage.Open(People.Auditor);
        var day = await Shipped(stage);
        var raw = await day.First(LotType.Raw);
        var page = Open(stage, raw.LotCode);

        page.WaitForAssertion(() => Assert.Equal(14, page.FindAll(".cr-canvas [data-lot]").Count), Patience);
        Assert.Equal(13, page.FindAll(".cr-canvas [data-scope=in]").Count);
        Assert.Equal(("13 of 14", "520.00 kg", "358.00 kg", "0.00 kg"), (Value(page, "lots"), Value(page, "quantity"), Value(page, "shipped"), Value(page, "not-held")));
        Assert.Equal("520.00 kg", Value(page, "accounted"));
        Assert.Contains("CUST-A", page.Find("[data-consignee]").TextContent, StringComparison.Ordinal);
        Assert.Equal("true", page.Find($".cr-canvas [data-lot='{raw.LotCode}']").GetAttribute("aria-pressed"));
        Assert.Equal(["160.00 trim", "CUST-A"], new[] { page.Find(".cr-stubs .cr-stub.w"), page.Find(".cr-stubs .tag") }.Select(e => e.TextContent));
        Assert.Equal($"/api/genealogy/{raw.LotCode}/recall?depth=10&direction=DOWNSTREAM&format=csv", page.FindAll("a[download]")[0].GetAttribute("href"));
    }

    [Fact]
    public async Task The_table_and_the_list_say_the_same_as_the_picture()
    {
        await using var stage = await PageStage.Open(People.Auditor);
        var day = await Shipped(stage);
        var raw = await day.First(LotType.Raw);

        var table = Open(stage, raw.LotCode, view: "table");
        table.WaitForAssertion(() => Assert.Equal(14, table.FindAll(".cr-tracetable tr[data-lot]").Count), Patience);
        Assert.Contains("DEB-…-0001 500.00", Squeezed(table.Find($".cr-tracetable tr[data-lot='{raw.LotCode}']").TextContent), StringComparison.Ordinal);

        var list = Open(stage, raw.LotCode, view: "list");
        list.WaitForAssertion(() => Assert.Equal(14, list.FindAll(".cr-tracelist button[data-lot]").Count), Patience);
        Assert.Equal(table.FindAll("tr[data-lot]").Select(r => (r.GetAttribute("data-lot"), r.GetAttribute("data-scope"))), list.FindAll("button[data-lot]").Select(r => (r.GetAttribute("data-lot"), r.GetAttribute("data-scope"))));
        Assert.Contains("into DEB-…-0001 500.00", list.Find($"button[data-lot='{raw.LotCode}']").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_forward_and_one_back_lead_from_lot_to_lot_and_directions_change_the_address()
    {
        await using var stage = await PageStage.Open(People.Manager);
        var day = await Shipped(stage);
        var raw = await day.First(LotType.Raw);
        var page = Open(stage, raw.LotCode);
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll(".cr-canvas [data-lot]")), Patience);

        page.Find("[data-keys=ArrowRight]").Click();
        Assert.StartsWith("DEB-", page.Find("[aria-pressed=true][data-lot]").GetAttribute("data-lot"), StringComparison.Ordinal);
        page.Find("[data-keys=ArrowLeft]").Click();
        Assert.Equal(raw.LotCode, page.Find("[aria-pressed=true][data-lot]").GetAttribute("data-lot"));

        page.Find("[data-keys=U]").Click();
        Assert.EndsWith($"/validator/genealogy?lot={raw.LotCode}&depth=10&direction=upstream", stage.Get<NavigationManager>().Uri, StringComparison.Ordinal);
        page.Find("[data-keys=X]").Click();
        Assert.EndsWith($"/validator/genealogy?lot={raw.LotCode}&depth=10&direction=downstream", stage.Get<NavigationManager>().Uri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_code_that_is_none_is_answered_with_what_was_meant()
    {
        using var hungarian = new InCulture("hu");
        await using var stage = await PageStage.Open(People.Auditor, "hu");
        var day = await Shipped(stage);
        var raw = await day.First(LotType.Raw);
        var page = Open(stage, raw.LotCode.Replace("RAW", "RWA", StringComparison.Ordinal));

        page.WaitForAssertion(() => Assert.Contains("Ezek valamelyikére gondolt?", page.Find(".cr-state.empty").TextContent, StringComparison.Ordinal), Patience);
        Assert.Contains(page.FindAll(".cr-near a"), a => a.TextContent == raw.LotCode && a.GetAttribute("href")!.Contains($"lot={raw.LotCode}", StringComparison.Ordinal));

        var hostile = Open(stage, "<script>alert(1)</script>");
        hostile.WaitForAssertion(() => Assert.Contains("&lt;script&gt;", hostile.Find(".cr-state.empty").InnerHtml, StringComparison.Ordinal), Patience);
    }

    [Fact]
    public async Task A_lot_that_is_held_meanwhile_changes_the_scope_without_asking()
    {
        await using var stage = await PageStage.Open(People.Auditor);
        var day = await ProductionDay.Begin(stage.Services, stage.Time);
        await day.To(5);
        await day.Work();
        var page = Open(stage, (await day.First(LotType.Raw)).LotCode);
        page.WaitForAssertion(() => Assert.Equal("360.00 kg", Value(page, "not-held")), Patience);

        await day.HoldAtGate(await day.Last(LotType.Skw15));

        page.WaitForAssertion(() => Assert.Equal("179.40 kg", Value(page, "not-held")), Patience);
    }

    private static string Value(IRenderedComponent<GenealogyDetail> page, string key) => page.Find($"[data-key='recall:{key}']").TextContent.Replace('\u202F', ' ');

    private static string Squeezed(string text) => string.Join(' ', text.Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries));

    private static async Task<ProductionDay> Shipped(PageStage stage)
    {
        var day = await ProductionDay.Begin(stage.Services, stage.Time);
        await day.To(10);
        await day.Work();
        return day;
    }

    /// <summary>The browser's part is played by a layout that puts one lot below the other.</summary>
    private static IRenderedComponent<GenealogyDetail> Open(PageStage stage, string lot, string? view = null)
    {
        var module = stage.JSInterop.SetupModule("./js/trace.js");
        module.Setup<TraceLayout>("layout", _ => true).SetResult(new TraceLayout([.. Enumerable.Range(0, 60).Select(i => i * 100d)], [.. Enumerable.Range(0, 60).Select(_ => (IReadOnlyList<double>)[])]));
        module.Setup<double>("fit", _ => true).SetResult(.8);
        module.SetupVoid("reveal", _ => true).SetVoidResult();
        module.SetupVoid("focus", _ => true).SetVoidResult();
        return stage.Render<GenealogyDetail>(p => p.Add(d => d.Lot, lot).Add(d => d.Form, view));
    }
}
