using System.Text.Json.Nodes;
using ControlRoom.Core.Flows;
using ControlRoom.Core.Kernel;
using ControlRoom.Tests.Kit;
using Xunit;

namespace ControlRoom.Core.Tests.Flows;

public sealed class GraphDiffTests
{
    [Fact]
    public void A_graph_does_not_differ_from_itself_nor_from_itself_drawn_elsewhere()
    {
        var moved = Draw.Changed(graph =>
        {
            graph.Node("n04")["position"] = new JsonObject { ["x"] = 999, ["y"] = 7 };
            graph.Node("lane-b")["width"] = 2000;
            graph.Edge("n04-g04")["animated"] = true;
        });
        Assert.Empty(GraphDiff.Of(CanonicalFlow.V2, CanonicalFlow.V2));
        Assert.Empty(GraphDiff.Of(CanonicalFlow.V2, moved.ToJsonString()));
    }

    [Fact]
    public void The_third_version_adds_a_gate_and_leads_the_split_through_it()
    {
        var changes = GraphDiff.Of(CanonicalFlow.V2, CanonicalFlow.V3);
        Assert.Equal(
            ["Added Node g06", "Added Edge n06-g06", "Added Edge g06-b-skw15", "Added Edge g06-b-skw30", "Removed Edge n06-b-skw15", "Removed Edge n06-b-skw30"],
            changes.Select(c => $"{c.Mark} {c.Part} {c.Id}"));
        var gate = changes[0];
        Assert.Equal(("qc_gate", "G06 SKU split"), (gate.Type, gate.Name.En));
        Assert.Contains(new GraphFieldChange("config.gateCode", null, "G06"), gate.Fields);
        Assert.Equal(("n06", "g06"), (changes[1].Source, changes[1].Target));
    }

    [Fact]
    public void Backwards_what_was_added_is_removed()
    {
        var (there, back) = (GraphDiff.Of(CanonicalFlow.V1, CanonicalFlow.V2), GraphDiff.Of(CanonicalFlow.V2, CanonicalFlow.V1));
        Assert.Equal(["b-mix", "b-pal"], there.Where(c => c is { Mark: GraphMark.Added, Part: GraphPart.Node }).Select(c => c.Id));
        Assert.Equal(["b-mix", "b-pal"], back.Where(c => c is { Mark: GraphMark.Removed, Part: GraphPart.Node }).Select(c => c.Id));
        Assert.Equal(there.Select(c => (c.Id, c.Part)).Order(), back.Select(c => (c.Id, c.Part)).Order());
    }

    [Fact]
    public void A_changed_node_or_link_names_the_fields_with_both_values()
    {
        var graph = Draw.Changed(g =>
        {
            g.Config("n04")["planMinutes"] = 75;
            g.Config("n03")["allowedLotTypes"] = new JsonArray("BULK");
            g.Data("n05")["label"]!["en"] = "Skewers";
            g.Edge("n04-g04")["target"] = "b-mix";
        });
        var changes = GraphDiff.Of(CanonicalFlow.V2, graph.ToJsonString());
        Assert.All(changes, c => Assert.Equal(GraphMark.Changed, c.Mark));
        Assert.Equal(
            ["n03 config.allowedLotTypes DEB, BULK BULK", "n04 config.planMinutes 60 75", "n05 label.en Skewering Skewers", "n04-g04 target g04 b-mix"],
            changes.SelectMany(c => c.Fields.Select(f => $"{c.Id} {f.Field} {f.Before} {f.After}")));
    }

    [Fact]
    public void The_copies_of_gates_are_compared_only_where_both_sides_have_one()
    {
        var submitted = GateSnapshot.Into(CanonicalFlow.V2, Draw.Gates);
        Assert.Empty(GraphDiff.Of(submitted, CanonicalFlow.V2));

        var stricter = JsonNode.Parse(submitted)!.AsObject();
        stricter.Config("g01")["gate"]!["gate_type"] = "INFO";
        var change = Assert.Single(GraphDiff.Of(submitted, stricter.ToJsonString()));
        Assert.Equal(("g01", new GraphFieldChange("config.gate.gate_type", "BLOCKING", "INFO")), (change.Id, Assert.Single(change.Fields)));
    }

    [Theory, Databases]
    public async Task Two_versions_of_a_flow_are_compared_by_their_numbers(Db db)
    {
        await using var bench = await FlowBench.Start(db);
        var (flow, _) = await bench.Published();
        (await bench.Fork(flow)).Must();
        await bench.Saved(flow, 2, CanonicalFlow.V3);
        var diffs = bench.Plant.Get<FlowDiffQueries>();

        var diff = (await diffs.Diff(flow, 1, 2, TestPlant.Ct)).Must();

        Assert.False(diff.Same);
        Assert.Equal([(GraphMark.Added, GraphPart.Node, 1), (GraphMark.Added, GraphPart.Edge, 3), (GraphMark.Removed, GraphPart.Edge, 2)], diff.Counts.Select(c => (c.Mark, c.Part, c.Count)));
        Assert.Equal(diff.Changes.Count, (await diffs.Steps(flow, TestPlant.Ct))[2].Changes.Count);
        Assert.True((await diffs.Diff(flow, 1, 1, TestPlant.Ct)).Must().Same);
        Assert.Equal("NOT_FOUND", (await diffs.Diff(flow, 1, 9, TestPlant.Ct)).Refusal!.Code);
        Assert.Equal("NOT_FOUND", (await diffs.Diff(Guid.NewGuid(), 1, 2, TestPlant.Ct)).Refusal!.Code);
    }
}
