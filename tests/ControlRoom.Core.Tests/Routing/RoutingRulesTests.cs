using System.Collections.Frozen;
using System.Text.Json.Nodes;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Routing;
using ControlRoom.Core.Tests.Flows;
using Xunit;

namespace ControlRoom.Core.Tests.Routing;

public sealed class RoutingRulesTests
{
    private static readonly RoutingSurroundings Around = new(
        FrozenSet.Create("SAW-1", "BEND-1", "LAS-1", "WELD-2", "BATH-1", "LBL-1"), FrozenSet.Create("CUTTING", "WELDING"), new Dictionary<string, int> { ["WELD"] = 3 }.ToFrozenDictionary());

    /// <summary>For each code of each rule the smallest change of the rack's graph that deserves it, and the node or edge it names.</summary>
    private static readonly (string Rule, string Code, string? At, Action<JsonObject> Change)[] Cases =
    [
        ("GRF-01", "ROUTE_START_COUNT", null, g => g.AddNode("START2", "start")),
        ("GRF-01", "ROUTE_END_MISSING", null, g => g.Erase("END")),
        ("GRF-01", "ROUTE_START_ENTERED", "OP60-START", g => g.Link("OP60", "START")),
        ("GRF-01", "ROUTE_END_LEFT", "END-OP60", g => g.Link("END", "OP60")),
        ("GRF-02", "ROUTE_CYCLE", "OP40", g => g.Link("OP60", "OP40")),
        ("GRF-02", "ROUTE_SELF_LOOP", "OP60-OP60", g => g.Link("OP60", "OP60")),
        ("GRF-02", "REWORK_SOURCE_UNFIT", "J1-OP10", g => g.Rework("J1", "OP10")),
        ("GRF-02", "REWORK_TARGET_UNFIT", "OP40-OP60", g => g.Rework("OP40", "OP60")),
        ("GRF-02", "REWORK_TARGET_UNFIT", "OP60-J1", g => g.Rework("OP60", "J1")),
        ("GRF-02", "REWORK_LEAVES_BRANCH", "e10", g => g.Edge("e10")["target"] = "OP20"),
        ("GRF-02", "REWORK_LEAVES_BRANCH", "OP20-OP10", g => g.Rework("OP20", "OP10")),
        ("GRF-03", "ROUTE_UNREACHABLE", "ALONE", g => { g.AddNode("ALONE", "operation", Saw()); g.Link("ALONE", "END"); }),
        ("GRF-03", "ROUTE_DEAD_END", "ALONE", g => { g.AddNode("ALONE", "operation", Saw()); g.Link("S1", "ALONE"); }),
        ("GRF-04", "EDGE_TARGET_MISSING", "OP60-NOWHERE", g => g.Link("OP60", "NOWHERE")),
        ("GRF-04", "NODE_ID_DUPLICATE", "OP60", g => g.AddNode("OP60", "operation", Saw())),
        ("GRF-04", "NODE_CODE_INVALID", "op-60", g => g.AddNode("op-60", "operation", Saw())),
        ("GRF-04", "NODE_TYPE_UNKNOWN", "OVEN", g => g.AddNode("OVEN", "oven")),
        ("GRF-04", "LABEL_MISSING", "OP60", g => g.Data("OP60")["label"]!["hu"] = " "),
        ("GRF-04", "LABEL_DUPLICATE", null, g => g.Data("OP60")["label"] = g.Data("OP40")["label"]!.DeepClone()),
        ("GRF-04", "EDGE_TYPE_UNKNOWN", "e11", g => g.Edge("e11")["type"] = "scenic"),
        ("GRF-04", "ROUTE_TOUCHES_GROUP", "OP60-G1", g => { g.AddNode("G1", "group"); g.Link("OP60", "G1"); }),
        ("GRF-04", "CONFIG_KEY_UNKNOWN", "OP60", g => g.Config("OP60")["colour"] = "red"),
        ("GRF-04", "CONFIG_KEY_UNKNOWN", "e11", g => g.Edge("e11")["data"] = new JsonObject { ["speed"] = 1 }),
        ("GRF-04", "CONFIG_VALUE_UNFIT", "OP60", g => g.Config("OP60")["run_minutes"] = "long"),
        ("GRF-04", "CONFIG_VALUE_UNFIT", "e11", g => g.Edge("e11")["data"] = new JsonObject { ["priority"] = 0.5 }),
        ("GRF-05", "SPLIT_POLICY_MISSING", "S1", g => g.Config("S1").Remove("policy")),
        ("GRF-05", "SPLIT_TOO_NARROW", "S1", g => g.Erase("OP30")),
        ("GRF-05", "JOIN_TYPE_MISSING", "J1", g => g.Config("J1").Remove("join_type")),
        ("GRF-05", "JOIN_TOO_NARROW", "J1", g => g.Erase("OP30")),
        ("GRF-05", "JOIN_COUNT_RANGE", "J1", g => g.Config("J1")["join_type"] = "N_OF_M"),
        ("GRF-05", "JOIN_COUNT_RANGE", "J1", g => { g.Config("J1")["join_type"] = "N_OF_M"; g.Config("J1")["join_count"] = 3; }),
        ("GRF-05", "JOIN_LEADS_APART", "J1", g => g.Link("J1", "OP60")),
        ("GRF-06", "JOIN_WITHOUT_SPLIT", "J2", g => { g.Choose("D1", "OP60", "OP70"); g.AddNode("J2", "join", new JsonObject { ["join_type"] = "AND" }); g.Cut("OP60-END"); g.Cut("OP70-END"); g.Link("OP60", "J2", "END"); g.Link("OP70", "J2"); }),
        ("GRF-06", "JOIN_MISSES_BRANCH", null, g => { g.AddNode("OP35", "operation", Saw()); g.Link("S1", "OP35", "END"); }),
        ("GRF-06", "SPLIT_JOINED_TWICE", null, g => { g.Between("D1", "OP20", "J1"); g.Between("D2", "OP30", "J1"); g.AddNode("J2", "join", new JsonObject { ["join_type"] = "AND" }); g.When("D1", "J2"); g.When("D2", "J2"); g.Link("J2", "END"); }),
        ("GRF-06", "BRANCH_ESCAPES", null, g => { g.Between("D1", "OP20", "J1"); g.When("D1", "END"); }),
        ("GRF-06", "BRANCHES_RUN_TOGETHER", "S2", g => { g.AddNode("S2", "split", new JsonObject { ["policy"] = "ALL" }); g.AddNode("OP21", "operation", Saw()); g.AddNode("OP22", "operation", Saw()); g.Cut("e3"); g.Link("S1", "S2", "OP21", "OP20"); g.Link("S2", "OP22", "OP20"); }),
        ("GRF-06", "SPLIT_NEVER_JOINED", "S1", g => { g.Erase("J1"); g.Link("OP20", "OP40"); g.Link("OP30", "OP40"); }),
        ("GRF-07", "DEFAULT_EDGE_MISSING", "OP60", g => g.Edge("e11")["data"] = new JsonObject { ["condition_rule"] = Many() }),
        ("GRF-07", "DEFAULT_EDGE_MISSING", "S1", g => { g.Config("S1")["policy"] = "CONDITIONAL"; foreach (var e in new[] { "e3", "e4" }) g.Edge(e)["data"]!["condition_rule"] = Many(); }),
        ("GRF-07", "DEFAULT_EDGE_TWICE", "D1", g => { g.Choose("D1", "OP60", "OP70"); g.Edge("D1-OP70")["data"]!["condition_rule"] = Rest(); }),
        ("GRF-06", "PIECES_IN_BRANCH", "OP20", g => g.Config("OP20")["output"] = "PIECES"),
        ("GRF-07", "CONDITION_MISSING", "D1-OP70", g => { g.Choose("D1", "OP60", "OP70"); g.Edge("D1-OP70")["data"]!.AsObject().Remove("condition_rule"); }),
        ("GRF-07", "CONDITION_MISSING", "D1-OP40", g => { g.Choose("D1", "OP60", "OP70"); g.Rework("D1", "OP40"); }),
        ("GRF-07", "CONDITION_UNUSED", "e3", g => g.Edge("e3")["data"]!["condition_rule"] = Many()),
        ("GRF-07", "CONDITION_PROPERTY_UNKNOWN", "D1-OP70", g => { g.Choose("D1", "OP60", "OP70"); g.Edge("D1-OP70")["data"]!["condition_rule"] = JsonNode.Parse("""{"type":"job_property","property":"colour","operator":"==","value":"red"}"""); }),
        ("GRF-07", "BRANCH_KEY_DUPLICATE", "S1", g => g.Edge("e3")["data"]!["branch_key"] = "PLATE"),
        ("GRF-07", "RATIO_UNFIT", "S1", g => { g.Config("S1")["policy"] = "RATIO"; g.Config("S1")["ratio"] = new JsonObject { ["FRAME"] = 1 }; }),
        ("GRF-07", "CONFIG_VALUE_UNFIT", "S1", g => { g.Config("S1")["policy"] = "RATIO"; g.Config("S1")["ratio"] = new JsonObject { ["FRAME"] = 1, ["PLATE"] = 0 }; }),
        ("GRF-07", "EVALUATION_ORDER_UNKNOWN", "D1", g => { g.Choose("D1", "OP60", "OP70"); g.Config("D1")["evaluation_order"] = new JsonArray("D1-OP70", "e1"); }),
        ("GRF-07", "QC_CONDITION_FOREIGN", "QC1-END", g => { g.Link("QC1", "END"); g.Edge("QC1-END")["data"] = new JsonObject { ["condition_rule"] = Many() }; }),
        ("GRF-08", "NORMAL_EDGES_AMBIGUOUS", "OP60", g => { g.AddNode("END2", "end"); g.Link("OP60", "END2"); }),
        ("GRF-08", "REWORK_AMBIGUOUS", "QC1", g => g.Rework("QC1", "OP10")),
        ("GRF-09", "QC_MODE_MISSING", "QC1", g => g.Config("QC1").Remove("mode")),
        ("GRF-09", "CONFIG_VALUE_UNFIT", "QC1", g => g.Config("QC1")["mode"] = "SAMPLE"),
        ("GRF-09", "QC_PASS_EDGE", "QC1", g => g.Link("QC1", "END")),
        ("GRF-09", "QC_REWORK_MISSING", "QC1", g => { g.Cut("e10"); g.Config("QC1")["require_rework_edge"] = true; }),
        ("GRF-09", "QC_FAIL_STUCK", "QC1", g => { g.Cut("e10"); g.Config("QC1")["allow_scrap"] = false; }),
        ("GRF-09", "QC_NOTHING_TO_CHECK", "QC2", g => { g.AddNode("QC2", "qc", new JsonObject { ["mode"] = "EVERY_PIECE" }); g.Cut("e3"); g.Link("S1", "QC2", "OP20"); g.Edge("S1-QC2")["data"] = new JsonObject { ["branch_key"] = "FRAME" }; }),
        ("GRF-09", "REPLACEMENT_NODE_UNFIT", "QC1", g => g.Config("QC1")["replacement_node"] = "OP60"),
        ("GRF-10", "WAIT_RULE_MISSING", "W1", g => g.Insert("W1", "wait", [])),
        ("GRF-10", "CONFIG_VALUE_UNFIT", "W1", g => g.Insert("W1", "wait", Rule("""{"type":"SENSOR"}"""))),
        ("GRF-10", "CONFIG_VALUE_UNFIT", "W1", g => g.Insert("W1", "wait", Rule("""{"type":"TIME","minutes":0}"""))),
        ("GRF-10", "CONFIG_VALUE_UNFIT", "W1", g => g.Insert("W1", "wait", Rule("""{"type":"BATCH"}"""))),
        ("GRF-10", "WAIT_LEADS_APART", "W1", g => { g.Insert("W1", "wait", Rule("""{"type":"BATCH","min_batch":10}""")); g.AddNode("END2", "end"); g.Link("W1", "END2"); }),
        ("GRF-11", "OPERATION_PLACE_MISSING", "OP60", g => g.Config("OP60").Remove("work_center")),
        ("GRF-12", "ROUTE_WORK_CENTER_UNKNOWN", "OP60", g => g.Config("OP60")["work_center"] = "SAW-9"),
        ("GRF-12", "ROUTE_TEAM_UNKNOWN", "OP40", g => g.Config("OP40")["team"] = "PAINTING"),
        ("GRF-12", "ASSIGNMENT_TEAM_MISSING", "OP40", g => g.Config("OP40")["assignment"] = new JsonObject { ["policy"] = "TEAM_LOCK" }),
        ("GRF-12", "CONFIG_VALUE_UNFIT", "OP40", g => g.Config("OP40")["capacity"] = -1),
        ("GRF-13", "JOIN_COMPONENT_MISSING", "J1", g => g.Config("OP20").Remove("produces_component")),
        ("GRF-13", "JOIN_COMPONENT_UNUSED", "J1", g => g.Config("J1")["consumes_components"]!.AsArray().RemoveAt(0)),
        ("GRF-14", "WORK_MISPLACED", "S1", g => g.Config("S1")["run_minutes"] = 5),
        ("GRF-15", "BRANCH_UNCHECKED", "S1", _ => { }),
        ("GRF-15", "WORK_CENTER_BOTTLENECK", "OP40", _ => { }),
        ("GRF-15", "SKILL_UNHELD", "OP40", g => g.Config("OP40")["skills"] = new JsonArray(new JsonObject { ["code"] = "WELD", ["min_level"] = 4 })),
    ];

