using Bunit;
using ControlRoom.Core.Audit;
using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Tests.Kit;
using ControlRoom.Web.Audit;
using ControlRoom.Web.Lots;
using ControlRoom.Web.Tests.Kit;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace ControlRoom.Web.Tests.Audit;

public sealed class AuditBoardTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task New_entries_arrive_by_themselves_but_never_under_the_pointer()
    {
        await using var stage = await PageStage.Open(People.Auditor);
        await Note(stage, "RUN_STARTED");
        var page = Open(stage);
        page.WaitForAssertion(() => Assert.Equal("RUN_STARTED", Newest(page)), Patience);

        await Note(stage, "RUN_HELD");
        page.WaitForAssertion(() => Assert.Equal("RUN_HELD", Newest(page)), Patience);

        page.Find(".cr-auditrows").TriggerEvent("onpointerenter", new PointerEventArgs());
        await Note(stage, "RUN_RESUMED");
        stage.Until(page, () => Assert.Equal("1", page.Find("[data-waiting]").GetAttribute("data-waiting")));
        Assert.Equal("RUN_HELD", Newest(page));

        page.Find(".cr-auditrows").TriggerEvent("onpointerleave", new PointerEventArgs());
        Assert.Equal("RUN_RESUMED", Newest(page));
        Assert.Empty(page.FindAll("[data-waiting]"));
    }

    [Fact]
    public async Task A_paused_list_counts_what_waits_and_shows_it_when_asked()
    {
        await using var stage = await PageStage.Open(People.Manager);
        await Note(stage, "RUN_STARTED");
        var page = Open(stage);
        page.WaitForAssertion(() => Assert.Equal("RUN_STARTED", Newest(page)), Patience);

        page.Find("[data-keys=P]").Click();
        for (var i = 0; i < 3; i++) await Note(stage, "RUN_HELD");
        stage.Until(page, () => Assert.Contains("3 new entries wait", page.Find("[data-waiting]").TextContent, StringComparison.Ordinal));
        Assert.Equal("RUN_STARTED", Newest(page));

        page.Find("[data-keys=N]").Click();
        Assert.Equal(4, page.FindAll("tr[data-event]").Count);
        Assert.Equal("true", page.Find("[data-keys=P]").GetAttribute("aria-pressed"));
    }

    [Fact]
    public async Task An_entry_shows_what_changed_with_signs_and_as_json()
    {
        await using var stage = await PageStage.Open(People.Auditor);
        await Note(stage, "RUN_HELD", new { status = "RUNNING", plan = new { target_kg = 1000, note = "<b>x</b>" } }, new { status = "HOLD", plan = new { target_kg = 900, note = "<b>x</b>" } });
        var page = Open(stage);
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll(".cr-diff tr[data-field]")), Patience);

        Assert.Equal(("− RUNNING", "+ HOLD"), (page.Find("[data-field=status] .del").TextContent.Trim(), page.Find("[data-field=status] .add").TextContent.Trim()));
        Assert.Equal("− 1000", page.Find("[data-field='plan.target_kg'] .del").TextContent.Trim());
        Assert.Equal("same", page.Find("[data-field='plan.note']").GetAttribute("data-change"));
        Assert.Contains("&lt;b&gt;", page.Find("[data-field='plan.note']").InnerHtml, StringComparison.Ordinal);
        Assert.Contains("recomputed, equal", page.Find(".cr-proof").TextContent, StringComparison.Ordinal);

        page.Find("[data-keys=D]").Click();
        Assert.Contains("\"target_kg\": 900", page.Find(".cr-entry pre").TextContent, StringComparison.Ordinal);
        Assert.Empty(page.FindAll(".cr-diff"));
        page.Find("[data-keys=D]").Click();
        Assert.NotEmpty(page.FindAll(".cr-diff"));
    }

    [Fact, Trait("Rule", "R-AUD-05")]
    public async Task Verifying_says_that_the_chain_is_valid_or_names_the_first_broken_row()
    {
        await using var stage = await PageStage.Open(People.Auditor);
        for (var i = 0; i < 3; i++) await Note(stage, "RUN_HELD");
        var page = Open(stage);
        page.WaitForAssertion(() => Assert.Equal("none", page.Find("[data-verdict]").GetAttribute("data-verdict")), Patience);

        page.Find("[data-keys=V]").Click();
        page.WaitForAssertion(() => Assert.Equal("valid", page.Find("[data-verdict]").GetAttribute("data-verdict")), Patience);
        Assert.Contains("0 breaks", page.Find("[data-verdict]").TextContent, StringComparison.Ordinal);
        Assert.Contains("sealed", page.Find("tr[data-event]").TextContent, StringComparison.Ordinal);

        var broken = await Tamper(stage);
        page.Find("[data-keys=V]").Click();
        page.WaitForAssertion(() => Assert.Equal("broken", page.Find("[data-verdict]").GetAttribute("data-verdict")), Patience);
        Assert.Contains($"at entry {broken}: the row is not what was written", page.Find("[data-verdict]").TextContent, StringComparison.Ordinal);
        page.Find("[data-verdict] button").Click();
        page.WaitForAssertion(() => Assert.Contains("differs from what was written", page.Find(".cr-proof").TextContent, StringComparison.Ordinal), Patience);
    }

    [Fact, Trait("Rule", "R-AUD-04")]
    public async Task The_trail_of_a_thing_holds_its_archived_entries_and_marks_them()
    {
        await using var stage = await PageStage.Open(People.Auditor);
        var id = Guid.NewGuid();
        await Note(stage, "RUN_STARTED", id: id);
        stage.Time.Advance(AuditQueries.ArchivedAfter);
        await Note(stage, "RUN_HELD", id: id);
        await Note(stage, "RUN_RESUMED");

        var all = Open(stage);
        all.WaitForAssertion(() => Assert.Equal(["RUN_RESUMED", "RUN_HELD"], Events(all)), Patience);
        var trail = Open(stage, new AuditQuestion(Entity: "run", Id: id));
        trail.WaitForAssertion(() => Assert.Equal(["RUN_HELD", "RUN_STARTED"], Events(trail)), Patience);
        Assert.Single(trail.FindAll("tr[data-event] [data-state=ARCHIVED]"));
        Assert.Contains($"entity_id={id}&include_archived=true", trail.Find("a[download]").GetAttribute("href"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Filters_are_in_the_address_and_in_the_export()
    {
        using var hungarian = new InCulture("hu");
        await using var stage = await PageStage.Open(People.Auditor, "hu");
        await Note(stage, "RUN_HELD");
        await Note(stage, "RUN_RESUMED");
        var page = Open(stage, new AuditQuestion(Event: "RUN_HELD", From: new DateOnly(2026, 1, 24), To: new DateOnly(2026, 1, 24)));
        page.WaitForAssertion(() => Assert.Equal(["RUN_HELD"], Events(page)), Patience);
        Assert.Contains("CSV-export", page.Find("a[download]").TextContent, StringComparison.Ordinal);
        Assert.Equal("/api/audit/events?format=csv&event_type=RUN_HELD&from=2026-01-23T23%3A00%3A00Z&to=2026-01-24T23%3A00%3A00Z", page.Find("a[download]").GetAttribute("href"));

        page.Find("input[type=search]").Change("tükör");
        Assert.EndsWith("/validator/audit?q=t%C3%BCk%C3%B6r&event=RUN_HELD&from=2026-01-24&to=2026-01-24", stage.Get<NavigationManager>().Uri, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(typeof(AuditPage))]
    [InlineData(typeof(GenealogyPage))]
    public void The_pages_are_open_to_those_who_may_read_the_trail_and_to_nobody_else(Type page)
    {
        var roles = page.GetCustomAttributes(typeof(AuthorizeAttribute), inherit: true).Cast<AuthorizeAttribute>().Single().Roles!.Split(',');
        Assert.Equal(Permissions.Roles(Permission.ReadAudit).Select(Word.Of).Order(), roles.Order());
    }

    private static IRenderedComponent<AuditBoard> Open(PageStage stage, AuditQuestion? question = null) => stage.Render<AuditBoard>(p => p.Add(b => b.Question, question ?? new()));

    private static string? Newest(IRenderedComponent<AuditBoard> page) => page.Find("tr[data-event]").GetAttribute("data-event");

    private static IEnumerable<string?> Events(IRenderedComponent<AuditBoard> page) => page.FindAll("tr[data-event]").Select(r => r.GetAttribute("data-event"));

    private static async Task Note(PageStage stage, string type, object? old = null, object? now = null, Guid? id = null)
    {
        await stage.Get<TransactionBoundary>().Note(People.Manager.Call(), new Fact(type, EntityTypes.Run, id ?? Guid.NewGuid(), "RUN-20260124-DUNA-0001", old ?? new { status = "RUNNING" }, now ?? new { status = "HOLD" }) { Metadata = new { reason = "because it is so" } }, TestPlant.Ct);
        stage.Feed.Publish([Core.Feed.Topics.Site]);
    }

    /// <summary>Somebody with the rights of the database's owner changes a row.</summary>
    private static async Task<long> Tamper(PageStage stage)
    {
        await using var db = stage.Get<Dialect>().Open();
        var second = await db.AuditEvents.OrderBy(e => e.Id).Skip(1).Select(e => e.Id).FirstAsync(TestPlant.Ct);
        await db.Database.ExecuteSqlRawAsync("DROP TRIGGER audit_events_no_update", TestPlant.Ct);
        await db.Database.ExecuteSqlAsync($"UPDATE audit_events SET ip_address = '10.0.0.1' WHERE id = {second}", TestPlant.Ct);
        return second;
    }
}
