using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using ControlRoom.Core.Quality;
using ControlRoom.Web.Shared;
using Microsoft.AspNetCore.Components;
using CoreReading = ControlRoom.Core.Quality.ReadingView;

namespace ControlRoom.Web.Quality;

/// <summary>The decision about one lot at its gate. HOLD is always one tap away; PASS says what still stands against it.</summary>
public sealed partial class InspectionDialog
{
    private PendingView? form;
    private LotView? lot;
    private ChecklistAnswers? answers;
    private string notes = "";
    private string? password;

    /// <summary>Lot code.</summary>
    [Parameter, EditorRequired] public string Lot { get; set; } = "";

    [Inject] public RecordInspectionHandler Inspecting { get; set; } = default!;
    [Inject] public RecordReadingHandler Recording { get; set; } = default!;
    [Inject] public InspectionQueries Inspections { get; set; } = default!;
    [Inject] public LotQueries LotReads { get; set; } = default!;
    [Inject] public Clock Clock { get; set; } = default!;

    /// <summary>The measurement this gate decides by, at a CCP.</summary>
    private MeasurementType? Measures => form is { IsCcp: true } && lot?.MaterialClass != MaterialClass.Ingredient ? CcpRules.TypeAt(form.StepIndex) : null;

    /// <summary>The checklist item that is this very measurement.</summary>
    private string? MeasuredKey => Measures is { } type ? $"{type.ToString().ToLowerInvariant()}_c" : null;

    private IReadOnlyList<CoreReading> OwnReadings => Measures is not { } type || lot is null ? [] : [.. lot.Readings.Where(r => r.MeasurementType == type && r.ReadingRole == ReadingRole.Ccp).OrderByDescending(r => r.MeasuredAt).ThenByDescending(r => r.Id)];

    private CoreReading? Violation => OwnReadings is [{ IsViolation: true } last, ..] ? last : null;

    private static IReadOnlyList<Choice> Chips => [new("second", Ui.Text("Inspect.Reason.Second"), Ui.Text("Inspect.Reason.Second.Text")), new("limit", Ui.Text("Inspect.Reason.Limit"), Ui.Text("Inspect.Reason.Limit.Text")), new("other", Ui.Text("Reason.Other"))];

    private IReadOnlyList<string> WhyNoPass => answers is null ? [Ui.Text("Panel.Loading")] :
    [
        .. answers.WhyNoPass,
        .. Measures is not null && OwnReadings.Count == 0 ? [Ui.Text("Inspect.NotMeasured")] : Array.Empty<string>(),
        .. Unsigned,
    ];

    private IReadOnlyList<string> WhyNoFail => [.. ReasonForm.WhyNot(notes) ?? [], .. Unsigned];

    private IReadOnlyList<string> Unsigned => form is { IsCcp: true } && string.IsNullOrEmpty(password) ? [Ui.Text("Inspect.Unsigned")] : [];

    protected override async Task Prepare()
    {
        var read = await Inspections.Form(Lot, CancellationToken.None);
        (form, Refusal) = (read.Value, read.Refusal);
        if (form is null) return;
        answers = new(form.Checklist);
        await ReadLot();
    }

    private async Task ReadLot()
    {
        lot = (await LotReads.Detail(Lot, CancellationToken.None)).Value;
        if (MeasuredKey is { } key && OwnReadings is [{ } last, ..]) answers![key] = last.TemperatureC;
    }

    /// <summary>A measured value is a record the moment its field is left; a violation acts at once.</summary>
    private async Task Measure(decimal? celsius)
    {
        if (celsius is not { } value || Measures is not { } type) return;
        var command = new RecordReading(new ReadingInput(lot!.Id, null, value, type));
        if (await Carry(command, caller => Recording.Handle(command, caller, CancellationToken.None)) is not null) await ReadLot();
    }

    private async Task Decide(Decision decision)
    {
        var said = notes.Trim();
        if (decision == Decision.Hold && !ReasonForm.IsEnough(said)) said = answers?.Finding ?? Ui.Text("Inspect.HoldByItself", form!.GateCode);
        var command = new RecordInspection(form!.LotId, form.RunId, form.StepIndex, form.GateCode, decision)
        {
            Notes = said.Length == 0 ? null : said,
            ChecklistResults = answers!.Results(),
            SignaturePassword = string.IsNullOrEmpty(password) ? null : password,
        };
        if (await Carry(command, caller => Inspecting.Handle(command, caller, CancellationToken.None)) is { } done) await Done($"{Words.State(Word.Of(done.Decision))} {done.LotCode}");
        else await ReadLot();
    }
}
