using System.Text.Json;
using ControlRoom.Core.Flows;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Suppliers;

namespace ControlRoom.Core.Lots;

/// <summary>A parent as the rules see it: locked, with what is wanted of it.</summary>
/// <param name="Index">Place in the request, for the pointer.</param>
/// <param name="Passed">Its gate has a PASS younger than its last HOLD, or it has no gate.</param>
internal sealed record Parent(int Index, Lot Lot, long Grams, Guid? FromBuffer, bool Passed)
{
    public string Pointer => $"/parents/{Index}";
}

/// <summary>Why a lot may not be registered. Field rules read only the request; the others read locked parents.</summary>
internal static class LotRules
{
    private const int MaxPieces = 100_000, MaxParents = 200, MaxWasteLines = 20, MaxMetadata = 16_384;

    public static Refusal Together(IReadOnlyList<Refusal> reasons) => reasons.Count == 1 ? reasons[0]
        : Refusal.Several(reasons.Any(r => r.Kind == RefusalKind.Invalid) ? RefusalKind.Invalid : RefusalKind.Conflict,
            reasons.Any(r => r.Kind == RefusalKind.Invalid) ? "VALIDATION_FAILED" : "REGISTRATION_BLOCKED", reasons);

    public static Refusal NotAtStep(LotType type, int step) =>
        Refusal.Conflict("LOT_TYPE_NOT_ALLOWED_AT_STEP").With("type", Word.Of(type)).With("step", step).With("allowed", string.Join(", ", LotTypes.MadeAt(step).Select(Word.Of)));

    /// <summary>The step's usual loss where nobody weighed it.</summary>
    public static WasteReason UsualLoss(int step) => step switch
    {
        ProcessSteps.Deboning => WasteReason.Trim,
        ProcessSteps.Freezing => WasteReason.FreezeLoss,
        _ => WasteReason.ProcessLoss,
    };

    public static IReadOnlyList<Refusal> WhyNotFields(RegisterLot c)
    {
        var errors = new List<Refusal>();
        void Add(Refusal? error) { if (error is not null) errors.Add(error); }

        Add(Weight(c.WeightKg, "/weight_kg"));
        if (c.TemperatureC is { } t) Add(Temperature(t, "/temperature_c"));
        if (c.PieceCount is < 1 or > MaxPieces) Add(Refusal.Invalid("OUT_OF_RANGE", "/piece_count").With("min", 1).With("max", MaxPieces));
        if (c.LotCode is { Length: > 0 } code) Add(PlantCode.WhyNotFor(c.LotType, code));
        if (c.SkuType is { } sku && sku != c.LotType.Spec().Sku && c.LotType != LotType.Pal) Add(Refusal.Invalid("SKU_MISMATCH", "/sku_type").With("type", Word.Of(c.LotType)));
        Add(Text.WhyTooLong(c.CustomerCode, 20, "/customer_code"));
        Add(Text.WhyTooLong(c.BatchCode, 50, "/batch_code"));
        if (c.Sscc is { } sscc && (c.LotType != LotType.Pal || !Gs1.IsSscc(sscc))) Add(Refusal.Invalid("SSCC_INVALID", "/sscc"));
        if (c.Metadata is { ValueKind: not (JsonValueKind.Object or JsonValueKind.Null) }) Add(Refusal.Invalid("NOT_AN_OBJECT", "/metadata"));
        else if (c.Metadata?.GetRawText().Length > MaxMetadata) Add(Refusal.Invalid("TEXT_TOO_LONG", "/metadata").With("max", MaxMetadata));

        if (c.LotType == LotType.Raw)
        {
            if (c.SupplierId is null) Add(Refusal.Invalid("SUPPLIER_REQUIRED", "/supplier_id"));
            if (c.Parents.Count > 0) Add(Refusal.Invalid("RAW_HAS_NO_PARENTS", "/parents"));
        }
        else if (c.Parents.Count == 0)
        {
            Add(Refusal.Invalid("PARENT_REQUIRED", "/parents").With("type", Word.Of(c.LotType)).With("allowed", string.Join(", ", c.LotType.Spec().Parents.Select(Word.Of))));
        }

        if (c.Parents.Count > MaxParents) Add(Refusal.Invalid("TOO_MANY_ITEMS", "/parents").With("max", MaxParents));
        if (c.Waste?.Count > MaxWasteLines) Add(Refusal.Invalid("TOO_MANY_ITEMS", "/waste").With("max", MaxWasteLines));
        for (var i = 0; i < c.Parents.Count; i++)
        {
            if (c.Parents[i].LotId is null && string.IsNullOrEmpty(c.Parents[i].LotCode)) Add(Refusal.Invalid("FIELD_REQUIRED", $"/parents/{i}/lot_id").With("field", "lot_id"));
            Add(Weight(c.Parents[i].QuantityUsedKg, $"/parents/{i}/quantity_used_kg"));
        }

        for (var i = 0; i < (c.Waste?.Count ?? 0); i++) Add(Weight(c.Waste![i].QuantityKg, $"/waste/{i}/quantity_kg"));
        if (c.LotType == LotType.Pal && string.IsNullOrWhiteSpace(c.CustomerCode)) Add(Refusal.Invalid("CUSTOMER_REQUIRED", "/customer_code"));
        return errors;
    }

