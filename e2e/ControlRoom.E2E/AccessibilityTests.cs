using ControlRoom.Core.Lots;
using ControlRoom.Core.Quality;
using ControlRoom.E2E.Browsers;
using ControlRoom.Tests.Kit;
using ControlRoom.Web.Shared;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ControlRoom.E2E;

/// <summary>Pages with a plant at work on them, looked at by axe.</summary>
public sealed class AccessibilityTests(Chromium chromium) : BrowserTest(chromium)
{
    [Fact]
    public async Task No_page_has_a_serious_violation()
    {
        var plant = await Plant(Db.Sqlite);
        var day = Keep(await ProductionDay.Begin(plant.Services, time: null));
        await day.To(5);
        await day.Work();
        await StopWarm(Keep(await day.Another()));
        var run = day.Run;
        var found = new List<string>();

        var stranger = await Sit(plant.Address, "stranger");
        await stranger.Page.GotoAsync("/login");
        await Expect(stranger.Button(Ui.Text("Button.SignIn"))).ToBeVisibleAsync();
        await Look(stranger, "login");

        var manager = await Seated(plant, People.Manager);
        await Expect(manager.Page.Locator($"[data-run='{run.RunCode}']")).ToBeVisibleAsync();
        await Look(manager, "command");
        await manager.Open($"/command/run/{run.RunCode}");
        await (await RunScreen.Of(manager, run.RunCode)).ShowsStep(5);
        await Look(manager, "run");
        await manager.Button(Ui.Text("Button.RegisterDots")).First.ClickAsync();
        await Expect(manager.Dialog).ToBeVisibleAsync();
        await Look(manager, "registration");

        var auditor = await Seated(plant, People.Auditor, width: 1920, height: 1080);
        var first = (await day.First(LotType.Raw)).LotCode;
        foreach (var view in (string[])["graph", "table", "list"])
        {
            await auditor.Open($"/validator/genealogy?lot={first}&view={view}");
            await Expect(auditor.Page.Locator($".view [data-lot='{first}']")).ToBeVisibleAsync();
            await Look(auditor, $"genealogy {view}");
        }
        await AtQuality();

        var wall = await Wall(plant);
        await Expect(wall.Page.Locator($"[data-run='{run.RunCode}']")).ToBeVisibleAsync();
        await Look(wall, "wall");

        Assert.True(found.Count == 0, string.Join(Environment.NewLine, found));

        async Task AtQuality()
        {
            var auditor = await Seated(plant, People.Auditor);
            foreach (var theme in new[] { "dark", "light", "contrast" })
            {
                await auditor.Context.AddCookiesAsync([new() { Name = "cr.theme", Value = theme, Url = plant.Address.ToString() }]);
                // The desk has every colour of the others.
                foreach (var (path, ready) in new[] { ("/validator/inspections?show=held", ".cr-inspect"), ("/validator", ".compliance tr[data-run]"), ("/validator/inspections?tab=log", "tr[data-inspection]"), ("/validator/inspections?tab=temperatures&buffer=RAW-001", "tr[data-reading], .cr-state.empty") }.Take(theme == "dark" ? 4 : 1))
                {
                    await auditor.Open(path);
                    await Expect(auditor.Page.Locator(ready).First).ToBeVisibleAsync();
                    await Look(auditor, $"{path} {theme}");
                }
            }
        }

        async Task Look(Seat seat, string page) => found.AddRange((await seat.Page.Violations()).Select(v => $"{page}: {v}"));
    }

    /// <summary>A delivery that came in warm holds its lot, raises an alarm and stops its run.</summary>
    private static async Task StopWarm(ProductionDay day)
    {
        (await day.Advance()).Must();
        var raw = await day.Receive(350);
        await day.Put(raw);
        await day.Read(raw, 6.8m, MeasurementType.Surface);
        (await day.Hold()).Must();
    }
}
