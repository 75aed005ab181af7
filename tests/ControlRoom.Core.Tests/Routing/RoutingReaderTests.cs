using System.Text.Json.Nodes;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Routing;
using ControlRoom.Core.Tests.Flows;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace ControlRoom.Core.Tests.Routing;

public sealed class RoutingReaderTests
{
    private static readonly JsonNode?[] Junk = [null, "", "x", "ALL", "OP10", "rework", -1, 0, 1e300, 1.5, true, new JsonArray(), new JsonObject(), new JsonArray("OP10"), "split", "\ud83d\ude00", new JsonObject { ["type"] = "default" }];

    [Fact]
    [Trait("Rule", "GRF-04")]
    public void The_racks_graph_is_read_as_it_is_written()
    {
        var graph = RoutingReader.Parse(StandardRoutes.Rack).Value!;

        Assert.Equal(["START", "OP10", "S1", "OP20", "OP30", "J1", "OP40", "QC1", "OP60", "END"], graph.Nodes.Select(n => n.Code));
        var laser = graph.Nodes[4];
        Assert.Equal(("LAS-1", 3.5m, 2, "PLATE"), (laser.Station!.WorkCenter, laser.Station.RunMinutes, laser.Station.Capacity, laser.Operation!.ProducesComponent));
        Assert.Equal(AssignmentPolicy.TeamHint, laser.Station.Assignment.Policy);
        Assert.True(laser.Operation.HelperAllowed && laser.Operation.TakeoverAllowed);
        Assert.Equal((JoinType.And, 86_400, "FRAME,PLATE"), (graph.Nodes[5].Join!.Type, graph.Nodes[5].Join!.TimeoutSeconds, string.Join(',', graph.Nodes[5].Join!.ConsumesComponents)));
        Assert.Equal(new ChecklistLine("seams", new LocalText("12 varrat kész", "12 seams done"), true), Assert.Single(graph.Nodes[6].Station!.Checklist));
        Assert.Equal((2, ReplacementPolicy.Manual, true), (graph.Nodes[7].Qc!.ReworkLimit, graph.Nodes[7].Qc!.Replacement, graph.Nodes[7].Qc!.AllowScrap));
        Assert.Equal(("FRAME", RoutingEdgeType.Normal, 2), (graph.Edges[2].BranchKey, graph.Edges[2].Type, graph.Edges[2].Index));
        Assert.Equal(RoutingEdgeType.Rework, graph.Edges[9].Type);
        Assert.Equal("OP40", graph.Edges[7].Source);
    }

