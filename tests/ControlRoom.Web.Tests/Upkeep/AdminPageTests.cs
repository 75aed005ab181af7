using System.Reflection;
using Bunit;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using ControlRoom.Core.Quality;
using ControlRoom.Core.Stock;
using ControlRoom.Core.Suppliers;
using ControlRoom.Core.Users;
using ControlRoom.Tests.Kit;
using ControlRoom.Web.Quality;
using ControlRoom.Web.Shared;
using ControlRoom.Web.Shared.Layout;
using ControlRoom.Web.Stock;
using ControlRoom.Web.Suppliers;
using ControlRoom.Web.Tests.Kit;
using ControlRoom.Web.Upkeep;
using ControlRoom.Web.Users;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components;
using Xunit;

namespace ControlRoom.Web.Tests.Upkeep;

public sealed class AdminPageTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static CancellationToken Ct => TestPlant.Ct;

    [Fact]
    public void A_page_opens_for_exactly_the_roles_that_its_permission_names()
    {
        var pages = typeof(App).Assembly.GetTypes().SelectMany(t => t.GetCustomAttributes<RouteAttribute>().Select(r => (r.Template, Type: t))).Where(p => p.Template.StartsWith("/admin/", StringComparison.Ordinal)).ToDictionary(p => p.Template, p => p.Type);
        Assert.Equal(AdminPages.All.Select(p => p.Href).Order(StringComparer.Ordinal), pages.Keys.Order(StringComparer.Ordinal));
        Assert.All(AdminPages.All, p => Assert.Equal(Permissions.Roles(p.Permission).Select(Word.Of), pages[p.Href].GetCustomAttribute<AuthorizeAttribute>()!.Roles!.Split(',')));
    }

    [Fact]
    public async Task The_rail_leads_there_only_those_who_may_do_something_there()
    {
        await using var stage = await PageStage.Open(People.Manager);
        foreach (var role in Enum.GetValues<Role>())
        {
            var rail = (await stage.Get<ShellSource>().Read("x", role, Ct)).Rail;
            Assert.Equal(role is Role.Admin or Role.Manager, rail.Any(e => e.Href == "/admin"));
        }
    }

    [Fact]
    public async Task What_is_typed_stays_when_somebody_else_saves_first()
    {
        await using var stage = await PageStage.Open(People.Manager);
        var supplier = (await stage.Get<CreateSupplierHandler>().Handle(new("SUP-A", "A", Species.Chicken, null, null), People.SecondManager.Call(), Ct)).Must();
        var page = stage.Render<SupplierAdmin>();
        page.WaitForElement("[data-row='SUP-A'] button", Patience).Click();
        page.Find("[data-pointer='/name'] input").Input("Typed here");
        Assert.Empty(page.FindAll("[data-action=reload]"));

        (await stage.Get<ChangeSupplierHandler>().Handle(new(supplier.Id, 1, null, Species.Turkey, null, false, null), People.SecondManager.Call(), Ct)).Must();

        page.WaitForElement("[data-action=reload]", Patience);
        page.Find("[data-action=save]").Click();
        page.WaitForElement("[data-refusal=STALE_VERSION]", Patience);
        Assert.Equal("Typed here", page.Find("[data-pointer='/name'] input").GetAttribute("value"));
        Assert.Equal("A", (await stage.Get<SupplierQueries>().Find(supplier.Id, Ct))!.Name);

        page.Find("[data-action=reload]").Click();
        Assert.Equal(("Typed here", "TURKEY"), (page.Find("[data-pointer='/name'] input").GetAttribute("value"), page.Find("[data-pointer='/species'] select").GetAttribute("value")));
        Assert.Empty(page.FindAll("[data-refusal]"));
        page.Find("[data-action=save]").Click();
        page.WaitForAssertion(() => Assert.Contains("SUP-A was changed.", page.Find(".cr-said").TextContent, StringComparison.Ordinal), Patience);
        var stored = (await stage.Get<SupplierQueries>().Find(supplier.Id, Ct))!;
        Assert.Equal(("Typed here", Species.Turkey, false), (stored.Name, stored.Species!.Value, stored.Approved));
    }

    [Fact]
    public async Task An_untouched_form_follows_what_others_save()
    {
        await using var stage = await PageStage.Open(People.Manager);
        var supplier = (await stage.Get<CreateSupplierHandler>().Handle(new("SUP-A", "A", null, null, null), People.SecondManager.Call(), Ct)).Must();
        var page = stage.Render<SupplierAdmin>();
        page.WaitForElement("[data-row='SUP-A'] button", Patience).Click();

        (await stage.Get<ChangeSupplierHandler>().Handle(new(supplier.Id, 1, "B", null, null, null, null), People.SecondManager.Call(), Ct)).Must();

        page.WaitForAssertion(() => Assert.Equal("B", page.Find("[data-pointer='/name'] input").GetAttribute("value")), Patience);
        Assert.Empty(page.FindAll("[data-action=reload]"));
    }

    [Fact]
    public async Task An_account_is_opened_with_a_password_that_is_long_enough()
    {
        await using var stage = await PageStage.Open(People.Admin);
        var page = stage.Render<UserAdmin>();
        page.WaitForElement("[data-action=new]", Patience).Click();
        page.Find("[data-pointer='/full_name'] input").Input("Night operator");
        page.Find("[data-pointer='/email'] input").Input("night@plant.test");
        page.Find("[data-pointer='/role'] select").Change("OPERATOR");
        page.Find("[data-pointer='/badge_code'] input").Input("b-77");
        page.Find("[data-pointer='/pin'] input").Input("1357");
        page.Find("[data-pointer='/password'] input").Input("short");
        page.Find("[data-action=save]").Click();
        page.WaitForAssertion(() => Assert.Contains("10", page.Find("[data-pointer='/password'] .cr-err").TextContent, StringComparison.Ordinal), Patience);

        page.Find("[data-pointer='/password'] input").Input("a longer sentence");
        page.Find("[data-action=save]").Click();

        page.WaitForElement("[data-row='night@plant.test'][aria-selected=true]", Patience);
        var user = (await stage.Get<UserQueries>().List(Page.Whole, Ct)).Single(u => u.Email == "night@plant.test");
        Assert.Equal((Role.Operator, "B-77", true), (user.Role, user.BadgeCode, user.HasPin));
        Assert.DoesNotContain("a longer sentence", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_last_administrator_cannot_give_the_role_away_and_reads_why()
    {
        await using var stage = await PageStage.Open(People.Admin);
        using var hungarian = new InCulture("hu");
        var page = stage.Render<UserAdmin>();
        page.WaitForElement($"[data-row='{People.Admin.Email}'] button", Patience).Click();
        page.Find("[data-pointer='/role'] select").Change("MANAGER");
        page.Find("[data-action=save]").Click();

        page.WaitForElement("[data-refusal=LAST_ADMINISTRATOR]", Patience);
        Assert.Contains("Felhasználók", page.Find("h1").TextContent, StringComparison.Ordinal);
        Assert.Equal(Role.Admin, (await stage.Get<UserQueries>().Find(People.Admin.Id, Ct))!.Role);
    }

    [Fact]
    public async Task A_buffer_is_judged_as_a_whole_and_then_set_up()
    {
        await using var stage = await PageStage.Open(People.Manager);
        var page = stage.Render<BufferAdmin>();
        page.WaitForElement("[data-action=new]", Patience).Click();
        page.Find("[data-pointer='/buffer_code'] input").Input("frz-002");
        page.Find("[data-pointer='/buffer_type'] select").Change("FRZ");
        page.Find("[data-pointer='/name_hu'] input").Input("Második fagyasztó");
        page.Find("[data-pointer='/name_en'] input").Input("Second freezer");
        page.Find("[data-pointer='/capacity_kg'] input").Change("800");
        page.Find("[data-pointer='/temp_min_c'] input").Change("-18");
        page.Find("[data-action=save]").Click();
        page.WaitForElement("[data-pointer='/temp_max_c'] .cr-err", Patience);
        page.Find("[data-pointer='/temp_max_c'] input").Change("-25");
        page.Find("[data-action=save]").Click();
        page.WaitForElement("[data-pointer='/temp_min_c'] .cr-err", Patience);
        page.Find("[data-pointer='/temp_min_c'] input").Change("\u221225,0");
        page.Find("[data-pointer='/temp_max_c'] input").Change("-18");
        page.Find("[data-action=save]").Click();

        page.WaitForElement("[data-row='FRZ-002'][aria-selected=true]", Patience);
        var buffer = (await stage.Get<BufferQueries>().List(null, null, Ct)).Single();
        Assert.Equal((-25m, -18m, 800m, "FRZ15,FRZ30"), (buffer.TempMinC, buffer.TempMaxC, buffer.CapacityKg, string.Join(',', buffer.AllowedLotTypes.Select(Word.Of))));
    }

    [Fact]
    public async Task A_critical_gate_says_why_it_is_locked_and_another_is_made_with_its_questions()
    {
        await using var stage = await PageStage.Open(People.Manager);
        (await stage.Get<SeedGatesHandler>().Handle(Ct)).Must();
        var page = stage.Render<GateAdmin>();
        page.WaitForElement("[data-row='G07'] button", Patience).Click();
        Assert.Contains("critical control point", page.Find(".cr-editor .cr-banner").TextContent, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("[data-question='core_c'] [data-action=remove-question]"));
        Assert.True(page.Find("[data-question='core_c'] .r1 input").HasAttribute("readonly"));

        page.Find("[data-action=new]").Click();
        page.Find("[data-pointer='/gate_code'] input").Input("G05-B");
        page.Find("[data-pointer='/step_index'] select").Change("5");
        page.Find("[data-pointer='/name/hu'] input").Input("Nyárs");
        page.Find("[data-pointer='/name/en'] input").Input("Rod");
        page.Find("[data-action=add-question]").Click();
        page.FindAll(".q .r1 input")[0].Input("rod_kg");
        page.Find(".q .r1 select").Change("number");
        page.FindAll(".q .r1 input")[2].Change("15.25");
        page.FindAll(".q .r2 input")[0].Input("Nyárs (kg)");
        page.Find("[data-action=save]").Click();
        page.WaitForElement("[data-pointer='/checklist/0'] > .cr-err", Patience);
        page.FindAll(".q .r2 input")[1].Input("Rod (kg)");
        page.Find("[data-action=save]").Click();

        page.WaitForElement("[data-row='G05-B'][aria-selected=true]", Patience);
        var item = (await stage.Get<GateQueries>().List(Ct)).Single(g => g.GateCode == "G05-B").Checklist.Single();
        Assert.Equal(("rod_kg", "number", 15.25m, true), (item.Key, item.Kind, item.Max!.Value, item.Required));
    }

    [Fact]
    public async Task A_key_is_shown_once_and_revoked_with_the_exact_word()
    {
        await using var stage = await PageStage.Open(People.Admin);
        var page = stage.Render<ApiKeyAdmin>();
        page.WaitForElement("[data-action=new]", Patience).Click();
        page.Find("[data-pointer='/name'] input").Input("gateway");
        page.Find("[data-pointer='/role'] select").Change("OPERATOR");
        page.Find("[data-action=save]").Click();
        var secret = page.WaitForElement(".cr-editor input[readonly]", Patience).GetAttribute("value")!;
        Assert.Equal(Role.Operator, (await stage.Get<UserQueries>().Identify(secret, Ct))!.Role);
        page.Find("[data-action=done]").Click();
        Assert.DoesNotContain(secret, page.Markup, StringComparison.Ordinal);

        page.WaitForElement("tbody tr button", Patience).Click();
        Assert.True(page.Find("[data-action=revoke]").HasAttribute("disabled"));
        page.Find(".cr-yes input").Input("Yes");
        Assert.True(page.Find("[data-action=revoke]").HasAttribute("disabled"));
        page.Find(".cr-yes input").Input("yes");
        page.Find("[data-action=revoke]").Click();

        page.WaitForElement("tbody [data-state=REVOKED]", Patience);
        Assert.Null(await stage.Get<UserQueries>().Identify(secret, Ct));
    }

    [Fact]
    public async Task The_environment_page_shows_what_decides_and_no_secret()
    {
        await using var stage = await PageStage.Open(People.Admin);
        var page = stage.Render<EnvironmentDetail>();

        page.WaitForAssertion(() => Assert.Contains("_Initial", page.Markup, StringComparison.Ordinal), Patience);
        Assert.Contains("ControlRoom:Environment says so", page.Markup, StringComparison.Ordinal);
        Assert.Equal("•••", page.FindAll("[data-row='ControlRoom:DemoPassword'] td")[1].TextContent);
        Assert.DoesNotContain("control-room", page.Markup, StringComparison.Ordinal);
        Assert.Contains("SQLite", page.Markup, StringComparison.Ordinal);
    }
}
