using System.Text.Json;
using System.Text.Json.Nodes;
using ControlRoom.Core.Flows;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Quality;
using Xunit;

namespace ControlRoom.Core.Tests.Flows;

public sealed class GraphRulesTests
{
    private static readonly string Long = new('x', 200);

    /// <summary>For each code the smallest change of the canonical graph that deserves it, and where it is found.</summary>
    private static readonly Dictionary<string, (string? At, Action<JsonObject> Change)> OnSave = new()
    {
        ["GRAPH_UNREADABLE"] = (null, g => g.Remove("edges")),
        ["GRAPH_TOO_MANY_NODES"] = (null, g => { for (var i = 0; i < GraphRules.MaxNodes; i++) g.AddNode($"x{i}", "process"); }),
        ["GRAPH_TOO_MANY_EDGES"] = (null, g => { for (var i = 0; i < GraphRules.MaxEdges; i++) g.Link("n00", "n01"); }),
        ["NODE_ID_MISSING"] = ("", g => g.AddNode("", "buffer")),
        ["NODE_ID_TOO_LONG"] = (Long, g => g.AddNode(Long, "process")),
        ["NODE_ID_DUPLICATE"] = ("n05", g => g.AddNode("n05", "process")),
        ["NODE_TYPE_UNKNOWN"] = ("n05", g => g.Node("n05")["type"] = "oven"),
        ["LABEL_TOO_LONG"] = ("n05", g => g.Data("n05")["label"]!["hu"] = Long),
        ["PLAN_MINUTES_RANGE"] = ("n05", g => g.Config("n05")["planMinutes"] = GraphRules.MaxPlanMinutes + 1),
        ["PARENT_MISSING"] = ("n05", g => g.Node("n05")["parentId"] = "lane-z"),
        ["PARENT_NO_GROUP"] = ("n05", g => g.Node("n05")["parentId"] = "n06"),
        ["PARENT_CYCLE"] = ("lane-a", g => g.Node("lane-a")["parentId"] = "lane-a"),
        ["EDGE_ID_MISSING"] = ("", g => g.Edge("n00-n01").Remove("id")),
        ["EDGE_ID_TOO_LONG"] = (Long, g => g.Edge("n00-n01")["id"] = Long),
        ["EDGE_ID_DUPLICATE"] = ("g01-n02", g => g.Edge("n00-n01")["id"] = "g01-n02"),
        ["EDGE_SOURCE_MISSING"] = ("nowhere-n01", g => g.Link("nowhere", "n01")),
        ["EDGE_TARGET_MISSING"] = ("n01-nowhere", g => g.Link("n01", "nowhere")),
    };

    private static readonly Dictionary<string, (string? At, Action<JsonObject> Change)> OnSubmit = new()
    {
        ["LABEL_MISSING"] = ("n05", g => g.Data("n05")["label"]!["en"] = " "),
        ["START_MISSING"] = (null, g => g.Node("n00")["type"] = "process"),
        ["END_MISSING"] = (null, g => g.Erase("n99")),
        ["STEP_MISSING"] = (null, g => g.Data("n06").Remove("stepIndex")),
        ["STEP_DUPLICATE"] = ("b-mix", g => g.Data("b-mix")["stepIndex"] = 4),
        ["STEP_RANGE"] = ("n05", g => g.Data("n05")["stepIndex"] = 5.5),
        ["STEP_MISPLACED"] = ("lane-a", g => g.Data("lane-a")["stepIndex"] = 5),
        ["STEP_NO_PATH"] = ("n06", g => { g.Cut("n06-b-skw15"); g.Cut("n06-b-skw30"); g.Link("n06", "n99"); }),
        ["NODE_FLOATING"] = ("alone", g => g.AddNode("alone", "process")),
        ["NODE_OFF_PATH"] = ("b-skw15", g => g.Cut("b-skw15-n07")),
        ["GRAPH_CYCLE"] = ("n04", g => g.Link("b-mix", "n04")),
        ["EDGE_TOUCHES_GROUP"] = ("n05-lane-a", g => g.Link("n05", "lane-a")),
        ["GATE_MISSING"] = ("n05", g => { g.Erase("g05"); g.Link("n05", "n06"); }),
        ["GATE_BYPASSED"] = ("n05", g => g.Link("n05", "n06")),
        ["GATE_MISPLACED"] = ("early", g => { g.AddNode("early", "qc_gate"); g.Cut("n00-n01"); g.Link("n00", "early", "n01"); }),
        ["GATE_UNKNOWN"] = ("g05", g => g.Config("g05")["gateCode"] = "G77"),
        ["GATE_WRONG_STEP"] = ("g05", g => g.Config("g05")["gateCode"] = "G04"),
        ["GATE_UNFIT"] = ("g03", g => { g.AddNode("g03", "qc_gate", new JsonObject { ["gateCode"] = "STRICT" }); g.Cut("n03-n04"); g.Link("n03", "g03", "n04"); }),
        ["GATE_AMBIGUOUS"] = ("second", g => { g.AddNode("second", "qc_gate", new JsonObject { ["gateCode"] = "G05B" }); g.Cut("g05-n06"); g.Link("g05", "second", "n06"); }),
        ["CCP_REQUIRED"] = ("g07", g => g.Config("g07")["isCCP"] = false),
        ["CCP_NOT_ALLOWED"] = ("g05", g => g.Config("g05")["isCCP"] = true),
        ["BUFFER_TYPE_UNKNOWN"] = ("b-mix", g => g.Config("b-mix")["bufferType"] = "BIN"),
        ["LOT_TYPE_UNKNOWN"] = ("b-mix", g => g.Config("b-mix")["allowedLotTypes"]!.AsArray().Add("SOUP")),
        ["LOT_TYPE_NOT_ALLOWED"] = ("b-mix", g => g.Config("b-mix")["allowedLotTypes"]!.AsArray().Add("BULK")),
    };

