using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Quality;

/// <summary>So many kilograms end this way.</summary>
public sealed record OutcomeLine(DispositionOutcome Outcome, decimal QuantityKg);

/// <summary>What becomes of one lot; the kilograms add up to what is left of it.</summary>
public sealed record LotDisposition(Guid? LotId, string? LotCode, IReadOnlyList<OutcomeLine> Outcomes);

/// <summary>The judgement about a deviation and what becomes of some or all of its held lots. The lots are released or rejected by their own commands afterwards.</summary>
public sealed record RecordDisposition(Guid DeviationId, string? Evaluation, IReadOnlyList<LotDisposition> Lots, string? Prevention = null);

public sealed class RecordDispositionHandler(TransactionBoundary boundary)
{
    public Task<Outcome<DeviationView>> Handle(RecordDisposition command, Caller caller, CancellationToken ct) => boundary.Do<DeviationView>(caller, Permission.ManageHolds, async work =>
    {
        if (DeviationRules.WhyNotFields(command) is { } invalid) return invalid;
        var there = await work.Db.DeviationLots.Where(l => l.DeviationId == command.DeviationId).Select(l => l.LotId).ToListAsync(work.Ct);
        if (there.Count == 0) return Refusal.NotFound("deviation", command.DeviationId);
        await work.ShareRunsOf(there);
        await work.LockLots(LockStrength.Update, there);
        await work.LockDeviations(command.DeviationId);
        var deviation = await work.Db.Deviations.FirstAsync(d => d.Id == command.DeviationId, work.Ct);
        if (!deviation.IsOpen) return DeviationRules.Closed(deviation);
        if (await Decide(work, deviation, command) is { } refusal) return refusal;
        await work.Flush();
        await work.CloseWhenSettled(deviation);
        await work.Flush();
        return (await DeviationQueries.Views(work.Db, work.Db.Deviations.Where(d => d.Id == deviation.Id), 1, work.Ct)).Single();
    }, ct);

    private static async Task<Refusal?> Decide(Work work, Deviation deviation, RecordDisposition command)
    {
        var held = await work.Db.DeviationLots.Where(l => l.DeviationId == deviation.Id && l.HeldAt != null && l.SettledAt == null).Select(l => l.LotId).ToListAsync(work.Ct);
        var lots = await work.Db.Lots.Where(l => held.Contains(l.Id)).ToListAsync(work.Ct);
        var decided = new HashSet<Guid>();
        var told = new List<object>();
        for (var i = 0; i < command.Lots.Count; i++)
        {
            var one = command.Lots[i];
            var lot = lots.Find(l => one.LotId is { } id ? l.Id == id : l.LotCode == one.LotCode);
            if (lot is null) return DeviationRules.NotIn(one, i, deviation.DeviationCode);
            if (!decided.Add(lot.Id)) return DeviationRules.Twice(lot.LotCode, i);
            if (DeviationRules.WhyNot(lot, one, i) is { } refusal) return refusal;
            await work.Disposed(deviation, lot.Id, one.Outcomes.Select(o => (o.Outcome, Units.Grams(o.QuantityKg)!.Value)));
            told.Add(new { lot_code = lot.LotCode, outcomes = one.Outcomes.Select(o => new { outcome = Word.Of(o.Outcome), quantity_kg = o.QuantityKg }) });
        }
        deviation.Dispose(command.Evaluation!.Trim(), command.Prevention?.Trim() is { Length: > 0 } text ? text : null, told);
        return null;
    }
}
