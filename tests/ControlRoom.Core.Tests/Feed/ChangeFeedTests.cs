using ControlRoom.Core.Feed;
using ControlRoom.Tests.Kit;
using Xunit;

namespace ControlRoom.Core.Tests.Feed;

public sealed class ChangeFeedTests
{
    private readonly ChangeFeed feed = new();

    [Fact]
    public async Task A_page_that_subscribes_then_loads_then_follows_ends_up_showing_the_last_change()
    {
        const int last = 5000;
        var truth = 0;
        var writer = Task.Run(() =>
        {
            for (var i = 1; i <= last; i++)
            {
                Volatile.Write(ref truth, i);
                feed.Publish([Topics.Site]);
            }
        }, TestPlant.Ct);

        var pages = Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            using var bell = feed.Subscribe(Topics.Site);
            var shown = Volatile.Read(ref truth);
            while (shown != last && await bell.Wait(TestPlant.Ct)) shown = Volatile.Read(ref truth);
            return shown;
        }, TestPlant.Ct));

        Assert.All(await Task.WhenAll(pages), shown => Assert.Equal(last, shown));
        await writer;
    }

    [Fact]
    public async Task However_often_it_rings_a_busy_page_hears_it_once()
    {
        using var bell = feed.Subscribe(Topics.Site);
        for (var i = 0; i < 1000; i++) feed.Publish([Topics.Site]);

        Assert.True(await bell.Wait(TestPlant.Ct));
        var next = bell.Wait(TestPlant.Ct).AsTask();
        Assert.False(next.IsCompleted);

        feed.Publish([Topics.Site]);
        Assert.True(await next);
    }

    [Fact]
    public async Task One_change_of_two_topics_rings_a_page_that_follows_both_once()
    {
        var run = Topics.Run(Guid.NewGuid());
        using var bell = feed.Subscribe(Topics.Site, run, run);

        feed.Publish([Topics.Site, run]);

        Assert.True(await bell.Wait(TestPlant.Ct));
        var next = bell.Wait(TestPlant.Ct).AsTask();
        Assert.False(next.IsCompleted);
        Assert.Equal(1, feed.SubscriptionCount);
    }

    [Fact]
    public void Only_the_topics_of_a_change_are_raised()
    {
        var (mine, other) = (Topics.Run(Guid.NewGuid()), Topics.Run(Guid.NewGuid()));
        using var bell = feed.Subscribe(other);
        var waiting = bell.Wait(TestPlant.Ct).AsTask();

        feed.Publish([mine]);

        Assert.False(waiting.IsCompleted);
        Assert.Equal((1, 0), (feed.Generation(mine), feed.Generation(other)));
    }

    [Fact]
    public async Task Leaving_ends_the_wait_and_leaves_no_subscription_behind()
    {
        var bells = Enumerable.Range(0, 100).Select(_ => feed.Subscribe(Topics.Site, Topics.Alarms)).ToList();
        Assert.Equal(100, feed.SubscriptionCount);
        var waiting = bells[0].Wait(TestPlant.Ct).AsTask();

        Parallel.ForEach(bells, bell => bell.Dispose());
        bells[0].Dispose();

        Assert.False(await waiting);
        Assert.Equal(0, feed.SubscriptionCount);
        feed.Publish([Topics.Site]);
    }

    [Fact]
    public async Task A_page_may_leave_while_the_bell_rings()
    {
        var ringing = Task.Run(() => { for (var i = 0; i < 20_000; i++) feed.Publish([Topics.Site]); }, TestPlant.Ct);
        while (!ringing.IsCompleted)
        {
            using var bell = feed.Subscribe(Topics.Site);
            await Task.Yield();
        }
        await ringing;
        Assert.Equal(0, feed.SubscriptionCount);
    }

    [Fact]
    public async Task After_a_gap_everybody_is_rung()
    {
        using var bell = feed.Subscribe(Topics.Run(Guid.NewGuid()));
        feed.RingAll();
        Assert.True(await bell.Wait(TestPlant.Ct));
    }

    [Fact]
    public void The_bridge_hears_what_was_committed_here_and_not_what_it_rings_itself()
    {
        var heard = new List<string>();
        feed.Committed += commit => heard.AddRange(commit.Topics);

        feed.Publish([Topics.Site]);
        feed.Ring([Topics.Alarms]);

        Assert.Equal([Topics.Site], heard);
    }
}
