using System.Text.Json;
using ControlRoom.Core.Runs;
using ControlRoom.E2E.Browsers;
using ControlRoom.Tests.Kit;
using ControlRoom.Web.Shared;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ControlRoom.E2E;

/// <summary>A page that cannot know what is true says so, and takes it back only after it has read everything again.</summary>
public sealed class NotLiveTests(Chromium chromium) : BrowserTest(chromium)
{
    private const float TenSeconds = 10_000;

    /// <summary>What the page showed at every moment at which the band came or went, also across a reload.</summary>
    private const string Record = """
        () => {
          const note = () => {
            const band = document.querySelector('[data-band="not-live"]');
            const chip = document.querySelector('.cr-runhead [data-state]');
            if (band === null || chip === null) return;
            const moments = JSON.parse(sessionStorage.getItem('moments') ?? '[]');
            const now = { hidden: band.hidden, state: chip.dataset.state };
            const last = moments.at(-1);
            if (last !== undefined && last.hidden === now.hidden) return;
            sessionStorage.setItem('moments', JSON.stringify([...moments, now]));
          };
          new MutationObserver(note).observe(document, { subtree: true, childList: true, attributes: true });
        }
        """;

    private sealed record Moment(bool Hidden, string State);

    [Theory, Databases]
    [Trait("Rule", "R-IDEM-06")]
    public async Task When_the_server_goes_the_band_counts_up_and_locks_and_it_clears_only_with_what_is_true_after_the_return(Db db)
    {
        _ = await Plant(Db.Sqlite);
        var database = await DatabaseTemplates.Copy(db);
        var surviving = database with { Drop = () => Task.CompletedTask };
        var data = Directory.CreateTempSubdirectory("controlroom-restart-");
        try
        {
            string[] settings = [$"DataDirectory={data.FullName}"];
            var first = await WebPlant.Start(db, settings: settings, database: surviving);
            var day = await ProductionDay.Begin(first.Services, time: null);
            var port = first.Address.Port;
            var seat = await OnRunPage(first, day.Run);

            await first.DisposeAsync();
            await Expect(seat.Band).ToBeVisibleAsync(new() { Timeout = TenSeconds });
            await MustCountUpAndLock(seat);

            await using (var elsewhere = await WebPlant.Start(db, database: surviving))
            {
                using var api = await elsewhere.As(People.Operator);
                (await api.Post($"/api/runs/{day.Run.Id}/hold", new { Reason = "Belt stands still" })).Must(200);
            }
            await using var second = await WebPlant.Start(db, settings: settings, database: surviving, port: port);
            await Expect(seat.Band).ToBeHiddenAsync();
            await seat.Live();
            await (await RunScreen.Of(seat, day.Run.RunCode)).ShowsStatus("HOLD");
            await MustHaveClearedWith(seat, "HOLD");
            await seat.Page.CloseAsync();
        }
        finally
        {
            await database.Drop();
            data.Delete(recursive: true);
        }
    }

    [Fact]
    [Trait("Rule", "R-IDEM-06")]
    public async Task Without_a_network_nothing_is_sent_and_the_band_clears_with_a_requery_without_a_reload()
    {
        var plant = await Plant(Db.Sqlite);
        var day = Keep(await ProductionDay.Begin(plant.Services, time: null));
        var seat = await OnRunPage(plant, day.Run);
        await seat.Mark();

        await seat.Context.SetOfflineAsync(true);
        await Expect(seat.Band).ToBeVisibleAsync(new() { Timeout = TenSeconds });
        await MustCountUpAndLock(seat);
        await seat.Page.Locator("[data-action=hold]").DispatchEventAsync("click");
        (await day.Hold()).Must();

        await seat.Context.SetOfflineAsync(false);
        await Expect(seat.Band).ToBeHiddenAsync();
        await MustHaveClearedWith(seat, "HOLD");
        await Expect(seat.Dialog).ToHaveCountAsync(0);
        await seat.MustBeUnbroken();
        await Expect(seat.Page.Locator("[data-locked]")).ToHaveCountAsync(0);
    }

