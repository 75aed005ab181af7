using Bunit;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Products;
using ControlRoom.Core.Tickets;
using ControlRoom.Tests.Kit;
using ControlRoom.Web.Tests.Kit;
using ControlRoom.Web.Tickets;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ControlRoom.Web.Tests.Tickets;

public sealed class TicketPageTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static CancellationToken Ct => Xunit.TestContext.Current.CancellationToken;

    [Fact]
    [Trait("Rule", "INS-09")]
    public async Task What_is_not_there_says_so_and_only_planners_make_new_ones()
    {
        await using var stage = await PageStage.Open(People.Viewer);
        var list = stage.Render<TicketList>();
        list.WaitForElement(".cr-pager", Patience);
        Assert.Empty(list.FindAll("[data-action=new]"));
        var board = stage.Render<TicketBoard>(p => p.Add(b => b.Id, Guid.NewGuid()));
        board.WaitForAssertion(() => Assert.Contains("There is no", board.Markup, StringComparison.Ordinal), Patience);
        var graph = stage.Render<TicketGraph>(p => p.Add(g => g.Id, Guid.NewGuid()));
        graph.WaitForAssertion(() => Assert.Contains("There is no", graph.Markup, StringComparison.Ordinal), Patience);
    }

    [Theory, InlineData("en"), InlineData("hu")]
    [Trait("Rule", "F1"), Trait("Rule", "SPN-01")]
    public async Task A_ticket_is_started_and_cancelled_on_its_page_and_its_graph_shows_the_tokens(string language)
    {
        await using var stage = await PageStage.Open(People.Manager, language);
        var ticket = await Planned(stage);
        var page = stage.Render<TicketBoard>(p => p.Add(b => b.Id, ticket.Id));
        Assert.Equal("SPAWNED", page.WaitForElement("[data-outcome]", Patience).GetAttribute("data-outcome"));
        page.Find("[data-action=start]").Click();
        page.WaitForElement("[data-cycle='1']", Patience);
        page.WaitForAssertion(() => Assert.Equal(2, page.FindAll("[data-serial]").Count), Patience);

        var graph = stage.Render<TicketGraph>(p => p.Add(g => g.Id, ticket.Id));
        graph.WaitForAssertion(() => Assert.Equal(2, graph.FindAll("[data-token]").Count), Patience);
        Assert.Contains("○ 2", graph.Find(".nd[data-node=OP10]").TextContent, StringComparison.Ordinal);
        graph.Find(".nd[data-node=OP60]").Click();
        graph.WaitForAssertion(() => Assert.Empty(graph.FindAll("[data-token]")), Patience);

        page.Find("[data-action=cancel]").Click();
        page.WaitForElement("[aria-modal=true] .cr-yes input", Patience).Input("yes");
        page.Find("[aria-modal=true] textarea").Input("Because the test says so");
        page.Find("[data-action=confirm-cancel]").Click();
        page.WaitForAssertion(() => Assert.Equal("CANCELLED", page.Find(".cr-pagehead [data-state]").GetAttribute("data-state")), Patience);
        Assert.NotEmpty(page.FindAll("[data-action=restart]"));
    }

    /// <summary>Two racks by the line of <see cref="WorkshopGraphs"/>.</summary>
    internal static Task<TicketView> Planned(PageStage stage) => Planned(stage.Services, stage.Database);

    internal static async Task<TicketView> Planned(IServiceProvider services, TestDatabase database)
    {
        var by = People.Manager;
        var product = (await services.GetRequiredService<CreateProductHandler>().Handle(new(new() { Sku = "SR-40", SerialSku = "SR40", Name = new("Nyársállvány", "Skewer rack"), ProductionLine = ProductionLine.Hatthasilpa }), by.Call(), Ct)).Must();
        var frame = (await services.GetRequiredService<AddComponentHandler>().Handle(new(product.Id, new("FRAME", null, new("Keret", "Frame"), 1)), by.Call(), Ct)).Must();
        (await services.GetRequiredService<AddMaterialHandler>().Handle(new(product.Id, frame.Id, new() { MaterialSku = "TUB-20", RoleCode = "TUBE", Constraints = System.Text.Json.JsonElement.Parse("""{"length_mm":1200,"pieces":4,"waste_percent":3}""") }), by.Call(), Ct)).Must();
        var flow = await Graph(database);
        (await services.GetRequiredService<BindGraphHandler>().Handle(new(product.Id, flow, null, null, null), by.Call(), Ct)).Must();
        (await services.GetRequiredService<CreateRevisionHandler>().Handle(new(product.Id, RevisionReason.Initial), by.Call(), Ct)).Must();
        (await services.GetRequiredService<PublishRevisionHandler>().Handle(new(product.Id, 1, null), by.Call(), Ct)).Must();
        return (await services.GetRequiredService<PlanTicketHandler>().Handle(new(product.Id, "Racks", 2, ProcessMode.Piece), by.Call(), Ct)).Must();
    }

    /// <summary>Published past all rules.</summary>
    private static async Task<Guid> Graph(TestDatabase database)
    {
        await using var rows = TestPlant.On(database);
        var raw = new RawRows(rows);
        var flow = (await raw.Insert("flow_definitions", ("kind", "ROUTING"), ("code", RawRows.FlowCode()), ("is_deleted", false))).Id;
        await raw.Insert("flow_versions", ("flow_definition_id", flow), ("version_num", 1), ("status", "PUBLISHED"), ("allow_new_jobs", true), ("graph_schema", WorkshopGraphs.Line));
        return flow;
    }
}