    private static readonly Dictionary<string, GateTemplate> Gates = new(Draw.Gates)
    {
        ["STRICT"] = GateCatalogue.OfStep(3)! with { Code = "STRICT", Type = GateType.Blocking },
        ["G05B"] = GateCatalogue.OfStep(5)! with { Code = "G05B" },
    };

    public static TheoryData<string> SaveCodes => [.. OnSave.Keys];

    public static TheoryData<string> SubmitCodes => [.. OnSubmit.Keys];

    [Theory, MemberData(nameof(SaveCodes)), Trait("Rule", "R-FLOW-01")]
    public void Saving_names_the_mistake_and_its_place(string code)
    {
        var (at, change) = OnSave[code];
        var graph = Draw.Changed(change);

        var found = graph.OnSave();

        Assert.Equal([code], found.Codes());
        Assert.Equal(at, Place(found[0]));
        Assert.StartsWith("/graph_schema", found[0].Pointer, StringComparison.Ordinal);
        Assert.Contains(code, graph.OnSubmit().Codes());
        IsExplained(found[0]);
    }

    [Theory, MemberData(nameof(SubmitCodes)), Trait("Rule", "R-FLOW-02")]
    public void Submitting_names_the_mistake_and_its_place_where_saving_does_not_mind(string code)
    {
        var (at, change) = OnSubmit[code];
        var graph = Draw.Changed(change);

        var found = GraphRules.OnSubmit(GraphDocument.Read(graph.Element()), Gates);

        Assert.Empty(graph.OnSave());
        var mistake = found.First(r => r.Code == code);
        Assert.Equal(at, Place(mistake));
        IsExplained(mistake);
    }

    [Fact, Trait("Rule", "R-FLOW-02")]
    public void Canonical_graphs_pass_and_the_demo_draft_has_exactly_its_one_mistake()
    {
        foreach (var graph in (string[])[CanonicalFlow.V1, CanonicalFlow.V2, CanonicalFlow.V3]) Assert.Empty(JsonNode.Parse(graph)!.OnSubmit().Codes());

        var mistake = Assert.Single(JsonNode.Parse(CanonicalFlow.TurkeyDraft)!.OnSubmit());
        Assert.Equal("STEP_MISSING", mistake.Code);
        Assert.Contains("9 Palletizing", mistake.Detail(LocalText.English), StringComparison.Ordinal);
        Assert.Contains("9 Raklapozás", mistake.Detail(LocalText.Hungarian), StringComparison.Ordinal);
    }

    [Fact, Trait("Rule", "R-FLOW-02")]
    public void All_mistakes_are_named_at_once()
    {
        var graph = Draw.Changed(g =>
        {
            g.Link("n01", "nowhere");
            g.Data("n02")["label"]!["hu"] = "";
            g.Erase("g05");
            g.Link("n05", "n06");
            g.Config("g10")["isCCP"] = false;
        });

        Assert.Equal(["EDGE_TARGET_MISSING", "LABEL_MISSING", "GATE_MISSING", "CCP_REQUIRED"], graph.OnSubmit().Codes());
    }

    [Fact, Trait("Rule", "R-I18N-01")]
    public void Every_node_needs_its_label_in_both_languages()
    {
        foreach (var id in Draw.Canonical().Nodes().Select(n => (string)n!["id"]!))
        {
            foreach (var language in (string[])["hu", "en"])
            {
                var found = Assert.Single(Draw.Changed(g => g.Data(id)["label"]!.AsObject().Remove(language)).OnSubmit());
                Assert.Equal("LABEL_MISSING", found.Code);
                Assert.Equal(id, Place(found));
            }
        }
    }

