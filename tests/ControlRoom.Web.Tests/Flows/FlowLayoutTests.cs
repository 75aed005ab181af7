using System.Text;
using ControlRoom.Core.Flows;
using ControlRoom.Web.Flows;
using ControlRoom.Web.Flows.Parts;
using ControlRoom.Web.Tests.Kit;
using Xunit;

namespace ControlRoom.Web.Tests.Flows;

public sealed class FlowLayoutTests
{
    private static readonly FlowPictureView Standard = FlowLayout.Of(GraphDocument.Parse(CanonicalFlow.V2));

    [Fact]
    public void A_file_is_judged_by_the_kind_of_the_flow_it_is_for()
    {
        var rack = Encoding.UTF8.GetBytes(Core.Routing.StandardRoutes.Rack);

        Assert.Empty(GraphFile.Of("rack.json", rack, FlowKind.Routing).Problems);
        Assert.NotEmpty(GraphFile.Of("rack.json", rack).Problems);
    }

    [Fact]
    public void The_standard_line_lies_in_three_lanes_from_left_to_right_and_nothing_lies_on_anything_else()
    {
        using var _ = new InCulture("en");
        var picture = FlowLayout.Of(GraphDocument.Parse(CanonicalFlow.V2));
        Assert.Equal([("A", "Preparation"), ("B", "Production"), ("C", "Service")], picture.Lanes.Select(l => (l.Letter, l.Name)));
        Assert.Equal(["n00", "n01", "g01", "n02", "g02", "n03"], Row(picture, 0));
        Assert.Equal(["n04", "g04", "b-mix", "n05", "g05", "n06", "b-skw15", "b-skw30"], Row(picture, 1));
        Assert.Equal(["n07", "g07", "b-frz", "n08", "g08", "n09", "g09", "b-pal", "n10", "g10", "n99"], Row(picture, 2));
        Assert.Equal(25, picture.Links.Count);
        Assert.Equal(("G01 CCP", FlowShape.Gate, true), picture.Nodes.Single(n => n.Id == "g01") is var gate ? (gate.Label, gate.Shape, gate.IsCcp) : default);
        MustNotOverlap(picture);
    }

    [Fact]
    public void A_graph_without_places_is_laid_out_by_the_way_from_its_start()
    {
        var graph = FlowLayout.Of(GraphDocument.Parse("""{"nodes":[{"id":"c","type":"end"},{"id":"b1","type":"process"},{"id":"b2","type":"process"},{"id":"a","type":"start"}],"edges":[{"id":"1","source":"a","target":"b1"},{"id":"2","source":"a","target":"b2"},{"id":"3","source":"b1","target":"c"},{"id":"4","source":"b2","target":"c"},{"id":"5","source":"c","target":"a"}]}"""));
        var x = graph.Nodes.ToDictionary(n => n.Id, n => n.X);
        Assert.Equal(x["b1"], x["b2"]);
        Assert.True(x["a"] < x["b1"] && x["b1"] < x["c"], string.Join(' ', x));
        MustNotOverlap(graph);
    }

    [Theory]
    [InlineData("""{"nodes":[],"edges":[]}""")]
    [InlineData("""{"nodes":[{"id":"a","type":"process"},{"id":"a","type":"process"},{"type":"x"}],"edges":[{"id":"e","source":"a","target":"nowhere"},{"id":"f","source":"a","target":"a"}]}""")]
    [InlineData("""{"nodes":[{"id":"a","type":"process","parentId":"gone","position":{"x":1e308,"y":"low"}},{"id":"g","type":"group"}],"edges":[]}""")]
    [InlineData("""{"nodes":[{"id":"a","type":"process","position":{"x":-5,"y":0}},{"id":"b","type":"process","position":{"x":-5,"y":0}}],"edges":[{"id":"e","source":"a","target":"b"},{"id":"f","source":"b","target":"a"}]}""")]
    public void A_graph_that_is_wrong_is_drawn_all_the_same(string graph)
    {
        var picture = FlowLayout.Of(GraphDocument.Parse(graph));
        Assert.All(picture.Nodes, n => Assert.True(double.IsFinite(n.X) && double.IsFinite(n.Y)));
        Assert.True(picture is { Width: > 0, Height: > 0 });
        MustNotOverlap(picture);
    }

    [Fact]
    public void Every_straight_link_ends_at_its_node()
    {
        foreach (var link in Standard.Links.Where(l => l.Direction == 'r'))
        {
            var target = Standard.Nodes.Single(n => n.Id == link.Target);
            Assert.True(Math.Abs(link.EndY - target.Y) < 1 && link.EndX < target.X && target.X - link.EndX <= FlowLayout.NodeWidth / 2, link.Id);
        }
    }

    [Theory]
    [InlineData("\uFEFF{\"nodes\":[],\"edges\":[]}", 0, null)]
    [InlineData("{\"flow_name\":{},\"graph_schema\":{\"nodes\":[],\"edges\":[]}}", 0, null)]
    [InlineData("[]", 1, null)]
    [InlineData("{\"nodes\":{}}", 1, null)]
    [InlineData("{\n\"nodes\":[,", 0, "Not JSON: line 2, character 10.")]
    [InlineData("", 0, "Not JSON: line 1, character 1.")]
    public void A_file_says_what_is_wrong_with_it(string text, int problems, string? mistake)
    {
        using var _ = new InCulture("en");
        var file = GraphFile.Of("x.json", Encoding.UTF8.GetBytes(text));
        Assert.Equal((problems, mistake), (file.Problems.Count, file.Mistake));
    }

    [Fact]
    public void A_file_counts_the_nodes_that_the_page_will_count()
    {
        var file = GraphFile.Of("v3.json", Encoding.UTF8.GetBytes(CanonicalFlow.V3));
        var picture = FlowLayout.Of(GraphDocument.Read(file.Graph));
        Assert.Equal((picture.Nodes.Count, picture.Links.Count), (file.Nodes, file.Edges));
    }

    private static IEnumerable<string> Row(FlowPictureView picture, int lane)
    {
        var (top, bottom) = (picture.Lanes[lane].Y, picture.Lanes[lane].Y + picture.Lanes[lane].Height);
        return picture.Nodes.Where(n => n.Y > top && n.Y < bottom).OrderBy(n => n.X).ThenBy(n => n.Y).Select(n => n.Id);
    }

    private static void MustNotOverlap(FlowPictureView picture)
    {
        foreach (var (a, b) in picture.Nodes.SelectMany((a, i) => picture.Nodes.Skip(i + 1).Select(b => (a, b))))
        {
            Assert.True(Math.Abs(a.X - b.X) >= FlowLayout.NodeWidth || Math.Abs(a.Y - b.Y) >= FlowLayout.NodeHeight, $"{a.Id} lies on {b.Id}");
        }
    }
}
