using Bunit;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using ControlRoom.Core.Stock;
using ControlRoom.Tests.Kit;
using ControlRoom.Web.Tests.Kit;
using ControlRoom.Web.Upkeep;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ControlRoom.Web.Tests.Upkeep;

public sealed class SafetyDialogTests
{
    private static async Task<PageStage> Stage(string environment, string language = "en")
    {
        var stage = await PageStage.Open(People.Admin, language);
        stage.Get<PlantOptions>().Environment = environment;
        foreach (var code in (string[])["MIX-901", "MIX-902"])
            (await stage.Get<CreateBufferHandler>().Handle(new CreateBuffer(code, BufferType.Mix, new BufferInput { AllowedLotTypes = [LotType.Mix], CapacityKg = 100, TempMinC = 0, TempMaxC = 4, NameHu = code, NameEn = code }), People.Manager.Call(), TestPlant.Ct)).Must();
        var warm = (await stage.Get<BufferQueries>().List(null, null, TestPlant.Ct)).Single(b => b.BufferCode == "MIX-902").Id;
        (await stage.Get<Core.Quality.RecordReadingHandler>().Handle(new Core.Quality.RecordReading(new Core.Quality.ReadingInput(null, warm, 2, Core.Quality.MeasurementType.Ambient)), People.Auditor.Call(), TestPlant.Ct)).Must();
        return stage;
    }

    [Fact]
    [Trait("Rule", "D-01"), Trait("Rule", "D-08")]
    public async Task The_dialog_shows_what_is_skipped_first_and_goes_ahead_only_after_the_exact_word()
    {
        await using var stage = await Stage("production");
        var said = new List<string>();
        var dialog = stage.Render<SafetyDialog>(p => p.Add(d => d.Operation, "buffer.delete").Add(d => d.Selectors, ["MIX-90?"]).Add(d => d.OnDone, said.Add));
        dialog.WaitForElement("[data-action=confirm-delete]");
        Assert.Equal(["false", "true"], dialog.FindAll("[data-safe]").Select(t => t.GetAttribute("data-safe")));
        Assert.Contains("has a history", dialog.Find("[data-safe=false]").TextContent, StringComparison.Ordinal);
        Assert.Equal("PRODUCTION", dialog.Find("[data-environment=production]").TextContent);

        foreach (var typed in (string[])["", "y", "Yes", " yes", "yes "])
        {
            dialog.Find(".cr-yes input").Input(typed);
            Assert.True(dialog.Find("[data-action=confirm-delete]").HasAttribute("disabled"), typed);
        }
        await dialog.Find("[data-action=preview]").ClickAsync(new());
        Assert.Contains("[DRY RUN] Would delete 1 buffer", dialog.Find("[role=status]").TextContent, StringComparison.Ordinal);
        Assert.Empty(said);

        dialog.Find(".cr-yes input").Input("yes");
        await dialog.Find("[data-action=confirm-delete]").ClickAsync(new());
        Assert.Equal(["Successfully deleted 1 buffer, skipped 1 protected buffer."], said);
        Assert.Equal(["MIX-902"], (await stage.Get<BufferQueries>().List(null, null, TestPlant.Ct)).Select(b => b.BufferCode));
    }

    [Fact]
    [Trait("Rule", "D-02")]
    public async Task Outside_production_it_says_nothing_about_safety_and_what_the_plant_forbids_is_told()
    {
        using var culture = new InCulture("hu");
        await using var stage = await Stage("test", "hu");
        var dialog = stage.Render<SafetyDialog>(p => p.Add(d => d.Operation, "buffer.delete").Add(d => d.Selectors, ["MIX-902"]));
        dialog.WaitForElement("[data-safe=false]");
        Assert.Empty(dialog.FindAll("[data-environment=production]"));
        Assert.Contains("Puffer törlése: MIX-902", dialog.Find("h2").TextContent, StringComparison.Ordinal);
        Assert.Empty(dialog.FindAll("[data-action=confirm-delete]"));
        Assert.Contains("előélete", dialog.Markup, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Rule", "D-12")]
    public async Task Nothing_is_done_when_the_only_target_became_unsafe_meanwhile()
    {
        await using var stage = await Stage("production");
        var dialog = stage.Render<SafetyDialog>(p => p.Add(d => d.Operation, "buffer.delete").Add(d => d.Selectors, ["MIX-901"]));
        dialog.WaitForElement("[data-action=confirm-delete]");
        var id = (await stage.Get<BufferQueries>().List(null, null, TestPlant.Ct)).Single(b => b.BufferCode == "MIX-901").Id;
        (await stage.Get<Core.Quality.RecordReadingHandler>().Handle(new Core.Quality.RecordReading(new Core.Quality.ReadingInput(null, id, 2, Core.Quality.MeasurementType.Ambient)), People.Auditor.Call(), TestPlant.Ct)).Must();
        dialog.Find(".cr-yes input").Input("yes");
        await dialog.Find("[data-action=confirm-delete]").ClickAsync(new());
        Assert.Single(dialog.FindAll("[data-safe=false]"));
        Assert.Empty(dialog.FindAll("[data-action=confirm-delete]"));
        Assert.Contains("MIX-901", dialog.Find("[role=alert], .cr-refusal, .cr-banner").TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("supplier.deactivate", "This can be taken back later, on the same page.")]
    [InlineData("supplier.remove", "This action cannot be undone.")]
    public async Task The_dialog_says_whether_there_is_a_way_back(string operation, string sentence)
    {
        await using var stage = await Stage("production");
        (await stage.Get<Core.Suppliers.CreateSupplierHandler>().Handle(new Core.Suppliers.CreateSupplier("SUP-X", "Line of quail", Species.Chicken, MaterialClass.Meat, true), People.Manager.Call(), TestPlant.Ct)).Must();
        var dialog = stage.Render<SafetyDialog>(p => p.Add(d => d.Operation, operation).Add(d => d.Selectors, ["SUP-X"]));
        dialog.WaitForElement(".cr-yes");
        Assert.StartsWith(sentence, dialog.Find(".cr-yes label").TextContent.Trim(), StringComparison.Ordinal);
    }
}
