using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using ControlRoom.Core.Runs;
using ControlRoom.Web.Runs.Parts;
using ControlRoom.Web.Shared;

namespace ControlRoom.Web.Runs;

/// <summary>The page of one run, drawn from what was read. Decides nothing: what may be done is what the model said.</summary>
public sealed class RunBoardBuilder(Clock clock)
{
    public const string AtStep = "step", All = "all", Readings = "readings", Genealogy = "genealogy", Notes = "notes";

    public Clock Clock => clock;

    public RunBoardView Board(RunPicture picture, Role role, string tab)
    {
        ArgumentNullException.ThrowIfNull(picture);
        var (run, step) = (picture.Run, picture.Steps[picture.Run.CurrentStepIndex]);
        var atStep = picture.Lots.Where(l => l.StepIndex == step.StepIndex).ToList();
        var shown = tab == All ? picture.Lots : atStep;
        return new(Head(picture, role), RunSteps.Of(picture, clock), RunStepPanel.Of(picture, role, clock),
            [
                new(AtStep, Ui.Text("Tab.AtStep"), atStep.Count), new(All, Ui.Text("Tab.AllLots"), picture.Lots.Count), new(Readings, Ui.Text("Tab.Readings"), picture.Readings.Count),
                new(Genealogy, Ui.Text("Title.Genealogy")), new(Notes, Ui.Text("Tab.Notes"), picture.Steps.Count(s => s.Notes is { Length: > 0 }) + Moves(picture).Count()),
            ],
            [.. shown.OrderBy(l => l.StepIndex).ThenBy(l => l.LotCode, StringComparer.Ordinal).Select(lot => Lot(picture, lot, "/command/run"))], tab == All ? "QC" : step.GateCode, Balance(picture), [], EventText.Of(picture.Events, clock))
        {
            Today = clock.Today(),
            Pages = RunTabList.Worked(picture),
            ReadAt = clock.PlantNow(),
            TemperatureLabel = tab == All ? "°C" : $"{Ui.Text($"Measurement.{Word.Of(RunStepPanel.TypeAt(step.StepIndex))}")} °C",
            TrendTitle = Ui.Text("Trend.Title", Words.Step(step.StepIndex)),
            TrendNote = Ui.Text("Trend.Note"),
            Trend = RunTrend.Of(picture, step.StepIndex, clock),
        };
    }

    /// <summary>Code, state, three facts, and what may be done with the run.</summary>
    public RunHeadView Head(RunPicture picture, Role role)
    {
        ArgumentNullException.ThrowIfNull(picture);
        return new(picture.Run.RunCode, Word.Of(picture.Run.Status), Facts(picture), [.. Closing(picture.Run), .. RunActions.Of(picture.Run, role)]);
    }

    /// <summary>What a run that has ended can still be asked.</summary>
    private static IEnumerable<ActionView> Closing(RunView run) => run.EndedAt is null ? [] : [new ActionView("summary", Ui.Text("Button.SummaryDots"), ActionKind.Ghost) { Glyph = "flag" }];

    /// <summary>What people wrote when they left a step, newest first.</summary>
    public IReadOnlyList<FactView> NotesOf(RunPicture picture) => [.. picture.Steps.Where(s => s.Notes is { Length: > 0 }).OrderByDescending(s => s.StepIndex)
        .Select(s => new FactView($"{s.StepIndex} {Words.Step(s.StepIndex)}", s.Notes!, s.CompletedAt is { } at ? $"{Format.Time(clock.Plant(at))} {s.OperatorName}" : s.OperatorName))];

    /// <summary>The moves and decisions about goods, newest first.</summary>
    public static IEnumerable<EventRow> Moves(RunPicture picture) => picture.Events.Where(e => e.EventType is "STOCK_MOVED" or "WASTE_RECORDED");

    /// <param name="root">The page of the run on which the lot is shown.</param>
    public LotRowView Lot(RunPicture picture, LotRow lot, string root = "/command/run")
    {
        var last = picture.Readings.FirstOrDefault(r => r.LotId == lot.Id);
        var gated = picture.Steps[lot.StepIndex].GateCode is not null;
        return new(lot.LotCode, Word.Of(lot.Status), !gated ? null : lot.GateDecision is { } decision ? Word.Of(decision) : "PENDING", lot.WeightKg, lot.PieceCount,
            lot.Places.Count == 0 ? null : string.Join(", ", lot.Places), lot.TemperatureC, Format.Age(clock.Now - lot.CreatedAt), $"{root}/{picture.Run.RunCode}?lot={lot.LotCode}", RunStepPanel.BadgeOf(lot), clock.Plant(last?.MeasuredAt));
    }