    [Fact]
    [Trait("Rule", "GRF-04")]
    public void Every_setting_of_every_type_is_known()
    {
        var graph = DrawRoutes.Rack(g =>
        {
            g.Data("OP60")["config"] = JsonNode.Parse("""
                {"work_center":"LBL-1","team":"WELDING","setup_minutes":2,"run_minutes":0.5,"sla_minutes":60,"capacity":3,"queue_limit":0,"concurrency_limit":1,
                 "assignment":{"policy":"TEAM_LOCK","preferred_team":"WELDING","allowed_teams":["WELDING"],"forbidden_teams":["CUTTING"]},"skills":[{"code":"WELD","min_level":2}],
                 "checklist":[{"key":"a","label":{"hu":"Á","en":"A"},"required":false}],"instruction":{"hu":"Így","en":"So"},"output":"PIECES","produces_component":"X","helper_allowed":false,"takeover_allowed":false}
                """);
            g.Data("QC1")["config"] = JsonNode.Parse("""
                {"work_center":"LBL-1","team":"WELDING","capacity":1,"skills":[],"checklist":[],"mode":"EVERY_PIECE","rework_limit":0,"require_rework_edge":true,"allow_scrap":false,"replacement":"AUTO","replacement_node":"OP10","self_qc_allowed":false,"qc_assignment_required":true}
                """);
            g.Data("S1")["config"] = JsonNode.Parse("""{"policy":"RATIO","mode":"DIVIDE","ratio":{"FRAME":1,"PLATE":2}}""");
            g.Data("J1")["config"] = JsonNode.Parse("""{"join_type":"N_OF_M","join_count":1,"join_timeout_seconds":60,"join_on_timeout":"FAIL","consumes_components":[]}""");
            g.Edge("e10")["data"] = JsonNode.Parse("""{"priority":-5,"rework_limit":1,"branch_key":"b"}""");
            g.Edge("e11")["label"] = "ready";
            g.Insert("W1", "wait", new JsonObject { ["wait_rule"] = JsonNode.Parse("""{"type":"APPROVAL","role":"MANAGER"}""") });
        });

        var read = RoutingReader.Parse(graph.Element());

        Assert.True(read.Done, read.Done ? "" : string.Join(", ", read.Refusal.Reasons.Select(r => r.Code + r.Pointer)));
        RoutingNode Node(string code) => read.Value.Nodes.Single(n => n.Code == code);
        Assert.Equal((AssignmentPolicy.TeamLock, "WELDING", OperationOutput.Pieces, false), (Node("OP60").Station!.Assignment.Policy, Node("OP60").Station!.Assignment.PreferredTeam, Node("OP60").Operation!.Output, Node("OP60").Operation!.HelperAllowed));
        Assert.Equal(new SkillNeed("WELD", 2), Assert.Single(Node("OP60").Station!.Skills));
        Assert.Equal((0, "OP10", false, true), (Node("QC1").Qc!.ReworkLimit, Node("QC1").Qc!.ReplacementNode, Node("QC1").Qc!.SelfQcAllowed, Node("QC1").Qc!.AssignmentRequired));
        Assert.Equal((SplitPolicy.Ratio, SplitMode.Divide, 2), (Node("S1").Split!.Policy, Node("S1").Split!.Mode, Node("S1").Split!.Ratio["PLATE"]));
        Assert.Equal((JoinType.NOfM, 1, JoinTimeoutPolicy.Fail), (Node("J1").Join!.Type, Node("J1").Join!.Count, Node("J1").Join!.OnTimeout));
        Assert.Equal(new WaitSpec(WaitType.Approval) { Role = Role.Manager }, Node("W1").Wait);
        var back = read.Value.Edges.Single(e => e.Id == "e10");
        Assert.Equal((-5, 1, "b"), (back.Priority, back.ReworkLimit, back.BranchKey));
    }

    [Fact]
    [Trait("Rule", "GRF-04")]
    public void A_graph_has_at_most_500_nodes_and_1500_edges()
    {
        static string[] Codes(Action<JsonObject> change) => [.. RoutingReader.Read(DrawRoutes.Rack(change).Element()).Structure.Select(f => f.Cause.Code)];

        Assert.Equal(["GRAPH_TOO_MANY_NODES"], Codes(g => { for (var i = 0; i < 491; i++) g.AddNode($"X{i}", "operation"); }));
        Assert.Equal(["GRAPH_TOO_MANY_EDGES"], Codes(g => { for (var i = 0; i < 1490; i++) g.Link("OP10", "OP20"); }));
        Assert.Equal(["GRAPH_UNREADABLE"], Codes(g => g.Remove("edges")));
    }

    [Fact]
    [Trait("Rule", "GRF-06")]
    public void The_largest_graph_is_checked_at_once()
    {
        var graph = new JsonObject { ["nodes"] = new JsonArray(), ["edges"] = new JsonArray() };
        graph.AddNode("START", "start");
        graph.AddNode("END", "end");
        for (var i = 0; i < 498; i++) graph.AddNode($"N{i}", "operation", new JsonObject { ["work_center"] = "SAW-1" });
        graph.Link(["START", .. Enumerable.Range(0, 498).Select(i => $"N{i}"), "END"]);
        for (var i = 2; i < 498; i++) graph.Rework($"N{i}", $"N{i - 2}");

        Assert.Empty(RoutingRulesTests.Found(graph).Where(f => f.Severity == FindingSeverity.Error).Select(f => f.Cause.Code));
    }

