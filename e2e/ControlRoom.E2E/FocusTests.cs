using ControlRoom.E2E.Browsers;
using ControlRoom.Tests.Kit;
using ControlRoom.Web.Shared;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ControlRoom.E2E;

/// <summary>Where the keyboard goes on after a dialog or an action: never at the top of the page.</summary>
public sealed class FocusTests(Chromium chromium) : BrowserTest(chromium)
{
    [Fact]
    public async Task A_dialog_that_is_left_gives_the_focus_back_to_its_button()
    {
        var seat = await AtSuppliers();
        await seat.Page.Locator("[data-row='SUP-B'] .cr-rowbtn").PressAsync("Enter");
        var remove = seat.Page.Locator("[data-action=remove]");
        await remove.PressAsync("Enter");
        await Expect(seat.Dialog).ToBeVisibleAsync();
        await seat.Page.Keyboard.PressAsync("Escape");
        await Expect(seat.Dialog).ToHaveCountAsync(0);
        await Expect(remove).ToBeFocusedAsync();
    }

    [Theory]
    [InlineData("SUP-B", "SUP-D"), InlineData("SUP-D", "SUP-B")]
    public async Task When_a_supplier_is_removed_the_focus_is_at_the_row_beside_it(string removed, string beside)
    {
        var seat = await AtSuppliers();
        await seat.Page.Locator($"[data-row='{removed}'] .cr-rowbtn").PressAsync("Enter");
        await seat.Page.Locator("[data-action=remove]").PressAsync("Enter");
        await seat.Dialog.GetByLabel(Ui.Text("Confirm.Label", "yes")).FillAsync("yes");
        await seat.Dialog.Locator("[data-action=confirm-remove]").PressAsync("Enter");

        await Expect(seat.Page.Locator($"[data-row='{removed}']")).ToHaveCountAsync(0);
        await Expect(seat.Page.Locator($"[data-row='{beside}'] .cr-rowbtn")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task When_a_supplier_is_no_longer_active_the_focus_stays_at_its_row()
    {
        var seat = await AtSuppliers();
        await seat.Page.Locator("[data-row='SUP-B'] .cr-rowbtn").PressAsync("Enter");
        await seat.Page.Locator("[data-action=deactivate]").PressAsync("Enter");
        await seat.Dialog.GetByLabel(Ui.Text("Confirm.Label", "yes")).FillAsync("yes");
        await seat.Dialog.Locator("[data-action=confirm-deactivate]").PressAsync("Enter");

        await Expect(seat.Page.Locator("[data-row='SUP-B'] [data-state]")).ToHaveAttributeAsync("data-state", "INACTIVE");
        await Expect(seat.Page.Locator("[data-row='SUP-B'] .cr-rowbtn")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task When_saving_locks_its_button_the_focus_goes_to_the_row_that_was_saved()
    {
        var seat = await AtSuppliers();
        await seat.Page.Locator("[data-row='SUP-B'] .cr-rowbtn").PressAsync("Enter");
        await Seat.Fill(seat.Page.GetByRole(AriaRole.Region, new() { Name = "SUP-B" }).GetByLabel(Ui.Text("Field.Name"), new() { Exact = true }), "Northern farm");
        var save = seat.Page.Locator("[data-action=save]");
        await Expect(save).ToBeEnabledAsync();
        await save.PressAsync("Enter");

        await Expect(seat.Page.Locator("[data-row='SUP-B']")).ToContainTextAsync("Northern farm");
        await Expect(save).ToBeDisabledAsync();
        await Expect(seat.Page.Locator("[data-row='SUP-B'] .cr-rowbtn")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task When_what_a_dialog_did_locks_its_button_the_focus_goes_to_what_stands_near_it()
    {
        var plant = await Plant(Db.Sqlite);
        var day = Keep(await ProductionDay.Begin(plant.Services, time: null));
        var seat = await Seated(plant, People.Manager);
        await seat.Open($"/command/run/{day.Run.RunCode}");
        await seat.Page.Locator("[data-action=hold]").First.PressAsync("Enter");
        await Seat.Fill(seat.Dialog.GetByRole(AriaRole.Textbox).First, ProductionDay.Why);
        await seat.Page.Keyboard.PressAsync("Control+Enter");

        await Expect(seat.Dialog).ToHaveCountAsync(0);
        await Expect(seat.Page.Locator(".cr-runhead [data-state]").First).ToHaveAttributeAsync("data-state", "HOLD");
        await Expect(seat.Page.Locator("main :focus")).ToHaveCountAsync(1);
    }

    private async Task<Seat> AtSuppliers()
    {
        var plant = await Plant(Db.Sqlite);
        await Ground.Furnish(plant);
        var seat = await Seated(plant, People.Manager);
        await seat.Open("/admin/suppliers");
        await Expect(seat.Page.Locator("[data-row='SUP-B']")).ToBeVisibleAsync();
        return seat;
    }
}
