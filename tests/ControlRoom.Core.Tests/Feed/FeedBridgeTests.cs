using ControlRoom.Core.Feed;
using ControlRoom.Core.Tests.Audit;
using ControlRoom.Tests.Kit;
using Xunit;

namespace ControlRoom.Core.Tests.Feed;

public sealed class FeedBridgeTests
{
    private static CancellationToken Ct => TestPlant.Ct;

    [Theory, Databases(Only = Db.Postgres)]
    public async Task A_commit_in_one_process_rings_the_bells_of_its_topics_in_the_other(Db db)
    {
        await using var plant = await TestPlant.Start(db);
        await using var neighbour = plant.Neighbour();
        await using var here = await Bridge.Start(plant);
        await using var there = await Bridge.Start(neighbour);
        var (run, other) = (Guid.NewGuid(), Guid.NewGuid());
        using var bell = neighbour.Feed.Subscribe(Topics.Run(run));
        using var silent = neighbour.Feed.Subscribe(Topics.Run(other));
        var before = neighbour.Feed.Generation(Topics.Run(other));

        await plant.Boundary.Note(plant.Operator, PlantedEvents.Fact(id: run, runId: run), Ct);

        Assert.True(await bell.Wait(Ct));
        Assert.Equal(before, neighbour.Feed.Generation(Topics.Run(other)));
    }

    [Theory, Databases(Only = Db.Postgres)]
    public async Task A_process_that_says_nothing_is_found_by_the_second_poll(Db db)
    {
        await using var plant = await TestPlant.Start(db);
        await using var silent = plant.Neighbour();
        await using var here = await Bridge.Start(plant);
        await plant.Note(1);
        await silent.Note(1);
        // Bells that ring here in between do not hide the silent one.
        await plant.Note(1);
        var bridge = plant.Get<FeedBridge>();
        var before = plant.Feed.Generation(Topics.Alarms);

        await bridge.PollOnce(Ct);
        Assert.Equal(before, plant.Feed.Generation(Topics.Alarms));
        await bridge.PollOnce(Ct);
        Assert.Equal(before + 1, plant.Feed.Generation(Topics.Alarms));
        await bridge.PollOnce(Ct);
        Assert.Equal(before + 1, plant.Feed.Generation(Topics.Alarms));
    }

    [Theory, Databases(Only = Db.Postgres)]
    public async Task A_cut_connection_is_replaced_and_everything_rings(Db db)
    {
        await using var plant = await TestPlant.Start(db);
        await using var here = await Bridge.Start(plant);
        using var bell = plant.Feed.Subscribe(Topics.Alarms);

        await plant.Sql($"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query = 'LISTEN controlroom_changes'");
        Assert.True(await Until.Done(bell.Wait(Ct).AsTask(), plant.Time, TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public void A_message_survives_its_text_and_a_long_one_means_any_topic()
    {
        var process = Guid.NewGuid();
        var message = new FeedMessage.Builder(process);
        message.Add(new Commit([Topics.Site, Topics.Alarms], 7));
        message.Add(new Commit([Topics.Site], 0));
        var read = FeedMessage.Parse(Assert.Single(message.Payloads()))!;
        Assert.Equal((process, "7", "alarms site"), (read.Process, string.Join(' ', read.XactIds), string.Join(' ', read.Topics!)));

        for (var i = 1; i <= 450; i++) message.Add(new Commit([Topics.Run(Guid.NewGuid())], (ulong)i));
        var all = message.Payloads().ToList();
        Assert.All(all, p => Assert.InRange(p.Length, 1, 7999));
        Assert.Equal(450, all.SelectMany(p => FeedMessage.Parse(p)!.XactIds).Distinct().Count());
        Assert.Equal([null, 0, 0], all.Select(p => FeedMessage.Parse(p)!.Topics?.Count));
        foreach (var text in (string[])["", "a|b", "x|1|site", $"{process:N}|x|site"]) Assert.Null(FeedMessage.Parse(text));
    }

    /// <summary>The bridge of a plant while it runs; started means it listens.</summary>
    private sealed class Bridge(FeedBridge bridge) : IAsyncDisposable
    {
        public static async Task<Bridge> Start(TestPlant plant)
        {
            var bridge = plant.Get<FeedBridge>();
            using var bell = plant.Feed.Subscribe(Topics.Alarms);
            await bridge.StartAsync(Ct);
            Assert.True(await bell.Wait(Ct));
            return new Bridge(bridge);
        }

        public async ValueTask DisposeAsync() => await bridge.StopAsync(CancellationToken.None);
    }
}
