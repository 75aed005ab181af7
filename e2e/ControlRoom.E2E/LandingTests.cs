using ControlRoom.Core.Kernel;
using ControlRoom.E2E.Browsers;
using ControlRoom.Tests.Kit;
using ControlRoom.Web.Shared;
using ControlRoom.Web.Tests.Kit;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ControlRoom.E2E;

/// <summary>Who begins where, who may not go where, and in which language.</summary>
public sealed class LandingTests(Chromium chromium) : BrowserTest(chromium)
{
    [Fact]
    public async Task Each_role_begins_at_its_work_those_who_only_watch_at_the_wall()
    {
        var plant = await Plant(Db.Sqlite);
        foreach (var (role, path) in new[] { (Role.Operator, "/command"), (Role.Manager, "/command"), (Role.Admin, "/command"), (Role.Auditor, "/validator"), (Role.Viewer, "/presentation") })
        {
            var seat = await Seated(plant, People.With(role));
            Assert.Equal(path, new Uri(seat.Page.Url).AbsolutePath);
        }
    }

    [Fact]
    public async Task A_page_of_another_role_is_refused_in_words()
    {
        var plant = await Plant(Db.Sqlite);
        var seat = await Seated(plant, People.Viewer);
        var answer = await seat.Page.GotoAsync("/command");
        Assert.Equal(403, answer!.Status);
        await Expect(seat.Page.GetByRole(AriaRole.Heading, new() { Name = Ui.Text("Problem.403") })).ToBeVisibleAsync();
        await Expect(seat.Page.GetByRole(AriaRole.Link, new() { Name = Ui.Text("Problem.Home") })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Whoever_is_not_signed_in_signs_in_and_arrives_where_they_wanted_to_go()
    {
        var plant = await Plant(Db.Sqlite);
        var seat = await Sit(plant.Address, "stranger");
        await seat.Page.GotoAsync("/command/new");
        Assert.Equal("/login", new Uri(seat.Page.Url).AbsolutePath);
        await seat.SignInHere(People.Operator with { Email = "nobody@plant.test" });
        await Expect(seat.Page.GetByRole(AriaRole.Alert).Filter(new() { HasText = Ui.Text("Login.Wrong") })).ToBeVisibleAsync();
        await seat.SignInHere(People.Operator);
        await seat.Page.WaitForURLAsync("**/command/new");
        await Expect(seat.Dialog.GetByRole(AriaRole.Heading, new() { Name = Ui.Text("Title.NewRun") })).ToBeVisibleAsync();
    }

    [Fact]
    [Trait("Rule", "R-I18N-01")]
    public async Task The_page_speaks_the_language_of_the_browser_until_another_is_chosen()
    {
        var plant = await Plant(Db.Sqlite);
        Seat seat;
        using (new InCulture("hu"))
        {
            seat = await Seated(plant, People.Manager, "hu-HU");
            await Expect(seat.Page.Locator("html")).ToHaveAttributeAsync("lang", "hu");
            await Expect(seat.Page.GetByRole(AriaRole.Heading, new() { Name = Ui.Text("Nav.Command"), Level = 1 })).ToBeVisibleAsync();
            await Expect(seat.Button(Ui.Text("Title.NewRun"))).ToBeVisibleAsync();
        }
        await seat.Page.Locator("[data-set-language=en]").First.ClickAsync();
        await Expect(seat.Page.Locator("html")).ToHaveAttributeAsync("lang", "en");
        await Expect(seat.Page.GetByRole(AriaRole.Heading, new() { Name = Ui.Text("Nav.Command"), Level = 1 })).ToBeVisibleAsync();
    }
}
