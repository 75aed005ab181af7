using Bunit;
using ControlRoom.Core.Feed;
using ControlRoom.Tests.Kit;
using ControlRoom.Web.Shared;
using ControlRoom.Web.Tests.Kit;
using Microsoft.AspNetCore.Components.Rendering;
using Xunit;

namespace ControlRoom.Web.Tests.Shared;

public sealed class LiveComponentTests
{
    /// <summary>Shows how often it has read, and fails when told to.</summary>
    private sealed class Counter : LiveComponent
    {
        public int Reads { get; private set; }

        public bool Breaks { get; set; }

        protected override IReadOnlyList<string> Follows => [Topics.Site];

        protected override Task<bool> Load(CancellationToken ct)
        {
            Reads++;
            return Breaks ? throw new InvalidOperationException("The disk is gone.") : Task.FromResult(true);
        }

        protected override void BuildRenderTree(RenderTreeBuilder builder) => builder.AddContent(0, Failure is null ? $"{Reads}" : "failed");
    }

    [Fact]
    public async Task A_change_is_read_and_drawn_at_once_and_many_changes_within_the_pace_cost_one_more_read()
    {
        await using var stage = await PageStage.Open(People.Viewer);
        var counter = stage.Render<Counter>();
        counter.WaitForAssertion(() => Assert.Equal("1", counter.Markup));

        stage.Feed.Ring([Topics.Site]);
        counter.WaitForAssertion(() => Assert.Equal("2", counter.Markup));
        for (var i = 0; i < 50; i++) stage.Feed.Ring([Topics.Site]);
        Assert.Equal("2", counter.Markup);

        stage.Until(counter, () => Assert.Equal("3", counter.Markup));

        // What rang while it waited was read by it: however much time goes by, nothing is left to read.
        for (var i = 0; i < 200; i++) await Task.Run(() => stage.Time.Advance(LiveComponent.ListPace), TestPlant.Ct);
        Assert.Equal(3, counter.Instance.Reads);
    }

    [Fact]
    public async Task A_read_that_somebody_asked_for_and_that_fails_is_tried_again_by_itself()
    {
        await using var stage = await PageStage.Open(People.Viewer);
        var counter = stage.Render<Counter>();
        counter.WaitForAssertion(() => Assert.Equal("1", counter.Markup));
        counter.Instance.Breaks = true;
        await stage.Get<LivePage>().Requery();
        counter.WaitForAssertion(() => Assert.Equal("failed", counter.Markup));

        counter.Instance.Breaks = false;
        stage.Time.Advance(TimeSpan.FromSeconds(2));

        counter.WaitForAssertion(() => Assert.Equal("3", counter.Markup));
    }

    [Fact]
    public async Task A_component_that_is_gone_leaves_no_subscription()
    {
        await using var stage = await PageStage.Open(People.Viewer);
        var before = stage.Feed.SubscriptionCount;
        stage.Render<Counter>();
        Assert.Equal(before + 1, stage.Feed.SubscriptionCount);

        await stage.DisposeComponentsAsync();

        Assert.Equal(before, stage.Feed.SubscriptionCount);
    }

    [Fact]
    public async Task A_read_that_fails_says_so_and_the_next_change_is_read_again()
    {
        await using var stage = await PageStage.Open(People.Viewer);
        var counter = stage.Render<Counter>();
        counter.WaitForAssertion(() => Assert.Equal("1", counter.Markup));

        counter.Instance.Breaks = true;
        stage.Feed.Ring([Topics.Site]);
        counter.WaitForAssertion(() => Assert.Equal("failed", counter.Markup));

        counter.Instance.Breaks = false;
        stage.Feed.Ring([Topics.Site]);
        stage.Until(counter, () => Assert.NotEqual("failed", counter.Markup));
    }

    [Fact]
    public async Task The_frame_can_have_every_live_component_read_again()
    {
        await using var stage = await PageStage.Open(People.Viewer);
        var (first, second) = (stage.Render<Counter>(), stage.Render<Counter>());

        await stage.Get<LivePage>().Requery();

        Assert.Equal((2, 2), (first.Instance.Reads, second.Instance.Reads));
    }

    [Fact]
    public async Task Ten_who_show_the_same_cost_one_query_per_change()
    {
        var feed = new ChangeFeed();
        var shared = new SharedQueries(feed, new FakeTime());
        var runs = 0;
        Task<string> Ask() => shared.Get("answer", 1, [Topics.Site], _ => Task.FromResult($"{Interlocked.Increment(ref runs)}"), CancellationToken.None);

        var first = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Ask()));
        feed.Ring(["run:another"]);
        Assert.Same(first[0], await Ask());
        feed.Ring([Topics.Site]);
        var second = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Ask()));

        Assert.Equal(2, runs);
        Assert.All(first, answer => Assert.Equal("1", answer));
        Assert.All(second, answer => Assert.Equal("2", answer));
    }

    [Fact]
    public async Task A_query_that_failed_is_asked_again()
    {
        var shared = new SharedQueries(new ChangeFeed(), new FakeTime());
        await Assert.ThrowsAsync<InvalidOperationException>(() => shared.Get<string>("answer", 1, [Topics.Site], _ => throw new InvalidOperationException(), CancellationToken.None));

        Assert.Equal("there", await shared.Get("answer", 1, [Topics.Site], _ => Task.FromResult("there"), CancellationToken.None));
    }
}
