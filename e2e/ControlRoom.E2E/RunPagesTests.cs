using System.Text;
using System.Text.RegularExpressions;
using ControlRoom.Core.Lots;
using ControlRoom.E2E.Browsers;
using ControlRoom.Tests.Kit;
using ControlRoom.Web.Shared;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ControlRoom.E2E;

/// <summary>The pages of a run in real browsers: keys, dragging, a phone in the hand, paper.</summary>
public sealed partial class RunPagesTests(Chromium chromium) : BrowserTest(chromium)
{
    [Fact]
    [Trait("Rule", "R-BUF-02")]
    public async Task A_lot_is_moved_by_keys_alone_and_then_dragged_and_another_browser_sees_both()
    {
        var plant = await Plant(Db.Sqlite);
        var day = Keep(await ProductionDay.Begin(plant.Services, time: null));
        (await day.Advance()).Must();
        var raw = (await day.PassGate(await day.Receive(120))).LotCode;
        var second = (await day.PassGate(await day.Receive(60))).LotCode;
        var (oper, manager) = (await Seated(plant, People.Operator), await Seated(plant, People.Manager));
        foreach (var seat in new[] { oper, manager })
        {
            await seat.Open($"/command/run/{day.Run.RunCode}/buffers");
            await Expect(seat.Page.Locator($"[data-tray] [data-lot='{raw}']")).ToBeVisibleAsync();
            await seat.Mark();
        }

        await oper.Page.Locator($"[data-lot='{raw}'] button").FocusAsync();
        await oper.Page.Keyboard.PressAsync("Enter");
        await Expect(oper.Page.Locator("[data-target='open']")).ToHaveAttributeAsync("data-buffer", "RAW-001");
        await oper.Page.Keyboard.PressAsync("1");
        await Expect(oper.Dialog).ToBeVisibleAsync();
        await oper.Page.Keyboard.PressAsync("Control+Enter");
        await Expect(oper.Dialog).ToHaveCountAsync(0);
        await Lies(raw);

        await oper.Page.Locator($"[data-tray] [data-lot='{second}']").DragToAsync(oper.Page.Locator("[data-buffer='RAW-001']"));
        await oper.Dialog.GetByRole(AriaRole.Button, new() { Name = Ui.Text("Move.Button.RECEIVE", Format.Kg(60)) }).ClickAsync();
        await Expect(oper.Dialog).ToHaveCountAsync(0);
        await Lies(second);
        foreach (var seat in new[] { oper, manager }) await seat.MustBeUnbroken();

        async Task Lies(string lot)
        {
            foreach (var seat in new[] { oper, manager }) await Expect(seat.Page.Locator($"[data-buffer='RAW-001'] [data-lot='{lot}']")).ToBeVisibleAsync();
        }
    }

    [Fact]
    public async Task On_a_phone_a_run_is_read_held_and_a_reading_recorded_and_nothing_else()
    {
        var plant = await Plant(Db.Sqlite);
        var day = Keep(await ProductionDay.Begin(plant.Services, time: null));
        (await day.Advance()).Must();
        await day.Put(await day.Receive(120));
        var phone = await Seated(plant, People.Manager, width: 390, height: 844);
        foreach (var page in new[] { "", "/buffers", "/lots", "/qc" })
        {
            await phone.Open($"/command/run/{day.Run.RunCode}{page}");
            await Expect(phone.Page.Locator("[data-action='hold']:visible")).ToHaveCountAsync(1);

            var offered = await phone.Page.Locator("main [data-action]:visible").EvaluateAllAsync<string[]>("all => [...new Set(all.map(e => e.dataset.action))].sort()");
            Assert.Equal((page, "hold record-reading"), (page, string.Join(' ', offered)));
            var small = await phone.Page.Locator("main :is(.cr-btn, [role=tab], .cr-runtabs a):visible").EvaluateAllAsync<string[]>("all => all.filter(e => e.getBoundingClientRect().height < 47.5).map(e => e.outerHTML.slice(0, 160))");
            Assert.Empty(small);
            Assert.True(await phone.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), page);
        }
    }

    [Fact]
    public async Task Labels_are_printed_one_to_a_page_of_their_own_size()
    {
        var plant = await Plant(Db.Sqlite, "Gs1:CompanyPrefix=5990000");
        var day = Keep(await ProductionDay.Begin(plant.Services, time: null));
        await day.To(9);
        await day.Work();
        var pallet = await day.First(LotType.Pal);
        var raw = await day.First(LotType.Raw);
        var seat = await Seated(plant, People.Viewer);
        await seat.Open($"/lots/labels?code={pallet.LotCode}&code={raw.LotCode}");
        await Expect(seat.Page.Locator("svg.cr-label")).ToHaveCountAsync(2);

        var paper = Encoding.Latin1.GetString(await seat.Page.PdfAsync(new() { PreferCSSPageSize = true }));

        var sizes = MediaBox().Matches(paper).Select(m => (Millimetres(m.Groups[1].Value), Millimetres(m.Groups[2].Value))).ToList();
        Assert.Equal([(105, 148), (105, 148)], sizes);
    }

    private static int Millimetres(string points) => (int)Math.Round(double.Parse(points, System.Globalization.CultureInfo.InvariantCulture) / 72 * 25.4);

    [GeneratedRegex(@"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)\s*\]")]
    private static partial Regex MediaBox();
}
