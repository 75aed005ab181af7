using Bunit;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using ControlRoom.Core.Stock;
using ControlRoom.Core.Suppliers;
using ControlRoom.Core.Upkeep;
using ControlRoom.Core.Users;
using ControlRoom.Tests.Kit;
using ControlRoom.Web.Stock;
using ControlRoom.Web.Suppliers;
using ControlRoom.Web.Tests.Kit;
using ControlRoom.Web.Upkeep;
using ControlRoom.Web.Users;
using Xunit;

namespace ControlRoom.Web.Tests.Upkeep;

public sealed class DestructivePageTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static CancellationToken Ct => TestPlant.Ct;

    [Fact]
    public async Task A_buffer_goes_out_of_use_only_with_the_exact_word_and_a_manager_deletes_none()
    {
        await using var stage = await PageStage.Open(People.Manager);
        (await stage.Get<CreateBufferHandler>().Handle(new("LK-009", BufferType.Lk, new BufferInput { AllowedLotTypes = [LotType.Deb], CapacityKg = 100, TempMinC = 0, TempMaxC = 4, NameHu = "Próba", NameEn = "Trial" }), People.Manager.Call(), Ct)).Must();
        var page = stage.Render<BufferAdmin>();
        page.WaitForElement("[data-row='LK-009'] button", Patience).Click();
        Assert.Empty(page.FindAll("[data-action=delete]"));
        page.Find("[data-action=deactivate]").Click();
        page.WaitForElement("[aria-modal=true] .cr-yes input", Patience).Input("YES");
        Assert.True(page.Find("[data-action=confirm-deactivate]").HasAttribute("disabled"));

        page.Find("[aria-modal=true] .cr-yes input").Input("yes");
        page.Find("[data-action=confirm-deactivate]").Click();

        page.WaitForElement("[data-row='LK-009'] [data-state=INACTIVE]", Patience);
        Assert.Empty(page.FindAll("[aria-modal=true]"));
        Assert.False((await stage.Get<BufferQueries>().List(null, null, Ct)).Single().IsActive);
    }

    [Fact]
    public async Task Nobody_closes_their_own_account_and_the_dialog_says_so()
    {
        await using var stage = await PageStage.Open(People.Admin);
        var page = stage.Render<UserAdmin>();
        page.WaitForElement($"[data-row='{People.Admin.Email}'] button", Patience).Click();
        page.Find("[data-action=deactivate]").Click();

        page.WaitForElement("[aria-modal=true] [data-safe=false]", Patience);
        Assert.Empty(page.FindAll("[data-action=confirm-deactivate]"));
        Assert.True((await stage.Get<UserQueries>().Find(People.Admin.Id, Ct))!.IsActive);
    }

    [Fact]
    public async Task A_supplier_that_never_delivered_leaves_the_list()
    {
        await using var stage = await PageStage.Open(People.Manager);
        foreach (var code in (string[])["SUP-A", "SUP-B"]) (await stage.Get<CreateSupplierHandler>().Handle(new(code, code, null, null, null), People.Manager.Call(), Ct)).Must();
        var page = stage.Render<SupplierAdmin>();
        page.WaitForElement("[data-row='SUP-A'] button", Patience).Click();
        page.Find("[data-action=remove]").Click();
        page.WaitForElement("[aria-modal=true] .cr-yes input", Patience).Input("yes");
        page.Find("[data-action=confirm-remove]").Click();

        page.WaitForAssertion(() => Assert.Empty(page.FindAll("[data-row='SUP-A']")), Patience);
        Assert.Empty(page.FindAll("[aria-modal=true]"));
        Assert.Equal(["SUP-B"], (await stage.Get<SupplierQueries>().List(null, Page.Whole, Ct)).Select(s => s.Code));
    }

    [Fact]
    [Trait("Rule", "D-07")]
    public async Task The_console_lists_every_protected_act_with_its_rule_and_a_dry_run_writes_nothing()
    {
        await using var stage = await PageStage.Open(People.Admin);
        foreach (var code in (string[])["SUP-A", "SUP-B"]) (await stage.Get<CreateSupplierHandler>().Handle(new(code, code, null, null, null), People.Manager.Call(), Ct)).Must();
        var page = stage.Render<OperationConsole>();
        var acts = stage.Get<DestructiveOperations>().Acts;
        Assert.Equal(acts.Select(a => a.Name), page.FindAll("tbody tr").Select(r => r.GetAttribute("data-row")));
        Assert.All(acts, a => Assert.Contains(a.Rule.UnsafeWhen, page.Find($"[data-row='{a.Name}']").TextContent, StringComparison.Ordinal));

        page.Find("[data-row='supplier.remove'] button").Click();
        Assert.True(page.Find("[data-action=dry-run]").HasAttribute("disabled"));
        page.Find("[data-pointer='/selectors'] input").Input("SUP-*");
        page.Find("[data-action=dry-run]").Click();

        var printed = page.WaitForElement(".cr-console", Patience).TextContent;
        Assert.Contains("SUP-A", printed, StringComparison.Ordinal);
        Assert.Contains("[DRY RUN] Would remove 2 suppliers", printed, StringComparison.Ordinal);
        Assert.Equal(2, (await stage.Get<SupplierQueries>().List(null, Page.Whole, Ct)).Count);

        page.Find("[data-pointer='/selectors'] input").Input("NOBODY");
        page.Find("[data-action=dry-run]").Click();
        page.WaitForElement("[data-refusal=NOT_FOUND]", Patience);
        Assert.Empty(page.FindAll(".cr-console"));
    }
}
