using ControlRoom.Core.Quality;
using ControlRoom.E2E.Browsers;
using ControlRoom.Tests.Kit;
using ControlRoom.Web.Shared;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ControlRoom.E2E;

/// <summary>What the frame around every page does: its look, its keys, its sound.</summary>
public sealed class ShellTests(Chromium chromium) : BrowserTest(chromium)
{
    private const string ThemeIsKept = "async theme => (await (await fetch('/api/me')).json()).preferences.theme === theme";

    [Fact]
    public async Task A_theme_chosen_in_the_bar_is_kept_with_the_user_and_there_in_another_browser()
    {
        var plant = await Plant(Db.Sqlite);
        var seat = await Seated(plant, People.Manager);

        await seat.Button(Ui.Text("Theme.Next")).ClickAsync();

        await Expect(seat.Page.Locator("html")).ToHaveAttributeAsync("data-theme", "light");
        await seat.Page.WaitForFunctionAsync(ThemeIsKept, "light");
        var other = await Seated(plant, People.Manager);
        await Expect(other.Page.Locator("html")).ToHaveAttributeAsync("data-theme", "light");
    }

    [Fact]
    public async Task A_question_mark_shows_the_keys_and_G_with_a_letter_goes_there()
    {
        var plant = await Plant(Db.Sqlite);
        var seat = await Seated(plant, People.Manager);

        await seat.Page.Keyboard.PressAsync("?");
        await Expect(seat.Dialog.GetByRole(AriaRole.Heading, new() { Name = Ui.Text("Keys.Title") })).ToBeVisibleAsync();
        await seat.Page.Keyboard.PressAsync("Escape");
        await Expect(seat.Dialog).ToHaveCountAsync(0);

        await seat.Page.Keyboard.PressAsync("g");
        await seat.Page.Keyboard.PressAsync("o");
        await seat.Page.WaitForURLAsync("**/dashboard");
    }

    [Fact]
    public async Task Single_letters_can_be_switched_off_in_one_browser()
    {
        var plant = await Plant(Db.Sqlite);
        var seat = await Seated(plant, People.Manager);
        await seat.Button(Ui.Text("Keys.Sheet")).ClickAsync();
        await seat.Dialog.GetByLabel(Ui.Text("Keys.Single")).UncheckAsync();
        await seat.Open("/command");

        await Expect(seat.Page.Locator("html")).ToHaveAttributeAsync("data-single-keys", "off");
        await seat.Button(Ui.Text("Keys.Sheet")).ClickAsync();
        await Expect(seat.Dialog.GetByLabel(Ui.Text("Keys.Single"))).Not.ToBeCheckedAsync();
    }

    [Fact]
    public async Task A_critical_alarm_rings_once_and_not_again_when_the_page_is_loaded_anew()
    {
        var plant = await Plant(Db.Sqlite);
        var day = await ProductionDay.Begin(plant.Services, time: null);
        (await day.Advance()).Must();
        var raw = await day.Receive(350);
        var seat = await Seated(plant, People.Manager);
        await seat.Context.AddInitScriptAsync("window.rung = 0; document.addEventListener('cr:ring', () => window.rung++);");
        await seat.Open("/command");

        await day.Read(raw, 6.8m, MeasurementType.Surface);
        await seat.Page.WaitForFunctionAsync("() => window.rung === 1");

        await seat.Open("/command");
        await Expect(seat.Page.Locator("[data-alarm-ring]:not([data-alarm-ring=''])")).ToHaveCountAsync(1);
        Assert.Equal(0, await seat.Page.EvaluateAsync<int>("() => window.rung"));
    }

    [Fact]
    public async Task The_alarm_sound_stays_off_in_the_browser_where_it_was_switched_off()
    {
        var plant = await Plant(Db.Sqlite);
        var seat = await Seated(plant, People.Manager);
        var button = seat.Button(Ui.Text("Sound.Label"));
        await Expect(button).ToHaveAttributeAsync("aria-pressed", "true");

        await button.ClickAsync();
        await seat.Open("/command");

        await Expect(button).ToHaveAttributeAsync("aria-pressed", "false");
    }
}
