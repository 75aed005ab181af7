using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using ControlRoom.Core.Quality;
using ControlRoom.Web.Runs;
using ControlRoom.Web.Shared;
using Microsoft.AspNetCore.Components;

namespace ControlRoom.Web.Quality;

/// <summary>What becomes of the kilograms of a deviation. It is recorded only when each lot that is decided is decided to the last gram.</summary>
public sealed partial class DispositionForm
{
    private static readonly IReadOnlyList<DispositionOutcome> Offered = [DispositionOutcome.Release, DispositionOutcome.Scrap, DispositionOutcome.Return];

    private readonly Dictionary<(Guid Lot, DispositionOutcome Outcome), decimal> kilograms = [];
    private readonly UnreadFields unread;
    private string evaluation = "";
    private string? prevention, said;
    private int filled;

    public DispositionForm() => unread = new(StateHasChanged);

    [Parameter, EditorRequired] public DeviationView Of { get; set; } = default!;
    [Parameter, EditorRequired] public Role Role { get; set; }

    /// <summary>A disposition was recorded here.</summary>
    [Parameter] public EventCallback OnChanged { get; set; }

    [Inject] public RecordDispositionHandler Disposing { get; set; } = default!;

    private IReadOnlyList<DeviationLotView> Held => [.. Of.Lots.Where(lot => lot.IsHeld)];

    /// <summary>Lots somebody has begun to decide.</summary>
    private IReadOnlyList<DeviationLotView> Touched => [.. Held.Where(lot => Offered.Any(outcome => Kg(lot, outcome) is > 0))];

    private IReadOnlyList<string> WhyNot =>
    [
        .. RunActions.WhyNot(Role, Permission.ManageHolds) is { } forbidden ? [forbidden] : Array.Empty<string>(),
        .. Held.Where(lot => Offered.Any(outcome => Kg(lot, outcome) < 0)).Select(lot => Ui.Text("Dispose.Negative", lot.LotCode)),
        .. Touched.Count == 0 ? [Ui.Text(Held.All(lot => Remainder(lot) == 0) ? "Dispose.AllDecided" : "Dispose.Nothing")] : Array.Empty<string>(),
        .. Touched.Where(lot => Remainder(lot) != 0).Select(lot => Ui.Text("Dispose.Open", lot.LotCode, Format.Kg(Remainder(lot)))),
        .. ReasonForm.IsEnough(evaluation) ? [] : new[] { Ui.Text("Dispose.NoEvaluation", Core.Kernel.Text.ReasonMin) },
    ];

    /// <summary>What nobody has decided: of what is typed here, or of what is on record while nothing is typed.</summary>
    private decimal Remainder(DeviationLotView lot) => lot.RemainingKg - (Offered.Any(outcome => Kg(lot, outcome) is not null) ? Offered.Sum(outcome => Kg(lot, outcome) ?? 0) : lot.Outcomes.Sum(decided => decided.QuantityKg));

    private decimal? Kg(DeviationLotView lot, DispositionOutcome outcome) => kilograms.TryGetValue((lot.LotId, outcome), out var kg) ? kg : null;

    private IReadOnlyList<FieldError> Below(DeviationLotView lot, DispositionOutcome outcome) => Kg(lot, outcome) < 0 ? [new FieldError("/kg", Ui.Text("Field.NotNegative"))] : [];

    /// <summary>Only goods from a supplier go back to one.</summary>
    private static bool Possible(DeviationLotView lot, DispositionOutcome outcome) => outcome != DispositionOutcome.Return || lot.LotType == LotType.Raw;

    private void Set(DeviationLotView lot, DispositionOutcome outcome, decimal? kg)
    {
        if (kg is { } some) kilograms[(lot.LotId, outcome)] = some;
        else kilograms.Remove((lot.LotId, outcome));
    }

    private void All(DeviationLotView lot, DispositionOutcome outcome)
    {
        foreach (var other in Offered) kilograms.Remove((lot.LotId, other));
        kilograms[(lot.LotId, outcome)] = lot.RemainingKg;
        // The fields begin anew with what the button wrote.
        filled++;
    }

    private async Task Record()
    {
        said = null;
        var command = new RecordDisposition(Of.Id, evaluation.Trim(), [.. Touched.Select(lot => new LotDisposition(lot.LotId, null, [.. Offered.Where(outcome => Kg(lot, outcome) is > 0).Select(outcome => new OutcomeLine(outcome, Kg(lot, outcome)!.Value))]))],
            string.IsNullOrWhiteSpace(prevention) ? null : prevention.Trim());
        var count = command.Lots.Count;
        if (await Carry(command, caller => Disposing.Handle(command, caller, CancellationToken.None)) is not null)
        {
            kilograms.Clear();
            (evaluation, prevention, filled, said) = ("", null, filled + 1, Ui.Count("Dispose.Done", count));
        }
        await OnChanged.InvokeAsync();
    }
}