    private static readonly HashSet<string> Warnings = ["LABEL_DUPLICATE", "SPLIT_NEVER_JOINED", "CONDITION_UNUSED", "QC_FAIL_STUCK", "JOIN_COMPONENT_UNUSED"];

    public static TheoryData<int> Of(string rule) => [.. Enumerable.Range(0, Cases.Length).Where(i => Cases[i].Rule == rule)];

    [Theory, MemberData(nameof(Of), "GRF-01"), Trait("Rule", "GRF-01")]
    public void One_way_in_and_a_way_out(int number) => IsFound(number);

    [Theory, MemberData(nameof(Of), "GRF-02"), Trait("Rule", "GRF-02")]
    public void Only_rework_leads_back(int number) => IsFound(number);

    [Theory, MemberData(nameof(Of), "GRF-03"), Trait("Rule", "GRF-03")]
    public void Every_step_is_on_a_way(int number) => IsFound(number);

    [Theory, MemberData(nameof(Of), "GRF-04"), Trait("Rule", "GRF-04")]
    public void The_document_is_one(int number) => IsFound(number);

    [Theory, MemberData(nameof(Of), "GRF-05"), Trait("Rule", "GRF-05")]
    public void Splits_and_joins_are_wide_enough(int number) => IsFound(number);

    [Theory, MemberData(nameof(Of), "GRF-06"), Trait("Rule", "GRF-06")]
    public void Splits_and_joins_nest(int number) => IsFound(number);

