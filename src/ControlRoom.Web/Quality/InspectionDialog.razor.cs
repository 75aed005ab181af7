using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using ControlRoom.Core.Quality;
using ControlRoom.Web.Shared;
using Microsoft.AspNetCore.Components;

namespace ControlRoom.Web.Quality;

/// <summary>The decision about one lot at its gate. HOLD is always one tap away; PASS says what still stands against it.</summary>
public sealed partial class InspectionDialog
{
    private InspectionWork? work;

    /// <summary>Lot code.</summary>
    [Parameter, EditorRequired] public string Lot { get; set; } = "";

    [Inject] public RecordInspectionHandler Inspecting { get; set; } = default!;
    [Inject] public RecordReadingHandler Recording { get; set; } = default!;
    [Inject] public InspectionQueries Inspections { get; set; } = default!;
    [Inject] public LotQueries LotReads { get; set; } = default!;
    [Inject] public Clock Clock { get; set; } = default!;

    private static IReadOnlyList<Choice> Chips => [new("second", Ui.Text("Inspect.Reason.Second"), Ui.Text("Inspect.Reason.Second.Text")), new("limit", Ui.Text("Inspect.Reason.Limit"), Ui.Text("Inspect.Reason.Limit.Text")), new("other", Ui.Text("Reason.Other"))];

    private IReadOnlyList<string> WhyNoPass => work is null ? [Ui.Text("Panel.Loading")] : [.. work.WhyNoPass(Clock.Now), .. work.Unsigned];

    private IReadOnlyList<string> WhyNoFail => [.. ReasonForm.WhyNot(work?.Notes) ?? [], .. work?.Unsigned ?? []];

    protected override async Task Prepare()
    {
        var form = await Inspections.Form(Lot, CancellationToken.None);
        Refusal = form.Refusal;
        if (form.Done && (await LotReads.Detail(Lot, CancellationToken.None)).Value is { } lot) work = new InspectionWork(form.Value, lot);
    }

    private async Task ReadLot()
    {
        if ((await LotReads.Detail(Lot, CancellationToken.None)).Value is { } lot) work!.See(lot);
    }

    /// <summary>A measured value is a record the moment its field is left; a violation acts at once.</summary>
    private async Task Measure(decimal? celsius)
    {
        if (celsius is not { } value) return;
        var command = work!.Measure(value);
        if (await Carry(command, caller => Recording.Handle(command, caller, CancellationToken.None)) is not null) await ReadLot();
    }

    private async Task Decide(Decision decision)
    {
        var command = work!.Decide(decision);
        if (await Carry(command, caller => Inspecting.Handle(command, caller, CancellationToken.None)) is { } done) await Done($"{Words.State(Word.Of(done.Decision))} {done.LotCode}");
        else await ReadLot();
    }
}
