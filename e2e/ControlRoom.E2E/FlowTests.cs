using ControlRoom.Core.Flows;
using ControlRoom.E2E.Browsers;
using ControlRoom.Tests.Kit;
using ControlRoom.Web.Shared;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ControlRoom.E2E;

/// <summary>A flow from its file to its publication, by two managers in two browsers.</summary>
public sealed class FlowTests(Chromium chromium) : BrowserTest(chromium)
{
    [Fact]
    [Trait("Rule", "R-FLOW-06")]
    public async Task A_graph_is_imported_mended_sent_to_review_and_approved_by_the_other_manager_while_the_first_watches()
    {
        var plant = await Plant(Db.Sqlite);
        var (author, reviewer) = (await Seated(plant, People.Manager), await Seated(plant, People.SecondManager));
        await author.Open("/flow-editor");
        await author.Button(Ui.Text("Flow.New")).First.ClickAsync();
        await Seat.Fill(author.Dialog.GetByLabel(Ui.Text("NewFlow.NameHu")), "Próba vonal");
        await Seat.Fill(author.Dialog.GetByLabel(Ui.Text("NewFlow.NameEn")), "Trial line");
        await author.Button(Ui.Text("NewFlow.Create")).ClickAsync();
        await author.Page.WaitForURLAsync("**/v/1");
        await author.Mark();

        await author.Page.Locator("[data-action=import]").ClickAsync();
        await Take(author, CanonicalFlow.V2.Replace("\"target\":\"g07\"", "\"target\":\"g77\"", StringComparison.Ordinal));
        await Expect(author.Dialog.Locator("[data-problem-code=EDGE_TARGET_MISSING]")).ToBeVisibleAsync();
        await Expect(author.Dialog.Locator("[data-action=confirm-import]")).ToBeDisabledAsync();
        await Take(author, CanonicalFlow.V2);
        await author.Dialog.Locator("[data-action=confirm-import]").ClickAsync();
        await Expect(author.Page.Locator("svg [data-node=g10]")).ToBeVisibleAsync();

        await author.Page.Locator("[data-action=submit]").ClickAsync();
        await Expect(author.Page.Locator(".cr-pagehead [data-state=REVIEW]")).ToBeVisibleAsync();
        await Expect(author.Page.Locator("[data-action=approve]")).ToBeDisabledAsync();
        await author.MustBeUnbroken();
        var version = new Uri(author.Page.Url).AbsolutePath;

        await author.Open("/flow-editor");
        await Expect(author.Page.Locator("[data-flow] [data-state=REVIEW]")).ToBeVisibleAsync();
        await author.Mark();
        await reviewer.Open(version);
        await reviewer.Page.Locator("[data-action=approve]").ClickAsync();
        await Expect(reviewer.Page.Locator(".cr-pagehead [data-state=PUBLISHED]")).ToBeVisibleAsync();
        await Expect(author.Page.Locator("[data-flow] [data-state=PUBLISHED]")).ToBeVisibleAsync();
        await author.MustBeUnbroken();
    }

    private static Task Take(Seat seat, string graph) => seat.Page.SetInputFilesAsync("#graph-file", new FilePayload { Name = "graph.json", MimeType = "application/json", Buffer = System.Text.Encoding.UTF8.GetBytes(graph) });
}
