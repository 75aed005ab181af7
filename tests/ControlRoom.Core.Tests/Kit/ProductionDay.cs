using System.Text.Json;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using ControlRoom.Core.Quality;
using ControlRoom.Core.Runs;
using ControlRoom.Core.Stock;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ControlRoom.Tests.Kit;

/// <summary>
/// A run of a furnished plant, driven by the real handlers: the operator works, the auditor inspects, the manager decides. Methods with a
/// plain result insist that the command is done; those that take a command record give the outcome. Every command comes ten seconds after
/// the one before.
/// </summary>
public sealed class ProductionDay : IAsyncDisposable
{
    /// <summary>A reason that is long enough.</summary>
    public const string Why = "Found at the evening check";

    private readonly IServiceProvider services;
    private readonly FakeTime? time;
    private readonly TestPlant? plant;
    private readonly bool ownsPlant;
    private readonly List<LotView> made = [];

    private ProductionDay(IServiceProvider services, FakeTime? time, TestPlant? plant, bool ownsPlant, PlantFloor floor, RunView run)
    {
        (this.services, this.time, this.plant, this.ownsPlant, Floor, Run) = (services, time, plant, ownsPlant, floor, run);
    }

    public PlantFloor Floor { get; }

    /// <summary>The run as the last run command of this day left it.</summary>
    public RunView Run { get; private set; }
    public TestPlant Plant => plant ?? throw new InvalidOperationException("This day was begun over services, not over a TestPlant.");

    /// <summary>A plant of its own with a started run at step 0.</summary>
    /// <param name="settings">Keys below <c>ControlRoom:</c>, such as <c>ProductionDayStart=04:00</c>.</param>
    public static async Task<ProductionDay> Begin(Db db, params string[] settings)
    {
        var plant = await TestPlant.Start(db, settings);
        return await Begin(plant.Services, plant.Time, plant, ownsPlant: true, await PlantFloor.Furnish(plant.Services), start: true);
    }

    /// <summary>A day over an application that runs already; <paramref name="time"/> is null when it runs on the real clock.</summary>
    public static async Task<ProductionDay> Begin(IServiceProvider services, FakeTime? time) =>
        await Begin(services, time, null, ownsPlant: false, await PlantFloor.Furnish(services), start: true);

    /// <summary>Another run in the same plant.</summary>
    public Task<ProductionDay> Another(bool start = true) => Begin(services, time, plant, ownsPlant: false, Floor, start);

    private static async Task<ProductionDay> Begin(IServiceProvider services, FakeTime? time, TestPlant? plant, bool ownsPlant, PlantFloor floor, bool start)
    {
        time?.Advance(TimeSpan.FromSeconds(10));
        var run = (await services.GetRequiredService<CreateRunHandler>().Handle(new CreateRun(floor.FlowVersionId), People.Operator.Call(), TestPlant.Ct)).Must();
        var day = new ProductionDay(services, time, plant, ownsPlant, floor, run);
        if (start) await day.StartRun();
        return day;
    }

    // ---- the run

    public async Task<RunView> StartRun(Person? by = null) => Keep(await Ask<StartRunHandler>().Handle(new StartRun(Run.Id, Run.RowVersion), (by ?? People.Operator).Call(), TestPlant.Ct)).Must();

    /// <summary>One step on, from what this day last saw of the run.</summary>
    public async Task<Outcome<RunView>> Advance(Person? by = null) =>
        Keep(await Ask<AdvanceRunHandler>().Handle(new AdvanceRun(Run.Id, Run.CurrentStepIndex + 1, RowVersion: Run.RowVersion), (by ?? People.Operator).Call(), TestPlant.Ct));

    public async Task<Outcome<RunView>> Hold(string? reason = Why, Person? by = null, params Guid[] lots) =>
        Keep(await Ask<HoldRunHandler>().Handle(new HoldRun(Run.Id, reason, Run.RowVersion, lots), (by ?? People.Operator).Call(), TestPlant.Ct));

