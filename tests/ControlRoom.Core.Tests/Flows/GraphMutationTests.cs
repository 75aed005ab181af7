using System.Text.Json.Nodes;
using ControlRoom.Core.Flows;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace ControlRoom.Core.Tests.Flows;

public sealed class GraphMutationTests
{
    private static readonly JsonNode?[] Junk = [null, "", "x", "RAW", -1, 11, 1.5, true, new JsonArray(), new JsonObject(), new JsonArray("n01"), "n00", "lane-a", "qc_gate"];

    [Fact, Trait("Rule", "R-FLOW-02")]
    public void Whatever_node_or_edge_is_taken_away_is_missed()
    {
        var canonical = Draw.Canonical();
        foreach (var id in canonical.Nodes().Select(n => (string)n!["id"]!).Where(id => !id.StartsWith("lane", StringComparison.Ordinal)))
            Assert.NotEmpty(Draw.Changed(g => g.Nodes().Remove(g.Node(id))).OnSave());
        foreach (var id in canonical.Edges().Select(e => (string)e!["id"]!))
            Assert.NotEmpty(Draw.Changed(g => g.Cut(id)).OnSubmit());
    }

    [Fact, Trait("Rule", "R-FLOW-02")]
    public void Any_edge_that_leads_back_or_skips_a_step_or_gate_is_reported()
    {
        string[] line = ["n00", "n01", "g01", "n02", "g02", "n03", "n04", "g04", "b-mix", "n05", "g05", "n06", "n07", "g07", "b-frz", "n08", "g08", "n09", "g09", "b-pal", "n10", "g10", "n99"];
        for (var from = 0; from < line.Length; from++)
        {
            for (var to = 0; to <= from; to++) Assert.Contains("GRAPH_CYCLE", Draw.Changed(g => g.Link(line[from], line[to])).OnSubmit().Codes());
        }
        foreach (var gate in line.Where(id => id[0] == 'g'))
        {
            var at = Array.IndexOf(line, gate);
            Assert.Contains("GATE_BYPASSED", Draw.Changed(g => g.Link(line[at - 1], line[at + 1])).OnSubmit().Codes());
        }
    }

    [Fact, Trait("Rule", "R-FLOW-01")]
    public void Random_damage_never_throws_and_what_still_passes_compiles()
    {
        var mutation = from seed in ArbMap.Default.GeneratorFor<int>() from count in Gen.Choose(1, 4) select (seed, count);
        Prop.ForAll(mutation.ToArbitrary(), m =>
        {
            var random = new Random(m.seed);
            var graph = Draw.Canonical();
            for (var i = 0; i < m.count; i++) Damage(graph, random);

            var onSave = graph.OnSave();
            var onSubmit = graph.OnSubmit();
            foreach (var refusal in onSubmit) Assert.NotEmpty(refusal.Detail());

            Assert.All(onSave, r => Assert.Contains(r.Code, onSubmit.Codes()));
            if (onSubmit.Count > 0) return;
            var compiled = ProcessGraph.Parse(GateSnapshot.Into(graph.ToJsonString(), Draw.Gates));
            Assert.All(Enumerable.Range(0, ProcessSteps.Last), step => Assert.True(compiled.LeadsOn(step)));
            Assert.All(ProcessSteps.Gated, step => Assert.NotEmpty(compiled.GateOf(step)!.Checklist));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1500));
    }

    [Fact, Trait("Rule", "R-FLOW-01")]
    public void Random_nets_of_nodes_and_edges_never_throw_and_never_pass()
    {
        Prop.ForAll(ArbMap.Default.GeneratorFor<int>().ToArbitrary(), seed =>
        {
            var random = new Random(seed);
            var graph = new JsonObject { ["nodes"] = new JsonArray(), ["edges"] = new JsonArray() };
            var count = random.Next(0, 30);
            for (var i = 0; i < count; i++) graph.AddNode($"x{random.Next(count)}", GraphNode.Types[random.Next(GraphNode.Types.Length)], step: random.Next(3) == 0 ? null : random.Next(-1, 12));
            for (var i = 0; i < count * 2; i++) graph.Link($"x{random.Next(count + 1)}", $"x{random.Next(count + 1)}");

            Assert.NotEmpty(graph.OnSubmit());
            _ = ProcessGraph.Parse(new JsonObject { ["nodes"] = new JsonArray([.. graph.Nodes().DistinctBy(n => (string)n!["id"]!).Select(n => n!.DeepClone())]), ["edges"] = graph.Edges().DeepClone() }.ToJsonString());
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));
    }

    /// <summary>Changes, adds or removes one value anywhere in the document.</summary>
    private static void Damage(JsonObject graph, Random random)
    {
        var places = Places(graph).ToList();
        var (parent, key, index) = places[random.Next(places.Count)];
        var junk = Junk[random.Next(Junk.Length)]?.DeepClone();
        switch (parent)
        {
            case JsonObject o when random.Next(3) == 0: o.Remove(key!); break;
            case JsonObject o: o[key!] = junk; break;
            case JsonArray a when random.Next(3) == 0: a.RemoveAt(index); break;
            case JsonArray a when random.Next(2) == 0: a.Add(a[index]?.DeepClone()); break;
            case JsonArray a: a[index] = junk; break;
        }
    }

    private static IEnumerable<(JsonNode Parent, string? Key, int Index)> Places(JsonNode? node) => node switch
    {
        JsonObject o => o.SelectMany(p => Places(p.Value).Prepend((o, p.Key, 0))),
        JsonArray a => a.SelectMany((item, i) => Places(item).Prepend((a, null, i))),
        _ => [],
    };
}
