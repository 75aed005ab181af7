using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Quality;

/// <summary>What commands about lots have to do with the deviations that hold them. The lot is locked; nobody decides about it meanwhile.</summary>
internal static class DeviationWork
{
    /// <summary>A deviation that holds a lot, with what was decided about the lot since.</summary>
    private sealed record Holding(string DeviationCode, IReadOnlyList<DeviationDisposition> Valid);

    /// <summary>
    /// Why a held lot may not be released yet: each deviation that holds it needs a disposition whose kilograms add up. Otherwise how much of
    /// it is to be thrown away before the rest is free.
    /// </summary>
    public static async Task<Outcome<long>> ToDiscard(this Work work, Lot lot)
    {
        var discard = 0L;
        foreach (var holding in await Holdings(work, lot.Id))
        {
            if (DeviationRules.WhyNotReleased(lot, holding.DeviationCode, holding.Valid) is { } refusal) return refusal;
            discard = Math.Max(discard, holding.Valid.Where(d => d.Outcome != DispositionOutcome.Release).Sum(d => d.QuantityGrams));
        }
        return discard;
    }

    private static async Task<List<Holding>> Holdings(Work work, Guid lotId)
    {
        var rows = await (from l in work.Db.DeviationLots where l.LotId == lotId && l.HeldAt != null && l.SettledAt == null join d in work.Db.Deviations on l.DeviationId equals d.Id
                          orderby d.DeviationCode select new { d.Id, d.DeviationCode, l.HeldAt }).ToListAsync(work.Ct);
        var ids = rows.Select(r => r.Id).ToList();
        var decided = ids.Count == 0 ? [] : await work.Db.DeviationDispositions.AsNoTracking().Where(d => d.LotId == lotId && ids.Contains(d.DeviationId)).ToListAsync(work.Ct);
        return [.. rows.Select(r => new Holding(r.DeviationCode, Latest(decided.Where(d => d.DeviationId == r.Id && d.RecordedAt >= r.HeldAt))))];
    }

    /// <summary>The rows of the last revision.</summary>
    public static IReadOnlyList<DeviationDisposition> Latest(IEnumerable<DeviationDisposition> dispositions) =>
        [.. dispositions.GroupBy(d => d.Revision).MaxBy(g => g.Key) ?? Enumerable.Empty<DeviationDisposition>()];

    /// <summary>Stores what becomes of a lot; what was decided before counts no more.</summary>
    public static async Task Disposed(this Work work, Deviation deviation, Guid lotId, IEnumerable<(DispositionOutcome Outcome, long Grams)> outcomes)
    {
        var revision = await work.Db.DeviationDispositions.Where(d => d.DeviationId == deviation.Id && d.LotId == lotId).MaxAsync(d => (int?)d.Revision, work.Ct) ?? 0;
        work.Db.DeviationDispositions.AddRange(outcomes.Select(o => new DeviationDisposition
        {
            Id = work.NewId(), DeviationId = deviation.Id, LotId = lotId, Revision = revision + 1, Outcome = o.Outcome, QuantityGrams = o.Grams, RecordedBy = work.Caller.UserId, RecordedAt = work.Now,
        }));
    }

    /// <summary>The lot is no longer on HOLD: every deviation that held it lets go, and the last lot closes it.</summary>
    /// <param name="rejected">What became of the whole lot, when that is how it ended; it is its disposition, and the reason its judgement if there is none yet.</param>
    public static async Task Settle(this Work work, Lot lot, (Disposition Disposition, string Reason)? rejected = null)
    {
        var rows = await work.Db.DeviationLots.Where(l => l.LotId == lot.Id && l.HeldAt != null && l.SettledAt == null).ToListAsync(work.Ct);
        if (rows.Count == 0) return;
        var ids = rows.ConvertAll(r => r.DeviationId);
        await work.LockDeviations(ids);
        var deviations = await work.Db.Deviations.Where(d => ids.Contains(d.Id)).OrderBy(d => d.Id).ToListAsync(work.Ct);
        // The database lets go of a lot only when it reads itself that the lot is not on HOLD any more.
        await work.Flush();
        foreach (var row in rows) row.SettledAt = work.Now;
        await work.Flush();
        foreach (var deviation in deviations)
        {
            if (rejected is { } end)
            {
                var outcome = DeviationRules.AsOutcome(end.Disposition);
                await work.Disposed(deviation, lot.Id, [(outcome, lot.RemainingGrams)]);
                deviation.Dispose(deviation.Evaluation ?? end.Reason, null, new[] { new { lot_code = lot.LotCode, outcomes = new[] { new { outcome = Word.Of(outcome), quantity_kg = Units.Kg(lot.RemainingGrams) } } } });
            }
            await work.CloseWhenSettled(deviation);
        }
    }

    /// <summary>Closes a deviation that has been judged and holds nothing any more.</summary>
    public static async Task CloseWhenSettled(this Work work, Deviation deviation)
    {
        if (deviation.Evaluation is null || await work.Db.DeviationLots.AnyAsync(l => l.DeviationId == deviation.Id && l.HeldAt != null && l.SettledAt == null, work.Ct)) return;
        deviation.Close(work.Caller.UserId, work.Now);
    }
}
