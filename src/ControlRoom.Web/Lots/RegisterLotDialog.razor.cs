using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using ControlRoom.Core.Stock;
using ControlRoom.Core.Suppliers;
using ControlRoom.Web.Lots.Parts;
using ControlRoom.Web.Shared;
using Microsoft.AspNetCore.Components;

namespace ControlRoom.Web.Lots;

/// <summary>A new lot of the run's step: what it is made from, what it weighs, what was lost, where it goes.</summary>
public sealed partial class RegisterLotDialog
{
    private readonly List<LossLine> waste = [];
    private IReadOnlyList<ParentRow> rows = [];
    private IReadOnlyList<Choice> suppliers = [];
    private IReadOnlyList<BufferRow> buffers = [];
    private LotView? registered;
    private string? code, customer, supplier, place;
    private string type = "";
    private decimal? weight, pieces, celsius;

    [Parameter, EditorRequired] public RunPicture Picture { get; set; } = default!;

    [Inject] public RegisterLotHandler Registering { get; set; } = default!;
    [Inject] public MoveStockHandler Moving { get; set; } = default!;
    [Inject] public LotQueries LotReads { get; set; } = default!;
    [Inject] public SupplierQueries SupplierReads { get; set; } = default!;
    [Inject] public PlantReads Reads { get; set; } = default!;

    private LotType Kind => Word.TryParse<LotType>(type, out var kind) ? kind : LotType.Raw;

    private IReadOnlyList<Choice> Types => [.. LotTypes.MadeAt(Picture.Run.CurrentStepIndex).Select(made => new Choice(Word.Of(made), $"{Word.Of(made)} · {made.Spec().Step} {Words.Step(made.Spec().Step)}"))];

    private IReadOnlyList<Choice> Places => [.. buffers.Where(b => b.AllowedLotTypes.Contains(Kind)).Select(b => new Choice(b.Id.ToString(), $"{b.BufferCode} · {Format.KgWhole(b.CurrentQuantityKg)} / {Format.KgWhole(b.CapacityKg)} kg", null, b.IsOnHold ? Ui.Text("Buffer.OnHold") : null))];

    private IReadOnlyList<ContentView> Used => [.. rows.Where(r => r.Use > 0).Select(r => new ContentView(r.Lot.LotCode, r.Use!.Value))];

    private decimal Lost => Used.Sum(line => line.Kilograms) - (weight ?? 0);

    /// <summary>The lines that were weighed; without any the whole loss has the step's usual reason.</summary>
    private IReadOnlyList<ContentView> Losses => waste.Count > 0
        ? [.. waste.Where(line => line.Kilograms > 0).Select(line => new ContentView(Ui.Text($"Waste.{line.Reason}"), line.Kilograms!.Value))]
        : Lost > 0 && weight > 0 ? [new ContentView(Ui.Text($"Waste.{Word.Of(WasteWords.Usual(Picture.Run.CurrentStepIndex))}"), Lost)] : [];

    /// <summary>The yield while it is typed: "68.0 %".</summary>
    private string? Share => weight > 0 && Used.Sum(line => line.Kilograms) is > 0 and var used ? Format.Number(100 * weight.Value / used, 1) : null;

    private string After => Picture.Steps[Picture.Run.CurrentStepIndex].GateCode is { } gate ? Ui.Text("Register.GateDecides", gate) : Ui.Text("Register.NoGate");

    private IReadOnlyList<string> WhyNot => registered is not null ? [] :
    [
        .. weight > 0 ? Array.Empty<string>() : [Ui.Text("Field.WeightMissing")],
        .. Kind == LotType.Raw || Used.Count > 0 ? Array.Empty<string>() : [Ui.Text("Register.NoParent")],
        .. Kind != LotType.Raw || supplier is { Length: > 0 } ? Array.Empty<string>() : [Ui.Text("Register.ChooseSupplier")],
    ];

    protected override async Task Prepare()
    {
        buffers = [.. (await Reads.Buffers(CancellationToken.None)).Select(p => p.Buffer)];
        suppliers = [.. (await SupplierReads.List(active: true, Core.Kernel.Page.Whole, CancellationToken.None)).OrderBy(s => s.Code, StringComparer.Ordinal)
            .Select(s => new Choice(s.Id.ToString(), $"{s.Code} · {s.Name} · {Ui.Text($"Material.{Word.Of(s.GoodsClass)}")}", null, s.Approved ? null : Ui.Text("Register.NotApproved")))];
        await Choose(Types.Count == 0 ? "" : Types[0].Value);
    }

    private async Task Choose(string chosen)
    {
        type = chosen;
        rows = Types.Count == 0 || Kind == LotType.Raw ? [] : [.. (await LotReads.Candidates(Picture.Run.Id, Kind, CancellationToken.None)).OrderBy(l => l.Status != LotStatus.Released).ThenBy(l => l.LotCode, StringComparer.Ordinal).Select(lot => new ParentRow(lot))];
        place = Places.FirstOrDefault(p => p.Refused is null)?.Value;
    }

    private void Split() => waste.Add(new LossLine { Reason = Word.Of(WasteWords.Usual(Picture.Run.CurrentStepIndex)), Kilograms = Math.Max(0, Lost - waste.Sum(line => line.Kilograms ?? 0)) });

    private async Task Register()
    {
        if (registered is null)
        {
            var command = Command();
            registered = await Carry(command, caller => Registering.Handle(command, caller, CancellationToken.None));
            if (registered is null) return;
        }

        // Where it goes is an intention of its own: the lot exists even if the place says no.
        if (registered.Status != LotStatus.Hold && Guid.TryParse(place, out var buffer))
        {
            var move = new MoveStock(registered.Id, null, null, buffer, registered.RemainingKg, MoveType.Receive);
            if (await Carry(move, caller => Moving.Handle(move, caller, CancellationToken.None)) is null) return;
        }
        await Done(Ui.Text("Register.Said", registered.LotCode, Words.State(Word.Of(registered.Status), "lot")));
    }

    private RegisterLot Command() => new(Picture.Run.Id, Kind, weight ?? 0)
    {
        LotCode = string.IsNullOrWhiteSpace(code) ? null : code.Trim().ToUpperInvariant(),
        PieceCount = (int?)pieces,
        TemperatureC = celsius,
        SupplierId = Kind == LotType.Raw && Guid.TryParse(supplier, out var id) ? id : null,
        CustomerCode = Kind == LotType.Pal && !string.IsNullOrWhiteSpace(customer) ? customer.Trim() : null,
        Parents = [.. rows.Where(r => r.Use > 0).Select(r => new ParentUse(r.Lot.Id, null, r.Use!.Value))],
        Waste = waste.Count == 0 ? null : [.. waste.Select(line => new WasteLine(line.Kilograms ?? 0, Word.Parse<WasteReason>(line.Reason)))],
    };

    private sealed class LossLine
    {
        public string Reason { get; set; } = "";

        public decimal? Kilograms { get; set; }
    }
}
