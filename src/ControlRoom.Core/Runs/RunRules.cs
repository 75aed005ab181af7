using ControlRoom.Core.Flows;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using ControlRoom.Core.Quality;

namespace ControlRoom.Core.Runs;

/// <summary>Settings the run rules depend on.</summary>
public sealed record RunPolicy(bool RequireLotsPerStep, int MaxActiveRunsPerSite)
{
    /// <summary>Days between the end of a run and its archiving.</summary>
    public const int RetentionDays = 30;

    public static RunPolicy Of(PlantOptions plant) => new(plant.RequireLotsPerStep, plant.MaxActiveRunsPerSite);
}

/// <summary>Why a run may not do something now: the guard, the buttons and the API all ask here. All failing guards are returned together.</summary>
public static class RunRules
{
    public static IReadOnlyList<Refusal> WhyNot(Run run, RunAction action, RunFacts facts, RunPolicy policy, DateTime now) => action switch
    {
        RunAction.Start => WhyNotStart(run, facts, policy),
        RunAction.Advance => WhyNotAdvance(run, facts, policy),
        RunAction.Hold => [.. WhyNotRunning(run)],
        RunAction.Resume => WhyNotResume(run, facts),
        RunAction.Rollback => WhyNotRollback(run),
        RunAction.Complete => WhyNotComplete(run, facts),
        RunAction.Abort => run.IsOpen ? [] : [ReadOnly(run)],
        RunAction.Archive => WhyNotArchive(run, now),
        _ => throw new ArgumentOutOfRangeException(nameof(action)),
    };

    /// <summary>The run does not take this kind of write now: it has ended, or it is not RUNNING.</summary>
    public static IEnumerable<Refusal> WhyNotRunning(Run run)
    {
        if (!run.IsOpen) yield return ReadOnly(run);
        else if (run.Status != RunStatus.Running) yield return Refusal.Conflict("RUN_NOT_RUNNING").With("run", run.RunCode).With("status", Word.Of(run.Status));
    }

    public static Refusal ReadOnly(Run run) => Refusal.Conflict("RUN_READ_ONLY").With("run", run.RunCode).With("status", Word.Of(run.Status));

    private static List<Refusal> WhyNotStart(Run run, RunFacts facts, RunPolicy policy)
    {
        var reasons = new List<Refusal>();
        if (!run.IsOpen) reasons.Add(ReadOnly(run));
        else if (run.Status != RunStatus.Idle) reasons.Add(Refusal.Conflict("RUN_NOT_IDLE").With("run", run.RunCode).With("status", Word.Of(run.Status)));
        if (!facts.Published) reasons.Add(Refusal.Conflict("FLOW_VERSION_NOT_PUBLISHED"));
        if (facts.ActiveRuns >= policy.MaxActiveRunsPerSite) reasons.Add(Refusal.Conflict("ACTIVE_RUN_LIMIT").With("limit", policy.MaxActiveRunsPerSite).With("site", run.SiteCode));
        return reasons;
    }

    private static List<Refusal> WhyNotAdvance(Run run, RunFacts facts, RunPolicy policy)
    {
        if (!run.IsOpen) return [ReadOnly(run)];
        var reasons = WhyNotRunning(run).ToList();
        var step = run.CurrentStepIndex;
        if (step >= ProcessSteps.Last)
        {
            reasons.Add(Refusal.Conflict("USE_COMPLETE"));
            return reasons;
        }

        if (!facts.Graph.LeadsOn(step)) reasons.Add(Refusal.Conflict("NO_PATH").With("step", step).With("next", step + 1));
        if (policy.RequireLotsPerStep && LotTypes.MadeAt(step).Count > 0 && facts.LotsAt(step).All(l => l.Status == LotStatus.Rejected))
        {
            reasons.Add(Refusal.Conflict("NO_LOTS").With("step", step).With("types", string.Join(", ", LotTypes.MadeAt(step).Select(Word.Of))));
        }

        foreach (var lot in facts.LotsAt(step)) reasons.AddRange(WhyNotClear(lot, facts.Graph.GateOf(step)));
        if (step == ProcessSteps.BulkBuffer) reasons.AddRange(facts.Lots.Where(l => l.Type == LotType.Deb).SelectMany(WhyNotPlaced));
        if (step == ProcessSteps.SkuSplit) reasons.AddRange(facts.Lots.Where(l => l.Type is LotType.Skw15 or LotType.Skw30).SelectMany(WhyNotPlaced));
        return reasons;
    }

