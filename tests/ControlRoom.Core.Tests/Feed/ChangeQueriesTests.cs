using ControlRoom.Core.Feed;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Tests.Audit;
using ControlRoom.Tests.Kit;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace ControlRoom.Core.Tests.Feed;

/// <remarks>The horizon counts the open transactions of the whole server, and other tests have some; hence <see cref="Until"/>.</remarks>
public sealed class ChangeQueriesTests
{
    private static CancellationToken Ct => TestPlant.Ct;

    [Theory, Databases]
    public async Task Changes_come_in_order_page_by_page_without_states_or_accounts(Db db)
    {
        await using var plant = await TestPlant.Start(db);
        var (changes, run) = (plant.Get<ChangeQueries>(), Guid.NewGuid());
        foreach (var type in (string[])["RUN_CREATED", "RUN_STARTED"]) await plant.Boundary.Note(plant.Operator, PlantedEvents.Fact(type, id: run, runId: run), Ct);
        foreach (var (type, entity) in ((string, string)[])[("LOGIN_SUCCEEDED", EntityTypes.User), ("ACCESS_DENIED", EntityTypes.User), ("API_KEY_CREATED", EntityTypes.ApiKey)])
        {
            await plant.Boundary.Note(plant.Admin, PlantedEvents.Fact(type, entity), Ct);
        }
        await plant.Boundary.Note(plant.Operator, PlantedEvents.Fact("RUN_HELD", id: run, runId: run), Ct);

        var first = await Until.Read(() => changes.After(ChangeCursor.Start, 2, Ct), p => p.Items.Count == 2);
        Assert.Equal(["RUN_CREATED", "RUN_STARTED"], first.Items.Select(c => c.EventType));
        Assert.Equal((run, run, People.Operator.Name, "RUN-20260124-DUNA-0001"), (first.Items[0].EntityId, first.Items[0].RunId, first.Items[0].Actor, first.Items[0].Code));
        Assert.Equal(first.Items[^1].Cursor, first.Next);

        var second = await Until.Read(() => changes.After(Parse(first.Next), 2, Ct), p => p.Items.Count == 1);
        Assert.Equal(["RUN_HELD"], second.Items.Select(c => c.EventType));
        var third = await changes.After(Parse(second.Next), 2, Ct);
        Assert.Empty(third.Items);
        Assert.Equal(second.Next, third.Next);
        Assert.DoesNotContain("127.0.0.1", Json.Text(first), StringComparison.Ordinal);
        Assert.DoesNotContain("state", Json.Text(first), StringComparison.Ordinal);
    }

    [Theory, Databases(Only = Db.Postgres)]
    public async Task A_cursor_never_passes_what_an_open_transaction_may_still_commit(Db db)
    {
        await using var plant = await TestPlant.Start(db);
        var changes = plant.Get<ChangeQueries>();
        await using var slow = plant.Open();
        await using var transaction = await slow.Database.BeginTransactionAsync(Ct);
        var (hidden, shown) = (Guid.NewGuid(), Guid.NewGuid());
        await slow.Write(plant, hidden);
        await plant.Boundary.Note(plant.Operator, PlantedEvents.Fact(id: shown), Ct);

        Assert.Empty((await changes.After(ChangeCursor.Start, 50, Ct)).Items);

        await transaction.CommitAsync(Ct);
        var both = await Until.Read(() => changes.After(ChangeCursor.Start, 50, Ct), p => p.Items.Count > 1);
        Assert.Equal([hidden, shown], both.Items.Select(c => c.EntityId));
    }

    [Theory, Databases]
    public async Task Whoever_follows_gets_every_change_once_while_many_write(Db db)
    {
        await using var plant = await TestPlant.Start(db);
        var changes = plant.Get<ChangeQueries>();
        await plant.Note(3);
        const int writers = 4, each = 15;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var reading = Task.Run(async () =>
        {
            var seen = new List<string>();
            await foreach (var page in changes.Follow(ChangeCursor.Start, TimeSpan.FromHours(1), stop.Token))
            {
                seen.AddRange(page.Items.Select(c => c.Cursor));
                if (seen.Count >= 3 + writers * each) break;
            }
            return seen;
        }, Ct);

        await Task.WhenAll(Enumerable.Range(0, writers).Select(_ => Task.Run(() => plant.Note(each), Ct)));
        // The recheck behind an open transaction runs on the plant's clock.
        var cursors = await Until.Done(reading, plant.Time, TimeSpan.FromMilliseconds(200));

        Assert.Equal(3 + writers * each, cursors.Distinct().Count());
        Assert.Equal(cursors, (await changes.After(ChangeCursor.Start, 500, Ct)).Items.Select(c => c.Cursor));
    }

    [Theory, Databases]
    public async Task Silence_is_broken_by_a_heartbeat_that_keeps_the_place(Db db)
    {
        await using var plant = await TestPlant.Start(db);
        var changes = plant.Get<ChangeQueries>();
        await plant.Note(1);
        var latest = await Until.Read(() => changes.Latest(Ct), c => c != ChangeCursor.Start);
        await using var follower = changes.Follow(latest, TimeSpan.FromSeconds(15), Ct).GetAsyncEnumerator(Ct);

        await Until.Done(follower.MoveNextAsync().AsTask(), plant.Time, TimeSpan.FromSeconds(15));

        Assert.Empty(follower.Current.Items);
        Assert.Equal(latest.ToString(), follower.Current.Next);
    }

    [Fact]
    public void A_cursor_survives_its_text_and_nothing_else_is_one()
    {
        var cursor = new ChangeCursor(ulong.MaxValue - 1, long.MaxValue - 1);
        Assert.Equal(cursor, Parse(cursor.ToString()));
        foreach (var text in (string?[])[null, "", "0", "latest", "!!!!!!!!!!!!!!!!!!!!!!", new string('A', 23), new string('g', 32), new string('f', 32)]) Assert.False(ChangeCursor.TryParse(text, out _), text);
    }

    private static ChangeCursor Parse(string text) => ChangeCursor.TryParse(text, out var cursor) ? cursor : throw new FormatException(text);
}
