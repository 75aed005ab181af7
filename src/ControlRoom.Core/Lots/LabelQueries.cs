using ControlRoom.Core.Database;
using ControlRoom.Core.Flows;
using ControlRoom.Core.Kernel;

namespace ControlRoom.Core.Lots;

/// <summary>What the label of a lot says: the lot, and the GS1 elements of each of its bar codes from top to bottom.</summary>
public sealed record LotLabelView(string LotCode, LotType LotType, decimal NetWeightKg, int? PieceCount, Sku? SkuType, DateOnly ProductionDate, string SiteCode, string? CustomerCode, string? SupplierCode,
    string? Sscc, bool IsSimulated, IReadOnlyList<IReadOnlyList<Gs1Element>> Barcodes)
{
    /// <summary>Every element once, in the order of the bar codes.</summary>
    public IReadOnlyList<Gs1Element> Elements => [.. Barcodes.SelectMany(code => code)];
}

/// <summary>Labels of lots. A pallet's names its content for whoever receives it; any other lot's names the lot.</summary>
public sealed class LabelQueries(Dialect dialect, PlantOptions plant)
{
    /// <summary>Labels on one sheet at most.</summary>
    public const int MaxBatch = 100;

    /// <param name="idOrCode">Id or lot code.</param>
    public async Task<Outcome<LotLabelView>> Of(string idOrCode, CancellationToken ct)
    {
        var read = await Of([idOrCode], ct);
        return read.Done ? read.Value[0] : read.Refusal;
    }

    /// <summary>Labels in the order they are asked for; one unknown code refuses them all.</summary>
    public async Task<Outcome<IReadOnlyList<LotLabelView>>> Of(IReadOnlyList<string> idsOrCodes, CancellationToken ct)
    {
        if (idsOrCodes.Count > MaxBatch) return Refusal.Invalid("TOO_MANY_ITEMS", "/code").With("max", MaxBatch);
        await using var db = dialect.Open();
        var ids = idsOrCodes.Select(text => Guid.TryParse(text, out var id) ? id : Guid.Empty).ToList();
        var rows = await LotQueries.Rows(db, db.Lots.Where(l => ids.Contains(l.Id) || idsOrCodes.Contains(l.LotCode)), ct);
        var labels = new List<LotLabelView>();
        foreach (var (text, i) in idsOrCodes.Select((text, i) => (text, i)))
        {
            if (rows.FirstOrDefault(l => l.LotCode == text || l.Id == ids[i]) is not { } lot) return Refusal.NotFound("lot", text);
            labels.Add(new(lot.LotCode, lot.LotType, lot.WeightKg, lot.PieceCount, lot.SkuType, lot.ProductionDate, plant.SiteCode, lot.CustomerCode, lot.SupplierCode, lot.Sscc, lot.IsSimulated, Barcodes(lot)));
        }
        return labels;
    }

    /// <summary>Fixed elements before the one that has to be ended, and the SSCC alone and last, as logistic labels have it.</summary>
    private static IReadOnlyList<IReadOnlyList<Gs1Element>> Barcodes(LotRow lot)
    {
        var content = new List<Gs1Element> { Gs1.NetWeight(lot.WeightKg) };
        if (lot.StepIndex >= ProcessSteps.Packaging) content.Add(Gs1.Date("13", lot.ProductionDate));
        else if (lot.LotType != LotType.Raw) content.Add(Gs1.Date("11", lot.ProductionDate));
        if (lot.PieceCount is { } pieces) content.Add(new(lot.LotType == LotType.Pal ? "37" : "30", pieces.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        List<IReadOnlyList<Gs1Element>> codes = [content, [new Gs1Element("10", Gs1.BatchOf(lot.LotCode))]];
        if (lot.Sscc is { } sscc) codes.Add([new Gs1Element("00", sscc)]);
        return codes;
    }
}
