using ControlRoom.Core.Lots;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace ControlRoom.Core.Tests.Lots;

/// <summary>The sum of a recall closes to the gram, whichever lots of whichever genealogy are in its scope.</summary>
[Trait("Rule", "R-GEN-01")]
public sealed class RecallSumProperties
{
    private sealed record Family(IReadOnlyList<RecallLot> Lots, IReadOnlyList<RecallUse> Uses, IReadOnlyList<(Guid Lot, long Grams)> Waste);

    private static readonly Gen<Family> Families = from size in Gen.Choose(1, 60) from seed in Gen.Choose(0, int.MaxValue - 1) select Grow(size, seed);

    [Fact]
    public void Both_sides_are_equal_for_any_scope_and_every_gram_is_in_one_place()
    {
        foreach (var (family, round) in Gen.Sample(Families, 400, 50).Select((f, i) => (f, i)))
        {
            var sum = Sum(family, Scope(family, round));
            Assert.Equal(sum.ToAccountForGrams, sum.AccountedGrams);
            Assert.All((long[])[sum.ReceivedGrams, sum.JoinedGrams, sum.ShippedGrams, sum.InStockGrams, sum.RejectedGrams, sum.WasteGrams, sum.WentOnGrams], grams => Assert.True(grams >= 0));
            Assert.InRange(sum.HeldGrams, 0, sum.InStockGrams);
        }
    }

    [Fact]
    public void With_all_lots_in_scope_nothing_joins_and_nothing_goes_on()
    {
        foreach (var family in Gen.Sample(Families, 200, 50))
        {
            var sum = Sum(family, [.. family.Lots]);
            Assert.Equal((0L, 0, 0L), (sum.JoinedGrams, sum.JoinedLots, sum.WentOnGrams));
            Assert.Equal(family.Lots.Where(l => l.Type == LotType.Raw).Sum(l => l.WeightGrams), sum.ToAccountForGrams);
            Assert.Equal(sum.ToAccountForGrams, sum.AccountedGrams);
        }
    }

    [Fact]
    public void Two_scopes_that_share_no_lot_add_up_to_both_together_but_for_what_passed_between_them()
    {
        foreach (var (family, round) in Gen.Sample(Families, 200, 50).Select((f, i) => (f, i)))
        {
            var one = Scope(family, round);
            var other = family.Lots.Except(one).ToList();
            var (a, b, both) = (Sum(family, one), Sum(family, other), Sum(family, [.. family.Lots]));
            Assert.Equal(a.WentOnGrams, b.JoinedGrams);
            Assert.Equal(b.WentOnGrams, a.JoinedGrams);
            Assert.Equal((both.ShippedGrams, both.InStockGrams, both.RejectedGrams, both.WasteGrams), (a.ShippedGrams + b.ShippedGrams, a.InStockGrams + b.InStockGrams, a.RejectedGrams + b.RejectedGrams, a.WasteGrams + b.WasteGrams));
        }
    }

    [Fact]
    public void A_gram_that_is_not_written_down_shows()
    {
        foreach (var family in Gen.Sample(Families, 100, 50).Where(f => f.Waste.Count > 0))
        {
            var sum = Sum(family with { Waste = [.. family.Waste.Skip(1)] }, [.. family.Lots]);
            Assert.Equal(family.Waste[0].Grams, sum.ToAccountForGrams - sum.AccountedGrams);
        }
    }

    private static RecallSum Sum(Family family, IReadOnlyCollection<RecallLot> scope) => RecallSum.Of(scope, family.Uses, family.Waste);

    /// <summary>Some of the lots; which, the round decides.</summary>
    private static List<RecallLot> Scope(Family family, int round)
    {
        var dice = new System.Random(round);
        var share = dice.NextDouble();
        return [.. family.Lots.Where(_ => dice.NextDouble() < share)];
    }

    /// <summary>Lots that are made of what earlier ones have left, with losses, waste, residue, holds, rejects and shipments.</summary>
    private static Family Grow(int size, int seed)
    {
        var dice = new System.Random(seed);
        var (lots, uses, waste) = (new List<RecallLot>(), new List<RecallUse>(), new List<(Guid, long)>());
        for (var i = 0; i < size; i++)
        {
            var id = new Guid(i + 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
            var used = 0L;
            foreach (var at in Enumerable.Range(0, lots.Count).Where(_ => dice.Next(4) == 0).Take(3).ToList())
            {
                if (lots[at] is not { RemainingGrams: > 1, Type: not LotType.Ship } parent) continue;
                var grams = dice.NextInt64(1, parent.RemainingGrams + 1);
                lots[at] = parent with { RemainingGrams = parent.RemainingGrams - grams };
                uses.Add(new RecallUse(parent.Id, id, grams));
                used += grams;
            }

            var loss = used > 1 ? dice.NextInt64(0, used / 3 + 1) : 0;
            if (loss > 0) waste.Add((id, loss));
            var weight = used == 0 ? dice.NextInt64(1, 2_000_000) : used - loss;
            var thrown = dice.Next(5) == 0 ? dice.NextInt64(0, weight) : 0;
            if (thrown > 0) waste.Add((id, thrown));
            var type = used == 0 ? LotType.Raw : dice.Next(4) == 0 ? LotType.Ship : LotType.Mix;
            var status = dice.Next(6) switch { 0 => LotStatus.Hold, 1 => LotStatus.Rejected, _ => LotStatus.Released };
            lots.Add(new RecallLot(id, type, status, weight, weight - thrown, type == LotType.Ship && status != LotStatus.Rejected ? dice.NextInt64(0, weight - thrown + 1) : 0));
        }
        return new Family(lots, uses, waste);
    }
}
