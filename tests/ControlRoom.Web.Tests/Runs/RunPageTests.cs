using System.Diagnostics.CodeAnalysis;
using Bunit;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using ControlRoom.Core.Runs;
using ControlRoom.Tests.Kit;
using ControlRoom.Web.Runs;
using ControlRoom.Web.Runs.Parts;
using ControlRoom.Web.Shared;
using ControlRoom.Web.Tests.Kit;
using Microsoft.AspNetCore.Components.Web;
using Xunit;

namespace ControlRoom.Web.Tests.Runs;

public sealed class RunPageTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task A_plant_without_flow_and_runs_says_what_comes_next()
    {
        await using var stage = await PageStage.Open(People.Manager);
        var page = stage.Render<RunOverview>();

        page.WaitForAssertion(() => Assert.Contains("Publish a flow first", page.Find(".cr-state.empty").TextContent, StringComparison.Ordinal), Patience);
        page.Find("[data-action=create]").Click();

        page.WaitForAssertion(() => Assert.Contains("No flow has a published version", page.Find("[role=dialog]").TextContent, StringComparison.Ordinal), Patience);
        Assert.True(page.Find("[role=dialog] [data-action=create]").HasAttribute("disabled"));
    }

    [Fact, Trait("Rule", "R-IDEM-06")]
    public async Task A_double_click_on_Advance_is_one_command()
    {
        await using var stage = await PageStage.Open(People.Operator);
        var day = await ProductionDay.Begin(stage.Services, stage.Time);
        var page = Open(stage, day);

        var button = page.Find("[data-action=advance]");
        await Task.WhenAll(button.ClickAsync(new MouseEventArgs { Detail = 1 }), button.ClickAsync(new MouseEventArgs { Detail = 2 }));

        page.WaitForAssertion(() => Assert.Equal("1", page.Find("[aria-current=step]").GetAttribute("data-step")), Patience);
        Assert.Equal(1, (await day.LookAtRun()).CurrentStepIndex);
        Assert.Single(await stage.Get<RunEventQueries>().Newest(day.Run.Id, 50, TestPlant.Ct), e => e.EventType == "RUN_STEP_ADVANCED");
    }

    [Fact]
    public async Task What_others_do_appears_without_asking()
    {
        await using var stage = await PageStage.Open(People.Operator);
        var day = await ProductionDay.Begin(stage.Services, stage.Time);
        var page = Open(stage, day);

        (await day.Advance(People.SecondOperator)).Must();

        page.WaitForAssertion(() => Assert.Equal("1", page.Find("[aria-current=step]").GetAttribute("data-step")), Patience);
    }

    [Fact, Trait("Rule", "R-RUN-05")]
    public async Task A_disabled_button_states_why_and_each_reason_leads_to_where_it_is_solved()
    {
        await using var stage = await PageStage.Open(People.Operator);
        var day = await ProductionDay.Begin(stage.Services, stage.Time);
        (await day.Advance()).Must();
        var raw = await day.Receive(100);
        var page = Open(stage, day);

        var advance = page.Find("[data-action=advance]");
        Assert.True(advance.HasAttribute("disabled"));
        Assert.Contains($"{raw.LotCode} is QUARANTINE and has no PASS at G01.", advance.GetAttribute("title"), StringComparison.Ordinal);
        Assert.Contains(page.FindAll(".cr-why li"), li => li.TextContent.Contains(Format.ShortText(raw.LotCode, DateOnly.FromDateTime(stage.Time.GetUtcNow().UtcDateTime)), StringComparison.Ordinal) && li.QuerySelector("b")!.GetAttribute("title")!.Contains(raw.LotCode, StringComparison.Ordinal) && li.QuerySelector("[data-action=inspect]") is not null);
        Assert.Contains(page.FindAll(".cr-why li"), li => li.QuerySelector("[data-action=record-reading]") is not null);
    }

    [Fact, Trait("Rule", "R-RUN-06")]
    public async Task What_a_role_may_not_do_says_so_instead_of_doing_nothing()
    {
        await using var stage = await PageStage.Open(People.Operator);
        var day = await ProductionDay.Begin(stage.Services, stage.Time);
        var page = Open(stage, day);

        var abort = page.Find("[data-action=abort]");
        Assert.True(abort.HasAttribute("disabled"));
        Assert.Equal("Your role may not do this.", abort.GetAttribute("title"));
    }

    [Fact, Trait("Rule", "R-RUN-06")]
    public async Task A_hold_needs_its_reason_and_then_holds_the_run()
    {
        await using var stage = await PageStage.Open(People.Operator);
        var day = await ProductionDay.Begin(stage.Services, stage.Time);
        var page = Open(stage, day);

        page.Find("[data-action=hold]").Click();
        page.WaitForElement("[role=dialog] [data-action=confirm-hold]", Patience);
        Assert.True(page.Find("[data-action=confirm-hold]").HasAttribute("disabled"));
        page.Find("[role=dialog] textarea").Input("too short");
        Assert.True(page.Find("[data-action=confirm-hold]").HasAttribute("disabled"));
        page.Find(".cr-rc").Click();
        page.Find("[data-action=confirm-hold]").Click();

        page.WaitForAssertion(() => Assert.Equal("HOLD", page.Find(".cr-runhead [data-state]").GetAttribute("data-state")), Patience);
        Assert.Empty(page.FindAll("[role=dialog]"));
    }

    [Fact]
    public async Task A_refusal_stays_beside_the_form_and_the_form_keeps_what_was_typed()
    {
        await using var stage = await PageStage.Open(People.Operator);
        var day = await ProductionDay.Begin(stage.Services, stage.Time);
        (await day.Advance()).Must();
        var page = Open(stage, day);

        page.Find("[data-action=register]").Click();
        page.WaitForElement("[role=dialog] [data-action=confirm-register]", Patience);
        page.WaitForAssertion(() => Assert.True(page.FindAll("[data-pointer='/supplier_id'] option").Count > 1), Patience);
        page.Find("[data-pointer='/supplier_id'] select").Change(day.Floor.Suppliers["SUP-A"].ToString());
        page.Find("[data-pointer='/weight_kg'] input").Change("20000");
        page.Find("[data-action=confirm-register]").Click();

        page.WaitForAssertion(() => Assert.NotNull(page.Find("[role=dialog] [data-refusal]")), Patience);
        Assert.Contains("The weight must be between", page.Find("[role=dialog] [data-pointer='/weight_kg'] .cr-err").TextContent, StringComparison.Ordinal);
        Assert.Equal("20\u202f000.00", page.Find("[data-pointer='/weight_kg'] input").GetAttribute("value"));

        page.Find("[data-pointer='/weight_kg'] input").Change("120.5");
        page.Find("[data-action=confirm-register]").Click();

        page.WaitForAssertion(() => Assert.Equal("120.50", page.Find("tr[data-lot] td.main").TextContent), Patience);
        Assert.Empty(page.FindAll("[role=dialog]"));
    }

    [Fact, Trait("Rule", "R-QC-01"), Trait("Rule", "DOM-01")]
    public async Task A_value_measured_at_the_gate_is_recorded_when_its_field_is_left_and_a_violation_holds_the_lot()
    {
        await using var stage = await PageStage.Open(People.Auditor);
        var day = await ProductionDay.Begin(stage.Services, stage.Time);
        (await day.Advance()).Must();
        var raw = await day.Receive(100);
        var dialog = stage.Render<ControlRoom.Web.Quality.InspectionDialog>(p => p.Add(d => d.Lot, raw.LotCode));

        dialog.WaitForElement("[data-check=surface_c]", Patience);
        Assert.True(dialog.Find("[data-action=inspect-pass]").HasAttribute("disabled"));
        dialog.Find("[data-pointer='/temperature_c'] input").Change("5.2");

        dialog.WaitForAssertion(() => Assert.Equal("HOLD", dialog.Find("header [data-state]").GetAttribute("data-state")), Patience);
        var lot = await day.Look(raw);
        Assert.Equal(LotStatus.Hold, lot.Status);
        Assert.Equal(5.2m, Assert.Single(lot.Readings).TemperatureC);
        Assert.False(dialog.Find("[data-action=inspect-hold]").HasAttribute("disabled"));
    }

    [Fact, Trait("Rule", "DOM-42")]
    public async Task All_eight_buffers_stand_in_process_order_and_runs_of_two_days_never_look_alike()
    {
        await using var stage = await PageStage.Open(People.Manager);
        var yesterday = await ProductionDay.Begin(stage.Services, stage.Time);
        stage.Time.Advance(TimeSpan.FromDays(1));
        var today = await yesterday.Another();
        var page = Open(stage, today);

        page.WaitForAssertion(() => Assert.Equal(PlantFloor.BufferCodes, page.FindAll(".cr-lane[data-buffer]").Select(b => b.GetAttribute("data-buffer"))), Patience);
        page.WaitForAssertion(() => Assert.Equal(2, page.FindAll(".cr-runlist a[data-run]").Count), Patience);
        Assert.Equal(["24·0001", "25·0001"], page.FindAll(".cr-runlist a[data-run] .cr-short").Select(c => c.TextContent).Order(StringComparer.Ordinal));
    }

    [Theory, Trait("Rule", "R-TEMP-07")]
    [InlineData(3, 0.0, "ok"), InlineData(3, 4.0, "ok"), InlineData(3, 4.1, "warning"), InlineData(3, 7.0, "warning"), InlineData(3, 7.1, "critical"), InlineData(3, -0.1, "critical")]
    [InlineData(8, -25.0, "ok"), InlineData(8, -18.0, "ok"), InlineData(8, -17.9, "warning"), InlineData(8, -10.0, "warning"), InlineData(8, -9.9, "critical"), InlineData(8, -25.1, "critical")]
    public async Task A_temperature_badge_has_the_level_of_its_kind_of_goods(int step, double celsius, string level)
    {
        await using var stage = await PageStage.Open(People.Viewer);
        var row = new LotRowView("X", "RELEASED", null, 1, null, null, (decimal)celsius, "", "", RunStepPanel.BadgeOf(Lot(step, (decimal)celsius)));

        var table = stage.Render<LotTable>(p => p.Add(t => t.Lots, [row]));

        Assert.Equal(level, table.Find("[data-level]").GetAttribute("data-level"));
    }

    private static LotRow Lot(int step, decimal celsius) => new()
    {
        Id = Guid.NewGuid(), LotCode = "X", LotType = step == 3 ? LotType.Bulk : LotType.Fg15, RunId = Guid.NewGuid(), StepIndex = step, Status = LotStatus.Released, WeightKg = 1, RemainingKg = 1, PlacedKg = 0,
        MaterialClass = MaterialClass.Meat, ProductionDate = new(2026, 1, 24), Disposition = Disposition.None, PendingReject = false, CreatedBy = Guid.Empty, CreatedAt = FakeTime.Morning, IsSimulated = false, RowVersion = 1, TemperatureC = celsius,
    };

    [SuppressMessage("Performance", "CA1859", Justification = "The rendered component is what the tests look at.")]
    private static IRenderedComponent<RunDetail> Open(PageStage stage, ProductionDay day)
    {
        var page = stage.Render<RunDetail>(p => p.Add(d => d.Id, day.Run.RunCode));
        page.WaitForElement(".cr-runhead", Patience);
        return page;
    }
}