    public async Task<Outcome<RunView>> Resume(string? resolution = Why, Person? by = null) =>
        Keep(await Ask<ResumeRunHandler>().Handle(new ResumeRun(Run.Id, resolution, Run.RowVersion), (by ?? People.Manager).Call(), TestPlant.Ct));

    public async Task<Outcome<RunView>> Rollback(int? to = null, string? reason = Why, Person? by = null) =>
        Keep(await Ask<RollbackRunHandler>().Handle(new RollbackRun(Run.Id, reason, to, Run.RowVersion), (by ?? People.Manager).Call(), TestPlant.Ct));

    public async Task<Outcome<RunView>> Abort(string? reason = Why, Person? by = null, bool dryRun = false) =>
        Keep(await Ask<AbortRunHandler>().Handle(new AbortRun(Run.Id, reason, Run.RowVersion, dryRun), (by ?? People.Manager).Call(), TestPlant.Ct));

    public async Task<Outcome<RunView>> Complete(bool acceptOpenHolds = false, string? reason = null, Person? by = null) =>
        Keep(await Ask<CompleteRunHandler>().Handle(new CompleteRun(Run.Id, Run.RowVersion, acceptOpenHolds, reason), (by ?? (acceptOpenHolds ? People.Manager : People.Operator)).Call(), TestPlant.Ct));

    public async Task<Outcome<RunView>> Archive(Person? by = null) => Keep(await Ask<ArchiveRunHandler>().Handle(new ArchiveRun(Run.Id, Run.RowVersion), (by ?? People.Admin).Call(), TestPlant.Ct));

    public async Task<RunView> LookAtRun() => Run = (await services.GetRequiredService<RunQueries>().Detail(Run.Id, TestPlant.Ct)).Must();

    /// <summary>Codes of the reasons why the run may not do something now.</summary>
    public async Task<IReadOnlyList<string>> WhyNot(RunAction action) => [.. (await LookAtRun()).AllowedActions.Single(a => a.Action == Word.Of(action)).Reasons.Select(r => r.Code)];

    /// <summary>Works through the steps up to <paramref name="step"/> with one small, usual set of lots; what a test has made itself is not made again.</summary>
    public async Task To(int step)
    {
        while (Run.CurrentStepIndex < step)
        {
            await Work();
            (await Advance()).Must();
        }
    }

    // ---- lots

    public Task<Outcome<LotView>> Register(RegisterLot command, Person? by = null) => Ask<RegisterLotHandler>().Handle(command, (by ?? People.Operator).Call(), TestPlant.Ct);

    /// <summary>The command that would register a lot of this run.</summary>
    public RegisterLot Lot(LotType type, decimal kg, params (LotView Lot, decimal Kg)[] parents) => new(Run.Id, type, kg) { Parents = [.. parents.Select(p => new ParentUse(p.Lot.Id, null, p.Kg))] };

    /// <summary>A delivery.</summary>
    public async Task<LotView> Receive(decimal kg, string supplier = "SUP-B") => Remember((await Register(Lot(LotType.Raw, kg) with { SupplierId = Floor.Suppliers[supplier] })).Must());

    public Task<LotView> Make(LotType type, decimal kg, params (LotView Lot, decimal Kg)[] parents) => Make(Lot(type, kg, parents));

    public async Task<LotView> Make(RegisterLot command) => Remember((await Register(command)).Must());

    public Task<Outcome<LotView>> Decide(LotView lot, string? action, string? reason = Why, Disposition? disposition = null, Person? by = null) =>
        Ask<ChangeLotStatusHandler>().Handle(new ChangeLotStatus(lot.Id, action, reason, disposition), (by ?? People.Manager).Call(), TestPlant.Ct);

