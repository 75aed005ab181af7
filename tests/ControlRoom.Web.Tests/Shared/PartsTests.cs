using Bunit;
using ControlRoom.Web.Dev;
using ControlRoom.Web.Runs.Parts;
using ControlRoom.Web.Displays.Parts;
using ControlRoom.Web.Shared;
using ControlRoom.Web.Shared.Layout;
using ControlRoom.Web.Tests.Kit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Xunit;

namespace ControlRoom.Web.Tests.Shared;

public sealed class PartsTests : BunitContext
{
    private readonly InCulture culture = new("en");

    protected override void Dispose(bool disposing)
    {
        culture.Dispose();
        base.Dispose(disposing);
    }

    [Fact]
    public void A_state_chip_carries_its_state_beside_its_word()
    {
        using var _ = new InCulture("hu");
        var chip = Render<StateChip>(p => p.Add(c => c.State, "RELEASED")).Find(".cr-chip");
        Assert.Equal("RELEASED", chip.GetAttribute("data-state"));
        Assert.Equal("FELSZABADÍTVA", chip.TextContent);
    }

    [Fact]
    public void The_step_strip_marks_the_one_current_step()
    {
        var strip = Render<StepStrip>(p => p.Add(s => s.Steps, Sample.Steps("dddddbppppp")));
        var current = Assert.Single(strip.FindAll("[aria-current=step]"));
        Assert.Equal("5", current.GetAttribute("data-step"));
        Assert.Equal("Step 5 Skewering: blocked", current.GetAttribute("aria-label"));
        Assert.Equal(11, strip.FindAll("ol > li[data-step]").Count);
    }

    [Fact]
    public void A_finished_run_has_no_current_step() =>
        Assert.Empty(Render<StepStrip>(p => p.Add(s => s.Steps, Sample.Steps("ddddddddddd"))).FindAll("[aria-current]"));

    [Fact]
    public void A_live_value_names_its_key_time_period_and_freshness()
    {
        var value = Render(b => b.AddContent(0, LiveValue.Of(Sample.Buffers[5].Reading))).Find("[data-key]");
        Assert.Equal("buffer:FRZ-001:temperature", value.GetAttribute("data-key"));
        Assert.Equal("2026-01-24T13:32:03.000Z", value.GetAttribute("data-time"));
        Assert.Equal("10", value.GetAttribute("data-period"));
        Assert.Equal("live", value.GetAttribute("data-fresh"));
        Assert.Equal("critical", value.GetAttribute("data-level"));
    }

    [Fact]
    public void A_value_that_was_never_measured_has_no_time()
    {
        var reading = Sample.Buffers[0].Reading with { Value = null, MeasuredAt = null, Fresh = Freshness.Never };
        var value = Render(b => b.AddContent(0, LiveValue.Of(reading))).Find("[data-key]");
        Assert.Equal("never", value.GetAttribute("data-fresh"));
        Assert.False(value.HasAttribute("data-time"));
    }

    [Theory]
    [InlineData(70, "ok")]
    [InlineData(71, "warning")]
    [InlineData(90, "warning")]
    [InlineData(91, "critical")]
    public void A_buffer_says_how_full_it_is(int percent, string level)
    {
        var buffer = Sample.Buffers[2] with { CapacityKg = 100, Contents = [new("MIX", percent)] };
        Assert.Equal(level, Render<BufferLane>(p => p.Add(l => l.Buffer, buffer)).Find("[data-buffer]").GetAttribute("data-level"));
        Assert.Equal(level, Render<WallBuffer>(p => p.Add(l => l.Buffer, buffer)).Find("[data-buffer]").GetAttribute("data-level"));
    }

    [Fact]
    [Trait("Rule", "DOM-42")]
    public void The_band_and_the_wall_draw_all_eight_buffers_in_process_order()
    {
        string[] order = ["RAW-001", "LK-001", "MIX-001", "SKW15-001", "SKW30-001", "FRZ-001", "FG-001", "PAL-001"];
        Assert.Equal(order, Render<BufferBand>(p => p.Add(b => b.Buffers, Sample.Buffers)).FindAll("[data-buffer]").Select(lane => lane.GetAttribute("data-buffer")));
        Assert.Equal(order, Render<WallBoard>(p => p.Add(b => b.Board, Sample.Wall)).FindAll("[data-buffer]").Select(tile => tile.GetAttribute("data-buffer")));
    }

    [Fact]
    public async Task A_double_click_acts_once()
    {
        var acts = 0;
        var button = Render<ActionButton>(p => p.Add(b => b.Action, new("advance", "Advance")).Add(b => b.OnAct, _ => acts++)).Find("button");
        await button.ClickAsync(new MouseEventArgs { Detail = 1 });
        await button.ClickAsync(new MouseEventArgs { Detail = 2 });
        Assert.Equal(1, acts);
    }