    [Theory, MemberData(nameof(Of), "GRF-07"), Trait("Rule", "GRF-07")]
    public void Every_choice_has_an_answer(int number) => IsFound(number);

    [Theory, MemberData(nameof(Of), "GRF-08"), Trait("Rule", "GRF-08")]
    public void Nothing_is_left_to_chance(int number) => IsFound(number);

    [Theory, MemberData(nameof(Of), "GRF-09"), Trait("Rule", "GRF-09")]
    public void Checks_say_what_and_where_to(int number) => IsFound(number);

    [Theory, MemberData(nameof(Of), "GRF-10"), Trait("Rule", "GRF-10")]
    public void Waits_say_until_when(int number) => IsFound(number);

    [Theory, MemberData(nameof(Of), "GRF-11"), Trait("Rule", "GRF-11")]
    public void Operations_say_where(int number) => IsFound(number);

    [Theory, MemberData(nameof(Of), "GRF-12"), Trait("Rule", "GRF-12")]
    public void Who_and_what_is_named_exists(int number) => IsFound(number);

    [Theory, MemberData(nameof(Of), "GRF-13"), Trait("Rule", "GRF-13")]
    public void Joins_take_what_is_made(int number) => IsFound(number);

    [Theory, MemberData(nameof(Of), "GRF-14"), Trait("Rule", "GRF-14")]
    public void Only_steps_where_people_work_have_work(int number) => IsFound(number);

