using Bunit;
using ControlRoom.Core.Dispatch;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Routing;
using ControlRoom.Core.Tickets;
using ControlRoom.Core.Tokens;
using ControlRoom.Core.Tokens.Engine;
using ControlRoom.Tests.Kit;
using ControlRoom.Web.Dispatch;
using ControlRoom.Web.Tests.Kit;
using ControlRoom.Web.Tests.Tickets;
using Xunit;

namespace ControlRoom.Web.Tests.Dispatch;

public sealed class QueuePageTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Buttons by what stands where, as the specification has them.</summary>
    private static readonly Dictionary<(RoutingNodeType Node, TokenStatus Status), string[]> Buttons = new()
    {
        [(RoutingNodeType.Operation, TokenStatus.Ready)] = ["start"],
        [(RoutingNodeType.Operation, TokenStatus.Active)] = ["pause", "problem", "complete"],
        [(RoutingNodeType.Operation, TokenStatus.Paused)] = ["resume", "problem", "complete"],
        [(RoutingNodeType.Qc, TokenStatus.Ready)] = ["pass", "fail-minor", "fail-major"],
        [(RoutingNodeType.Qc, TokenStatus.Active)] = ["pass", "fail-minor", "fail-major"],
    };

    private static CancellationToken Ct => Xunit.TestContext.Current.CancellationToken;

    [Theory, InlineData("en"), InlineData("hu")]
    [Trait("Rule", "WQ-13")]
    public async Task What_stands_where_has_these_buttons_and_no_others(string language)
    {
        await using var stage = await PageStage.Open(People.Operator, language);
        foreach (var node in Enum.GetValues<RoutingNodeType>())
        {
            foreach (var status in Enum.GetValues<TokenStatus>())
            {
                var panel = stage.Render<TaskPanel>(p => p.Add(t => t.Card, Card(node, status)).Add(t => t.Me, People.Operator.Id).Add(t => t.Role, Role.Operator));
                Assert.Equal(Buttons.GetValueOrDefault((node, status), []), panel.FindAll(".act [data-action]").Select(b => b.GetAttribute("data-action")));
                var scrap = stage.Render<TaskPanel>(p => p.Add(t => t.Card, Card(node, status)).Add(t => t.Me, People.Operator.Id).Add(t => t.Role, Role.Manager)).FindAll("[data-action=qc-scrap]");
                Assert.Equal(Buttons.GetValueOrDefault((node, status), []).Contains("pass") ? 1 : 0, scrap.Count);
            }
        }
    }

    [Theory, InlineData("en"), InlineData("hu")]
    [Trait("Rule", "WQ-04"), Trait("Rule", "WQ-13"), Trait("Rule", "F5")]
    public async Task A_piece_goes_through_its_step_on_the_page_and_open_lines_lock_the_end(string language)
    {
        using var culture = new InCulture(language);
        await using var stage = await PageStage.Open(People.Operator, language);
        var token = (await Started(stage))[0];
        var page = stage.Render<WorkQueueBoard>();
        Press(page, $"[data-part=ready] [data-token='{token}'] [data-action=start]");
        page.WaitForElement($"[data-part=mine] [data-token='{token}']", Patience);
        Rested(stage, page);
        Press(page, "[data-task] [data-action=complete]");
        Press(page, "[data-action=confirm-complete]");
        page.WaitForElement($"[data-part=ready] [data-token='{token}'][data-node=OP40]", Patience);
        Press(page, $"[data-part=ready] [data-token='{token}'] [data-action=start]");
        var locked = page.WaitForElement("[data-task] [data-action=complete][disabled]", Patience);
        Assert.Contains(language == "hu" ? "még 1 pont nyitott" : "1 open", locked.TextContent, StringComparison.Ordinal);
        Rested(stage, page);
        Press(page, "[data-line=seams] .tick");
        page.WaitForElement("[data-task] [data-action=complete]:not([disabled])", Patience);
        Press(page, "[data-task] [data-action=complete]");
        Press(page, "[data-action=confirm-complete]");
        page.WaitForElement($"[data-token='{token}'][data-node=QC1] [data-action=open]", Patience);
    }

    [Fact]
    [Trait("Rule", "SES-06")]
    public async Task Five_rapid_taps_have_one_effect_and_buttons_rest_for_half_a_second()
    {
        await using var stage = await PageStage.Open(People.Operator);
        var token = (await Started(stage))[0];
        var page = stage.Render<WorkQueueBoard>();
        page.WaitForElement($"[data-token='{token}'] [data-action=start]", Patience);
        var taps = new List<Task>();
        // A finger is faster than the answer: it meets the button as it was just drawn.
        await page.InvokeAsync(() =>
        {
            for (var tap = 0; tap < 5; tap++) taps.AddRange(page.FindAll($"[data-token='{token}'] [data-action=start]").Take(1).Select(b => b.ClickAsync()));
        });
        page.WaitForElement($"[data-part=mine] [data-token='{token}']", Patience);
        Assert.All(page.FindAll("[data-action=start], [data-action=start-instead], .act button"), b => Assert.True(b.HasAttribute("disabled")));
        stage.Time.Advance(WorkQueueBoard.Rest - TimeSpan.FromMilliseconds(1));
        Assert.NotEmpty(page.FindAll(".act [data-action=pause][disabled]"));
        stage.Time.Advance(TimeSpan.FromMilliseconds(1));
        page.WaitForElement(".act [data-action=pause]:not([disabled])", Patience);
        await Task.WhenAll(taps);
        var detail = (await stage.Get<TokenQueries>().Detail(token, Ct)).Must();
        Assert.Single(detail.Sessions);
        Assert.Single(detail.Events, e => e.Type == TokenEventType.Start);
    }

    [Fact]
    [Trait("Rule", "WQ-11")]
    public async Task A_start_of_what_somebody_else_has_begun_is_refused_in_words_and_changes_nothing()
    {
        await using var stage = await PageStage.Open(People.Operator);
        var token = (await Started(stage))[0];
        // Not told of changes: what it shows is what was true when it was drawn.
        var card = await stage.Get<WorkQueueQueries>().Card(token, People.Operator.Call(), Ct);
        (await stage.Get<StartTokenHandler>().Handle(new(token), People.Manager.Call(), Ct)).Must();
        Assert.True(card!.Row.CanStart);
        var refused = await stage.Get<WorkPresses>().Do(new("start", token), People.Operator.Call());
        Assert.Equal("TOKEN_ALREADY_STARTED", refused.Refusal!.Code);
        Assert.NotEmpty(refused.Refusal.Detail());
        Assert.Single((await stage.Get<TokenQueries>().Detail(token, Ct)).Must().Sessions);
    }

    [Fact]
    public async Task A_scan_chooses_a_second_one_starts_and_what_was_started_is_taken_back()
    {
        await using var stage = await PageStage.Open(People.Operator);
        var token = (await Started(stage))[0];
        var page = stage.Render<WorkQueueBoard>();
        page.WaitForElement($"[data-token='{token}']", Patience);
        Scan($"TOKEN:{token}");
        page.WaitForElement($"[data-task='{token}']", Patience);
        Scan($"TOKEN:{token}");
        page.WaitForElement($"[data-part=mine] [data-token='{token}']", Patience);
        Rested(stage, page);
        Press(page, "[data-action=undo]");
        page.WaitForElement($"[data-part=ready] [data-token='{token}']", Patience);

        void Scan(string text)
        {
            page.Find("[data-scan]").Input(text);
            page.Find("form.scan").TriggerEvent("onsubmit", EventArgs.Empty);
        }
    }

    private static void Press(IRenderedComponent<WorkQueueBoard> page, string selector) => page.WaitForElement(selector + ":not([disabled])", Patience).Click();

    /// <summary>The buttons take orders again.</summary>
    private static void Rested(PageStage stage, IRenderedComponent<WorkQueueBoard> page) => stage.Until(page, () => Assert.Empty(page.FindAll(".act [data-action=pause][disabled]")));

    private static async Task<IReadOnlyList<Guid>> Started(PageStage stage)
    {
        var ticket = await TicketPageTests.Planned(stage);
        return (await stage.Get<StartTicketHandler>().Handle(new(ticket.Id, null), People.Manager.Call(), Ct)).Must().Spawn.TokenIds;
    }

    /// <summary>Held by the operator where somebody holds it.</summary>
    private static WorkCard Card(RoutingNodeType node, TokenStatus status)
    {
        var held = node == RoutingNodeType.Operation && status is TokenStatus.Active or TokenStatus.Paused;
        var session = held ? new SessionView(Guid.NewGuid(), People.Operator.Id, "A", SessionKind.Own, status == TokenStatus.Active ? SessionStatus.Active : SessionStatus.Paused, 1, 0, DateTime.UnixEpoch) : null;
        var row = new QueueRow(Guid.NewGuid(), "S", null, Guid.NewGuid(), "T", "J", null, TokenType.Piece, status, "N", new("N", "N"), node, null, 1, 1, 1, "PC", WorkPriority.Normal, null, DueState.Ok, null, null, null, false,
            true, [], false, false, session, null, 0, null, DateTime.UnixEpoch, TokenActions.Of(node, status), new(WhyCode.ReadyClaimable, "", null, []), 1);
        return new(row, null, [], null, null, true, true, []);
    }
}
