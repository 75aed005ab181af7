using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using ControlRoom.Core.Quality;
using ControlRoom.E2E.Browsers;
using ControlRoom.Tests.Kit;
using ControlRoom.Web.Shared;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ControlRoom.E2E;

/// <summary>The desk of quality as an inspector uses it, with the keyboard where it is quicker.</summary>
public sealed class ValidatorTests(Chromium chromium) : BrowserTest(chromium)
{
    [Fact]
    [Trait("Rule", "DOM-01")]
    [Trait("Rule", "DOM-34")]
    [Trait("Rule", "R-QC-06")]
    [Trait("Rule", "R-TEMP-03")]
    public async Task A_critical_inspection_records_each_value_holds_refuses_the_pass_and_is_signed()
    {
        var plant = await Plant(Db.Sqlite);
        var day = Keep(await ProductionDay.Begin(plant.Services, time: null));
        (await day.Advance()).Must();
        var raw = await day.Put(await day.Receive(100));
        var seat = await Seated(plant, People.Auditor, width: 1920, height: 1080);
        await seat.Page.Locator($".waits a:text-is('{raw.LotCode}')").ClickAsync();
        var form = seat.Page.GetByRole(AriaRole.Region, new() { Name = Ui.Text("Inspect.Of", raw.LotCode) });
        var pass = form.Locator("label[data-decision=PASS]");

        await Seat.Fill(form.GetByLabel(Ui.Text("Inspect.Measure")), "6.8");
        await Expect(form.Locator("tr[data-reading]")).ToHaveAttributeAsync("data-level", "critical");
        await Expect(form.Locator("header [data-state]")).ToHaveAttributeAsync("data-state", "HOLD");
        await Expect(form.GetByText(Ui.Text("Measure.WentToHold"))).ToBeVisibleAsync();
        await Expect(pass).ToContainTextAsync(Ui.Text("Inspect.Warm", "6.8", "2.8", "4.0"));
        await Expect(pass.Locator("input")).ToBeDisabledAsync();
        Assert.Equal(LotStatus.Hold, (await day.Look(raw)).Status);

        await Seat.Fill(form.GetByLabel(Ui.Text("Inspect.MeasureAgain")), "3.2");
        await Expect(form.Locator("tr[data-reading]")).ToHaveCountAsync(2);
        foreach (var item in GateCatalogue.OfStep(1)!.Checklist.Where(i => i is { Required: true, Kind: "bool" }))
        {
            await form.GetByRole(AriaRole.Group, new() { Name = item.LabelEn, Exact = true }).GetByRole(AriaRole.Button, new() { Name = Ui.Text("Answer.Yes") }).ClickAsync();
        }
        await seat.Page.Locator("h1").ClickAsync();
        await seat.Page.Keyboard.PressAsync("p");
        await Expect(pass.Locator("input")).ToBeCheckedAsync();
        await seat.Page.Keyboard.PressAsync("Control+Enter");
        await seat.Dialog.GetByLabel(Ui.Text("Inspect.Password")).FillAsync(People.Password);
        await seat.Page.Keyboard.PressAsync("Control+Enter");

        await Expect(seat.Dialog).ToHaveCountAsync(0);
        await Expect(seat.Page.Locator(".cr-queue li[data-inspection]").First).ToContainTextAsync(raw.LotCode);
        var lot = await day.Look(raw);
        Assert.Equal([3.2m, 6.8m], lot.Readings.Where(r => r.ReadingRole == ReadingRole.Ccp).Select(r => r.TemperatureC));
        var inspection = Assert.Single(lot.Inspections);
        Assert.Equal((Decision.Pass, SignedWith.Password, LotStatus.Hold), (inspection.Decision, inspection.SignedWith, lot.Status));

        var other = await day.Receive(50);
        await Expect(seat.Page.Locator($".cr-queue li[data-lot='{other.LotCode}']")).ToBeVisibleAsync();
        await seat.Page.Locator("h1").ClickAsync();
        await seat.Page.Keyboard.PressAsync("k");
        await Expect(seat.Page.GetByRole(AriaRole.Region, new() { Name = Ui.Text("Inspect.Of", other.LotCode) })).ToBeVisibleAsync();
        await seat.Page.Keyboard.PressAsync("/");
        await Expect(seat.Page.GetByLabel(Ui.Text("Queue.Scan"))).ToBeFocusedAsync();
        await seat.Page.Keyboard.TypeAsync(raw.LotCode.ToLowerInvariant());
        await seat.Page.Keyboard.PressAsync("Enter");
        await Expect(form).ToBeVisibleAsync();
        await seat.Page.GetByRole(AriaRole.Button, new() { Name = Ui.Text("Chart.Table"), Exact = true }).ClickAsync();
        await Expect(seat.Page.Locator(".trend tr[data-level=critical]")).ToContainTextAsync("6.8");
    }
}
