using Bunit;
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