    [Fact, Trait("Rule", "R-FLOW-02")]
    public void Gates_may_repeat_the_index_of_the_step_they_follow_and_leave_out_the_usual_code()
    {
        var graph = Draw.Changed(g =>
        {
            foreach (var gate in GateCatalogue.All.Where(t => t.Type != GateType.Info))
            {
                var id = $"g{gate.Code[1..]}";
                g.Data(id)["stepIndex"] = gate.StepIndex;
                g.Config(id).Remove("gateCode");
            }
        });

        Assert.Empty(graph.OnSubmit().Codes());
        graph.Data("g05")["stepIndex"] = 4;
        Assert.Equal(["STEP_MISPLACED"], graph.OnSubmit().Codes());
    }

    [Fact, Trait("Rule", "R-FLOW-02")]
    public void Buffers_may_allow_less_than_their_type()
    {
        Assert.Empty(Draw.Changed(g => g.Config("n03")["allowedLotTypes"] = new JsonArray("BULK")).OnSubmit().Codes());
        Assert.Empty(Draw.Changed(g => g.Config("n03").Remove("allowedLotTypes")).OnSubmit().Codes());
    }

    [Theory, Trait("Rule", "R-FLOW-01")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""{"nodes":[],"edges":{}}""")]
    [InlineData("""{"nodes":[],"nodes":[],"edges":[]}""")]
    [InlineData("""{"nodes":[],"edges":[],"viewport":"\u0000"}""")]
    [InlineData("""{"nodes":[],"edges":[],"viewport":"\ud800"}""")]
    [InlineData("""{"nodes":[],"edges":[],"\ud800":1}""")]
    public void What_is_no_graph_is_refused_before_anything_is_read(string json) =>
        Assert.Equal(["GRAPH_UNREADABLE"], GraphRules.OnSave(GraphDocument.Read(JsonElement.Parse(json))).Codes());

    [Fact, Trait("Rule", "R-FLOW-01")]
    public void Too_deep_nesting_is_refused()
    {
        var deep = string.Concat(Enumerable.Repeat("[", GraphDocument.MaxDepth)) + string.Concat(Enumerable.Repeat("]", GraphDocument.MaxDepth));
        Assert.Equal(["GRAPH_UNREADABLE"], GraphRules.OnSave(GraphDocument.Read(JsonElement.Parse($$"""{"nodes":[],"edges":[],"extra":{{deep}}}"""))).Codes());
    }

    [Fact, Trait("Rule", "R-FLOW-01")]
    public void Nodes_and_edges_of_any_shape_are_named_not_thrown_at()
    {
        var graph = JsonNode.Parse("""{"nodes":[1,null,"x",[],{"id":7,"type":true,"parentId":[],"data":{"label":3,"stepIndex":"1","config":[]}}],"edges":[null,{"source":1}]}""")!;

        Assert.Contains("NODE_ID_MISSING", graph.OnSave().Codes());
        Assert.Contains("EDGE_SOURCE_MISSING", graph.OnSave().Codes());
        Assert.Contains("STEP_RANGE", graph.OnSubmit().Codes());
    }

    [Fact]
    public void A_compiled_graph_knows_steps_gates_and_paths_of_the_canonical_line()
    {
        var graph = ProcessGraph.Parse(GateSnapshot.Into(CanonicalFlow.V3, Draw.Gates));

        for (var step = 0; step < ProcessSteps.Count; step++)
        {
            Assert.Equal($"n{step:00}", graph.NodeOf(step));
            Assert.Equal(step < ProcessSteps.Last, graph.LeadsOn(step));
            Assert.Equal(ProcessSteps.PlanMinutes[step], graph.PlanOf(step));
            var expected = step == 3 ? null : GateCatalogue.OfStep(step);
            var gate = graph.GateOf(step);
            Assert.Equal(expected?.Code, gate?.Code);
            Assert.Equal(expected?.IsCcp, gate?.IsCcp);
            Assert.Equal(expected?.Type, gate?.Type);
            Assert.Equal(expected?.Checklist.Select(i => (i.Key, i.Min, i.Max, i.Required, i.ExceptIngredient)), gate?.Checklist.Select(i => (i.Key, i.Min, i.Max, i.Required, i.ExceptIngredient)));
        }
        Assert.Equal(6, graph.BufferTypes.Length);
    }

    private static string? Place(Refusal refusal) => (string?)(refusal.Args.GetValueOrDefault("node") ?? refusal.Args.GetValueOrDefault("edge"));

    private static void IsExplained(Refusal refusal)
    {
        foreach (var culture in (System.Globalization.CultureInfo[])[LocalText.Hungarian, LocalText.English])
        {
            Assert.NotEqual(refusal.Code, refusal.Detail(culture));
            Assert.NotEmpty(refusal.Guidance(culture));
        }
        Assert.NotEqual(refusal.Detail(LocalText.Hungarian), refusal.Detail(LocalText.English));
    }
}
