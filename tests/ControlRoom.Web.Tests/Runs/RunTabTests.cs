using Bunit;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using ControlRoom.Tests.Kit;
using ControlRoom.Web.Runs;
using ControlRoom.Web.Shared;
using ControlRoom.Web.Tests.Kit;
using Xunit;

namespace ControlRoom.Web.Tests.Runs;

/// <summary>Buffers, lots and quality of a run.</summary>
public sealed class RunTabTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    [Fact, Trait("Rule", "R-BUF-06")]
    public async Task Goods_of_another_run_lie_in_a_strip_of_their_own_and_count_for_no_one_else()
    {
        await using var stage = await PageStage.Open(People.Operator);
        var first = await ProductionDay.Begin(stage.Services, stage.Time);
        (await first.Advance()).Must();
        var own = await first.Put(await first.PassGate(await first.Receive(120)));
        var second = await first.Another();
        (await second.Advance()).Must();
        var other = await second.Put(await second.PassGate(await second.Receive(80)));

        var page = stage.Render<RunBuffers>(p => p.Add(b => b.Id, first.Run.RunCode));

        page.WaitForAssertion(() => Assert.Equal(PlantFloor.BufferCodes, page.FindAll("[data-buffer]").Select(b => b.GetAttribute("data-buffer"))), Patience);
        var lane = page.Find("[data-buffer='RAW-001']");
        Assert.Contains("This run 120.00 kg", lane.TextContent, StringComparison.Ordinal);
        Assert.Equal("200", lane.QuerySelector("[data-key='buffer:RAW-001:kg']")!.TextContent);
        Assert.Equal([other.LotCode], lane.QuerySelectorAll("[data-strip='carry-over'] [data-lot]").Select(l => l.GetAttribute("data-lot")));
        Assert.Equal([own.LotCode], lane.QuerySelectorAll(":scope > ul > [data-lot]").Select(l => l.GetAttribute("data-lot")));
        Assert.Contains(Format.ShortText(second.Run.RunCode, DateOnly.FromDateTime(stage.Time.Now)), lane.QuerySelector("[data-strip]")!.TextContent, StringComparison.Ordinal);
    }

    [Fact, Trait("Rule", "R-BUF-01"), Trait("Rule", "R-BUF-02")]
    public async Task A_chosen_lot_is_received_where_it_may_lie_and_every_other_place_says_why_not()
    {
        await using var stage = await PageStage.Open(People.Operator);
        var day = await ProductionDay.Begin(stage.Services, stage.Time);
        (await day.Advance()).Must();
        var raw = await day.PassGate(await day.Receive(120));
        var page = stage.Render<RunBuffers>(p => p.Add(b => b.Id, day.Run.RunCode));
        page.WaitForElement($"[data-tray] [data-lot='{raw.LotCode}']", Patience);

        page.Find($"[data-lot='{raw.LotCode}'] button").Click();

        page.WaitForAssertion(() => Assert.Equal("RAW-001", page.Find("[data-target='open']").GetAttribute("data-buffer")), Patience);
        Assert.Equal(7, page.FindAll("[data-target='closed']").Count);
        Assert.Contains("LK-001 takes only DEB, BULK, not RAW.", page.Find("[data-buffer='LK-001'] .no").TextContent, StringComparison.Ordinal);
        page.Find("[data-buffer='RAW-001'] [data-action='move-here']").Click();
        page.WaitForElement("[role=dialog] [data-action=confirm-move]", Patience);
        Assert.Equal(0, (await day.Buffer("RAW-001")).CurrentQuantityKg);
        page.Find("[data-action=confirm-move]").Click();

        page.WaitForAssertion(() => Assert.NotNull(page.Find($"[data-buffer='RAW-001'] [data-lot='{raw.LotCode}']")), Patience);
        Assert.Equal(120, (await day.Buffer("RAW-001")).CurrentQuantityKg);
        Assert.Empty(page.FindAll("[role=dialog]"));
    }

    [Fact, Trait("Rule", "R-BUF-02")]
    public async Task A_lot_dropped_on_its_place_opens_the_move_and_on_a_wrong_one_says_why_and_moves_nothing()
    {
        await using var stage = await PageStage.Open(People.Operator);
        var day = await ProductionDay.Begin(stage.Services, stage.Time);
        (await day.Advance()).Must();
        var raw = await day.PassGate(await day.Receive(120));
        var page = stage.Render<RunBuffers>(p => p.Add(b => b.Id, day.Run.RunCode));
        page.WaitForElement($"[data-lot='{raw.LotCode}']", Patience);

        page.Find($"[data-lot='{raw.LotCode}']").TriggerEvent("ondragstart", new Microsoft.AspNetCore.Components.Web.DragEventArgs());
        page.Find("[data-buffer='MIX-001']").TriggerEvent("ondrop", new Microsoft.AspNetCore.Components.Web.DragEventArgs());

        page.WaitForAssertion(() => Assert.Contains("MIX-001 takes only MIX", page.Find(".notice [role=alert]").TextContent, StringComparison.Ordinal), Patience);
        Assert.Empty(page.FindAll("[role=dialog]"));
        page.Find("[data-buffer='RAW-001']").TriggerEvent("ondrop", new Microsoft.AspNetCore.Components.Web.DragEventArgs());
        page.WaitForElement("[role=dialog] [data-action=confirm-move]", Patience);
        Assert.Contains("120.00", page.Find("[data-action=confirm-move]").TextContent, StringComparison.Ordinal);
        Assert.Equal(0, (await day.Buffer("RAW-001")).CurrentQuantityKg);
    }

    [Fact, Trait("Rule", "R-BUF-04")]
    public async Task A_full_buffer_is_critical_and_a_manager_lets_more_in_with_a_reason()
    {
        await using var stage = await PageStage.Open(People.Manager);
        var day = await ProductionDay.Begin(stage.Services, stage.Time);
        (await day.Advance()).Must();
        await day.Put(await day.PassGate(await day.Receive(1900)));
        var more = await day.PassGate(await day.Receive(200));
        var page = stage.Render<RunBuffers>(p => p.Add(b => b.Id, day.Run.RunCode));
        page.WaitForAssertion(() => Assert.Equal("critical", page.Find("[data-buffer='RAW-001'] .fill").GetAttribute("data-level")), Patience);

        page.Find($"[data-lot='{more.LotCode}'] button").Click();
        page.WaitForElement("[data-action='move-here']", Patience).Click();
        page.WaitForElement("[data-action=confirm-move]", Patience).Click();
        page.WaitForElement("[data-refusal='CAPACITY_EXCEEDED']", Patience);
        page.Find("[role=dialog] input[type=checkbox]").Change(true);
        Assert.True(page.Find("[data-action=confirm-move]").HasAttribute("disabled"));
        page.Find("[role=dialog] textarea").Input("Second store is being defrosted");
        page.Find("[data-action=confirm-move]").Click();

        page.WaitForAssertion(() => Assert.Empty(page.FindAll("[role=dialog]")), Patience);
        Assert.Equal(2100, (await day.Buffer("RAW-001")).CurrentQuantityKg);
    }

    [Theory, InlineData(Role.Operator, true), InlineData(Role.Manager, false)]
    [Trait("Rule", "R-BUF-05")]
    public async Task A_held_buffer_says_so_and_only_a_manager_may_let_it_go(Role role, bool locked)
    {
        await using var stage = await PageStage.Open(People.With(role));
        var day = await ProductionDay.Begin(stage.Services, stage.Time);
        await day.ReadAir("LK-001", 8.0m);

        var page = stage.Render<RunBuffers>(p => p.Add(b => b.Id, day.Run.RunCode));

        page.WaitForElement("[data-buffer='LK-001'] .held", Patience);
        Assert.Contains("8.0", page.Find("[data-buffer='LK-001'] .held").TextContent, StringComparison.Ordinal);
        Assert.Equal(locked, page.Find("[data-action='release-buffer']").HasAttribute("disabled"));
        Assert.Equal("critical", page.Find("[data-key='buffer:LK-001:temperature']").GetAttribute("data-level"));
    }

    [Fact]
    public async Task The_register_keeps_process_order_filters_and_prints_the_chosen_labels()
    {
        await using var stage = await PageStage.Open(People.Manager);
        var day = await ProductionDay.Begin(stage.Services, stage.Time);
        await day.To(3);
        await day.Work();
        var page = stage.Render<RunLots>(p => p.Add(b => b.Id, day.Run.RunCode));
        page.WaitForElement("tr[data-lot]", Patience);
        var codes = page.FindAll("tr[data-lot]").Select(r => r.GetAttribute("data-lot")!).ToList();
        Assert.Equal(codes.OrderBy(c => LotCodes.SpecOf(c)!.Step).ThenBy(c => c, StringComparer.Ordinal), codes);

        page.Find("input[type=search]").Input("deb-");
        page.WaitForAssertion(() => Assert.Single(page.FindAll("tr[data-lot]")), Patience);
        var deb = page.Find("tr[data-lot]").GetAttribute("data-lot")!;
        page.Find("tr[data-lot] input[type=checkbox]").Change(true);
        page.Find("tr[data-lot]").Click();

        page.WaitForAssertion(() => Assert.StartsWith($"/lots/labels?code={deb}&run=", page.Find("[data-action='print-labels']").GetAttribute("href"), StringComparison.Ordinal), Patience);
        Assert.StartsWith($"/lots/{deb}/label", page.Find("[data-action='print-label']").GetAttribute("href"), StringComparison.Ordinal);
        page.WaitForAssertion(() => Assert.Equal(["/validator/genealogy?lot=" + codes[0], "/validator/genealogy?lot=" + codes[^1]], page.FindAll(".cr-kin li a").Select(a => a.GetAttribute("href"))), Patience);
        page.Find("input[type=search]").Input("nothing");
        page.WaitForAssertion(() => Assert.Contains("No lot fits the filter", page.Find(".cr-state.empty").TextContent, StringComparison.Ordinal), Patience);
    }

    [Fact]
    public async Task Who_may_not_enter_the_validator_reads_the_kilograms_without_a_link()
    {
        await using var stage = await PageStage.Open(People.Operator);
        var day = await ProductionDay.Begin(stage.Services, stage.Time);
        await day.To(2);
        await day.Work();
        var deb = await day.First(LotType.Deb);

        var page = stage.Render<RunLots>(p => p.Add(b => b.Id, day.Run.RunCode).Add(b => b.Lot, deb.LotCode));

        page.WaitForAssertion(() => Assert.Contains("500.00 kg", page.Find(".cr-kin").TextContent, StringComparison.Ordinal), Patience);
        Assert.Empty(page.FindAll(".cr-kin a"));
    }

    [Theory, InlineData("en", "Waiting at the gate"), InlineData("hu", "Ellenőrzésre vár")]
    public async Task The_gate_of_the_step_has_its_queue_and_what_was_decided_its_history(string language, string title)
    {
        using var culture = new InCulture(language);
        await using var stage = await PageStage.Open(People.Operator, language);
        var day = await ProductionDay.Begin(stage.Services, stage.Time);
        (await day.Advance()).Must();
        var passed = await day.PassGate(await day.Receive(100));
        var waiting = await day.Receive(200);
        var page = stage.Render<RunQuality>(p => p.Add(b => b.Id, day.Run.RunCode));

        page.WaitForElement(".cr-pending", Patience);
        Assert.Contains(title, page.Find(".queue h2").TextContent, StringComparison.Ordinal);
        Assert.Equal([waiting.LotCode], page.FindAll(".cr-pending [data-lot]").Select(l => l.GetAttribute("data-lot")));
        Assert.Contains(passed.LotCode, page.Find("[data-inspection]").TextContent, StringComparison.Ordinal);
        page.Find(".cr-pending [data-action=inspect]").Click();
        Assert.Contains(waiting.LotCode, page.WaitForElement("[role=dialog] h2", Patience).TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_that_was_completed_here_shows_what_it_came_to()
    {
        await using var stage = await PageStage.Open(People.Operator);
        var day = await ProductionDay.Begin(stage.Services, stage.Time);
        await day.To(10);
        await day.Work();
        foreach (var pallet in await stage.Get<LotQueries>().List(new LotFilter { RunId = day.Run.Id, Type = [LotType.Pal] }, Core.Kernel.Page.Whole, TestPlant.Ct))
        {
            if (pallet.PlacedKg > 0) await day.ShipOut((await stage.Get<LotQueries>().Detail(pallet.LotCode, TestPlant.Ct)).Must());
        }
        var page = stage.Render<RunDetail>(p => p.Add(d => d.Id, day.Run.RunCode));

        page.WaitForElement("[data-action=complete]:not([disabled])", Patience).Click();
        page.WaitForElement("[data-action=confirm-complete]", Patience).Click();

        page.WaitForAssertion(() => Assert.Equal("COMPLETED", page.Find("[role=dialog] header [data-state]").GetAttribute("data-state")), Patience);
        var text = page.Find("[role=dialog] .cr-runsum").TextContent;
        Assert.Contains("358.00 kg", text, StringComparison.Ordinal);
        Assert.Contains("11 of 11", text, StringComparison.Ordinal);
        Assert.Equal("0", page.Find("[data-decided=FAIL] b").TextContent);
        page.Find("[data-cancel]").Click();
        page.WaitForAssertion(() => Assert.Empty(page.FindAll("[role=dialog]")), Patience);
    }
}
