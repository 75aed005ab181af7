using ControlRoom.Core.Quality;
using ControlRoom.E2E.Browsers;
using ControlRoom.Tests.Kit;
using ControlRoom.Web.Shared;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ControlRoom.E2E;

public sealed class AdministrationTests(Chromium chromium) : BrowserTest(chromium)
{
    [Fact]
    public async Task A_supplier_added_by_keyboard_alone_stands_in_the_other_managers_list()
    {
        var plant = await Plant(Db.Sqlite);
        var (one, other) = (await Seated(plant, People.Manager), await Seated(plant, People.SecondManager));
        await other.Open("/admin/suppliers");
        await Expect(other.Page.GetByText(Ui.Text("Suppliers.None"), new() { Exact = true })).ToBeVisibleAsync();
        await other.Mark();
        await one.Open("/admin/suppliers");

        await one.Page.Keyboard.PressAsync("n");
        await Expect(one.Page.Locator(".cr-editor .bd")).ToBeFocusedAsync();
        await one.Page.Keyboard.PressAsync("Tab");
        await one.Page.Keyboard.InsertTextAsync("SUP-E");
        await one.Page.Keyboard.PressAsync("Tab");
        await one.Page.Keyboard.InsertTextAsync("Eastern farm");
        await one.Page.Keyboard.PressAsync("Control+Enter");

        await Expect(one.Page.Locator("[data-row='SUP-E'][aria-selected=true]")).ToBeVisibleAsync();
        await Expect(other.Page.Locator("[data-row='SUP-E']")).ToContainTextAsync("Eastern farm");
        await other.MustBeUnbroken();
        Assert.Equal(403, (await other.Page.GotoAsync("/admin/users"))?.Status);
    }

    [Fact]
    public async Task No_editor_of_the_administration_has_a_serious_violation()
    {
        var plant = await Plant(Db.Sqlite);
        (await plant.Get<SeedGatesHandler>().Handle(Ct)).Must();
        await Ground.Furnish(plant);
        var admin = await Seated(plant, People.Admin);
        var found = new List<string>();
        foreach (var page in (string[])["/admin/users", "/admin/suppliers", "/admin/buffers", "/admin/gates"])
        {
            await admin.Open(page);
            await admin.Page.Locator("tr[data-row] .cr-rowbtn").First.ClickAsync();
            await Expect(admin.Page.Locator(".cr-editor")).ToBeVisibleAsync();
            found.AddRange((await admin.Page.Violations()).Select(v => $"{page}: {v}"));
        }

        Assert.True(found.Count == 0, string.Join(Environment.NewLine, found));
    }
}
