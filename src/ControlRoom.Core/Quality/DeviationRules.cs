using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;

namespace ControlRoom.Core.Quality;

/// <summary>Pure rules of deviations and dispositions.</summary>
internal static class DeviationRules
{
    public const int MaxLots = 1000, MaxOutcomes = 20;

    public static Refusal? WhyNotFields(RecordDisposition c)
    {
        if (Text.WhyNoReason(c.Evaluation, "/evaluation") is { } noReason) return noReason;
        if (Text.WhyTooLong(c.Prevention, Text.ReasonMax, "/prevention") is { } tooLong) return tooLong;
        if (c.Lots.Count > MaxLots) return Refusal.Invalid("TOO_MANY_ITEMS", "/lots").With("max", MaxLots);
        for (var i = 0; i < c.Lots.Count; i++)
        {
            var lot = c.Lots[i];
            if (lot.LotId is null && string.IsNullOrEmpty(lot.LotCode)) return Refusal.Invalid("FIELD_REQUIRED", $"/lots/{i}/lot_id").With("field", "lot_id");
            if (lot.Outcomes.Count == 0) return Refusal.Invalid("FIELD_REQUIRED", $"/lots/{i}/outcomes").With("field", "outcomes");
            if (lot.Outcomes.Count > MaxOutcomes) return Refusal.Invalid("TOO_MANY_ITEMS", $"/lots/{i}/outcomes").With("max", MaxOutcomes);
            for (var j = 0; j < lot.Outcomes.Count; j++)
            {
                if (LotRules.Weight(lot.Outcomes[j].QuantityKg, $"/lots/{i}/outcomes/{j}/quantity_kg") is { } weight) return weight;
            }
        }
        return null;
    }

    /// <summary>The kilograms of a lot must add up to what is left of it, to the gram, and its outcomes must be possible.</summary>
    public static Refusal? WhyNot(Lot lot, LotDisposition disposition, int index)
    {
        var grams = disposition.Outcomes.Sum(o => Units.Grams(o.QuantityKg)!.Value);
        if (grams != lot.RemainingGrams) return Refusal.Invalid("DISPOSITION_SUMS", $"/lots/{index}/outcomes").With("kg", Units.Kg(grams)).With("remaining_kg", Units.Kg(lot.RemainingGrams)).For(lot.LotCode);
        return disposition.Outcomes.Select(o => LotRules.WhyNotDisposed(lot, AsDisposition(o.Outcome))).FirstOrDefault(r => r is not null);
    }

    public static Refusal NotIn(LotDisposition lot, int index, string deviation) =>
        Refusal.Invalid("NOT_IN_DEVIATION", $"/lots/{index}").With("selector", (object?)lot.LotId ?? lot.LotCode).With("deviation", deviation);

    public static Refusal Twice(string lotCode, int index) => Refusal.Invalid("DISPOSED_TWICE", $"/lots/{index}").For(lotCode);

    public static Refusal Closed(Deviation deviation) => Refusal.Conflict("DEVIATION_CLOSED").With("deviation", deviation.DeviationCode);

    /// <summary>Why a lot that a deviation holds may not be released, by what was decided about its kilograms.</summary>
    /// <param name="valid">Its disposition, if it was recorded after the deviation came to hold the lot.</param>
    public static Refusal? WhyNotReleased(Lot lot, string deviation, IReadOnlyList<DeviationDisposition> valid)
    {
        if (valid.Sum(d => d.QuantityGrams) != lot.RemainingGrams) return Refusal.Conflict("DISPOSITION_REQUIRED").With("deviation", deviation).With("remaining_kg", Units.Kg(lot.RemainingGrams)).For(lot.LotCode);
        return valid.Any(d => d.Outcome == DispositionOutcome.Release) ? null : Refusal.Conflict("DISPOSITION_NOT_RELEASE").With("deviation", deviation).For(lot.LotCode);
    }

    public static Disposition AsDisposition(DispositionOutcome outcome) => outcome switch
    {
        DispositionOutcome.Scrap => Disposition.Scrap,
        DispositionOutcome.Rework => Disposition.Rework,
        DispositionOutcome.Return => Disposition.Return,
        _ => Disposition.None,
    };

    public static DispositionOutcome AsOutcome(Disposition disposition) => disposition == Disposition.Return ? DispositionOutcome.Return : DispositionOutcome.Scrap;
}
