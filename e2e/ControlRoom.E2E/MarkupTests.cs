using ControlRoom.Core.Flows;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using ControlRoom.E2E.Browsers;
using ControlRoom.Tests.Kit;
using ControlRoom.Web.Shared;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ControlRoom.E2E;

public sealed class MarkupTests(Chromium chromium) : BrowserTest(chromium)
{
    private const string Flow = "<img src=x onerror=\"window.broken=1\"> line", Supplier = "<img src=x onerror=\"window.broken=2\"> farm";

    [Fact]
    public async Task Names_with_markup_are_text_wherever_they_are_shown()
    {
        var plant = await Plant(Db.Sqlite);
        await Ground.Furnish(plant);
        await Ground.Supplier(plant, "SUP-M", Supplier, MaterialClass.Meat, Species.Chicken);
        var version = await Ground.Publish(plant, new LocalText(Flow, Flow), CanonicalFlow.V2);
        using var api = await plant.As(People.Operator);
        var run = (await api.Post("/api/runs", new { FlowVersionId = version })).Must(201);
        var id = run.GetProperty("id").GetGuid();
        (await api.Post($"/api/runs/{id}/start")).Must(200);
        (await api.Post($"/api/runs/{id}/advance")).Must(200);

        var seat = await Seated(plant, People.Operator);
        await seat.Button(Ui.Text("Title.NewRun")).ClickAsync();
        await Expect(seat.Dialog.GetByText(Flow)).ToBeVisibleAsync();
        await MustBeText(seat);

        var code = run.GetProperty("run_code").GetString()!;
        await seat.Open($"/command/run/{code}");
        await (await RunScreen.Of(seat, code)).ShowsStep(1);
        await Expect(seat.Page.Locator(".cr-runhead")).ToContainTextAsync(Flow);
        await seat.Button(Ui.Text("Button.RegisterDots")).First.ClickAsync();
        await Expect(seat.Dialog.GetByLabel(Ui.Text("Register.Supplier"))).ToContainTextAsync(Supplier);
        await MustBeText(seat);

        var wall = await Wall(plant);
        await Expect(wall.Page.Locator($"[data-run='{code}']")).ToBeVisibleAsync();
        await MustBeText(wall);
    }

    private static async Task MustBeText(Seat seat)
    {
        await Expect(seat.Page.Locator("img[src=x]")).ToHaveCountAsync(0);
        Assert.True(await seat.Page.EvaluateAsync<bool>("() => window.broken === undefined"));
    }
}