    /// <summary>Damage anywhere: refused with a code and a place, or still a graph that reads the same way.</summary>
    [Theory]
    [InlineData(StandardRoutes.Rack)]
    [InlineData(StandardRoutes.Rod)]
    [Trait("Rule", "GRF-07")]
    public void Random_damage_is_refused_with_a_code_and_never_throws(string json)
    {
        var mutation = from seed in ArbMap.Default.GeneratorFor<int>() from count in Gen.Choose(1, 4) select (seed, count);
        Prop.ForAll(mutation.ToArbitrary(), m =>
        {
            var random = new Random(m.seed);
            var graph = JsonNode.Parse(json)!.AsObject();
            for (var i = 0; i < m.count; i++) Damage(graph, random);

            var findings = RoutingRulesTests.Found(graph);
            Assert.All(findings, f => Assert.True(f.Cause.Detail(LocalText.English) != f.Cause.Code && f.Cause.Pointer!.StartsWith("/graph_schema", StringComparison.Ordinal) && f.Rule.StartsWith("GRF-", StringComparison.Ordinal), f.Cause.Code));
            var read = RoutingReader.Parse(graph.Element());
            if (findings.All(f => f.Severity != FindingSeverity.Error)) Assert.True(read.Done);
            if (!read.Done) Assert.All(read.Refusal.Reasons, r => Assert.Contains(r.Code, findings.Select(f => f.Cause.Code)));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1500));
    }

    [Fact]
    [Trait("Rule", "GRF-02")]
    public void Random_nets_never_throw()
    {
        Prop.ForAll(ArbMap.Default.GeneratorFor<int>().ToArbitrary(), seed =>
        {
            var random = new Random(seed);
            var graph = new JsonObject { ["nodes"] = new JsonArray(), ["edges"] = new JsonArray() };
            var count = random.Next(0, 30);
            for (var i = 0; i < count; i++) graph.AddNode($"X{(random.Next(9) == 0 ? random.Next(count) : i)}", i == 0 ? "start" : Enum.GetNames<RoutingNodeType>()[random.Next(1, 9)].ToLowerInvariant());
            for (var i = 0; i < count * 2; i++)
            {
                var (from, to) = (random.Next(count), random.Next(count + 1));
                graph.Link($"X{Math.Min(from, to)}", $"X{Math.Max(from, to)}");
                if (random.Next(5) == 0) graph.Edges()[^1]!["type"] = "rework";
            }
            Assert.NotEmpty(RoutingRulesTests.Found(graph));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));
    }

    /// <summary>Changes, adds or removes one value anywhere in the document.</summary>
    private static void Damage(JsonObject graph, Random random)
    {
        var places = Places(graph).ToList();
        if (places.Count == 0) return;
        var (parent, key) = places[random.Next(places.Count)];
        var junk = Junk[random.Next(Junk.Length)]?.DeepClone();
        switch (parent)
        {
            case JsonObject owner when random.Next(3) == 0:
                owner.Remove((string)key);
                break;
            case JsonObject owner:
                owner[random.Next(5) == 0 ? "novel" : (string)key] = junk;
                break;
            case JsonArray list when random.Next(3) == 0:
                list.RemoveAt((int)key);
                break;
            case JsonArray list when random.Next(2) == 0:
                list.Add(list[(int)key]?.DeepClone());
                break;
            case JsonArray list:
                list[(int)key] = junk;
                break;
        }
    }

    private static IEnumerable<(JsonNode Parent, object Key)> Places(JsonNode? node) => node switch
    {
        JsonObject members => members.SelectMany(m => Places(m.Value).Prepend((members, m.Key))),
        JsonArray list => list.SelectMany((item, i) => Places(item).Prepend((list, i))),
        _ => [],
    };
}