    [Fact]
    public async Task A_button_is_busy_while_its_handler_runs_and_ignores_clicks()
    {
        var acts = 0;
        var finish = new TaskCompletionSource();
        var part = Render<ActionButton>(p => p.Add(b => b.Action, new("advance", "Advance")).Add(b => b.OnAct, async _ =>
        {
            acts++;
            await finish.Task;
        }));
        var first = part.Find("button").ClickAsync(new MouseEventArgs { Detail = 1 });
        Assert.Equal("true", part.Find("button").GetAttribute("aria-busy"));
        await part.Find("button").ClickAsync(new MouseEventArgs { Detail = 1 });
        finish.SetResult();
        await first;
        Assert.Equal(1, acts);
        Assert.False(part.Find("button").HasAttribute("aria-busy"));
    }

    [Fact]
    public void A_refused_action_stands_beside_its_reasons()
    {
        var part = Render<ActionButton>(p => p.Add(b => b.Action, new("advance", "Advance", Enabled: false, Reasons: ["Lot 1 has no PASS.", "Lot 2 is open."])));
        Assert.True(part.Find("[data-action=advance]").HasAttribute("disabled"));
        Assert.Equal("Lot 1 has no PASS. Lot 2 is open.", part.Find($"#{part.Find("button").GetAttribute("aria-describedby")}").TextContent.Trim());
    }

    [Theory]
    [InlineData("yes", true)]
    [InlineData("Yes", false)]
    [InlineData("yes ", false)]
    [InlineData("igen", false)]
    public void Only_the_exact_word_confirms(string typed, bool expected)
    {
        var confirmed = false;
        Render<ConfirmByTyping>(p => p.Add(c => c.ConfirmedChanged, (bool value) => confirmed = value)).Find("input").Input(typed);
        Assert.Equal(expected, confirmed);
    }

    [Theory]
    [InlineData("-18,6", -18.6)]
    [InlineData("\u221218.6", -18.6)]
    [InlineData("1 046.80", 1046.80)]
    public void A_number_is_read_in_either_writing(string typed, double expected)
    {
        decimal? read = null;
        Render<NumberField>(p => p.Add(f => f.Label, "Core").Add(f => f.ValueChanged, (decimal? value) => read = value)).Find("input").Change(typed);
        Assert.Equal((decimal)expected, read);
    }

    [Fact]
    public void A_text_that_is_no_number_stays_visible_and_is_marked()
    {
        var calls = 0;
        var part = Render<NumberField>(p => p.Add(f => f.Label, "Core").Add(f => f.ValueChanged, (decimal? _) => calls++));
        part.Find("input").Change("cold");
        Assert.Equal(0, calls);
        Assert.Equal("cold", part.Find("input").GetAttribute("value"));
        Assert.Equal("true", part.Find("input").GetAttribute("aria-invalid"));
        Assert.Equal("This is not a number.", part.Find($"#{part.Find("input").GetAttribute("aria-describedby")}").TextContent);
        part.Find("input").Change("3");
        Assert.Empty(part.FindAll(".cr-err"));
    }

    [Fact]
    public void What_a_selection_does_not_offer_is_not_chosen()
    {
        var chosen = new List<string>();
        var part = Render<SelectField>(p => p.Add(f => f.Label, "Lot").Add(f => f.Empty, "All").Add(f => f.Choices, [new("a", "A"), new("b", "B", Refused: "taken")]).Add(f => f.ValueChanged, (string value) => chosen.Add(value)));
        foreach (var value in (string[])["'; DROP TABLE lots; --", "b", "a", ""]) part.Find("select").Change(value);
        Assert.Equal(["a", ""], chosen);
    }

    [Fact]
    public void A_selection_that_does_not_offer_nothing_cannot_be_emptied()
    {
        var chosen = new List<string>();
        var part = Render<SelectField>(p => p.Add(f => f.Label, "Goods").Add(f => f.Choices, [new("a", "A")]).Add(f => f.ValueChanged, (string value) => chosen.Add(value)));
        foreach (var value in (string[])["", "a"]) part.Find("select").Change(value);
        Assert.Equal(["a"], chosen);
    }

    [Theory]
    [InlineData("1000000000000")]
    [InlineData("79228162514264337593543950335")]
    [InlineData("-99999999999999999999999999999999999999999")]
    public void A_number_beyond_all_sums_is_not_handed_over(string typed)
    {
        var handed = new List<decimal?>();
        var part = Render<NumberField>(p => p.Add(f => f.Label, "Weight").Add(f => f.ValueChanged, (decimal? value) => handed.Add(value)));
        part.Find("input").Change(typed);
        Assert.Empty(handed);
        Assert.Equal("This number is too large.", part.Find($"#{part.Find("input").GetAttribute("aria-describedby")}").TextContent);
        part.Find("input").Change("-3");
        Assert.Equal([-3m], handed);
    }

