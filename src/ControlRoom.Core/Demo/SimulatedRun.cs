using ControlRoom.Core.Flows;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using ControlRoom.Core.Quality;
using ControlRoom.Core.Runs;
using ControlRoom.Core.Stock;
using ControlRoom.Core.Suppliers;

namespace ControlRoom.Core.Demo;

/// <summary>
/// One run that moves by itself, one act at a time. Nothing is remembered: the next act follows from what the plant shows, so that it goes on
/// after a restart and stands still when somebody holds the run, a lot or a buffer.
/// </summary>
public sealed class SimulatedRunHandler(RunQueries runs, LotQueries lots, BufferQueries buffers, FlowQueries flows, SupplierQueries suppliers, CreateRunHandler create, StartRunHandler start, AdvanceRunHandler advance,
    CompleteRunHandler complete, RegisterLotHandler register, RecordInspectionHandler inspect, MoveStockHandler move, RecordWasteHandler waste, RunGraphQueries graphs)
{
    private sealed record Plan(LotType Type, decimal Share, int? Pieces = null, string? Supplier = null, string? Customer = null);

    private static readonly Plan[] Plans =
    [
        new(LotType.Raw, 240, Supplier: "SUP-A"), new(LotType.Raw, 250, Supplier: "SUP-B"), new(LotType.Raw, 20, Supplier: "SUP-D"),
        new(LotType.Deb, 0.95m), new(LotType.Deb, 0.68m), new(LotType.Bulk, 1), new(LotType.Mix, 0.998m), new(LotType.Skw15, 210, 14), new(LotType.Skw30, 180, 6),
        new(LotType.Frz15, 0.995m, 14), new(LotType.Frz30, 0.995m, 6), new(LotType.Fg15, 1, 14), new(LotType.Fg30, 1, 6),
        new(LotType.Pal, 1, 14, Customer: "CUST-A"), new(LotType.Pal, 1, 6, Customer: "CUST-B"), new(LotType.Ship, 1, 14), new(LotType.Ship, 1, 6),
    ];

    /// <summary>Does the next thing; a refusal means it has to wait, and is tried again.</summary>
    /// <returns>What was done, in a few words.</returns>
    public async Task<string> Act(Caller operators, Caller quality, CancellationToken ct)
    {
        var active = await runs.List(new RunFilter([RunStatus.Idle, RunStatus.Running, RunStatus.Hold]), Page.Whole, ct);
        if (active.FirstOrDefault(r => r.IsSimulated) is not { } run) return await Begin(operators, ct);
        if (run.Status == RunStatus.Idle) return Said(await start.Handle(new StartRun(run.Id), operators, ct), $"{run.RunCode} started");
        if (run.Status == RunStatus.Hold) return $"{run.RunCode} is on hold";
        var own = await lots.List(new LotFilter { RunId = run.Id }, Page.Whole, ct);
        var step = run.CurrentStepIndex;
        if (own.FirstOrDefault(l => l.StepIndex == step && l.Status == LotStatus.Quarantine) is { } waiting) return await Inspect(run, waiting, quality, ct);
        if (Store(own, step) is { } homeless) return await Receive(homeless, operators, ct);
        if (await Register(run, own, operators, ct) is { } registered) return registered;
        if (own.FirstOrDefault(l => l.LotType == LotType.Mix && step == ProcessSteps.Skewering && l is { Status: LotStatus.Released, RemainingKg: > 0 }) is { } rest)
        {
            return Said(await waste.Handle(new RecordWaste(rest.Id, rest.RemainingKg, WasteReason.EndOfDayMix), operators, ct), $"{rest.LotCode}: rest thrown away");
        }
        if (step < ProcessSteps.Last) return Said(await advance.Handle(new AdvanceRun(run.Id, RowVersion: run.RowVersion), operators, ct), $"{run.RunCode} advanced to step {step + 1}");
        if (own.FirstOrDefault(l => l.LotType == LotType.Pal && l.PlacedKg > 0) is { } pallet) return await Load(pallet, operators, ct);
        return Said(await complete.Handle(new CompleteRun(run.Id, run.RowVersion), operators, ct), $"{run.RunCode} completed");
    }

    private async Task<string> Begin(Caller operators, CancellationToken ct)
    {
        if (await flows.Startable(ct) is not [var version, ..]) return "no published flow";
        var outcome = await create.Handle(new CreateRun(version.FlowVersionId, 400), operators, ct);
        return Said(outcome, "a new simulated run");
    }

    private async Task<string> Inspect(RunRow run, LotRow lot, Caller quality, CancellationToken ct)
    {
        var gate = (await graphs.Of(run.FlowVersionId, ct)).GateOf(lot.StepIndex)!;
        decimal? celsius = lot.MaterialClass == MaterialClass.Ingredient ? null : lot.StepIndex switch { ProcessSteps.Receipt => 2.6m, ProcessSteps.Freezing => -19.4m, ProcessSteps.Shipment => -19.1m, _ => null };
        var outcome = await inspect.Handle(new RecordInspection(lot.Id, lot.RunId, lot.StepIndex, gate.Code, Decision.Pass)
        {
            ChecklistResults = DemoAnswers.For(gate, lot.LotType, lot.MaterialClass, celsius),
            Temperature = celsius is { } c && CcpRules.TypeAt(lot.StepIndex) is { } type ? new InspectedTemperature(c, type) : null,
        }, quality, ct);
        return Said(outcome, $"{lot.LotCode} PASS at {gate.Code}");
    }

    /// <summary>A released lot of this step, or at the SKU split of the step before, that lies nowhere yet. Premix has no buffer.</summary>
    private static LotRow? Store(IReadOnlyList<LotRow> own, int step) => own.LastOrDefault(l => l.Status == LotStatus.Released && l.PlacedKg < l.RemainingKg && l.MaterialClass == MaterialClass.Meat && l.LotType != LotType.Ship
        && (l.StepIndex == step && step != ProcessSteps.Skewering || step == ProcessSteps.SkuSplit && l.StepIndex == ProcessSteps.Skewering));

    private async Task<string> Receive(LotRow lot, Caller operators, CancellationToken ct)
    {
        var home = (await buffers.List(null, true, ct)).First(b => b.AllowedLotTypes.Contains(lot.LotType));
        return Said(await move.Handle(new MoveStock(lot.Id, null, null, home.Id, lot.RemainingKg - lot.PlacedKg, MoveType.Receive), operators, ct), $"{lot.LotCode} into {home.BufferCode}");
    }

    private async Task<string> Load(LotRow pallet, Caller operators, CancellationToken ct)
    {
        var home = (await buffers.List(null, true, ct)).First(b => b.BufferCode == pallet.Places[0]);
        return Said(await move.Handle(new MoveStock(pallet.Id, null, home.Id, null, pallet.PlacedKg, MoveType.Ship), operators, ct), $"{pallet.LotCode} loaded");
    }

    /// <summary>The next planned lot of the step from the parents that are left, or null when all are made.</summary>
    private async Task<string?> Register(RunRow run, IReadOnlyList<LotRow> own, Caller operators, CancellationToken ct)
    {
        var types = LotTypes.MadeAt(run.CurrentStepIndex);
        var planned = Plans.Where(p => types.Contains(p.Type)).ToList();
        var made = own.Where(l => types.Contains(l.LotType) && l.Status != LotStatus.Rejected).GroupBy(l => l.LotType).ToDictionary(g => g.Key, g => g.Count());
        var plan = planned.FirstOrDefault(p => planned.TakeWhile(q => q != p).Count(q => q.Type == p.Type) >= made.GetValueOrDefault(p.Type));
        if (plan is null) return null;

        var spec = plan.Type.Spec();
        var parents = own.Where(l => spec.Parents.Contains(l.LotType) && l is { Status: LotStatus.Released, RemainingKg: > 0 } && (l.LotType != LotType.Raw || l.MaterialClass == spec.RawClass))
            .OrderBy(l => l.LotCode, StringComparer.Ordinal).ToList();
        // One child per parent, except where everything is put together.
        if (plan.Type is LotType.Deb or LotType.Pal or LotType.Ship) parents = [.. parents.Take(1)];
        if (plan.Type != LotType.Raw && parents.Count == 0) return $"{run.RunCode} waits for goods for {Word.Of(plan.Type)}";
        var used = parents.Select(p => new ParentUse(p.Id, null, plan.Share > 1 ? Math.Min(plan.Share, p.RemainingKg) : p.RemainingKg)).ToList();
        var kg = plan.Type == LotType.Raw ? plan.Share : decimal.Round(used.Sum(u => u.QuantityUsedKg) * (plan.Share > 1 ? 1 : plan.Share), 2);
        var supplier = plan.Supplier is { } code ? (await suppliers.List(true, Page.Whole, ct)).First(s => s.Code == code).Id : (Guid?)null;
        var outcome = await register.Handle(new RegisterLot(run.Id, plan.Type, kg) { Parents = used, PieceCount = plan.Pieces, SupplierId = supplier, CustomerCode = plan.Customer }, operators, ct);
        return outcome.Done ? $"{outcome.Value.LotCode} {kg} kg" : Said(outcome, "");
    }

    private static string Said<T>(Outcome<T> outcome, string done) => outcome.Done ? done : $"waiting: {outcome.Refusal.Code}";
}
