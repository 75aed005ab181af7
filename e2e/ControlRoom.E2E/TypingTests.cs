using ControlRoom.E2E.Browsers;
using ControlRoom.Tests.Kit;
using ControlRoom.Web.Shared;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ControlRoom.E2E;

/// <summary>Keys that come faster than the server answers.</summary>
public sealed class TypingTests(Chromium chromium) : BrowserTest(chromium)
{
    /// <summary>What the browser says is underway for this long, in the order it was said.</summary>
    private const string FarAway = "const send = WebSocket.prototype.send; WebSocket.prototype.send = function (data) { setTimeout(() => send.call(this, data), 150); };";

    private const float BetweenKeys = 40;

    [Fact]
    public async Task What_is_typed_over_a_slow_connection_arrives_whole()
    {
        var plant = await Plant(Db.Sqlite);
        var seat = await Seated(plant, People.Manager);
        await seat.Context.AddInitScriptAsync(FarAway);
        await seat.Open("/flow-editor");
        await seat.Button(Ui.Text("Flow.New")).First.ClickAsync();

        foreach (var (label, text) in new[] { ("NewFlow.NameHu", "Keleti telep vonala"), ("NewFlow.NameEn", "Line of the Eastern farm"), ("Flow.Description", "Whole birds from the Eastern farm") })
        {
            var field = seat.Dialog.GetByLabel(Ui.Text(label));
            await field.PressSequentiallyAsync(text, new() { Delay = BetweenKeys });
            await Expect(field).ToHaveValueAsync(text);
        }
        await seat.Button(Ui.Text("NewFlow.Create")).ClickAsync();

        await seat.Page.WaitForURLAsync("**/flow-editor/*/v/1");
        await Expect(seat.Page.GetByRole(AriaRole.Heading, new() { Name = "Line of the Eastern farm" }).First).ToBeVisibleAsync();
    }
}
