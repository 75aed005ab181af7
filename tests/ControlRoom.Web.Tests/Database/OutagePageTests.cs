using Bunit;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using ControlRoom.Core.Runs;
using ControlRoom.Core.Suppliers;
using ControlRoom.Tests.Kit;
using ControlRoom.Web.Runs;
using ControlRoom.Web.Shared;
using ControlRoom.Web.Tests.Kit;
using ControlRoom.Web.Users;
using Xunit;

namespace ControlRoom.Web.Tests.Database;

/// <summary>What somebody in front of a page sees and can do while the database is away or full.</summary>
public sealed class OutagePageTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    [Theory]
    [InlineData(Disk.Gone, "DATABASE_UNAVAILABLE")]
    [InlineData(Disk.Full, "STORAGE_FULL")]
    [Trait("Rule", "R-IDEM-06")]
    public async Task A_press_that_could_not_be_saved_is_said_and_the_next_press_is_the_same_intention(Disk disk, string code)
    {
        await using var stage = await PageStage.Open(People.Operator);
        var day = await ProductionDay.Begin(stage.Services, stage.Time);
        var page = stage.Render<RunDetail>(p => p.Add(r => r.Id, day.Run.RunCode));
        page.WaitForElement("[data-action=advance]", Patience);
        stage.Disk.Disk = disk;
        if (disk == Disk.Full) await UseUpWhatIsLeft(stage);

        var note = new string('x', 500);
        page.WaitForElement(".cr-steptools input", Patience).Input(note);
        await page.Find("[data-action=advance]").ClickAsync(new());

        page.WaitForAssertion(() => Assert.Equal(code, page.Find("[data-refusal]").GetAttribute("data-refusal")), Patience);
        Assert.Equal(note, page.Find(".cr-steptools input").GetAttribute("value"));
        stage.Disk.Disk = Disk.Fine;
        await page.Find("[data-action=advance]").ClickAsync(new());
        page.WaitForAssertion(() => Assert.Equal("1", page.Find("[aria-current=step]").GetAttribute("data-step")), Patience);
        Assert.Empty(page.FindAll("[data-refusal]"));
        Assert.Single(await stage.Get<RunEventQueries>().Newest(day.Run.Id, 50, TestPlant.Ct), e => e.EventType == "RUN_STEP_ADVANCED");
    }

    /// <summary>A full database still has room in pages it has.</summary>
    private static async Task UseUpWhatIsLeft(PageStage stage)
    {
        var creating = stage.Get<CreateSupplierHandler>();
        Caller Anew() => People.Manager.Call().With(new Intent(Guid.NewGuid(), "POST", "/", ""));
        for (var i = 0; i < 1000; i++)
        {
            if (!(await creating.Handle(new CreateSupplier($"SUP-{i}", new string('x', 100), null, MaterialClass.Meat, true), Anew(), TestPlant.Ct)).Done) return;
        }
        Assert.Fail("The disk is not full.");
    }

    [Fact]
    public async Task A_page_that_beats_takes_an_answer_of_the_last_second_and_not_an_older_one()
    {
        await using var stage = await PageStage.Open(People.Viewer);
        var page = stage.Get<LivePage>();
        Assert.True(await page.CanRead(TestPlant.Ct));

        stage.Disk.Disk = Disk.Gone;
        Assert.True(await page.CanRead(TestPlant.Ct));
        stage.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.False(await page.CanRead(TestPlant.Ct));

        stage.Disk.Disk = Disk.Fine;
        Assert.True(await page.CanRead(TestPlant.Ct));
    }

    [Fact]
    public async Task An_intention_keeps_its_key_until_the_database_has_answered()
    {
        await using var stage = await PageStage.Open(People.Manager);
        var keys = new List<Guid>();
        var intention = new Intention(stage.Get<CircuitCaller>());
        Task<Outcome<string>> Send(Outcome<string>? answer) => Task.FromResult(answer ?? throw new Microsoft.Data.Sqlite.SqliteException("disk I/O error", 10));
        async Task<string?> Carry(Outcome<string>? answer) => (await intention.Carry("command", caller =>
        {
            keys.Add(caller.Intent!.Key);
            return Send(answer);
        }))!.Refusal?.Code;

        Assert.Equal("DATABASE_UNAVAILABLE", await Carry(null));
        Assert.Equal("OUTCOME_UNKNOWN", await Carry(new Refusal(RefusalKind.Unavailable, "OUTCOME_UNKNOWN")));
        Assert.Null(await Carry("done"));
        Assert.Null(await Carry("done"));

        Assert.Equal(2, keys.Distinct().Count());
        Assert.Equal(keys[0], keys[2]);
    }

    [Fact]
    public async Task A_dialog_that_cannot_read_says_so_and_the_page_behind_it_stays()
    {
        await using var stage = await PageStage.Open(People.Manager);
        var day = await ProductionDay.Begin(stage.Services, stage.Time);
        var page = stage.Render<RunDetail>(p => p.Add(r => r.Id, day.Run.RunCode));
        page.WaitForElement("[data-action=hold]", Patience);
        stage.Disk.Disk = Disk.Gone;
        stage.Feed.RingAll();

        await page.Find("[data-action=move]").ClickAsync(new());

        page.WaitForAssertion(() => Assert.Equal("DATABASE_UNAVAILABLE", page.Find("[role=dialog] [data-refusal]").GetAttribute("data-refusal")), Patience);
        Assert.NotEmpty(page.FindAll("[data-action=hold]"));
    }

    [Fact]
    public async Task A_panel_that_could_not_be_read_reads_again_by_itself()
    {
        await using var stage = await PageStage.Open(People.Manager);
        stage.Disk.Disk = Disk.Gone;
        var page = stage.Render<RunOverview>();
        page.WaitForElement(".cr-panel.cards .cr-state.error", Patience);

        stage.Disk.Disk = Disk.Fine;
        page.WaitForState(() =>
        {
            stage.Time.Advance(TimeSpan.FromSeconds(2));
            return page.FindAll(".cr-panel.cards .cr-state.empty").Count == 1;
        }, Patience);
    }

    [Fact]
    public async Task A_heart_stops_while_the_database_does_not_answer_and_beats_on_after_it()
    {
        await using var stage = await PageStage.Open(People.Manager);
        var page = stage.Get<LivePage>();
        var heart = stage.Render<Heartbeat>(p => p.Add(h => h.CanRead, page.CanRead).Add(h => h.Time, stage.Time));
        string? Beat() => heart.Find("[data-heartbeat]").GetAttribute("data-heartbeat");
        heart.WaitForAssertion(() => Assert.Equal("1", Beat()), Patience);

        stage.Disk.Disk = Disk.Gone;
        for (var i = 0; i < 3; i++)
        {
            stage.Time.Advance(TimeSpan.FromSeconds(2));
            Assert.False(await page.CanRead(TestPlant.Ct));
        }
        Assert.Equal("1", Beat());

        stage.Disk.Disk = Disk.Fine;
        heart.WaitForState(() =>
        {
            stage.Time.Advance(TimeSpan.FromSeconds(2));
            return Beat() == "2";
        }, Patience);
    }
}