    /// <summary>Body mistakes first and alone; only a sound request is held against the state of its parents.</summary>
    public static IReadOnlyList<Refusal> WhyNot(RegisterLot command, IReadOnlyList<Parent> parents, Supplier? supplier, DateOnly today)
    {
        List<Refusal> wrong =
        [
            .. WhyNotSupplied(command, supplier),
            .. parents.SelectMany(p => WhyNotKin(command, p, today)),
            .. WhyNotOne(command, parents),
            .. WhyNotBalanced(command, parents),
        ];
        return wrong.Count > 0 ? wrong : [.. WhyNotApproved(supplier), .. parents.SelectMany(WhyNotUsable)];
    }

    private static IEnumerable<Refusal> WhyNotSupplied(RegisterLot c, Supplier? supplier)
    {
        if (c.SupplierId is not null && supplier is null) yield return Refusal.Invalid("SUPPLIER_NOT_FOUND", "/supplier_id").With("selector", c.SupplierId);
        if (c.Species is { } species && supplier?.Species is { } theirs && species != theirs) yield return Refusal.Invalid("SPECIES_MIXING", "/species").With("other", supplier.Code);
    }

    private static IEnumerable<Refusal> WhyNotApproved(Supplier? supplier)
    {
        if (supplier is not null and not { Approved: true, IsActive: true }) yield return Refusal.Conflict("SUPPLIER_NOT_APPROVED").With("supplier", supplier.Code);
    }

    /// <summary>Type, SKU and day of one parent.</summary>
    private static IEnumerable<Refusal> WhyNotKin(RegisterLot c, Parent p, DateOnly today)
    {
        var spec = c.LotType.Spec();
        if (spec.Sku is { } sku && p.Lot.SkuType is { } theirs && theirs != sku)
        {
            yield return Refusal.Invalid("SKU_LOCK", p.Pointer).With("type", Word.Of(c.LotType)).With("sku", Word.Of(theirs)).For(p.Lot.LotCode);
        }
        else if (!spec.Parents.Contains(p.Lot.LotType) || (p.Lot.LotType == LotType.Raw && spec.RawClass is { } material && p.Lot.MaterialClass != material))
        {
            yield return Refusal.Invalid("PARENT_TYPE_NOT_ALLOWED", p.Pointer).With("type", Word.Of(c.LotType)).With("parent_type", p.Lot.LotType == LotType.Raw ? $"RAW {Word.Of(p.Lot.MaterialClass)}" : Word.Of(p.Lot.LotType))
                .With("allowed", string.Join(", ", spec.Parents.Select(Word.Of))).For(p.Lot.LotCode);
        }

        if (p.Lot.LotType == LotType.Mix && p.Lot.ProductionDate != today)
        {
            yield return Refusal.Invalid("BACKLOG_FORBIDDEN", p.Pointer).With("date", p.Lot.ProductionDate.ToString("O", System.Globalization.CultureInfo.InvariantCulture)).For(p.Lot.LotCode);
        }
    }

