using ControlRoom.Core.Flows;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using ControlRoom.Core.Quality;
using ControlRoom.Tests.Kit;
using Xunit;

namespace ControlRoom.Core.Tests.Quality;

public sealed class ChangeGateTests
{
    private static readonly ChecklistItemView Rod = new("rod_kg", new LocalText("Nyárs (kg)", "Rod (kg)"), "number", 14.75m, 15.25m, AppliesTo: [LotType.Skw15]);
    private static readonly CreateGate Good = new("G05-B", 5, new LocalText("Nyárs mérés", "Skewer weigh"), GateType.Blocking, HaccpClass.Oprp, [Rod]);

    private static CancellationToken Ct => TestPlant.Ct;

    [Theory, Databases]
    public async Task A_gate_is_changed_by_who_saw_it_and_the_trail_keeps_both_forms(Db db)
    {
        await using var plant = await TestPlant.Start(db);
        var gate = (await plant.Get<CreateGateHandler>().Handle(Good, plant.Manager, Ct)).Must();
        var change = plant.Get<ChangeGateHandler>();

        var changed = (await change.Handle(new(gate.Id, gate.RowVersion, Checklist: [Rod with { Max = 15.30m }]), plant.Manager, Ct)).Must();

        Assert.Equal((15.30m, 2, "Skewer weigh"), (changed.Checklist.Single().Max, changed.RowVersion, changed.Name.En));
        var updated = await plant.Event("GATE_UPDATED");
        Assert.Contains("15.25", updated.OldState, StringComparison.Ordinal);
        Assert.Contains("15.3", updated.NewState, StringComparison.Ordinal);
        Assert.Equal("STALE_VERSION", (await plant.ChangesNothing(() => change.Handle(new(gate.Id, gate.RowVersion, Name: new("Más", "Other")), plant.Manager, Ct))).Refusal?.Code);
        Assert.Equal("GATE_TYPE_INVALID", (await plant.ChangesNothing(() => change.Handle(new(gate.Id, 2, GateType: GateType.Info), plant.Manager, Ct))).Refusal?.Code);
        Assert.Equal("NOT_FOUND", (await plant.ChangesNothing(() => change.Handle(new(Guid.NewGuid(), 1), plant.Manager, Ct))).Refusal?.Code);
        Assert.Equal("FORBIDDEN", (await change.Handle(new(gate.Id, 2), plant.Operator, Ct)).Refusal?.Code);
        Assert.Equal(2, (await change.Handle(new(gate.Id, 2), plant.Manager, Ct)).Must().RowVersion);
    }

    [Theory, Databases]
    public async Task A_protected_gate_keeps_its_place_and_its_limits_and_takes_words_and_questions(Db db)
    {
        await using var plant = await TestPlant.Start(db);
        (await plant.Get<SeedGatesHandler>().Handle(Ct)).Must();
        var (gates, change) = (plant.Get<GateQueries>(), plant.Get<ChangeGateHandler>());
        var freeze = (await gates.List(Ct)).Single(g => g.GateCode == "G07");
        var core = freeze.Checklist[0];

        Assert.Equal("GATE_LIMITS_FIXED", (await plant.ChangesNothing(() => Change([core with { Max = -15 }, .. freeze.Checklist.Skip(1)]))).Refusal?.Code);
        Assert.Equal("GATE_LIMITS_FIXED", (await plant.ChangesNothing(() => Change([core with { Required = false }, .. freeze.Checklist.Skip(1)]))).Refusal?.Code);
        Assert.Equal("GATE_LIMITS_FIXED", (await plant.ChangesNothing(() => Change([.. freeze.Checklist.Skip(1)]))).Refusal?.Code);
        var skewer = (await gates.List(Ct)).Single(g => g.GateCode == "G05");
        Assert.Equal("GATE_PLACE_FIXED", (await plant.ChangesNothing(() => change.Handle(new(skewer.Id, 1, GateType: GateType.Checkpoint), plant.Manager, Ct))).Refusal?.Code);

        var more = (await Change([core with { Label = new("Mag (°C)", "Core (°C)") }, .. freeze.Checklist.Skip(1), new("probe_id", new("Szonda", "Probe"), "text", null, null)])).Must();
        Assert.Equal((4, "Core (°C)"), (more.Checklist.Count, more.Checklist[0].Label.En));

        Task<Outcome<GateView>> Change(IReadOnlyList<ChecklistItemView> items) => change.Handle(new(freeze.Id, 1, Checklist: items), plant.Manager, Ct);
    }

    [Theory, Databases]
    public async Task A_version_keeps_the_gate_it_was_submitted_with_and_says_so(Db db)
    {
        await using var day = await ProductionDay.Begin(db);
        var (gates, plant) = (day.Plant.Get<GateQueries>(), day.Plant);
        var packaging = (await gates.List(Ct)).Single(g => g.GateCode == "G08");
        Assert.All(await gates.Uses(Ct), u => Assert.True(u.IsCopied && u.IsCurrent));

        (await plant.Get<ChangeGateHandler>().Handle(new(packaging.Id, packaging.RowVersion, Checklist: [.. packaging.Checklist, new("film_batch", new("Fólia", "Film batch"), "text", null, null)]), plant.Manager, Ct)).Must();

        var use = Assert.Single(await gates.Uses(Ct), u => u.GateCode == "G08");
        Assert.Equal((true, false, 1, FlowVersionStatus.Published), (use.IsCopied, use.IsCurrent, use.ActiveRuns, use.Status));
    }
}
