using Bunit;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Quality;
using ControlRoom.Tests.Kit;
using ControlRoom.Web.Displays;
using ControlRoom.Web.Shared;
using ControlRoom.Web.Tests.Kit;
using Xunit;

namespace ControlRoom.Web.Tests.Displays;

public sealed class DashboardPageTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task The_dashboard_shows_ten_figures_the_runs_by_stream_and_where_the_lots_are_and_offers_no_act()
    {
        await using var stage = await PageStage.Open(People.Viewer);
        var day = await ProductionDay.Begin(stage.Services, stage.Time);
        (await day.Advance()).Must();
        var raw = await day.Receive(350);

        var page = Open(stage);

        Assert.Equal(["runs", "shipped", "meat-yield", "deboning", "held", "pending", "ccp", "violations", "pass-rate", "pace"], page.FindAll("[data-figure]").Select(f => f.GetAttribute("data-figure")));
        Assert.Equal("1", page.Find("[data-figure=pending] .v b").TextContent);
        Assert.Equal("1", page.Find($"[data-run='{day.Run.RunCode}'] ~ div [aria-current=step]").GetAttribute("data-step"));
        Assert.Equal(11, page.FindAll("[data-count-step]").Count);
        Assert.Contains("350 kg", page.Find("[data-count-step='1']").TextContent, StringComparison.Ordinal);
        Assert.NotNull(page.Find($"[data-lot='{raw.LotCode}']"));
        Assert.Equal(PlantFloor.BufferCodes, page.FindAll("[data-buffer]").Select(b => b.GetAttribute("data-buffer")));
        Assert.Empty(page.FindAll("[data-action]"));
    }

    [Fact]
    public async Task A_warm_receipt_appears_by_itself_as_alarm_violation_held_lot_and_last_reading()
    {
        await using var stage = await PageStage.Open(People.Manager);
        var day = await ProductionDay.Begin(stage.Services, stage.Time);
        (await day.Advance()).Must();
        var raw = await day.Receive(350);
        var page = Open(stage);
        Assert.Empty(page.FindAll("[data-alarm]"));

        await day.Read(raw, 6.8m, MeasurementType.Surface);

        page.WaitForAssertion(() => Assert.Contains("CCP 1 surface 6.8 °C", page.Find("[data-alarm]").TextContent, StringComparison.Ordinal), Patience);
        Assert.Equal("1", page.Find("[data-figure=held] .v b").TextContent);
        Assert.Equal("critical", page.Find("[data-ccp='1']").GetAttribute("data-level"));
        Assert.Contains("6.8 °C", page.Find("[data-ccp='1']").TextContent, StringComparison.Ordinal);
        Assert.Equal("1", page.Find("[data-figure=violations] .v b").TextContent);
    }

    [Theory]
    [InlineData(Role.Operator, "/command", null, "/command/run/")]
    [InlineData(Role.Auditor, null, "/validator", "/run/")]
    [InlineData(Role.Manager, "/command", "/validator", "/command/run/")]
    [InlineData(Role.Viewer, null, null, "/run/")]
    public async Task A_click_leads_only_where_the_role_may_go(Role role, string? command, string? quality, string run)
    {
        await using var stage = await PageStage.Open(People.With(role));
        var day = await ProductionDay.Begin(stage.Services, stage.Time);
        var page = Open(stage);

        Assert.Equal(command, page.Find("[data-figure=runs]").GetAttribute("href"));
        Assert.Equal(quality, page.Find("[data-figure=held]").GetAttribute("href"));
        Assert.Equal(run + day.Run.RunCode, page.Find($"[data-run='{day.Run.RunCode}'] a").GetAttribute("href"));
    }

    [Fact, Trait("Rule", "R-I18N-01")]
    public async Task The_dashboard_speaks_hungarian()
    {
        using var _ = new InCulture("hu");
        await using var stage = await PageStage.Open(People.Viewer, "hu");
        await ProductionDay.Begin(stage.Services, stage.Time);
        var page = Open(stage);
        Assert.Contains("Felfüggesztett lotok", page.Markup, StringComparison.Ordinal);
        Assert.Contains("A Előkészítés", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ten_people_at_the_dashboard_read_the_figures_once()
    {
        await using var stage = await PageStage.Open(People.Viewer);
        await ProductionDay.Begin(stage.Services, stage.Time);
        Open(stage);
        var before = stage.Get<SharedQueries>().Executed;
        for (var i = 0; i < 9; i++) Open(stage);
        Assert.Equal(before, stage.Get<SharedQueries>().Executed);
    }

    private static IRenderedComponent<DashboardLive> Open(PageStage stage)
    {
        var page = stage.Render<DashboardLive>();
        page.WaitForElement(".cr-dash [data-buffer]", Patience);
        return page;
    }
}
