using Bunit;
using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Serials;
using ControlRoom.Tests.Kit;
using ControlRoom.Web.Serials;
using ControlRoom.Web.Tests.Kit;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace ControlRoom.Web.Tests.Serials;

public sealed class SerialPageTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task The_list_shows_what_a_serial_is_and_whether_core_knows_it_and_finds_it_by_a_part()
    {
        await using var stage = await PageStage.Open(People.Viewer);
        var given = await SerialEndpointTests.Spawn(stage.Services, 2);
        await stage.Get<OutboxDispatcher>().Pass(TestPlant.Ct);
        var page = stage.Render<SerialBoard>();

        var row = page.WaitForElement($"[data-serial='{given[0].SerialNumber}']", Patience);
        Assert.Equal(["LINKED", "DONE"], row.QuerySelectorAll("[data-state]").Select(c => c.GetAttribute("data-state")));
        Assert.Empty(page.FindAll(".cr-tabs"));
        page.Find(".cr-filters input").Input(given[1].SerialNumber[5..^2].ToLowerInvariant());
        page.WaitForAssertion(() => Assert.Equal([given[1].SerialNumber], page.FindAll("tr[data-serial]").Select(r => r.GetAttribute("data-serial"))), Patience);
        page.Find(".cr-filters select").Change("SCRAPPED");
        page.WaitForAssertion(() => Assert.NotNull(page.Find(".cr-state")), Patience);
    }

    [Fact]
    public async Task An_administrator_sends_a_message_again_and_says_why()
    {
        await using var stage = await PageStage.Open(People.Admin);
        using var hungarian = new InCulture("hu");
        await Dead(stage);
        var page = stage.Render<OutboxBoard>(p => p.Add(o => o.Status, "DEAD"));

        page.WaitForElement("[data-action=retry-outbox]", Patience).Click();
        Assert.True(page.Find("[data-action=confirm-retry]").HasAttribute("disabled"));
        page.Find(".cr-dlg textarea").Input("A nyilvántartás javítva.");
        page.Find("[data-action=confirm-retry]").Click();
        page.WaitForAssertion(() => Assert.Contains("újra elindul", page.Find(".cr-said").TextContent, StringComparison.Ordinal), Patience);
        Assert.Empty(page.FindAll("tr[data-row]"));
        Assert.Equal(OutboxStatus.Pending, (await stage.Get<OutboxQueries>().List(null, new Page(1), TestPlant.Ct))[0].Status);
    }

    [Fact]
    public async Task An_operator_reads_why_it_was_given_up_and_sends_nothing()
    {
        await using var stage = await PageStage.Open(People.Operator);
        await Dead(stage);
        var page = stage.Render<OutboxBoard>();

        var row = page.WaitForElement("tr[data-row]", Patience);
        Assert.Contains("core is away", row.TextContent, StringComparison.Ordinal);
        Assert.True(page.Find("[data-action=retry-outbox]").HasAttribute("disabled"));
        Assert.Contains("1", page.Find(".figures").TextContent, StringComparison.Ordinal);
    }

    private static async Task Dead(PageStage stage)
    {
        await SerialEndpointTests.Spawn(stage.Services, 1);
        await using var db = stage.Get<Dialect>().Open();
        await db.Database.ExecuteSqlRawAsync("UPDATE serial_outbox SET status = 'DEAD', attempt_count = 10, last_error = 'core is away'", TestPlant.Ct);
    }
}