    /// <summary>(e), (f), (g): the lot has passed its gate, is not held, and at a CCP its latest reading is within the limit.</summary>
    private static IEnumerable<Refusal> WhyNotClear(LotFact lot, GateSpec? gate)
    {
        if (lot.Status == LotStatus.Rejected) yield break;
        var gated = gate is { Type: not GateType.Info };
        if (lot.Status is LotStatus.Created or LotStatus.Quarantine || (gated && !lot.HasPass && lot.Status != LotStatus.Hold))
        {
            yield return Refusal.Conflict("QC_PENDING").With("gate", gate?.Code).With("status", Word.Of(lot.Status)).For(lot.Code);
        }

        if (lot.Status == LotStatus.Hold) yield return OnHold(lot);
        if (gate is not { IsCcp: true } || lot.Material == MaterialClass.Ingredient) yield break;
        if (lot.CcpViolation is null) yield return Refusal.Conflict("CCP_READING_MISSING").With("gate", gate.Code).For(lot.Code);
        else if (lot.CcpViolation == true) yield return Refusal.Conflict("CCP_READING_VIOLATING").With("gate", gate.Code).For(lot.Code);
    }

    /// <summary>(h): what is released here must lie where it belongs, in full.</summary>
    private static IEnumerable<Refusal> WhyNotPlaced(LotFact lot)
    {
        if (lot.Status != LotStatus.Released) yield break;
        var store = lot.Type.Spec().Store;
        var stored = lot.Places.Where(p => p.BufferType == store).Sum(p => p.Grams);
        if (stored < lot.RemainingGrams) yield return Refusal.Conflict("NOT_PLACED").With("kg", Units.Kg(lot.RemainingGrams - stored)).With("store", Word.Of(store)).For(lot.Code);
    }

    private static Refusal OnHold(LotFact lot) => Refusal.Conflict("LOT_ON_HOLD").With("kg", Units.Kg(lot.RemainingGrams)).For(lot.Code);

    private static List<Refusal> WhyNotResume(Run run, RunFacts facts)
    {
        if (!run.IsOpen) return [ReadOnly(run)];
        if (run.Status != RunStatus.Hold) return [Refusal.Conflict("RUN_NOT_ON_HOLD").With("run", run.RunCode).With("status", Word.Of(run.Status))];
        return
        [
            .. facts.LotsAt(run.CurrentStepIndex).Where(l => l.Status == LotStatus.Hold).Select(OnHold),
            .. facts.Lots.SelectMany(l => l.Places).Where(p => p.BufferOnHold).Select(p => p.BufferCode).Distinct(StringComparer.Ordinal)
                .Select(code => Refusal.Conflict("BUFFER_ON_HOLD").For(bufferCode: code)),
        ];
    }

    private static List<Refusal> WhyNotRollback(Run run)
    {
        if (!run.IsOpen) return [ReadOnly(run)];
        if (!run.IsActive) return [.. WhyNotRunning(run)];
        return run.CurrentStepIndex == 0 ? [Refusal.Conflict("NOTHING_TO_ROLL_BACK")] : [];
    }

    private static List<Refusal> WhyNotComplete(Run run, RunFacts facts)
    {
        if (!run.IsOpen) return [ReadOnly(run)];
        var reasons = WhyNotRunning(run).ToList();
        if (run.CurrentStepIndex != ProcessSteps.Last) reasons.Add(Refusal.Conflict("NOT_AT_LAST_STEP").With("step", run.CurrentStepIndex));
        foreach (var lot in facts.Lots.Where(l => l.Step != ProcessSteps.Last))
        {
            if (lot.Status is LotStatus.Created or LotStatus.Quarantine) reasons.Add(Refusal.Conflict("QC_PENDING").With("gate", facts.Graph.GateOf(lot.Step)?.Code).With("status", Word.Of(lot.Status)).For(lot.Code));
            if (lot.Status == LotStatus.Hold) reasons.Add(OnHold(lot));
        }

        var shipments = facts.LotsAt(ProcessSteps.Last).ToList();
        foreach (var lot in shipments) reasons.AddRange(WhyNotClear(lot, facts.Graph.GateOf(ProcessSteps.Last)));
        if (!shipments.Any(l => l.Status == LotStatus.Released)) reasons.Add(Refusal.Conflict("NO_SHIPMENT"));
        reasons.AddRange(facts.StandingPallets.Select(code => Refusal.Conflict("PALLET_NOT_SHIPPED").For(code)));
        return reasons;
    }

    private static List<Refusal> WhyNotArchive(Run run, DateTime now)
    {
        if (run.Status == RunStatus.Archived) return [ReadOnly(run)];
        if (run.EndedAt is not { } ended) return [Refusal.Conflict("RUN_NOT_ENDED").With("run", run.RunCode)];
        return now - ended < TimeSpan.FromDays(RunPolicy.RetentionDays) ? [Refusal.Conflict("RETENTION_NOT_REACHED").With("days", RunPolicy.RetentionDays)] : [];
    }
}
