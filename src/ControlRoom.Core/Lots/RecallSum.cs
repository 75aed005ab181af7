namespace ControlRoom.Core.Lots;

/// <summary>What one lot brings into the sum.</summary>
/// <param name="GoneGrams">Of a SHIP lot: what has left the house.</param>
public sealed record RecallLot(Guid Id, LotType Type, LotStatus Status, long WeightGrams, long RemainingGrams, long GoneGrams = 0);

public readonly record struct RecallUse(Guid Parent, Guid Child, long Grams);

/// <summary>
/// Where the weight of a set of lots came from and where it is. Whatever the set, both sides are equal to the gram: of each lot what came in is
/// its weight and what was lost making it, and its weight is what was taken from it, what was thrown away and what is left.
/// </summary>
public sealed record RecallSum
{
    /// <summary>Weight of the lots of the set that have no parents.</summary>
    public long ReceivedGrams { get; private init; }

    /// <summary>Used from lots outside the set.</summary>
    public long JoinedGrams { get; private init; }

    /// <summary>How many lots outside gave it.</summary>
    public int JoinedLots { get; private init; }
    public long ShippedGrams { get; private init; }
    public long InStockGrams { get; private init; }

    /// <summary>The part of the stock that is on HOLD already.</summary>
    public long HeldGrams { get; private init; }
    public long RejectedGrams { get; private init; }
    public long WasteGrams { get; private init; }

    /// <summary>Used by lots outside the set: beyond the depth or the direction that was asked for.</summary>
    public long WentOnGrams { get; private init; }

    public long ToAccountForGrams => ReceivedGrams + JoinedGrams;
    public long AccountedGrams => ShippedGrams + InStockGrams + RejectedGrams + WasteGrams + WentOnGrams;

    /// <param name="uses">Every link that has an end in the set; others do not count.</param>
    /// <param name="wasteGrams">Waste by lot, CONVERSION and DIRECT; of lots outside the set it does not count.</param>
    public static RecallSum Of(IReadOnlyCollection<RecallLot> lots, IEnumerable<RecallUse> uses, IEnumerable<(Guid Lot, long Grams)> wasteGrams)
    {
        var inside = lots.Select(l => l.Id).ToHashSet();
        long joined = 0, wentOn = 0;
        var (from, made) = (new HashSet<Guid>(), new HashSet<Guid>());
        foreach (var use in uses)
        {
            if (!inside.Contains(use.Child))
            {
                if (inside.Contains(use.Parent)) wentOn += use.Grams;
                continue;
            }
            made.Add(use.Child);
            if (inside.Contains(use.Parent)) continue;
            joined += use.Grams;
            from.Add(use.Parent);
        }

        var kept = lots.Where(l => l.Status != LotStatus.Rejected).ToList();
        return new RecallSum
        {
            ReceivedGrams = lots.Where(l => !made.Contains(l.Id)).Sum(l => l.WeightGrams),
            JoinedGrams = joined, JoinedLots = from.Count, WentOnGrams = wentOn,
            ShippedGrams = kept.Sum(l => l.GoneGrams),
            InStockGrams = kept.Sum(l => l.RemainingGrams - l.GoneGrams),
            HeldGrams = kept.Where(l => l.Status == LotStatus.Hold).Sum(l => l.RemainingGrams - l.GoneGrams),
            RejectedGrams = lots.Where(l => l.Status == LotStatus.Rejected).Sum(l => l.RemainingGrams),
            WasteGrams = wasteGrams.Where(w => inside.Contains(w.Lot)).Sum(w => w.Grams),
        };
    }
}