    /// <summary>The manager releases a held lot; where a deviation holds it, all of it is judged fit first.</summary>
    public async Task<LotView> ResolveHold(LotView lot)
    {
        var left = (await Look(lot)).RemainingKg;
        foreach (var deviation in (await Deviations(lot)).Where(d => d.Lots.Any(l => l.LotId == lot.Id && l.IsHeld))) (await Dispose(deviation, lot, new OutcomeLine(DispositionOutcome.Release, left))).Must();
        return (await Decide(lot, ChangeLotStatusHandler.ResolveHold)).Must();
    }

    /// <summary>The deviations that reach the lot, oldest first.</summary>
    public async Task<IReadOnlyList<DeviationView>> Deviations(LotView lot) => [.. (await services.GetRequiredService<DeviationQueries>().List(new DeviationFilter { LotId = lot.Id }, Page.Whole, TestPlant.Ct)).Reverse()];

    public Task<Outcome<DeviationView>> Dispose(DeviationView deviation, LotView lot, params OutcomeLine[] outcomes) => Dispose(new RecordDisposition(deviation.Id, Why, [new LotDisposition(lot.Id, null, outcomes)]));

    public Task<Outcome<DeviationView>> Dispose(RecordDisposition command, Person? by = null) => Ask<RecordDispositionHandler>().Handle(command, (by ?? People.Manager).Call(), TestPlant.Ct);

    public Task<Outcome<LotView>> Waste(LotView lot, decimal kg, WasteReason reason = WasteReason.ProcessLoss, Person? by = null) =>
        Ask<RecordWasteHandler>().Handle(new RecordWaste(lot.Id, kg, reason), (by ?? People.Operator).Call(), TestPlant.Ct);

    /// <summary>The lot as it is now.</summary>
    public async Task<LotView> Look(LotView lot) => (await services.GetRequiredService<LotQueries>().Detail(lot.Id.ToString(), TestPlant.Ct)).Must();

    public Task<LotView> First(LotType type) => Look(made.Find(l => l.LotType == type) ?? throw new InvalidOperationException($"No {type} was made."));

    /// <summary>The lot of the type that was registered last.</summary>
    public async Task<LotView> Last(LotType type) => await Look(made.FindLast(l => l.LotType == type) ?? throw new InvalidOperationException($"No {type} was made."));

    public async Task<MassBalanceView> Balance() => (await services.GetRequiredService<MassBalanceQueries>().OfRun(Run.Id, TestPlant.Ct)).Must();

    // ---- quality

    public Task<Outcome<InspectionView>> Inspect(RecordInspection command, Person? by = null) => Ask<RecordInspectionHandler>().Handle(command, (by ?? People.Auditor).Call(), TestPlant.Ct);

    /// <summary>The command that would decide about a lot at its gate, with every answer as it should be.</summary>
    /// <param name="celsius">The measured temperature at a critical gate; the usual one when missing.</param>
    public static RecordInspection Inspection(LotView lot, Decision decision, decimal? celsius = null)
    {
        var gate = GateCatalogue.OfStep(lot.StepIndex) ?? throw new InvalidOperationException($"No gate at step {lot.StepIndex}.");
        var measured = CcpRules.TypeAt(lot.StepIndex) is { } type && lot.MaterialClass != MaterialClass.Ingredient ? new InspectedTemperature(celsius ?? Usual(lot), type) : null;
        return new RecordInspection(lot.Id, lot.RunId, lot.StepIndex, gate.Code, decision)
        {
            Notes = decision == Decision.Pass ? null : Why, ChecklistResults = Checklist(gate, lot, celsius), Temperature = measured,
        };
    }

    /// <summary>A complete checklist with passing answers.</summary>
    public static JsonElement Checklist(GateTemplate gate, LotView lot, decimal? celsius = null) => JsonSerializer.SerializeToElement(gate.Checklist
        .Where(i => i.Required && i.Applies(lot.LotType, lot.MaterialClass))
        .ToDictionary(i => i.Key, i => i.Kind switch
        {
            "bool" => true,
            "number" when gate.IsCcp => celsius ?? Usual(lot),
            "number" => i is { Min: { } min, Max: { } max } ? (min + max) / 2 : i.Min ?? i.Max,
            _ => (object?)"in order",
        }), Json.Options);

