using ControlRoom.Core.Lots;
using ControlRoom.E2E.Browsers;
using ControlRoom.Tests.Kit;
using ControlRoom.Web.Shared;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ControlRoom.E2E;

/// <summary>The auditor at the desk: a recall without a mouse, and the trail as it is written.</summary>
public sealed class TraceAndAuditTests(Chromium chromium) : BrowserTest(chromium)
{
    [Fact, Trait("Rule", "R-GEN-01")]
    public async Task A_recall_is_traced_with_the_keyboard_alone()
    {
        var plant = await Plant(Db.Sqlite);
        var day = Keep(await ProductionDay.Begin(plant.Services, time: null));
        await day.To(10);
        await day.Work();
        var (raw, deb, ship) = (await day.First(LotType.Raw), await day.First(LotType.Deb), await day.First(LotType.Ship));
        var seat = await Seated(plant, People.Auditor, width: 1920, height: 1080);
        var keyboard = seat.Page.Keyboard;
        await seat.Open("/validator/audit");

        await keyboard.PressAsync("g");
        await keyboard.PressAsync("t");
        await seat.Page.WaitForURLAsync("**/validator/genealogy");
        await seat.Live();
        await keyboard.PressAsync("/");
        await Expect(seat.Page.Locator("input[name=lot]")).ToBeFocusedAsync();
        await keyboard.TypeAsync(raw.LotCode.ToLowerInvariant());
        await keyboard.PressAsync("Enter");
        var chosen = seat.Page.Locator(".cr-canvas [aria-pressed=true]");
        await Expect(chosen).ToHaveAttributeAsync("data-lot", raw.LotCode);
        await Expect(seat.Page.Locator("[data-key='recall:shipped']")).ToHaveTextAsync("358.00 kg");
        await Expect(seat.Page.Locator("[data-key='recall:accounted']")).ToHaveTextAsync("520.00 kg");

        // Out of the field, along the tree and back.
        await keyboard.PressAsync("Tab");
        await keyboard.PressAsync("ArrowRight");
        await Expect(chosen).ToHaveAttributeAsync("data-lot", deb.LotCode);
        await keyboard.PressAsync("ArrowLeft");
        await Expect(chosen).ToHaveAttributeAsync("data-lot", raw.LotCode);
        for (var i = 0; i < 8; i++) await Walk();
        await Expect(chosen).ToHaveAttributeAsync("data-lot", ship.LotCode);

        // Neighbouring columns do not overlap, and every lot stands in the column of its step.
        var lefts = await seat.Page.EvaluateAsync<double[]>("() => [...document.querySelectorAll('.cr-canvas [data-lot]')].map(n => parseFloat(n.style.left))");
        Assert.Equal([14d, 176, 338, 500, 662, 824, 986, 1148, 1310], lefts.Distinct().Order());
        Assert.Equal(14, await seat.Page.EvaluateAsync<int>("() => new Set([...document.querySelectorAll('.cr-canvas [data-lot]')].map(n => n.style.left + n.style.top)).size"));

        await keyboard.PressAsync("x");
        await seat.Page.WaitForURLAsync($"**lot={ship.LotCode}&depth=10&direction=downstream");
        await Expect(seat.Page.Locator("section.scope")).ToBeFocusedAsync();
        await keyboard.PressAsync("u");
        await seat.Page.WaitForURLAsync($"**lot={ship.LotCode}&depth=10&direction=upstream");

        async Task Walk()
        {
            var from = await chosen.GetAttributeAsync("data-lot");
            await keyboard.PressAsync("ArrowRight");
            await Expect(chosen).Not.ToHaveAttributeAsync("data-lot", from!);
        }
    }

    [Fact, Trait("Rule", "R-AUD-05")]
    public async Task An_entry_arrives_while_one_watches_and_the_chain_is_verified()
    {
        var plant = await Plant(Db.Sqlite);
        var day = Keep(await ProductionDay.Begin(plant.Services, time: null));
        var seat = await Seated(plant, People.Auditor, width: 1920, height: 1080);
        // An address that somebody wrote by hand is a page, not an error.
        foreach (var path in (string[])["/validator/audit?id=x&user=x&entry=-1&from=yesterday&entity=%3Cscript%3E", "/validator/genealogy?lot=%3Cscript%3E&depth=x&direction=sideways&view=x"])
        {
            Assert.Equal(200, (await seat.Page.GotoAsync(path))!.Status);
            await Expect(seat.Page.Locator("h1")).ToBeVisibleAsync();
        }
        await seat.Live();
        await seat.Page.Keyboard.PressAsync("g");
        await seat.Page.Keyboard.PressAsync("u");
        await seat.Page.WaitForURLAsync("**/validator/audit");
        await seat.Live();
        await seat.Mark();
        await Expect(seat.Page.Locator("tr[data-event]").First).ToBeVisibleAsync();

        (await day.Advance()).Must();
        await Expect(seat.Page.Locator("tr[data-event='RUN_STEP_ADVANCED']")).ToBeVisibleAsync();

        await seat.Page.Keyboard.PressAsync("v");
        await Expect(seat.Page.GetByText(Ui.Text("Audit.Valid"))).ToBeVisibleAsync();
        await seat.Page.Keyboard.PressAsync("j");
        await seat.Page.Keyboard.PressAsync("d");
        await Expect(seat.Page.Locator(".cr-entry pre")).ToBeVisibleAsync();

        // Under the pointer nothing moves.
        var row = seat.Page.Locator("tr[data-event='RUN_STEP_ADVANCED']");
        await row.HoverAsync();
        var before = await row.BoundingBoxAsync();
        await day.Receive(100);
        await Expect(seat.Page.Locator("[data-waiting]")).ToBeVisibleAsync();
        Assert.Equal(0, await seat.Page.Locator("tr[data-event='LOT_CREATED']").CountAsync());
        await seat.Page.Locator("h1").HoverAsync();
        await Expect(seat.Page.Locator("tr[data-event='LOT_CREATED']")).ToBeVisibleAsync();
        Assert.NotNull(before);
        await seat.MustBeUnbroken();
    }
}
