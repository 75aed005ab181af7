using System.Globalization;
using ControlRoom.Core.Feed;
using ControlRoom.Tests.Kit;
using ControlRoom.Web.Shared;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace ControlRoom.Web.Tests.Shared;

public sealed class SharedPicturesTests
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(500), Patience = TimeSpan.FromSeconds(10);

    private readonly ChangeFeed feed = new();
    private readonly FakeTime time = new();
    private readonly SharedPictures pictures;
    private Func<int, object> draw = _ => "the same";
    private int drawn;

    public SharedPicturesTests() => pictures = new SharedPictures(feed, time, NullLogger<SharedPictures>.Instance);

    [Fact]
    public async Task A_hundred_who_show_the_same_are_woken_by_one_drawing()
    {
        var bells = Enumerable.Range(0, 100).Select(_ => Follow()).ToList();

        feed.Ring([Topics.Site]);

        Assert.All(await Task.WhenAll(bells.Select(Rung)), Assert.True);
        Assert.Equal(1, drawn);
    }

    [Fact]
    public async Task A_picture_that_is_as_it_was_wakes_nobody()
    {
        var bell = Follow();
        feed.Ring([Topics.Site]);
        await Rung(bell);
        var (next, wokenBefore) = (Rung(bell), true);
        draw = n =>
        {
            if (n == 3) wokenBefore = next.IsCompleted;
            return n < 3 ? "the same" : "another";
        };

        Assert.True(await InTime(next, () => feed.Ring([Topics.Site])));
        Assert.False(wokenBefore);
    }

    [Fact]
    public async Task A_picture_that_cannot_be_drawn_is_everybodys_own_to_meet()
    {
        var bell = Follow();
        foreach (var cannot in new[] { false, true, true, false })
        {
            draw = _ => cannot ? throw new InvalidOperationException("The disk is gone.") : "the same";
            feed.Ring([Topics.Site]);
            Assert.True(await InTime(Rung(bell)));
        }
        Assert.Equal(4, drawn);
    }

    [Fact]
    public async Task Many_changes_within_the_pace_are_drawn_once_more()
    {
        var bell = Follow();
        draw = n => n;
        feed.Ring([Topics.Site]);
        await Rung(bell);
        for (var i = 0; i < 50; i++) feed.Ring([Topics.Site]);
        var next = Rung(bell);
        Assert.Equal(1, drawn);

        Assert.True(await InTime(next));
        Assert.Equal(2, drawn);
    }

    [Fact]
    public void Who_leaves_last_takes_the_reader_along()
    {
        var (first, second) = (Follow(), Follow());
        Assert.Equal(1, feed.SubscriptionCount);
        first.Dispose();
        Assert.Equal(1, feed.SubscriptionCount);

        second.Dispose();

        Assert.Equal(0, feed.SubscriptionCount);
    }

    [Fact]
    public async Task Readers_of_two_languages_have_pictures_of_their_own()
    {
        var seen = new List<string>();
        draw = _ =>
        {
            lock (seen) seen.Add($"{CultureInfo.CurrentUICulture.Name} {CultureInfo.CurrentCulture.Name}");
            return "the same";
        };
        var bells = new[] { "hu", "en", "hu" }.Select(language =>
        {
            (CultureInfo.CurrentUICulture, CultureInfo.CurrentCulture) = (new CultureInfo(language), new CultureInfo(language));
            return Follow();
        }).ToList();

        feed.Ring([Topics.Site]);
        await Task.WhenAll(bells.Select(Rung));

        Assert.Equal(["en en", "hu hu"], seen.Order());
    }

    private Subscription Follow() => pictures.Follow("picture", [Topics.Site], Pace, () => Task.FromResult(draw(++drawn)));

    /// <summary>Time goes by until it has rung: nobody sees when the reader begins to rest.</summary>
    private async Task<bool> InTime(Task<bool> rung, Action? each = null)
    {
        while (!rung.IsCompleted)
        {
            time.Advance(Pace);
            each?.Invoke();
            await Task.Yield();
        }
        return await rung;
    }

    private static Task<bool> Rung(Subscription bell) => bell.Wait(CancellationToken.None).AsTask().WaitAsync(Patience);
}