    [Fact]
    public void Nothing_is_carried_out_while_a_number_of_its_dialog_cannot_be_read()
    {
        var (acts, weight) = (0, (decimal?)null);
        var part = Render<Dialog>(p => p.Add(d => d.Title, "Register")
            .Add(d => d.ChildContent, body => { body.OpenComponent<NumberField>(0); body.AddComponentParameter(1, "Label", "Weight"); body.AddComponentParameter(2, "ValueChanged", EventCallback.Factory.Create<decimal?>(this, v => weight = v)); body.CloseComponent(); })
            .Add(d => d.Footer, foot => { foot.OpenComponent<ActionButton>(0); foot.AddComponentParameter(1, "Action", new ActionView("register", "Register")); foot.AddComponentParameter(2, "OnAct", EventCallback.Factory.Create<ActionView>(this, _ => acts++)); foot.CloseComponent(); }));
        part.Find("input").Change("5");
        part.Find("input").Change("5o0");
        Assert.True(part.Find("[data-action=register]").HasAttribute("disabled"));
        Assert.Contains("A number cannot be read.", part.Find(".why").TextContent, StringComparison.Ordinal);

        part.Find("input").Change("500");
        part.Find("[data-action=register]").Click();
        Assert.Equal((1, 500m), (acts, weight));
    }

    [Fact]
    public void An_error_shows_at_the_field_its_pointer_names()
    {
        var part = Render<TextField>(p => p.Add(f => f.Label, "Weight").Add(f => f.Pointer, "/weight_kg").Add(f => f.Errors, [new("/weight_kg", "too heavy"), new("/notes", "too short")]));
        var error = Assert.Single(part.FindAll(".cr-err"));
        Assert.Equal("too heavy", error.TextContent);
        Assert.Equal(error.Id, part.Find("input").GetAttribute("aria-describedby"));
    }

    [Fact]
    public void A_dialog_is_modal_named_and_can_be_cancelled()
    {
        var cancelled = false;
        var part = Render<Dialog>(p => p.Add(d => d.Title, "Put on hold").Add(d => d.Tone, "hold").Add(d => d.OnCancel, () => cancelled = true));
        var dialog = part.Find("[role=dialog][aria-modal=true]");
        Assert.Equal("Put on hold", part.Find($"#{dialog.GetAttribute("aria-labelledby")}").TextContent);
        part.Find("[data-cancel]").Click();
        Assert.True(cancelled);
    }

    [Fact]
    public void The_not_live_band_is_always_in_the_page_and_hidden_at_first()
    {
        foreach (var band in new[] { Render<NotLiveBand>().Find("[data-band=not-live]"), Render<ShellFrame>(p => p.Add(s => s.Model, Sample.Shell)).Find("[data-band=not-live]") })
        {
            Assert.True(band.HasAttribute("hidden"));
            Assert.Equal("alert", band.GetAttribute("role"));
        }
    }

    [Fact]
    public void The_heartbeat_counts_a_re_query_only_after_it_was_done()
    {
        var asked = new TaskCompletionSource();
        var heart = Render<Heartbeat>(p => p.Add(h => h.OnRequery, () => asked.Task));
        heart.Find("[data-requery]").Click();
        Assert.Equal("0", heart.Find("[data-heartbeat]").GetAttribute("data-requeried"));
        asked.SetResult();
        heart.WaitForAssertion(() => Assert.Equal("1", heart.Find("[data-heartbeat]").GetAttribute("data-requeried")));
    }

    [Fact]
    public void The_rail_shows_only_the_entries_it_is_given()
    {
        var shell = Render<ShellFrame>(p => p.Add(s => s.Model, Sample.Shell with { Rail = [new("/command", "runs", "Runs")], Alarms = null, TopAlarm = null }));
        Assert.Equal("Runs", Assert.Single(shell.FindAll(".cr-rail a")).TextContent);
        Assert.Empty(shell.FindAll("[data-alarms]"));
    }

    [Fact]
    public void A_run_board_carries_the_names_that_others_script_against()
    {
        var board = Render<RunBoard>(p => p.Add(b => b.Board, Sample.Run).Add(b => b.OpenTab, "step"));
        Assert.NotEmpty(board.FindAll("[data-run='RUN-20260124-DUNA-0001']"));
        Assert.Equal(5, board.FindAll("tr[data-lot]").Count);
        Assert.Equal(["hold", "abort", "advance"], board.FindAll(".cr-runhead [data-action]").Select(button => button.GetAttribute("data-action")));
    }