    [Theory, Databases(Only = Db.Postgres)]
    [Trait("Rule", "R-IDEM-06")]
    public async Task When_the_database_stops_a_press_is_refused_with_a_sentence_the_page_says_not_live_and_the_same_press_counts_once_afterwards(Db db)
    {
        _ = await Plant(Db.Sqlite);
        using var server = await PostgresServer.Own();
        await using var plant = await WebPlant.Start(db, database: await DatabaseTemplates.On(server));
        await using var day = await ProductionDay.Begin(plant.Services, time: null);
        var seat = await OnRunPage(plant, day.Run);
        await seat.Mark();
        await seat.Page.Locator("[data-action=hold]").ClickAsync();
        await Seat.Fill(seat.Dialog.Locator("textarea"), "Belt stands still");
        var confirm = seat.Page.Locator("[data-action=confirm-hold]");

        await server.StopServing();
        await confirm.ClickAsync();
        await Expect(seat.Dialog.GetByRole(AriaRole.Alert)).ToContainTextAsync("The database does not answer; nothing was saved.");
        await Expect(seat.Band).ToBeVisibleAsync(new() { Timeout = TenSeconds });
        await MustCountUpAndLock(seat);
        await Expect(confirm).ToHaveAttributeAsync("inert", "");

        await server.ServeAgain();
        await Expect(seat.Band).ToBeHiddenAsync(new() { Timeout = TenSeconds });
        await Expect(seat.Dialog.Locator("textarea")).ToHaveValueAsync("Belt stands still");
        await confirm.ClickAsync();
        await (await RunScreen.Of(seat, day.Run.RunCode)).ShowsStatus("HOLD");
        await seat.MustBeUnbroken();
        Assert.Single(await plant.Get<RunEventQueries>().Newest(day.Run.Id, 50, Ct), e => e.EventType == "RUN_HELD");
        await seat.Page.CloseAsync();
    }

    private async Task<Seat> OnRunPage(WebPlant plant, RunView run)
    {
        var seat = await Seated(plant, People.Manager);
        await seat.Page.AddInitScriptAsync($"({Record})()");
        await seat.Open($"/command/run/{run.RunCode}");
        await (await RunScreen.Of(seat, run.RunCode)).ShowsStatus("RUNNING");
        await Expect(seat.Band).ToBeHiddenAsync();
        return seat;
    }

    private static async Task MustCountUpAndLock(Seat seat)
    {
        await Expect(seat.Page.GetByRole(AriaRole.Alert).Filter(new() { HasText = Ui.Text("Band.NotLive") })).ToBeVisibleAsync();
        var seconds = int.Parse(await seat.Band.Locator("[data-not-live-seconds]").InnerTextAsync(), System.Globalization.CultureInfo.InvariantCulture);
        await seat.Page.WaitForFunctionAsync("n => Number(document.querySelector('[data-not-live-seconds]').textContent) > n", seconds);
        var hold = seat.Page.Locator("[data-action=hold]");
        await Expect(hold).ToHaveAttributeAsync("inert", "");
        Assert.Contains(Ui.Text("Band.LockReason"), await hold.EvaluateAsync<string>("b => getComputedStyle(b, '::after').content"), StringComparison.Ordinal);
    }

    /// <summary>Shown, then hidden; and at the moment it was hidden the page already showed the state of after the loss.</summary>
    private static async Task MustHaveClearedWith(Seat seat, string state)
    {
        var moments = JsonSerializer.Deserialize<Moment[]>(await seat.Page.EvaluateAsync<string>("() => sessionStorage.getItem('moments')"), JsonSerializerOptions.Web)!;
        Assert.Contains(moments, m => !m.Hidden);
        Assert.True(moments[^1].Hidden);
        Assert.Equal(state, moments[^1].State);
    }
}