    /// <summary>What all parents must have in common.</summary>
    private static IEnumerable<Refusal> WhyNotOne(RegisterLot c, IReadOnlyList<Parent> parents)
    {
        var species = parents.Select(p => p.Lot.Species).Append(c.Species).OfType<Species>().Distinct().ToList();
        if (species.Count > 1) yield return Refusal.Invalid("SPECIES_MIXING", "/parents").With("other", string.Join(", ", species.Select(Word.Of)));
        if (c.LotType == LotType.Pal)
        {
            var skus = parents.Select(p => p.Lot.SkuType).Distinct().ToList();
            if (skus.Count > 1) yield return Refusal.Invalid("SKU_LOCK", "/parents").With("type", "PAL").With("sku", "15, 30");
            else if (c.SkuType is { } sent && !skus.Contains(sent)) yield return Refusal.Invalid("SKU_MISMATCH", "/sku_type").With("type", "PAL");
        }

        if (c.LotType != LotType.Ship) yield break;
        var customers = parents.Select(p => p.Lot.CustomerCode).Distinct(StringComparer.Ordinal).ToList();
        if (customers.Count > 1 || (c.CustomerCode is { Length: > 0 } named && customers.Any(k => k != named))) yield return Refusal.Invalid("CUSTOMER_MIXING", "/parents").With("customers", string.Join(", ", customers));
    }

    private static IEnumerable<Refusal> WhyNotBalanced(RegisterLot c, IReadOnlyList<Parent> parents)
    {
        if (parents.Count == 0) yield break;
        var (used, weight) = (parents.Sum(p => p.Grams), Units.Grams(c.WeightKg)!.Value);
        if (weight > used) yield return Refusal.Invalid("MASS_BALANCE", "/weight_kg").With("used_kg", Units.Kg(used)).With("weight_kg", c.WeightKg).With("waste_kg", 0);
        else if (c.Waste is { Count: > 0 } lines && lines.Sum(w => Units.Grams(w.QuantityKg)) != used - weight)
        {
            yield return Refusal.Invalid("MASS_BALANCE", "/waste").With("used_kg", Units.Kg(used)).With("weight_kg", c.WeightKg).With("waste_kg", lines.Sum(w => w.QuantityKg));
        }
    }

    private static IEnumerable<Refusal> WhyNotUsable(Parent p)
    {
        if (p.Lot is { Status: LotStatus.Quarantine, HeldAt: not null } && !p.Passed) yield return Refusal.Conflict("PARENT_NOT_PASSED").For(p.Lot.LotCode);
        else if (p.Lot.Status is not (LotStatus.Released or LotStatus.Consumed)) yield return Refusal.Conflict("PARENT_NOT_RELEASED").With("status", Word.Of(p.Lot.Status)).For(p.Lot.LotCode);
        else if (p.Grams > p.Lot.RemainingGrams) yield return Refusal.Conflict("INSUFFICIENT_REMAINING").With("kg", Units.Kg(p.Grams)).With("remaining_kg", Units.Kg(p.Lot.RemainingGrams)).For(p.Lot.LotCode);
        else if (!p.Passed) yield return Refusal.Conflict("PARENT_NOT_PASSED").For(p.Lot.LotCode);
    }

    /// <summary>Which ends are open to goods that will not be used.</summary>
    public static Refusal? WhyNotDisposed(Lot lot, Disposition disposition) => disposition switch
    {
        Disposition.Rework => Refusal.Conflict("REWORK_OFF").For(lot.LotCode),
        Disposition.Return when lot.LotType != LotType.Raw => Refusal.Conflict("RETURN_ONLY_RAW").For(lot.LotCode),
        _ => null,
    };

    public static Refusal? Weight(decimal kg, string pointer) =>
        Units.Grams(kg) is > 0 and <= Units.MaxGrams ? null : Refusal.Invalid("WEIGHT_OUT_OF_RANGE", pointer).With("min", 0.01m).With("max", 10_000);

    public static Refusal? Temperature(decimal celsius, string pointer) =>
        Units.Tenths(celsius) is >= -500 and <= 1000 ? null : Refusal.Invalid("TEMPERATURE_OUT_OF_RANGE", pointer).With("min", -50).With("max", 100);
}