    /// <summary>The lot passes the gate of its step; a lot of a step without a gate is RELEASED already.</summary>
    public async Task<LotView> PassGate(LotView lot, decimal? celsius = null)
    {
        if (GateCatalogue.OfStep(lot.StepIndex) is null or { Type: GateType.Info }) return await Look(lot);
        (await Inspect(Inspection(lot, Decision.Pass, celsius))).Must();
        return await Look(lot);
    }

    public async Task<LotView> HoldAtGate(LotView lot, string notes = Why)
    {
        (await Inspect(Inspection(lot, Decision.Hold) with { Notes = notes, Temperature = null })).Must();
        return await Look(lot);
    }

    public Task<Outcome<ReadingView>> Read(ReadingInput reading, Person? by = null) => Ask<RecordReadingHandler>().Handle(new RecordReading(reading), (by ?? People.Auditor).Call(), TestPlant.Ct);

    public async Task<ReadingView> Read(LotView lot, decimal celsius, MeasurementType type, ReadingRole role = ReadingRole.Ccp) => (await Read(new ReadingInput(lot.Id, null, celsius, type) { ReadingRole = role })).Must();

    /// <summary>The air of a buffer.</summary>
    public async Task<ReadingView> ReadAir(string buffer, decimal celsius) => (await Read(new ReadingInput(null, Floor.Buffers[buffer], celsius, MeasurementType.Ambient))).Must();

    // ---- stock

    public Task<Outcome<MoveView>> Move(MoveStock command, Person? by = null) => Ask<MoveStockHandler>().Handle(command, (by ?? People.Operator).Call(), TestPlant.Ct);

    public Task<Outcome<MoveView>> Move(MoveType type, LotView lot, decimal kg, string? from = null, string? to = null, Person? by = null) =>
        Move(new MoveStock(lot.Id, null, from is null ? null : Floor.Buffers[from], to is null ? null : Floor.Buffers[to], kg, type), by);

    /// <summary>RECEIVE into its store, or into the buffer named: all that is not placed, or as much as said.</summary>
    public async Task<LotView> Put(LotView lot, string? buffer = null, decimal? kg = null)
    {
        var now = await Look(lot);
        (await Move(MoveType.Receive, lot, kg ?? now.RemainingKg - now.PlacedKg, to: buffer ?? PlantFloor.StoreOf(lot.LotType))).Must();
        return await Look(lot);
    }

    /// <summary>The pallet leaves the building from where it stands.</summary>
    public async Task<MoveView> ShipOut(LotView pallet)
    {
        var place = (await Look(pallet)).Placements.Single();
        return (await Move(MoveType.Ship, pallet, place.QuantityKg, from: place.BufferCode)).Must();
    }

    public async Task<BufferRow> Buffer(string code) => (await services.GetRequiredService<BufferQueries>().Detail(Floor.Buffers[code], TestPlant.Ct)).Must();

