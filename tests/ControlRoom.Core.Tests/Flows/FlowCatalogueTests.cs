using ControlRoom.Core.Flows;
using ControlRoom.Core.Lots;
using ControlRoom.Core.Runs;
using ControlRoom.Tests.Kit;
using Xunit;

namespace ControlRoom.Core.Tests.Flows;

public sealed class FlowCatalogueTests
{
    private static CancellationToken Ct => TestPlant.Ct;

    [Theory, Databases]
    public async Task A_card_says_what_is_published_what_is_worked_on_and_what_is_wrong_with_it(Db db)
    {
        await using var bench = await FlowBench.Start(db);
        var (flow, _) = await bench.Published();
        (await bench.Fork(flow)).Must();
        await bench.Saved(flow, 2, CanonicalFlow.TurkeyDraft);
        bench.Plant.Time.Advance(TimeSpan.FromSeconds(1));
        var empty = await bench.Flow();
        (await bench.Delete(await bench.Flow())).Must();

        var cards = await bench.Plant.Get<FlowCatalogueQueries>().Cards(Ct);

        Assert.Equal([flow, empty], cards.Select(c => c.Id));
        var card = cards[0];
        Assert.Equal((1, 2, 2), (card.Published!.VersionNum, card.Open!.VersionNum, card.Latest!.VersionNum));
        Assert.Equal(new GraphMakeup(11, 8, 3, 6), card.Makeup);
        Assert.Equal((false, "STEP_MISSING"), (card.OpenCheck!.Valid, Assert.Single(card.OpenCheck.Errors).Code));
        Assert.Equal((0, 0), (card.ActiveRuns, card.AllRuns));
        Assert.Equal((null, 1, 0), (cards[1].Published?.VersionNum, cards[1].Open!.VersionNum, cards[1].Graph.Nodes.Length));
    }

    [Theory, Databases]
    public async Task The_side_of_a_flow_lists_its_runs_and_what_happened_to_it_newest_first(Db db)
    {
        await using var day = await ProductionDay.Begin(db);
        var ready = await day.Another(start: false);
        (await day.Advance()).Must();
        await day.Receive(100);
        (await day.Abort()).Must();
        var flow = (await day.Plant.Get<FlowCatalogueQueries>().Cards(Ct)).Single();

        var runs = await day.Plant.Get<FlowCatalogueQueries>().Runs(flow.Id, 5, Ct);
        var events = await day.Plant.Get<FlowCatalogueQueries>().Events(flow.Id, 5, Ct);

        Assert.Equal([(ready.Run.RunCode, RunStatus.Idle, 0), (day.Run.RunCode, RunStatus.Aborted, 1)], runs.Select(r => (r.RunCode, r.Status, r.Lots)));
        Assert.Equal((1, 2), (flow.ActiveRuns, flow.AllRuns));
        Assert.Equal("FLOW_VERSION_PUBLISHED", events[0].EventType);
        Assert.Contains(events, e => e.EventType == "FLOW_CREATED");
    }

    [Theory, Databases]
    public async Task Lots_stand_at_the_gate_that_decides_on_them_in_the_store_they_lie_in_or_at_their_step(Db db)
    {
        await using var day = await ProductionDay.Begin(db);
        (await day.Advance()).Must();
        var (waiting, passed, held) = (await day.Receive(100), await day.PassGate(await day.Receive(300)), await day.PassGate(await day.Receive(50)));
        await day.Put(passed);
        await day.HoldAtGate(held);

        var lots = await day.Plant.Get<RunGraphQueries>().Lots(day.Run.Id, Ct);

        Assert.Equal([("g01", 1, 100m, 0), ("n01", 2, 350m, 1)], lots.Select(l => (l.NodeId, l.Lots, l.Kg, l.Held)));
        Assert.Equal(100m, waiting.WeightKg);
        Assert.Empty(await day.Plant.Get<RunGraphQueries>().Lots(Guid.NewGuid(), Ct));
    }

    [Theory, Databases(Only = Db.Sqlite)]
    public async Task What_lies_in_the_mixing_store_stands_at_its_node_and_what_was_used_up_nowhere(Db db)
    {
        await using var day = await ProductionDay.Begin(db);
        await day.To(5);
        var mix = await day.Last(LotType.Mix);

        var lots = await day.Plant.Get<RunGraphQueries>().Lots(day.Run.Id, Ct);

        Assert.Equal((1, mix.RemainingKg, 0), lots.Single(l => l.NodeId == "b-mix") is var store ? (store.Lots, store.Kg, store.Held) : default);
        Assert.DoesNotContain(lots, l => l.NodeId == "n02");
    }
}
