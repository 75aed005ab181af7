using Bunit;
using ControlRoom.Core.Lots;
using ControlRoom.Core.Quality;
using ControlRoom.Tests.Kit;
using ControlRoom.Web.Displays;
using ControlRoom.Web.Shared;
using ControlRoom.Web.Tests.Kit;
using Xunit;

namespace ControlRoom.Web.Tests.Displays;

public sealed class WallTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    [Fact, Trait("Rule", "DOM-42")]
    public async Task A_wall_shows_every_buffer_in_process_order_with_key_time_period_and_freshness()
    {
        await using var stage = await PageStage.Open(People.Viewer);
        var day = await ProductionDay.Begin(stage.Services, stage.Time);
        await day.ReadAir("FRZ-001", -21.4m);

        var wall = stage.Render<WallLive>();

        wall.WaitForAssertion(() => Assert.Equal(PlantFloor.BufferCodes, wall.FindAll("[data-buffer]").Select(b => b.GetAttribute("data-buffer"))), Patience);
        var value = wall.Find("[data-key='buffer:FRZ-001:temperature']");
        Assert.Equal(("live", "3600"), (value.GetAttribute("data-fresh"), value.GetAttribute("data-period")));
        Assert.NotNull(value.GetAttribute("data-time"));
        Assert.Equal("never", wall.Find("[data-key='buffer:RAW-001:temperature']").GetAttribute("data-fresh"));
        Assert.Empty(wall.FindAll("[data-action]"));
    }

    [Fact]
    public async Task A_warm_lot_is_on_the_wall_with_its_kilograms_and_nobody_on_it()
    {
        await using var stage = await PageStage.Open(People.Viewer);
        var day = await ProductionDay.Begin(stage.Services, stage.Time);
        (await day.Advance()).Must();
        var raw = await day.Receive(350);
        var wall = stage.Render<WallLive>();
        wall.WaitForElement("[data-run]", Patience);
        Assert.Empty(wall.FindAll(".cr-wallban"));

        await day.Read(raw, 6.8m, MeasurementType.Surface);

        wall.WaitForAssertion(() => Assert.Contains("CCP 1 surface 6.8 °C", wall.Find(".cr-wallban.p1").TextContent, StringComparison.Ordinal), Patience);
        Assert.Contains("nobody on it", wall.Find(".cr-wallban.p1").TextContent, StringComparison.Ordinal);
        Assert.Equal("350.00kg", wall.Find(".cr-walltile .v.hold").TextContent);
    }

    [Fact]
    public async Task The_bone_in_yield_counts_only_meat_whose_bone_was_weighed()
    {
        await using var stage = await PageStage.Open(People.Viewer);
        var day = await ProductionDay.Begin(stage.Services, stage.Time);
        (await day.Advance()).Must();
        var (leg, fillet) = (await day.Receive(500), await day.Receive(480));
        foreach (var raw in new[] { leg, fillet })
        {
            await day.PassGate(raw);
            await day.Put(raw);
        }
        (await day.Advance()).Must();
        await day.Make(day.Lot(LotType.Deb, 340, (leg, 500)) with { Waste = [new(130, WasteReason.Bone), new(30, WasteReason.Trim)] });
        await day.Make(LotType.Deb, 456, (fillet, 480));

        var wall = stage.Render<WallLive>();

        wall.WaitForAssertion(() => Assert.Equal("68.0%", wall.FindAll(".cr-walltile .v")[^1].TextContent), Patience);
    }

    [Fact]
    public async Task The_wall_of_one_run_says_what_is_in_its_way_and_shows_the_lots_of_its_step()
    {
        await using var stage = await PageStage.Open(People.Viewer);
        var day = await ProductionDay.Begin(stage.Services, stage.Time);
        (await day.Advance()).Must();
        var raw = Format.ShortText((await day.Receive(350)).LotCode, DateOnly.FromDateTime(stage.Time.GetUtcNow().UtcDateTime));

        var wall = stage.Render<WallLive>(p => p.Add(w => w.Run, day.Run.RunCode));

        wall.WaitForAssertion(() => Assert.Contains($"{raw} is QUARANTINE", wall.Find(".cr-wallfocus ol").TextContent, StringComparison.Ordinal), Patience);
        Assert.Equal("QUARANTINE", wall.Find($"[data-lot='{raw}'] [data-state]").GetAttribute("data-state"));
    }

    [Fact]
    public async Task A_held_run_shows_its_reason_in_its_row_its_banner_and_its_own_wall()
    {
        await using var stage = await PageStage.Open(People.Viewer);
        var day = await ProductionDay.Begin(stage.Services, stage.Time);
        (await day.Hold("The reefer unit failed on the way and nobody knows since when")).Must();

        var wall = stage.Render<WallLive>();
        wall.WaitForAssertion(() => Assert.Contains("nobody knows since when", wall.Find(".cr-wallruns .b.long").TextContent, StringComparison.Ordinal), Patience);
        Assert.Contains("nobody knows since when", wall.Find(".cr-wallban .s").TextContent, StringComparison.Ordinal);

        var own = stage.Render<WallLive>(p => p.Add(w => w.Run, day.Run.RunCode));
        own.WaitForAssertion(() => Assert.Contains("nobody knows since when", own.Find(".cr-wallfocus ol li").TextContent, StringComparison.Ordinal), Patience);
    }

    [Fact]
    public async Task An_alarm_that_is_over_loses_its_colour_and_stands_once_in_the_list_as_over()
    {
        await using var stage = await PageStage.Open(People.Viewer);
        var day = await ProductionDay.Begin(stage.Services, stage.Time);
        foreach (var celsius in new[] { -17.2m, -21m, -17.4m, -21m }) await day.ReadAir("FRZ-001", celsius);

        var wall = stage.Render<WallLive>();

        wall.WaitForAssertion(() => Assert.Equal("FRZ-001 air −17.2 °C, over", Assert.Single(wall.FindAll(".cr-walltile.list li")).QuerySelector("span")!.TextContent), Patience);
        var tile = wall.WaitForElement("[data-buffer='FRZ-001']", Patience);
        Assert.NotNull(tile.QuerySelector(".al-rtn"));
        Assert.DoesNotContain("p2", tile.ClassList);
        Assert.Empty(wall.FindAll(".cr-wallban"));
    }

    [Theory]
    [InlineData("RUN-20260124-DUNA-0099")]
    [InlineData("0199aaaa-0000-7000-8000-000000000000")]
    public async Task The_wall_of_a_run_that_does_not_exist_says_so_and_leads_to_the_whole_plant(string run)
    {
        await using var stage = await PageStage.Open(People.Viewer);

        var wall = stage.Render<WallLive>(p => p.Add(w => w.Run, run));

        wall.WaitForAssertion(() => Assert.Contains("There is no run " + run, wall.Markup, StringComparison.Ordinal), Patience);
        Assert.Equal("/presentation", wall.Find("a").GetAttribute("href"));
    }

    [Fact]
    public async Task Ten_walls_cost_the_queries_of_one_and_redraw_only_what_changed()
    {
        await using var stage = await PageStage.Open(People.Viewer);
        var day = await ProductionDay.Begin(stage.Services, stage.Time);
        var walls = Enumerable.Range(0, 10).Select(_ => stage.Render<WallLive>()).ToList();
        Assert.All(walls, wall => wall.WaitForElement("[data-buffer]", Patience));
        stage.Time.Advance(LiveComponent.AnaloguePace);
        var before = stage.Get<SharedQueries>().Executed;
        var rows = walls[0].FindComponent<ControlRoom.Web.Displays.Parts.WallRunRow>().RenderCount;

        await day.ReadAir("LK-001", 2.5m);

        Assert.All(walls, wall => wall.WaitForAssertion(() => Assert.Equal("2.5", wall.Find("[data-key='buffer:LK-001:temperature'] .v").TextContent), Patience));
        Assert.InRange(stage.Get<SharedQueries>().Executed - before, 1, 8);
        Assert.Equal(rows, walls[0].FindComponent<ControlRoom.Web.Displays.Parts.WallRunRow>().RenderCount);
    }
}
