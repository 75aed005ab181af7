using ControlRoom.Core.Flows;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using ControlRoom.Core.Quality;
using ControlRoom.Core.Runs;
using ControlRoom.Web.Runs.Parts;
using ControlRoom.Web.Shared;

namespace ControlRoom.Web.Runs;

/// <summary>The step a run is at: why it cannot go on, each reason with the place where it is solved, what to watch, what is done.</summary>
public static class RunStepPanel
{
    public static StepPanelView Of(RunPicture picture, Role role, Clock clock)
    {
        ArgumentNullException.ThrowIfNull(picture);
        var run = picture.Run;
        var step = picture.Steps[run.CurrentStepIndex];
        var lots = picture.Lots.Where(l => l.StepIndex == step.StepIndex && l.Status != LotStatus.Rejected).ToList();
        var act = Ui.Text(run.Status == RunStatus.Idle ? "Button.Start" : step.StepIndex == ProcessSteps.Last ? "Button.Complete" : "Button.Advance");
        var blockers = run.Blockers.Select((reason, index) => Blocker(run, reason, role, index == 0, clock.Today())).ToList();
        return new(step.StepIndex, step.GateCode is null ? null : $"QC {step.GateCode}", RunSteps.TimeText(step), Ui.Text(blockers.Count == 1 ? "Blocked.One" : "Blocked.Many", act, blockers.Count),
            blockers, [.. Watches(picture, lots, role, clock)], Done(picture, lots, step.GateCode, clock), lots.Count)
        {
            Next = run.EndedAt is null ? Ui.Text("Checks.NoneNext") : null,
        };
    }

    /// <summary>How bad a lot's last temperature is for the step it was made at.</summary>
    public static Level LevelOf(LotRow lot) => lot.TemperatureC is not { } celsius ? Level.Ok : (Level)TemperatureRules.OfLot(lot.StepIndex, lot.MaterialClass, TypeAt(lot.StepIndex), Units.Tenths(celsius) ?? 0).Level;

    /// <summary>Colour of a lot's temperature: that of goods of its kind, and worse where its step has a tighter limit.</summary>
    public static Level BadgeOf(LotRow lot)
    {
        if (lot.TemperatureC is not { } celsius || lot.MaterialClass == MaterialClass.Ingredient) return Level.Ok;
        var goods = (Level)TemperatureRules.Badge(lot.StepIndex >= ProcessSteps.Freezing, Units.Tenths(celsius) ?? 0);
        return goods > LevelOf(lot) ? goods : LevelOf(lot);
    }

    /// <summary>The measurement a step's lots are usually taken with.</summary>
    public static MeasurementType TypeAt(int step) => CcpRules.TypeAt(step) ?? (step >= ProcessSteps.Freezing ? MeasurementType.Core : MeasurementType.Surface);

    private static ConditionView Blocker(RunView run, ReasonView reason, Role role, bool first, DateOnly today)
    {
        var (glyph, verb, label, permission) = reason.Code switch
        {
            "QC_PENDING" => ("half", "inspect", "Button.OpenGate", Permission.Inspect),
            "CCP_READING_MISSING" or "CCP_READING_VIOLATING" => ("temp", "record-reading", "Button.RecordReading", Permission.Inspect),
            "LOT_ON_HOLD" => ("pause", "resolve-hold", "Button.ResolveHoldDots", Permission.ManageHolds),
            "NOT_PLACED" => ("move", "move", "Button.PlaceDots", Permission.HandleGoods),
            "PALLET_NOT_SHIPPED" => ("truck", "move", "Button.ShipDots", Permission.HandleGoods),
            "NO_LOTS" or "NO_SHIPMENT" => ("plus", "register", "Button.RegisterDots", Permission.HandleGoods),
            "BUFFER_ON_HOLD" => ("pause", "release-buffer", "Button.ReleaseDots", Permission.ManageHolds),
            "RUN_NOT_RUNNING" => ("pause", "resume", "Button.ResumeDots", Permission.DirectRun),
            _ => ("lock", "", "", Permission.Read),
        };
        // To resume asks its own questions first.
        var whys = new[] { RunActions.WhyNot(role, permission) }.OfType<string>().Concat(verb == "resume" ? run.AllowedActions.Single(a => a.Action == "RESUME").Reasons.Select(r => Format.ShortCodes(r.Detail, today)) : []).ToList();
        var action = verb.Length == 0 ? null : new ActionView(verb, Ui.Text(label), first && whys.Count == 0 ? ActionKind.Primary : ActionKind.Normal, whys.Count == 0, whys.Count == 0 ? null : whys)
        {
            Subject = reason.LotCode ?? reason.BufferCode,
            Keys = first ? "B" : null,
            KeysShown = first ? "B" : null,
        };
        return new(glyph, Format.ShortCodes(reason.Detail, today), reason.Guidance, action) { Full = reason.Detail };
    }

    private static IEnumerable<ConditionView> Watches(RunPicture picture, IReadOnlyList<LotRow> lots, Role role, Clock clock)
    {
        foreach (var lot in lots.Where(l => l.Status != LotStatus.Hold && LevelOf(l) == Level.Warning))
        {
            var last = picture.Readings.FirstOrDefault(r => r.LotId == lot.Id);
            yield return new("temp", Ui.Text("Watch.Warm", Format.ShortText(lot.LotCode, clock.Today()), Format.Celsius(lot.TemperatureC!.Value)),
                last is null ? Ui.Text("Watch.DoesNotBlock") : Ui.Text("Watch.MeasuredAt", Format.Time(clock.Plant(last.MeasuredAt))), Offer("record-reading", "Button.RecordReading", Permission.Inspect, role, lot.LotCode));
        }

        // A buffer on hold stops what lies in it, but only some actions of the run.
        foreach (var code in picture.Run.AllowedActions.SelectMany(a => a.Reasons).Where(r => r.Code == "BUFFER_ON_HOLD").Select(r => r.BufferCode).OfType<string>().Distinct().Where(c => picture.Run.Blockers.All(b => b.BufferCode != c)))
        {
            yield return new("pause", Ui.Text("Watch.BufferHeld", code), null, Offer("release-buffer", "Button.ReleaseDots", Permission.ManageHolds, role, code));
        }
    }

    private static ActionView Offer(string verb, string label, Permission permission, Role role, string subject)
    {
        var why = RunActions.WhyNot(role, permission);
        return new(verb, Ui.Text(label), ActionKind.Normal, why is null, why is null ? null : [why]) { Subject = subject };
    }

    private static IReadOnlyList<DoneView> Done(RunPicture picture, IReadOnlyList<LotRow> lots, string? gate, Clock clock) =>
        [.. lots.Where(l => l.Status is LotStatus.Released or LotStatus.Consumed or LotStatus.Finished).OrderBy(l => l.LotCode, StringComparer.Ordinal).Select(lot =>
        {
            var pass = picture.Inspections.FirstOrDefault(i => i.LotId == lot.Id && i.Decision == Decision.Pass);
            var what = $"{Format.ShortText(lot.LotCode, clock.Today())} {(pass is null ? Words.State(Word.Of(lot.Status), "lot") : $"PASS {gate}")}, {Format.Kg(lot.WeightKg)} kg";
            return new DoneView(what, pass is null ? Format.Time(clock.Plant(lot.CreatedAt)) : $"{Format.Time(clock.Plant(pass.InspectedAt))} {pass.InspectorName}");
        })];
}
