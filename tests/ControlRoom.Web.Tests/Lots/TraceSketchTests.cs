using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using ControlRoom.Web.Lots;
using ControlRoom.Web.Tests.Kit;
using Xunit;

namespace ControlRoom.Web.Tests.Lots;

/// <summary>The picture of a trace, drawn from a layout.</summary>
public sealed class TraceSketchTests : IDisposable
{
    private readonly InCulture culture = new("en");

    [Fact]
    public void Columns_are_the_steps_that_have_lots_and_a_link_between_equal_heights_is_straight()
    {
        var recall = Family();
        var sketch = new TraceSketch(recall);
        Assert.Equal([0, 0, 1, 2], sketch.Boxes.Select(b => b.Column));
        Assert.Single(sketch.Boxes.Select(b => b.Height).Distinct());
        Assert.Equal([new(0, 2), new(1, 3), new(2, 3)], sketch.Lines);

        var layout = new TraceLayout([0, 120, 0, 0], [[], [133, 200, 214, 150], []]);
        var drawn = sketch.Links(layout).Value;
        Assert.Contains("""<path class="e hot" d="M118 56C147 56 147 56 176 56"/>""", drawn, StringComparison.Ordinal);
        Assert.Contains("""<path class="e rej" d="M280 56""", drawn, StringComparison.Ordinal);
        Assert.Contains("147 224", drawn, StringComparison.Ordinal);
        Assert.Contains(">500.00</text>", drawn, StringComparison.Ordinal);
        Assert.Equal([14d, 14, 176, 338], sketch.Nodes(layout).Select(n => n.X));
        Assert.True(drawn.IndexOf("e dim", StringComparison.Ordinal) < drawn.IndexOf("e hot", StringComparison.Ordinal), "What is outside the scope is drawn first.");
    }

    [Fact]
    public void Kilograms_on_links_do_not_cover_each_other()
    {
        // Two links that cross have the same middle.
        RecallNode one = Node(1, LotType.Pal, 9), two = Node(2, LotType.Pal, 9), first = Node(3, LotType.Ship, 10), second = Node(4, LotType.Ship, 10);
        var recall = Recall(one, [one, two, first, second], [Link(one, second, 10), Link(two, first, 10), Link(one, first, 10), Link(two, second, 10)]);
        var drawn = new TraceSketch(recall).Links(new TraceLayout([0, 120, 0, 120], [[], [], [], []])).Value;

        var labels = System.Text.RegularExpressions.Regex.Matches(drawn, """<text x="([\d.]+)" y="([\d.]+)">""").Select(m => (X: Number(m.Groups[1].Value), Y: Number(m.Groups[2].Value))).ToList();
        Assert.Equal(4, labels.Count);
        Assert.All(labels.SelectMany((a, i) => labels.Skip(i + 1).Select(b => (a, b))), pair => Assert.True(Math.Abs(pair.a.X - pair.b.X) >= 48 || Math.Abs(pair.a.Y - pair.b.Y) >= 16, $"{pair}"));
        static double Number(string text) => double.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
    }

    [Fact]
    public void What_left_the_tree_hangs_under_its_lot_and_says_whether_it_is_in_scope()
    {
        var lot = Node(1, LotType.Deb, 2) with { Waste = [new(WasteReason.Bone, 150m), new(WasteReason.Trim, 10m)], Places = [new("LK-001", 24m), new(null, 8m)], WentOnKg = 5m };
        Assert.Equal([new("w", "160.00 bone, trim"), new("s", "24.00 left, LK-001"), new("s", "8.00 left, not stored"), new("n", "5.00 went on")], TraceText.Stubs(lot));
        Assert.Equal([new("o", "160.00 bone, trim"), new("o", "24.00 left, LK-001"), new("o", "8.00 left, not stored"), new("n", "5.00 went on")], TraceText.Stubs(lot with { Depth = null }));
        Assert.Equal(("hot src", "dim", "rej", "hot"), (TraceText.Css(lot), TraceText.Css(lot with { Depth = null }), TraceText.Css(lot with { Status = LotStatus.Rejected }), TraceText.Css(Node(2, LotType.Mix, 4))));
        using var hungarian = new InCulture("hu");
        Assert.Equal("160,00 csont, nyesedék", TraceText.Stubs(lot)[0].Text);
    }

    [Fact]
    public void Steps_lead_along_the_heaviest_link_in_scope_and_up_and_down_a_column_as_it_is_drawn()
    {
        var recall = Family();
        var codes = recall.Nodes.Select(n => n.LotCode).ToList();
        Assert.Equal(codes[2], recall.Go(codes[0], TraceStep.Forward, null));
        Assert.Equal(codes[2], recall.Go(codes[3], TraceStep.Back, null));
        Assert.Equal(codes[0], recall.Go(codes[0], TraceStep.Back, null));
        Assert.Equal(codes[1], recall.Go(codes[0], TraceStep.Below, null));
        Assert.Equal(codes[1], recall.Go(codes[0], TraceStep.Above, [120, 0, 0, 0]));
        Assert.Equal(codes[0], recall.Go(codes[0], TraceStep.Below, [120, 0, 0, 0]));
    }

    /// <summary>RAW 1 → DEB → rejected BULK, and RAW 2 outside the scope that joins the BULK.</summary>
    private static RecallView Family()
    {
        RecallNode raw = Node(1, LotType.Raw, 1) with { Depth = 0 }, other = Node(2, LotType.Raw, 1) with { Depth = null }, deb = Node(3, LotType.Deb, 2), bulk = Node(4, LotType.Bulk, 3) with { Status = LotStatus.Rejected };
        return Recall(raw, [raw, other, deb, bulk], [Link(raw, deb, 500), Link(other, bulk, 900) with { InScope = false }, Link(deb, bulk, 340)]);
    }

    private static RecallView Recall(RecallNode lot, IReadOnlyList<RecallNode> nodes, IReadOnlyList<RecallLink> links) =>
        new(lot, TraceDirection.Children, 10, DateTime.UnixEpoch, nodes, links, new RecallScopeView(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0));

    private static RecallNode Node(int number, LotType type, int step) =>
        new(new Guid(number, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0), $"{type.Spec().CodePrefix}-20260124-DUNA-{number:0000}", type, Guid.Empty, "RUN-20260124-DUNA-0001", step, LotStatus.Released, 500, 0, null, DateTime.UnixEpoch, 1);

    private static RecallLink Link(RecallNode parent, RecallNode child, decimal kg) => new(parent.LotCode, child.LotCode, parent.Id, child.Id, kg, true);

    public void Dispose() => culture.Dispose();
}