    [Theory, MemberData(nameof(Of), "GRF-15"), Trait("Rule", "GRF-15")]
    public void Hints_are_no_mistakes(int number) => IsFound(number);

    [Theory]
    [InlineData(StandardRoutes.Linear)]
    [InlineData(StandardRoutes.Rack)]
    [InlineData(StandardRoutes.Rod)]
    [Trait("Rule", "GRF-06")]
    public void The_workshops_own_graphs_pass(string json)
    {
        var graph = JsonNode.Parse(json)!.AsObject();
        Assert.Empty(Found(graph).Where(f => f.Severity != FindingSeverity.Info).Select(f => f.Cause.Code));
        Assert.True(RoutingReader.Parse(json).Done);
    }

    [Fact, Trait("Rule", "GRF-06")]
    public void Splits_nest_within_branches()
    {
        var graph = DrawRoutes.Rack(g =>
        {
            g.AddNode("S2", "split", new JsonObject { ["policy"] = "ALL" });
            g.AddNode("J2", "join", new JsonObject { ["join_type"] = "OR" });
            g.AddNode("OP21", "operation", Saw());
            g.AddNode("OP22", "operation", Saw());
            g.Cut("e5");
            g.Link("OP20", "S2", "OP21", "J2", "J1");
            g.Link("S2", "OP22", "J2");
        });
        Assert.Empty(Found(graph).Where(f => f.Severity == FindingSeverity.Error).Select(f => f.Cause.Code));
    }