    [Fact]
    public void A_priority_without_an_alarm_keeps_its_place_its_shape_and_its_number()
    {
        var count = Render<ShellFrame>(p => p.Add(s => s.Model, Sample.Shell with { Alarms = [new(2, 0)] })).Find("[data-alarms='2']");
        Assert.Equal("2", count.QuerySelector(".al-none text")!.TextContent);
        Assert.Equal("0", count.QuerySelector("b")!.TextContent);
    }

    [Fact]
    public void A_paused_feed_keeps_what_it_shows_and_counts_what_is_new()
    {
        FeedItemView Line(int number) => new($"{number}", new(2026, 1, 24, 14, 0, number, TimeSpan.Zero), "plus", $"Line {number}");
        var feed = Render<EventPanel>(p => p.Add(e => e.Items, [Line(1)]).Add(e => e.Today, new DateOnly(2026, 1, 24)));
        feed.Find("[aria-label='Pause the list']").Click();

        feed.Render(p => p.Add(e => e.Items, [Line(3), Line(2), Line(1)]));

        Assert.Equal("Paused, 2 new", feed.Find("[role=status]").TextContent);
        Assert.Contains("Line 1", Assert.Single(feed.FindAll(".cr-feed li")).TextContent, StringComparison.Ordinal);
        feed.Find("[aria-label='Pause the list']").Click();
        Assert.Equal(3, feed.FindAll(".cr-feed li").Count);
    }

    [Fact]
    public void Entries_of_another_day_stand_below_that_day()
    {
        FeedItemView[] items = [new("2", new(2026, 1, 24, 0, 5, 0, TimeSpan.Zero), "plus", "after midnight"), new("1", new(2026, 1, 23, 23, 55, 0, TimeSpan.Zero), "plus", "before midnight")];
        var feed = Render<EventFeed>(p => p.Add(f => f.Items, items).Add(f => f.Today, new DateOnly(2026, 1, 24)));
        Assert.Equal(["00:05:00after midnight", "23 Jan", "23:55:00before midnight"], feed.FindAll("li").Select(line => line.TextContent));
    }

    [Fact]
    public void A_feed_can_be_narrowed_to_alarms_and_holds()
    {
        FeedItemView[] items = [new("2", default, "plus", "a lot"), new("1", default, "pause", "a hold") { Tone = "hold" }];
        var feed = Render<EventPanel>(p => p.Add(e => e.Items, items).Add(e => e.Today, default(DateOnly)));
        feed.Find("[title='Alarms and holds only']").Click();
        Assert.Contains("a hold", Assert.Single(feed.FindAll(".cr-feed li")).TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void A_simulated_run_on_the_wall_says_so_without_a_stray_dot()
    {
        var run = new WallRunView("RUN-20260124-DUNA-0004", "RUNNING", Sample.Steps("dbppppppppp"), "1 Receipt", "SIM");
        Assert.Equal("SIM", Render<WallRunRow>(p => p.Add(r => r.Run, run).Add(r => r.Today, new DateOnly(2026, 1, 24))).Find(".now .b").TextContent);
    }

    [Fact]
    public void The_shortcut_sheet_names_every_place_of_the_rail_that_has_a_letter()
    {
        var shell = Render<ShellFrame>(p => p.Add(s => s.Model, Sample.Shell with { Rail = [new("/command", "runs", "Runs") { Letter = "R" }, new("/help", "help", "Help")] }));
        Assert.Equal(["G+R", null], shell.FindAll(".cr-rail a").Select(entry => entry.GetAttribute("data-keys")));

        shell.Find("[data-keys='?']").Click();

        var places = shell.Find(".cr-keysheet section");
        Assert.Equal("Go toGRRuns", string.Concat(places.TextContent.Where(c => !char.IsWhiteSpace(c) || c == ' ')));
        shell.Find("[data-cancel]").Click();
        Assert.Empty(shell.FindAll(".cr-keysheet"));
    }

    [Fact]
    public void An_error_panel_offers_to_try_again()
    {
        var tried = false;
        Render<PanelState>(p => p.Add(s => s.State, PanelCondition.Error).Add(s => s.OnRetry, () => tried = true)).Find("button").Click();
        Assert.True(tried);
    }

    [Fact]
    public void An_open_mass_balance_is_marked()
    {
        var part = Render<MassBalance>(p => p.Add(b => b.Used, [new("RAW", 100)]).Add(b => b.NewLotKg, 90m).Add(b => b.Waste, [new("bone", 9)]));
        Assert.Equal("open", part.Find("[data-balance]").GetAttribute("data-balance"));
        Assert.Equal("1.00 kg", part.Find("dd.s").TextContent);
    }

    [Fact]
    public void A_gap_in_a_trend_stays_a_gap() =>
        Assert.Equal("M0 1L1 2M3 4", TrendPath.Line([1, 2, null, 4], index => index, value => value));
}
