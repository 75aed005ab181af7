using System.Text;
using System.Text.Json;
using Bunit;
using ControlRoom.Core.Flows;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Quality;
using ControlRoom.Tests.Kit;
using ControlRoom.Web.Flows;
using ControlRoom.Web.Tests.Kit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ControlRoom.Web.Tests.Flows;

public sealed class FlowPageTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly LocalText Name = new("Próba vonal", "Trial line");

    [Fact]
    public async Task The_catalogue_shows_each_flow_with_its_versions_and_what_is_wrong_and_filters_by_either_name()
    {
        await using var stage = await Stage(People.Manager);
        await Drafted(stage, CanonicalFlow.TurkeyDraft);
        await Drafted(stage, CanonicalFlow.V2, new("Másik vonal", "Other line"));
        var page = stage.Render<FlowCatalogue>();
        page.WaitForAssertion(() => Assert.Equal(2, page.FindAll("[data-flow]").Count), Patience);

        Assert.Contains("v1: Step 9 Palletizing is missing.", page.FindAll("[data-flow]")[0].TextContent, StringComparison.Ordinal);
        Assert.Equal("DRAFT", page.FindAll("[data-flow]")[0].QuerySelector("[data-state]")!.GetAttribute("data-state"));
        Assert.Empty(page.FindAll("[data-flow]")[1].QuerySelectorAll(".sev"));

        page.Find("input[type=search]").Input("masik");
        page.WaitForAssertion(() => Assert.Contains("Other line", Assert.Single(page.FindAll("[data-flow]")).TextContent, StringComparison.Ordinal), Patience);
        page.Find("input[type=search]").Input("nothing like it");
        page.WaitForAssertion(() => Assert.Contains("No flow has this in its name.", page.Find(".cards .cr-state.empty").TextContent, StringComparison.Ordinal), Patience);
    }

    [Fact]
    public async Task Workshop_flows_are_listed_apart_and_drawn_with_what_their_checks_say()
    {
        await using var stage = await Stage(People.Manager);
        var flow = (await stage.Get<CreateFlowHandler>().Handle(new CreateFlow(new("Állvány", "Rack"), null, FlowKind.Routing, "RG-SR40"), People.Manager.Call(), TestPlant.Ct)).Must().Id;
        (await stage.Get<SaveVersionGraphHandler>().Handle(new SaveVersionGraph(flow, 1, JsonElement.Parse(Core.Routing.StandardRoutes.Rack), 1), People.Manager.Call(), TestPlant.Ct)).Must();

        var page = stage.Render<FlowCatalogue>();
        page.WaitForAssertion(() => Assert.Contains("RG-SR40", page.Find($"[data-route='{flow}']").TextContent, StringComparison.Ordinal), Patience);
        Assert.Empty(page.FindAll("[data-flow]"));

        var version = stage.Render<FlowVersionDetail>(p => p.Add(d => d.FlowId, flow).Add(d => d.Number, 1));
        version.WaitForAssertion(() => Assert.Contains("join", version.Find("[data-node-row=J1]").TextContent, StringComparison.Ordinal), Patience);
        Assert.Contains("SAW-1", version.Find(".side").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_flow_needs_both_names_and_appears_in_every_open_catalogue()
    {
        await using var stage = await Stage(People.Operator);
        var (page, other) = (stage.Render<FlowCatalogue>(), stage.Render<FlowCatalogue>());
        page.WaitForElement("[data-action=create]", Patience).Click();
        Assert.True(page.WaitForElement("[data-action=confirm-create]", Patience).HasAttribute("disabled"));
        page.Find("[data-pointer='/name/hu'] input").Input("Új vonal");
        page.Find("[data-pointer='/name/en'] input").Input("New line");
        page.WaitForAssertion(() => Assert.False(page.Find("[data-action=confirm-create]").HasAttribute("disabled")), Patience);
        page.Find("[data-action=confirm-create]").Click();

        other.WaitForAssertion(() => Assert.Contains("New line", Assert.Single(other.FindAll("[data-flow]")).TextContent, StringComparison.Ordinal), Patience);
        page.WaitForAssertion(() => Assert.EndsWith("/v/1", stage.Get<NavigationManager>().Uri, StringComparison.Ordinal), Patience);
    }

    [Fact, Trait("Rule", "R-FLOW-02")]
    public async Task The_problems_of_a_draft_lead_to_their_nodes_and_keep_it_from_review()
    {
        await using var stage = await Stage(People.Operator);
        var graph = CanonicalFlow.V2.Replace("\"gateCode\":\"G05\"", "\"gateCode\":\"G99\"", StringComparison.Ordinal);
        var flow = await Drafted(stage, graph);
        var page = Open(stage, flow, 1);

        Assert.True(page.Find("[data-action=submit]").HasAttribute("disabled"));
        Assert.Equal("1 problem is open, see the list.", page.Find("[data-action=submit]").GetAttribute("title"));
        Assert.Contains("bad", page.Find("[data-node=g05]").ClassName, StringComparison.Ordinal);
        page.Find("[data-problem-code=GATE_UNKNOWN] button").Click();
        page.WaitForAssertion(() => Assert.Equal("true", page.Find("[data-node-row=g05]").GetAttribute("aria-selected")), Patience);
        Assert.NotNull(page.Find("[data-node=g05] .sel"));
    }

    [Fact, Trait("Rule", "R-FLOW-06")]
    public async Task Four_eyes_stand_beside_the_button_of_whoever_sent_it_and_another_manager_approves()
    {
        await using var stage = await Stage(People.Manager);
        var flow = await Drafted(stage, CanonicalFlow.V2, by: People.Manager);
        var page = Open(stage, flow, 1);
        page.Find("[data-action=submit]").Click();

        page.WaitForAssertion(() => Assert.Equal("REVIEW", page.Find(".cr-pagehead [data-state]").GetAttribute("data-state")), Patience);
        Assert.True(page.Find("[data-action=approve]").HasAttribute("disabled"));
        var why = page.Find($"[id='{page.Find("[data-action=approve]").GetAttribute("aria-describedby")}']").TextContent;
        Assert.Equal(Refusal.NotAllowed("FOUR_EYES").With("version", 1).With("status", "REVIEW").Detail(), why);

        (await stage.Get<ApproveVersionHandler>().Handle(new(flow, 1), People.SecondManager.Call(), TestPlant.Ct)).Must();
        stage.Until(page, () => Assert.Equal("PUBLISHED", page.Find(".cr-pagehead [data-state]").GetAttribute("data-state")));
        Assert.Empty(page.FindAll("[data-action=submit], [data-action=approve], [data-action=import]"));
    }

    [Fact, Trait("Rule", "R-FLOW-07")]
    public async Task Sending_back_wants_a_reason_and_the_author_reads_it()
    {
        await using var stage = await Stage(People.Manager);
        var flow = await Drafted(stage, CanonicalFlow.V2);
        (await stage.Get<SubmitVersionHandler>().Handle(new(flow, 1), People.Operator.Call(), TestPlant.Ct)).Must();
        var page = Open(stage, flow, 1);
        page.Find("[data-action=reject]").Click();
        Assert.True(page.WaitForElement("[data-action=confirm-reject]", Patience).HasAttribute("disabled"));
        page.Find("[role=dialog] textarea").Input("The split needs its gate");
        page.WaitForAssertion(() => Assert.False(page.Find("[data-action=confirm-reject]").HasAttribute("disabled")), Patience);
        page.Find("[data-action=confirm-reject]").Click();

        page.WaitForAssertion(() => Assert.Equal("DRAFT", page.Find(".cr-pagehead [data-state]").GetAttribute("data-state")), Patience);
        Assert.Contains("The split needs its gate", page.Find(".side .cr-dl").TextContent, StringComparison.Ordinal);
    }

    [Fact, Trait("Rule", "R-FLOW-01")]
    public async Task A_file_with_a_fault_is_not_imported_and_the_mended_one_replaces_the_graph()
    {
        await using var stage = await Stage(People.Operator);
        var flow = await Drafted(stage, null);
        var page = Open(stage, flow, 1);
        Assert.Contains("no nodes yet", page.Markup, StringComparison.Ordinal);
        page.Find("[data-action=import]").Click();
        page.WaitForElement("#graph-file", Patience);

        Upload(page, "not json at all");
        page.WaitForAssertion(() => Assert.Contains("Not JSON: line 1", page.Find("[role=dialog]").TextContent, StringComparison.Ordinal), Patience);
        Upload(page, CanonicalFlow.V2.Replace("\"target\":\"g04\"", "\"target\":\"g44\"", StringComparison.Ordinal));
        page.WaitForAssertion(() => Assert.NotNull(page.Find("[role=dialog] [data-problem-code=EDGE_TARGET_MISSING]")), Patience);
        Assert.True(page.Find("[data-action=confirm-import]").HasAttribute("disabled"));

        Upload(page, CanonicalFlow.V2);
        page.WaitForAssertion(() => Assert.False(page.Find("[data-action=confirm-import]").HasAttribute("disabled")), Patience);
        page.Find("[data-action=confirm-import]").Click();
        page.WaitForAssertion(() => Assert.NotNull(page.Find("[data-node=g10]")), Patience);
        Assert.False(page.Find("[data-action=submit]").HasAttribute("disabled"));
    }

    [Fact, Trait("Rule", "R-FLOW-08")]
    public async Task A_flow_that_was_never_published_is_deleted_after_a_typed_yes_and_a_published_one_says_why_not()
    {
        await using var stage = await Stage(People.Manager);
        var published = await Published(stage);
        var draft = await Drafted(stage, null, new("Felesleges", "Superfluous"));
        var page = stage.Render<FlowCatalogue>();
        page.WaitForElement($"[data-flow='{published}']", Patience);
        Assert.Equal("It has published versions, runs or products. Deprecate it instead.", page.Find("[data-action=delete-flow]").GetAttribute("title"));

        page.Find($"[data-flow='{draft}'] .th").Click();
        page.WaitForAssertion(() => Assert.False(page.Find("[data-action=delete-flow]").HasAttribute("disabled")), Patience);
        page.Find("[data-action=delete-flow]").Click();
        page.WaitForElement("[role=alertdialog] .cr-yes input", Patience).Input("Yes");
        Assert.True(page.Find("[data-action=confirm-delete]").HasAttribute("disabled"));
        page.Find(".cr-yes input").Input("yes");
        page.WaitForAssertion(() => Assert.False(page.Find("[data-action=confirm-delete]").HasAttribute("disabled")), Patience);
        page.Find("[data-action=confirm-delete]").Click();

        page.WaitForAssertion(() => Assert.Equal(published.ToString(), Assert.Single(page.FindAll("[data-flow]")).GetAttribute("data-flow")), Patience);
        page.WaitForAssertion(() => Assert.Empty(page.FindAll("[role=alertdialog]")), Patience);
    }

    [Fact]
    public async Task A_draft_is_discarded_by_its_author_with_a_reason_and_the_page_leads_to_the_versions()
    {
        await using var stage = await Stage(People.Operator);
        var flow = await Published(stage);
        (await stage.Get<CreateVersionHandler>().Handle(new(flow, 1), People.Operator.Call(), TestPlant.Ct)).Must();
        var page = Open(stage, flow, 2);
        page.Find("[data-action=discard]").Click();
        page.WaitForElement("[role=alertdialog] textarea", Patience).Input("Not needed any more");
        page.Find(".cr-yes input").Input("yes");
        page.WaitForAssertion(() => Assert.False(page.Find("[data-action=confirm-discard]").HasAttribute("disabled")), Patience);
        page.Find("[data-action=confirm-discard]").Click();

        page.WaitForAssertion(() => Assert.EndsWith($"/flow-editor/{flow}/versions", stage.Get<NavigationManager>().Uri, StringComparison.Ordinal), Patience);
        Assert.Single((await stage.Get<FlowQueries>().Versions(flow, TestPlant.Ct)).Must());
    }

    [Fact]
    public async Task Two_versions_are_compared_on_the_graph_and_in_rows_and_the_open_draft_says_why_there_is_no_other()
    {
        await using var stage = await Stage(People.Manager);
        var flow = await Published(stage);
        (await stage.Get<CreateVersionHandler>().Handle(new(flow, 1), People.Operator.Call(), TestPlant.Ct)).Must();
        await Save(stage, flow, 2, CanonicalFlow.V3, People.Operator);
        var page = stage.Render<FlowVersions>(p => p.Add(v => v.FlowId, flow));
        page.WaitForElement("[data-change]", Patience);

        Assert.Equal(["+", "+", "+", "+", "−", "−"], page.FindAll("[data-change]").Select(r => r.GetAttribute("data-change")));
        Assert.Equal("+", page.Find("[data-node=g06] .mk + .t").TextContent);
        Assert.NotNull(page.Find("[data-change-count=removed-edge]"));
        Assert.Equal("Version 2 of this flow is still open.", page.Find("[data-action=fork]").GetAttribute("title"));
        page.Find("[data-version='1'] input[name=compare-to]").Change("on");
        page.WaitForAssertion(() => Assert.Contains("nothing to compare", page.Markup, StringComparison.Ordinal), Patience);
    }

    [Fact]
    public async Task The_lots_of_a_run_lie_on_the_graph_and_follow_it()
    {
        await using var stage = await PageStage.Open(People.Operator);
        var day = await ProductionDay.Begin(stage.Services, stage.Time);
        (await day.Advance()).Must();
        await day.Receive(350);
        var flow = (await stage.Get<FlowCatalogueQueries>().Cards(TestPlant.Ct)).Single();
        var page = Open(stage, flow.Id, 1);
        page.Find("[data-run-overlay]").Change(day.Run.RunCode);

        page.WaitForAssertion(() => Assert.Equal("1 · 350 kg", page.Find("[data-node=g01] .tt").TextContent), Patience);
        await day.Receive(50);
        page.WaitForAssertion(() => Assert.Equal("2 · 400 kg", page.Find("[data-node=g01] .tt").TextContent), Patience);
        Assert.Contains("2 · 400.00 kg", page.Find("[data-node-row=g01]").TextContent, StringComparison.Ordinal);
    }

    [Theory, Databases]
    public async Task A_version_goes_out_as_a_file_and_into_another_draft_and_differs_by_number_over_http(Db db)
    {
        await using var plant = await WebPlant.Start(db);
        using var author = await plant.As(Role.Operator);
        var flow = $"/api/flows/{(await author.Post("/api/flows", new { name = Name })).Must(201).GetProperty("id").GetString()}/versions";
        (await author.Put($"{flow}/1", new { graph_schema = JsonElement.Parse(CanonicalFlow.V3), row_version = 1 })).Must(200);

        var file = await author.Get($"{flow}/1/export");
        Assert.Equal(("trial-line-v1.json", "Trial line", 1), (file.Headers["Content-Disposition"].Split('"')[1], file.Must(200).GetProperty("flow_name").GetProperty("en").GetString(), file.Json.GetProperty("version_num").GetInt32()));
        Assert.Empty(GraphDiff.Of(CanonicalFlow.V3, GraphFile.Of("x.json", Encoding.UTF8.GetBytes(file.Text)).Graph.GetRawText()));
        (await author.Get($"{flow}/7/export")).MustRefuse(404, "NOT_FOUND");

        Assert.True((await author.Get($"{flow}/1/diff?from=1")).Must(200).GetProperty("same").GetBoolean());
        (await author.Get($"{flow}/1/diff?from=7")).MustRefuse(404, "NOT_FOUND");
        Assert.Equal(422, (await author.Get($"{flow}/1/diff?from=one")).Status);
    }

    private static async Task<PageStage> Stage(Person person)
    {
        var stage = await PageStage.Open(person);
        (await stage.Get<SeedGatesHandler>().Handle(TestPlant.Ct)).Must();
        return stage;
    }

    private static async Task<Guid> Drafted(PageStage stage, string? graph, LocalText? name = null, Person? by = null)
    {
        var author = by ?? People.Operator;
        stage.Time.Advance(TimeSpan.FromSeconds(1));
        var flow = (await stage.Get<CreateFlowHandler>().Handle(new(name ?? Name), author.Call(), TestPlant.Ct)).Must();
        if (graph is not null) await Save(stage, flow.Id, 1, graph, author);
        return flow.Id;
    }

    private static async Task Save(PageStage stage, Guid flow, int version, string graph, Person by) =>
        (await stage.Get<SaveVersionGraphHandler>().Handle(new(flow, version, JsonElement.Parse(graph), 1), by.Call(), TestPlant.Ct)).Must();

    private static async Task<Guid> Published(PageStage stage)
    {
        var flow = await Drafted(stage, CanonicalFlow.V2);
        (await stage.Get<SubmitVersionHandler>().Handle(new(flow, 1), People.Operator.Call(), TestPlant.Ct)).Must();
        (await stage.Get<ApproveVersionHandler>().Handle(new(flow, 1), People.Manager.Call(), TestPlant.Ct)).Must();
        return flow;
    }

    private static IRenderedComponent<FlowVersionDetail> Open(PageStage stage, Guid flow, int version)
    {
        stage.JSInterop.Mode = JSRuntimeMode.Loose;
        var page = stage.Render<FlowVersionDetail>(p => p.Add(d => d.FlowId, flow).Add(d => d.Number, version));
        page.WaitForElement(".cr-flowv", Patience);
        return page;
    }

    private static void Upload(IRenderedComponent<FlowVersionDetail> page, string text) =>
        page.FindComponent<InputFile>().UploadFiles(InputFileContent.CreateFromText(text, "graph.json"));
}