    /// <summary>The usual lots of the current step, passed and put away.</summary>
    public async Task Work()
    {
        if (made.Any(l => l.StepIndex == Run.CurrentStepIndex)) return;
        switch (Run.CurrentStepIndex)
        {
            case 1:
                await Put(await PassGate(await Receive(500)));
                await PassGate(await Receive(50, "SUP-D"));
                break;
            case 2:
                await Finish(Lot(LotType.Deb, 340, (await First(LotType.Raw), 500)));
                break;
            case 3:
                await Finish(Lot(LotType.Bulk, 340, (await Last(LotType.Deb), 340)));
                break;
            case 4:
                await Finish(Lot(LotType.Mix, 360, (await Last(LotType.Bulk), 340), (await Last(LotType.Raw), 20)));
                break;
            case 5:
                await PassGate(await Make(Lot(LotType.Skw15, 180.60m, (await Last(LotType.Mix), 180.60m)) with { PieceCount = 12 }));
                await PassGate(await Make(Lot(LotType.Skw30, 179.40m, (await Last(LotType.Mix), 179.40m)) with { PieceCount = 6 }));
                break;
            case 6:
                foreach (var rods in made.Where(l => l.StepIndex == 5))
                {
                    if (await Look(rods) is { Status: LotStatus.Released } now && now.PlacedKg < now.RemainingKg) await Put(now);
                }
                break;
            case 7:
                await Finish(Lot(LotType.Frz15, 179.60m, (await Last(LotType.Skw15), 180.60m)));
                await Finish(Lot(LotType.Frz30, 178.40m, (await Last(LotType.Skw30), 179.40m)));
                break;
            case 8:
                await Finish(Lot(LotType.Fg15, 179.60m, (await Last(LotType.Frz15), 179.60m)));
                await Finish(Lot(LotType.Fg30, 178.40m, (await Last(LotType.Frz30), 178.40m)));
                break;
            case 9:
                await Finish(Lot(LotType.Pal, 179.60m, (await Last(LotType.Fg15), 179.60m)) with { CustomerCode = "CUST-A" });
                await Finish(Lot(LotType.Pal, 178.40m, (await Last(LotType.Fg30), 178.40m)) with { CustomerCode = "CUST-A" });
                break;
            case 10:
                var pallets = made.Where(l => l.LotType == LotType.Pal).ToList();
                await PassGate(await Make(LotType.Ship, pallets.Sum(p => p.WeightKg), [.. pallets.Select(p => (p, p.WeightKg))]));
                foreach (var pallet in pallets) await ShipOut(pallet);
                break;
        }
    }

    /// <summary>The attempt is refused with the code and changes not one row.</summary>
    /// <param name="noted">The attempt itself is evidence: exactly one event is left of it.</param>
    public async Task<Refusal> Refuses<T>(string code, Func<Task<Outcome<T>>> attempt, bool noted = false)
    {
        var events = await Plant.Scalar<int>($"SELECT COUNT(*) FROM audit_events");
        var outcome = await Plant.ChangesNothing(attempt, mayNote: noted);
        Assert.False(outcome.Done, $"{code} was expected, but it was done.");
        Assert.Equal(code, outcome.Refusal.Code);
        if (noted) Assert.Equal(events + 1, await Plant.Scalar<int>($"SELECT COUNT(*) FROM audit_events"));
        return outcome.Refusal;
    }

    /// <summary>Advancing is refused for exactly these reasons.</summary>
    public async Task<Refusal> RefusesToAdvance(params string[] reasons)
    {
        var refusal = await Refuses("ADVANCE_BLOCKED", () => Advance(), noted: true);
        Assert.Equal(reasons, refusal.Reasons.Select(r => r.Code));
        return refusal;
    }

    private async Task Finish(RegisterLot command) => await Put(await PassGate(await Make(command)));

    private static decimal Usual(LotView lot) => lot.StepIndex switch { 1 => 2.4m, 7 => -19.2m, 10 => -19.4m, _ => 3.0m };

    private T Ask<T>() where T : notnull
    {
        time?.Advance(TimeSpan.FromSeconds(10));
        return services.GetRequiredService<T>();
    }

    private Outcome<RunView> Keep(Outcome<RunView> outcome)
    {
        if (outcome is { Done: true, Replayed: false }) Run = outcome.Value;
        return outcome;
    }

    private LotView Remember(LotView lot)
    {
        made.Add(lot);
        return lot;
    }

    public async ValueTask DisposeAsync()
    {
        if (ownsPlant && plant is not null) await plant.DisposeAsync();
    }
}