    private static void IsFound(int number)
    {
        var (rule, code, at, change) = Cases[number];
        var graph = DrawRoutes.Rack(change);
        var finding = Found(graph).First(f => f.Cause.Code == code);

        Assert.Equal(rule, finding.Rule);
        Assert.Equal(rule == "GRF-15" ? FindingSeverity.Info : Warnings.Contains(code) ? FindingSeverity.Warning : FindingSeverity.Error, finding.Severity);
        if (at is not null) Assert.Equal([at], finding.Nodes.Concat(finding.Nodes.Length == 0 ? finding.Edges : []).Take(1));
        Assert.StartsWith("/graph_schema", finding.Cause.Pointer, StringComparison.Ordinal);
        foreach (var culture in new[] { LocalText.Hungarian, LocalText.English })
        {
            Assert.DoesNotContain('{', finding.Cause.Detail(culture));
            Assert.NotEqual(code, finding.Cause.Detail(culture));
            Assert.NotEmpty(finding.Cause.Guidance(culture));
        }
    }

    internal static IReadOnlyList<RoutingFinding> Found(JsonObject graph) => RoutingRules.Check(RoutingReader.Read(graph.Element()), Around);

    private static JsonObject Saw() => new() { ["work_center"] = "SAW-1" };

    private static JsonObject Many() => new() { ["type"] = "qty_threshold", ["operator"] = ">", ["threshold"] = 5 };

    private static JsonObject Rest() => new() { ["type"] = "default" };

    private static JsonObject Rule(string rule) => new() { ["wait_rule"] = JsonNode.Parse(rule) };
}
