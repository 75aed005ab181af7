using Bunit;
using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Products;
using ControlRoom.Tests.Kit;
using ControlRoom.Web.Products;
using ControlRoom.Web.Products.Parts;
using ControlRoom.Web.Tests.Kit;
using Xunit;

namespace ControlRoom.Web.Tests.Products;

public sealed class ProductPageTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static CancellationToken Ct => Xunit.TestContext.Current.CancellationToken;

    [Fact]
    [Trait("Rule", "PRD-10")]
    public async Task A_used_product_says_so_and_a_draft_does_not()
    {
        await using var stage = await PageStage.Open(People.Manager);
        var product = await Made(stage);
        var page = stage.Render<ProductBoard>(p => p.Add(b => b.Id, product.Id));
        page.WaitForElement("[data-section=texts]", Patience);
        Assert.Empty(page.FindAll("[data-notice]"));
        Assert.All(page.FindAll("[data-section]"), s => Assert.Equal("false", s.GetAttribute("data-locked")));

        await Use(stage, product.Id);
        await page.InvokeAsync(page.Instance.Requery);
        page.WaitForAssertion(() => Assert.Contains("Product already used", page.Find("[data-notice=ACTIVE]").TextContent, StringComparison.Ordinal), Patience);
        Assert.Equal(["false", "true", "true", "true"], page.FindAll("[data-section]").Select(s => s.GetAttribute("data-locked")));
        Assert.All(page.FindAll("[data-section][data-locked=true] .why"), w => Assert.Contains("needs a new revision", w.TextContent, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("en", "Product is currently in production. Changes are locked to protect active jobs.")]
    [InlineData("hu", "A termék gyártás alatt áll. A módosítások zárolva vannak a folyamatban lévő munkák védelmében.")]
    [Trait("Rule", "PRD-11"), Trait("Rule", "PRD-23")]
    public async Task A_product_in_production_is_locked_in_every_section_and_says_until_when(string language, string sentence)
    {
        await using var stage = await PageStage.Open(People.Manager, language);
        var product = await Made(stage) with { UsageState = UsageState.InProduction, StateEvidence = new(2, 2, 12, 2) };
        var locked = new EditPermission(false, "PRODUCT_LOCKED", "Locked.", FakeTime.Morning);
        product = product with { EditPermissions = new(locked, locked, locked, locked) };
        using var reader = new InCulture(language);

        var notice = stage.Render<ProductNotice>(p => p.Add(n => n.Product, product).Add(n => n.Until, "26 Jan 10:00"));
        Assert.Equal(sentence, notice.Find("[data-notice=IN_PRODUCTION] b").TextContent);
        Assert.Contains("26 Jan 10:00", notice.Markup, StringComparison.Ordinal);
        foreach (var form in new[] { stage.Render<ProductTextsForm>(p => p.Add(f => f.Row, product).Add(f => f.MayDesign, true).Add(f => f.Until, "26 Jan 10:00")).Markup, stage.Render<ProductIdentityForm>(p => p.Add(f => f.Row, product).Add(f => f.MayDesign, true)).Markup })
        {
            Assert.Contains("data-locked=\"true\"", form, StringComparison.Ordinal);
            Assert.DoesNotContain("data-action=\"save", form, StringComparison.Ordinal);
        }
    }

    [Fact]
    [Trait("Rule", "PRD-18")]
    public async Task A_conflict_asks_to_reload_keeps_what_was_typed_and_sends_nothing_by_itself()
    {
        await using var stage = await PageStage.Open(People.Manager);
        var product = await Made(stage);
        var form = stage.Render<ProductTextsForm>(p => p.Add(f => f.Row, product).Add(f => f.MayDesign, true));
        form.Find("textarea").Input("Deburr the inner edge");
        var other = (await stage.Get<ChangeProductHandler>().Handle(new(product.Id, product.RowVersion, new() { Name = new("Más", "Changed by another") }), People.Manager.Call(), Ct)).Must();

        form.Find("[data-action=save-texts]").Click();
        form.WaitForAssertion(() => Assert.Contains("This product was modified by another user. Please reload.", form.Markup, StringComparison.Ordinal), Patience);
        Assert.Equal(other.RowVersion, (await stage.Get<ProductQueries>().Detail(product.Id, Ct)).Must().RowVersion);

        form.Render(p => p.Add(f => f.Row, other));
        form.Find("[data-action=reload]").Click();
        form.WaitForAssertion(() => Assert.Empty(form.FindAll("[data-action=reload]")), Patience);
        Assert.Equal("Changed by another", form.Find("[data-pointer='/name/en'] input").GetAttribute("value"));
        Assert.Equal("Deburr the inner edge", form.Find("textarea").GetAttribute("value"));
        Assert.Equal(other.RowVersion, (await stage.Get<ProductQueries>().Detail(product.Id, Ct)).Must().RowVersion);
        form.Find("[data-action=save-texts]").Click();
        form.WaitForAssertion(() => Assert.Equal(other.RowVersion + 1, stage.Get<ProductQueries>().Detail(product.Id, Ct).GetAwaiter().GetResult().Must().RowVersion), Patience);
    }

    [Fact]
    [Trait("Rule", "PRD-21"), Trait("Rule", "PRD-24")]
    public async Task One_click_makes_a_draft_and_discarding_it_names_what_is_lost()
    {
        await using var stage = await PageStage.Open(People.Manager);
        var product = await Made(stage);
        var page = stage.Render<ProductBoard>(p => p.Add(b => b.Id, product.Id));
        page.WaitForElement("[data-action=new-revision]", Patience).Click();
        page.WaitForElement("[data-revision='1']", Patience);
        Assert.Empty(page.FindAll("[data-action=new-revision]"));

        page.Find("[data-action=publish]").Click();
        page.WaitForElement("[data-refusal=REVISION_INCOMPLETE]", Patience);
        page.Find("[data-action=discard]").Click();
        page.WaitForAssertion(() => Assert.Contains("1 component", page.Find("[aria-modal=true]").TextContent, StringComparison.Ordinal), Patience);
        page.Find("[aria-modal=true] .cr-yes input").Input("yes");
        page.Find("[data-action=confirm-discard]").Click();
        page.WaitForAssertion(() => Assert.Empty(page.FindAll("[data-revision]")), Patience);
    }

    [Fact]
    [Trait("Rule", "PRD-20"), Trait("Rule", "PRD-24")]
    public async Task Components_and_materials_of_a_draft_are_edited_on_the_page_and_another_role_wants_a_yes()
    {
        await using var stage = await PageStage.Open(People.Manager);
        var product = await Made(stage);
        var page = stage.Render<ProductBoard>(p => p.Add(b => b.Id, product.Id));
        page.WaitForElement("[data-material='TUB-20'] [data-action=edit-material]", Patience).Click();
        Assert.Contains("4.944", page.WaitForElement("[data-computed]", Patience).TextContent, StringComparison.Ordinal);
        page.Find("[data-pointer='/role_code'] select").Change("LINING");
        Assert.Empty(page.FindAll("[data-computed]"));
        foreach (var (field, value) in new[] { ("width_mm", "600"), ("length_mm", "400") })
        {
            page.Find($"[data-pointer='/constraints/{field}'] input").Input(value);
            page.Find($"[data-pointer='/constraints/{field}'] input").Change(value);
        }
        page.Find("[data-action=confirm-material]").Click();
        page.WaitForElement("[data-refusal=CONFIRMATION_REQUIRED]", Patience);
        page.Find("[data-confirm-role]").Change(true);
        page.Find("[data-action=confirm-material]").Click();
        page.WaitForAssertion(() => Assert.Empty(page.FindAll("[aria-modal=true]")), Patience);
        Assert.Equal(("LINING", 0.24m), (await Only(stage, product.Id)) is var changed ? (changed.RoleCode, changed.QtyRequired!.Value) : default);

        page.Find("[data-action=remove-material]").Click();
        page.WaitForElement("[aria-modal=true] .cr-yes input", Patience).Input("yes");
        page.Find("[data-action=confirm-remove]").Click();
        page.WaitForAssertion(() => Assert.Empty(page.FindAll("[data-material]")), Patience);
        page.Find("[data-action=add-component]").Click();
        page.WaitForElement("[data-pointer='/component_code'] input", Patience).Input("plate");
        page.Find("[aria-modal=true] [data-pointer='/name/hu'] input").Input("Lemez");
        page.Find("[aria-modal=true] [data-pointer='/name/en'] input").Input("Plate");
        page.Find("[data-action=confirm-component]").Click();
        page.WaitForElement("[data-component='PLATE']", Patience);
        page.Find("[data-action=bind]").Click();
        page.WaitForAssertion(() => Assert.Contains("There is no workshop graph yet.", page.Find("[aria-modal=true]").TextContent, StringComparison.Ordinal), Patience);
    }

    [Fact]
    [Trait("Rule", "PRD-23")]
    public async Task The_list_shows_every_product_with_its_state_and_only_designers_make_new_ones()
    {
        await using var stage = await PageStage.Open(People.Viewer);
        var product = await Made(stage);
        (await stage.Get<RetireProductHandler>().Handle(new(product.Id, "No more racks are made"), People.Manager.Call(), Ct)).Must();
        var list = stage.Render<ProductList>();
        list.WaitForElement("[data-product='SR-40'] [data-state=RETIRED]", Patience);
        Assert.Empty(list.FindAll("[data-action=new]"));
        var page = stage.Render<ProductBoard>(p => p.Add(b => b.Id, product.Id));
        page.WaitForElement("[data-notice=RETIRED]", Patience);
        Assert.Empty(page.FindAll("[data-action]"));
    }

    private static async Task<MaterialView> Only(PageStage stage, Guid product) => (await stage.Get<ProductQueries>().Detail(product, Ct)).Must().Components.Single().Materials.Single();

    private static async Task<ProductDetail> Made(PageStage stage)
    {
        var by = People.Manager;
        var product = (await stage.Get<CreateProductHandler>().Handle(new(new() { Sku = "SR-40", Name = new("Nyársállvány", "Skewer rack"), ProductionLine = ProductionLine.Hatthasilpa }), by.Call(), Ct)).Must();
        var frame = (await stage.Get<AddComponentHandler>().Handle(new(product.Id, new("FRAME", null, new("Keret", "Frame"), 1)), by.Call(), Ct)).Must();
        (await stage.Get<AddMaterialHandler>().Handle(new(product.Id, frame.Id, new() { MaterialSku = "TUB-20", RoleCode = "TUBE", Constraints = System.Text.Json.JsonElement.Parse("""{"length_mm":1200,"pieces":4,"waste_percent":3}""") }), by.Call(), Ct)).Must();
        return (await stage.Get<ProductQueries>().Detail(product.Id, Ct)).Must();
    }

    /// <summary>As if a ticket had been planned by a revision of the product.</summary>
    private static async Task Use(PageStage stage, Guid product)
    {
        var draft = (await stage.Get<CreateRevisionHandler>().Handle(new(product, RevisionReason.Initial), People.Manager.Call(), Ct)).Must();
        (await stage.Get<TransactionBoundary>().Do<string>(People.Manager.Call(), Permission.PlanWork, work =>
        {
            work.Db.RevisionReferences.Add(new() { Id = work.NewId(), RevisionId = draft.Id, RefType = RevisionRefType.JobTicket, RefId = work.NewId(), RefCode = "JT-1", At = work.Now });
            return Task.FromResult<Outcome<string>>("planned");
        }, Ct)).Must();
    }
}