    /// <summary>The list: active with their steps, then ready, then closed.</summary>
    public IReadOnlyList<RunGroupView> Groups(IReadOnlyList<RunRow> runs, IReadOnlyDictionary<Guid, RunPicture> active)
    {
        var (going, ready, closed) = (runs.Where(r => r.Status is RunStatus.Running or RunStatus.Hold).OrderBy(r => r.RunCode, StringComparer.Ordinal).ToList(),
            runs.Where(r => r.Status == RunStatus.Idle).ToList(), runs.Where(r => r.Status is RunStatus.Completed or RunStatus.Aborted or RunStatus.Archived).ToList());
        return
        [
            new(Ui.Text("Title.Runs"), Ui.Text("Wall.Active", going.Count), [.. going.Select(r => Active(r, active.GetValueOrDefault(r.Id)))]),
            new(Ui.Text("Title.Ready"), ready.Count.ToString(System.Globalization.CultureInfo.CurrentCulture), [.. ready.Select(r => new RunItemView(r.RunCode, Word.Of(r.Status), Ui.Text("Run.ReadyText", r.FlowName, r.VersionNum), Href(r), Simulated: r.IsSimulated))]),
            new(Ui.Text("Title.Closed"), null, [.. closed.Select(r => new RunItemView(r.RunCode, Word.Of(r.Status), Closed(r), Href(r), Simulated: r.IsSimulated))]),
        ];
    }

    public static string Href(RunRow run) => $"/command/run/{run.RunCode}";

    private RunItemView Active(RunRow run, RunPicture? picture)
    {
        var blocked = run.Status == RunStatus.Running && picture?.Run.Blockers.Count > 0;
        var aside = run.Status == RunStatus.Hold && run.HeldAt is { } since ? Ui.Text("Run.HeldFor", Format.Duration(clock.Now - since)) : blocked ? Ui.Text("Blocked.Word") : null;
        return new(run.RunCode, Word.Of(run.Status), $"{run.CurrentStepIndex} {Words.Step(run.CurrentStepIndex)}", Href(run), aside, blocked, picture is null ? null : RunSteps.Of(picture, clock), run.IsSimulated);
    }

    private string Closed(RunRow run) => run.EndedAt is { } ended
        ? run.HeldLots > 0 ? Ui.Count("Run.ClosedHeld", run.HeldLots, $"{Format.Day(clock.Plant(ended))} {Format.Time(clock.Plant(ended))}") : Ui.Text("Run.ClosedAt", $"{Format.Day(clock.Plant(ended))} {Format.Time(clock.Plant(ended))}")
        : Ui.Text("Step.Title", run.CurrentStepIndex, Words.Step(run.CurrentStepIndex));

    private IReadOnlyList<FactView> Facts(RunPicture picture)
    {
        var run = picture.Run;
        var begun = run.StartedAt is { } started ? $"{Format.Time(clock.Plant(started))} · {Format.Duration((run.EndedAt ?? clock.Now) - started)}" : Ui.Text("Run.NotStarted");
        return
        [
            new(Ui.Text("Run.Started"), begun),
            new(Ui.Text("Run.Flow"), Ui.Text("Run.FlowVersion", run.FlowName, run.VersionNum)),
            run.HoldReason is { } reason ? new(Ui.Text("Run.HoldReason"), reason) : new(Ui.Text("Run.Target"), run.DailyTargetKg is { } target ? $"{Format.KgWhole(target)} kg" : "–"),
        ];
    }

    private static IReadOnlyList<FactView> Balance(RunPicture picture)
    {
        var balance = picture.Balance;
        var step = balance.Steps[picture.Run.CurrentStepIndex];
        return
        [
            new(Ui.Text("Balance.In"), $"{Format.Kg(balance.ReceivedKg + balance.CarriedInKg)} kg"),
            new(Ui.Text("Balance.Waste"), $"{Format.Kg(balance.WasteKg)} kg"),
            LotTypes.MadeAt(step.StepIndex).Count > 0 ? new(Ui.Text("Balance.MadeHere"), $"{Format.Kg(step.OutKg)} kg") : new(Ui.Text("Balance.Shipped"), $"{Format.Kg(balance.ShippedKg)} kg"),
            new(Ui.Text("Balance.InStock"), $"{Format.Kg(balance.InStockKg)} kg", Keep: true),
            new(Ui.Text("Balance.Unaccounted"), $"{Format.Kg(balance.UnaccountedKg)} kg", null, true),
        ];
    }
}
