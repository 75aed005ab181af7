using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using ControlRoom.Core.Quality;
using ControlRoom.Web.Lots;
using ControlRoom.Web.Shared;
using Microsoft.AspNetCore.Components;
using CoreReading = ControlRoom.Core.Quality.ReadingView;

namespace ControlRoom.Web.Quality;

/// <summary>The form of one inspection beside the queue. A value measured in it is a record at once; only the decision waits for its signature.</summary>
public sealed partial class InspectionForm
{
    private readonly UnreadFields unread;
    private InspectionWork? work;
    private Decision decision = Decision.Hold;
    private bool signing;
    private string? dialog, said;

    public InspectionForm() => unread = new(StateHasChanged);

    [Parameter, EditorRequired] public LotPicture Of { get; set; } = default!;
    [Parameter, EditorRequired] public Role Role { get; set; }

    /// <summary>Who signs.</summary>
    [Parameter, EditorRequired] public string UserName { get; set; } = "";

    /// <summary>Something about the lot was recorded here.</summary>
    [Parameter] public EventCallback OnChanged { get; set; }

    [Inject] public RecordInspectionHandler Inspecting { get; set; } = default!;
    [Inject] public RecordReadingHandler Recording { get; set; } = default!;
    [Inject] public Clock Clock { get; set; } = default!;

    private IReadOnlyList<FactView> Facts
    {
        get
        {
            var (lot, place) = (Of.Lot, Of.Lot.Placements is [.., { } last] ? last : null);
            return
            [
                new(Ui.Text("Tab.Step"), $"{lot.StepIndex} {Words.Step(lot.StepIndex)}"),
                new(Ui.Text("Field.Weight"), lot.PieceCount is { } pieces ? $"{Format.Kg(lot.WeightKg)} kg · {pieces} {Ui.Text("Unit.Pieces")}" : $"{Format.Kg(lot.WeightKg)} kg"),
                new(Ui.Text("Field.Place"), place?.BufferCode ?? Ui.Text("Move.Nowhere")),
                place is null ? new(Ui.Text("Inspect.Registered"), $"{Format.Day(Clock.Plant(lot.CreatedAt))} {Format.Time(Clock.Plant(lot.CreatedAt))}") : new(Ui.Text("Inspect.InPlaceFor"), Format.Duration(Clock.Now - place.EnteredAt)),
                lot.SupplierCode is { } supplier ? new(Ui.Text("Register.Supplier"), supplier) : new(Ui.Text("Run.Flow"), Ui.Text("Run.FlowVersion", Of.Run.FlowName, Of.Run.VersionNum)),
            ];
        }
    }

    /// <summary>Auditors read a run where it cannot be touched.</summary>
    private string RunHref => Role.Has(Permission.OperateRun) ? $"/command/run/{Of.Run.RunCode}?lot={Of.Lot.LotCode}" : $"/run/{Of.Run.RunCode}";

    private IEnumerable<ActionView> HoldActions => LotActions.Of(Of.Lot, gated: false, Role, Of.Lot.Readings).Where(action => action.Verb is "resolve-hold" or "reject");

    /// <summary>The newest value that was beyond its limit, even when later ones are not.</summary>
    private CoreReading? FirstBeyond => work?.Readings.FirstOrDefault(reading => reading.IsViolation);

    private EventCallback<decimal?> Measuring => work is { IsInspectable: true } ? EventCallback.Factory.Create<decimal?>(this, Measure) : default;

    private IReadOnlyList<Choice> Decisions
    {
        get
        {
            var whyNoPass = work!.WhyNoPass(Clock.Now);
            return
            [
                new("HOLD", Words.Chip("HOLD", "lot"), NoteOf(Decision.Hold)),
                new("FAIL", Words.Chip("FAIL"), NoteOf(Decision.Fail)),
                new("PASS", Words.Chip("PASS"), NoteOf(Decision.Pass), whyNoPass.Count == 0 ? null : Ui.Text("Decide.Refused", string.Join(' ', whyNoPass))),
            ];
        }
    }

