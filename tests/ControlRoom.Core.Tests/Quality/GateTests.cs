using ControlRoom.Core.Flows;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using ControlRoom.Core.Quality;
using ControlRoom.Tests.Kit;
using Xunit;

namespace ControlRoom.Core.Tests.Quality;

public sealed class GateTests
{
    private static readonly CreateGate Good = new("G05-B", 5, new LocalText("Nyárs mérés", "Skewer weigh"), GateType.Blocking, HaccpClass.Oprp,
        [new ChecklistItemView("rod_kg", new LocalText("Nyárs (kg)", "Rod (kg)"), "number", 14.75m, 15.25m, AppliesTo: [LotType.Skw15])]);

    [Fact]
    public void The_catalogue_has_a_fitting_gate_for_every_step_that_makes_lots()
    {
        Assert.Equal(Enumerable.Range(1, 10), GateCatalogue.All.Select(g => g.StepIndex));
        Assert.All(GateCatalogue.All, g => Assert.True(GateRules.Fits(g.StepIndex, g.Type, g.IsCcp)));
        Assert.Equal([1, 7, 10], GateCatalogue.All.Where(g => g.IsCcp).Select(g => g.StepIndex));
        Assert.All(GateCatalogue.All, g => Assert.Null(GateRules.WhyNot(new CreateGate(g.Code, g.StepIndex, new LocalText(g.NameHu, g.NameEn), g.Type, g.HaccpClass, [.. g.Checklist.Select(ChecklistItemView.Of)]))));
        Assert.All(GateCatalogue.All, g => Assert.Equal(GateChecklist.Text(g.Checklist), GateChecklist.Text(GateChecklist.Parse(GateChecklist.Text(g.Checklist)))));
    }

    [Fact]
    public void Premix_is_not_asked_for_temperatures_at_receipt_and_rods_only_for_their_own_weight()
    {
        var receipt = GateCatalogue.OfStep(ProcessSteps.Receipt)!.Checklist;
        Assert.DoesNotContain(receipt.Where(i => i.Applies(LotType.Raw, MaterialClass.Ingredient)), i => i.Kind == "number" || i.Key.Contains("temperature", StringComparison.Ordinal));
        Assert.Contains(receipt.Where(i => i.Applies(LotType.Raw, MaterialClass.Meat)), i => i is { Key: "surface_c", Required: true, Max: 4.0m });

        var rods = GateCatalogue.OfStep(ProcessSteps.Skewering)!.Checklist.Where(i => i.Applies(LotType.Skw30, MaterialClass.Meat) && i.Kind == "number").ToList();
        Assert.All(rods, i => Assert.Equal((29.5m, 30.5m), (i.Min, i.Max)));
        Assert.Equal(2, rods.Count);
    }

    [Theory, Databases]
    public async Task Seeding_adds_what_is_missing_and_nothing_else(Db db)
    {
        await using var plant = await TestPlant.Start(db);
        var seed = plant.Get<SeedGatesHandler>();

        Assert.Equal(GateCatalogue.All.Select(g => g.Code), (await seed.Handle(TestPlant.Ct)).Must().Created);
        Assert.Empty((await plant.ChangesNothing(() => seed.Handle(TestPlant.Ct))).Must().Created);
        var gates = await plant.Get<GateQueries>().List(TestPlant.Ct);
        Assert.Equal(GateCatalogue.All.Select(g => g.Code), gates.Select(g => g.GateCode));
        Assert.Equal(["G03", "G06"], gates.Where(g => !g.ProtectedFromRemoval).Select(g => g.GateCode));
    }

    [Theory, Databases]
    public async Task A_manager_creates_a_gate_and_a_code_is_used_once(Db db)
    {
        await using var plant = await TestPlant.Start(db);
        var create = plant.Get<CreateGateHandler>();

        var gate = (await create.Handle(Good, plant.Manager, TestPlant.Ct)).Must();

        Assert.Equal(("G05-B", false, HaccpClass.Oprp), (gate.GateCode, gate.IsCcp, gate.HaccpClass));
        Assert.Equal([LotType.Skw15], gate.Checklist.Single().AppliesTo!);
        Assert.Equal("GATE_EXISTS", (await create.Handle(Good, plant.Manager, TestPlant.Ct)).Refusal?.Code);
        Assert.Equal("FORBIDDEN", (await create.Handle(Good with { GateCode = "G05-C" }, plant.Operator, TestPlant.Ct)).Refusal?.Code);
    }

    [Fact]
    public void A_gate_that_could_never_be_used_is_refused_with_every_mistake()
    {
        Assert.Equal("GATE_CODE_INVALID", GateRules.WhyNot(Good with { GateCode = "g05" })?.Code);
        Assert.Equal("GATE_STEP_INVALID", GateRules.WhyNot(Good with { StepIndex = 0 })?.Code);
        Assert.Equal("GATE_TYPE_INVALID", GateRules.WhyNot(Good with { GateType = GateType.Info })?.Code);
        Assert.Equal("GATE_TYPE_INVALID", GateRules.WhyNot(Good with { HaccpClass = HaccpClass.Ccp })?.Code);
        Assert.Equal("GATE_TYPE_INVALID", GateRules.WhyNot(Good with { StepIndex = 3 })?.Code);
        Assert.Equal("NAME_REQUIRED", GateRules.WhyNot(Good with { Name = null })?.Reasons[0].Code);
        var item = Good.Checklist![0];
        foreach (var wrong in (ChecklistItemView[])[item with { Key = "Rod kg" }, item with { Label = new LocalText("", "Rod") }, item with { Kind = "bool" }, item with { Kind = "date", Min = null, Max = null }, item with { Min = 16 }])
            Assert.Equal(("CHECKLIST_INVALID", "/checklist/1"), GateRules.WhyNot(Good with { Checklist = [item with { Key = "other" }, wrong] }) is { } r ? (r.Code, r.Pointer) : default);
        Assert.Equal("CHECKLIST_INVALID", GateRules.WhyNot(Good with { Checklist = [item, item] })?.Code);
    }
}