    private IReadOnlyList<Choice> Chips =>
    [
        .. work?.Violation is { } warm ? [new("warm", Ui.Text("Inspect.Reason.Warm"), Ui.Text("Inspect.Reason.Warm.Text", Format.Celsius(warm.TemperatureC), Format.Celsius(warm.ThresholdC ?? 0)))] : Array.Empty<Choice>(),
        new("limit", Ui.Text("Inspect.Reason.Limit"), Ui.Text("Inspect.Reason.Limit.Text")),
        .. Of.Lot.StepIndex >= Core.Flows.ProcessSteps.Freezing ? [new("door", Ui.Text("Inspect.Reason.Door"), Ui.Text("Inspect.Reason.Door.Text")), new("short", Ui.Text("Inspect.Reason.Short"), Ui.Text("Inspect.Reason.Short.Text"))] : Array.Empty<Choice>(),
        new("probe", Ui.Text("Inspect.Reason.Probe"), Ui.Text("Inspect.Reason.Probe.Text")),
        new("second", Ui.Text("Inspect.Reason.Second"), Ui.Text("Inspect.Reason.Second.Text")),
        new("other", Ui.Text("Reason.Other")),
    ];

    private string Glyph => decision switch { Decision.Hold => "pause", Decision.Fail => "x", _ => "check" };

    private ActionKind Kind => decision switch { Decision.Hold => ActionKind.Hold, Decision.Fail => ActionKind.Danger, _ => ActionKind.Primary };

    /// <summary>A HOLD says by itself what was found; a FAIL needs its sentence, a PASS its answers.</summary>
    private IReadOnlyList<string> WhyNot => decision switch
    {
        Decision.Fail => ReasonForm.WhyNot(work!.Notes) ?? [],
        Decision.Pass => work!.WhyNoPass(Clock.Now),
        _ => [],
    };

    private ActionView Signing => new("sign", Ui.Text("Sign.Button", Words.Chip(Word.Of(decision), "lot")), Kind, WhyNot.Count == 0, WhyNot) { Glyph = Glyph, Keys = "Ctrl+Enter", KeysShown = "Ctrl ↵" };

    private ActionView Confirming => new("confirm-sign", Ui.Text("Sign.Button", Words.Chip(Word.Of(decision), "lot")), Kind, work!.Unsigned.Count == 0, work.Unsigned) { Glyph = Glyph, Keys = "Ctrl+Enter", KeysShown = "Ctrl ↵" };

    protected override void OnParametersSet()
    {
        if (Of.Form is null) work = null;
        else if (work?.Form.LotId != Of.Lot.Id) work = new InspectionWork(Of.Form, Of.Lot);
        else work.See(Of.Lot);
        // What was chosen may have become refused meanwhile.
        if (decision == Decision.Pass && work?.WhyNoPass(Clock.Now).Count > 0) decision = Decision.Hold;
    }

    private string NoteOf(Decision about) => (about, Of.Lot.Status) switch
    {
        (Decision.Hold, LotStatus.Hold) => Ui.Text("Decide.Hold.Held"),
        (Decision.Hold, _) => Ui.Text("Decide.Hold", Format.ShortText(Of.Run.RunCode, Clock.Today())),
        (Decision.Fail, LotStatus.Quarantine or LotStatus.Created) => Ui.Text("Decide.Fail"),
        (Decision.Fail, LotStatus.Released) => Ui.Text("Decide.Fail.Released"),
        (Decision.Pass, LotStatus.Quarantine or LotStatus.Created) => Ui.Text("Decide.Pass"),
        (Decision.Pass, LotStatus.Hold) => Ui.Text("Decide.Pass.Held"),
        _ => Ui.Text("Decide.Evidence"),
    };

    /// <summary>What is signed or ends a lot has a dialog of its own.</summary>
    private Task Sign()
    {
        (said, Refusal) = (null, null);
        signing = work!.Form.IsCcp || decision == Decision.Fail;
        return signing ? Task.CompletedTask : Record();
    }

    private async Task Measure(decimal? celsius)
    {
        if (celsius is not { } value) return;
        var command = work!.Measure(value);
        if (await Carry(command, caller => Recording.Handle(command, caller, CancellationToken.None)) is not null) await OnChanged.InvokeAsync();
    }

    private async Task Record()
    {
        var command = work!.Decide(decision);
        var done = await Carry(command, caller => Inspecting.Handle(command, caller, CancellationToken.None));
        if (done is not null)
        {
            said = Ui.Text("Sign.Done", Words.Chip(Word.Of(done.Decision), "lot"), Words.State(Word.Of(done.LotStatus ?? Of.Lot.Status), "lot"));
            (work, decision, signing) = (new InspectionWork(work.Form, work.Lot), Decision.Hold, false);
        }
        else if (Refusal is not { Code: "SIGNATURE_INVALID" }) signing = false;
        if (work is not null) work.Password = null;
        await OnChanged.InvokeAsync();
    }

    private Task CloseDialog()
    {
        dialog = null;
        return OnChanged.InvokeAsync();
    }
}
