using System.Data.Common;
using ControlRoom.Core.Database;
using ControlRoom.Core.Flows;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Quality;

/// <summary>A check at a critical control point that failed.</summary>
/// <param name="At">When it was true at the source.</param>
internal sealed record CcpFailure(Lot Lot, DeviationCause Cause, DateTime At, string Reason)
{
    public long? ReadingId { get; init; }
    public Guid? InspectionId { get; init; }
}

/// <param name="Action">Whether the failure began the deviation or widened it; null when it told nothing new.</param>
/// <param name="Others">How many lots it holds beside the one that failed, by this failure.</param>
internal sealed record Bracketed(Guid Id, string? Action, int Others);

/// <summary>The lots a command has locked; it grows when a failure reaches further than what the command named.</summary>
internal sealed class Reach
{
    private readonly HashSet<Guid> lots = [];

    /// <summary>Lots to lock beside those the command names.</summary>
    public IReadOnlyCollection<Guid> Lots => lots;

    public bool Covers(Guid lot) => lots.Contains(lot);

    public void Add(IEnumerable<Guid> more) => lots.UnionWith(more);
}

/// <summary>
/// The bracketing hold: when a critical control point fails, every lot that went through it since its last compliant check and is not proven
/// by a later one of its own is held with the lot that failed, and so is everything living that was made from them, in whatever run. Held
/// lots block their stock by themselves.
/// </summary>
internal static class Bracketing
{
    /// <summary>How often a command starts anew with more locks before it takes the rest out of order.</summary>
    private const int MaxAttempts = 5;

    private const int LivingDepth = ProcessSteps.Count;

    /// <summary>Told apart by reference: nobody outside sees it.</summary>
    private static readonly Refusal Wider = TransactionBoundary.Refused(Fault.Transient);

    /// <summary>
    /// Runs a command that may fail a control point. Locks are taken in one order everywhere, so a command that finds more to hold than it
    /// has locked starts anew and locks all of it first.
    /// </summary>
    public static async Task<Outcome<T>> Do<T>(TransactionBoundary boundary, Caller caller, Func<Work, Reach, Task<Outcome<T>>> handler, CancellationToken ct)
    {
        var reach = new Reach();
        for (var attempt = 1; ; attempt++)
        {
            var outcome = await boundary.Do<T>(caller, Permission.Inspect, work => handler(work, reach), ct);
            if (!ReferenceEquals(outcome.Refusal, Wider) || attempt > MaxAttempts) return outcome;
        }
    }

    /// <summary>Asked before anything is written: the refusal that makes the command start anew, when these failures reach lots that are not locked.</summary>
    public static async Task<Refusal?> WhyNotAlone(Work work, Reach reach, IReadOnlyCollection<Guid> named, IEnumerable<CcpFailure> failures)
    {
        var missing = new HashSet<Guid>();
        foreach (var failure in failures.GroupBy(f => f.Lot.Id).Select(g => g.MinBy(f => f.At)!)) missing.UnionWith((await Find(work, failure)).Lots.Keys.Where(id => !named.Contains(id) && !reach.Covers(id)));
        reach.Add(named);
        if (missing.Count == 0) return null;
        reach.Add(missing);
        return Wider;
    }

    /// <summary>True when the lot's step is a critical control point for it.</summary>
    public static bool IsAt(Lot lot) => CcpRules.TypeAt(lot.StepIndex) is not null && lot.MaterialClass != MaterialClass.Ingredient;

    /// <summary>Holds what the failure brackets and records it as a deviation. The lot itself has been dealt with.</summary>
    public static async Task<Bracketed> Hold(Work work, Reach reach, CcpFailure failure)
    {
        await work.Flush();
        var bracket = await Find(work, failure);
        var late = bracket.Lots.Keys.Where(id => !reach.Covers(id)).ToList();
        if (late.Count > 0)
        {
            await work.ShareRunsOf(late);
            await work.LockLots(LockStrength.Update, late);
            reach.Add(late);
        }

        var deviation = await Current(work, failure, bracket);
        var known = deviation is null ? [] : await work.Db.DeviationLots.Where(l => l.DeviationId == deviation.Id).ToListAsync(work.Ct);
        var code = deviation?.DeviationCode ?? (await work.NextCode(PlantCode.DeviationPrefix, bracket.Site)).Must();
        var id = deviation?.Id ?? work.NewId();
        var changed = await Lots(work, failure, bracket, id, code, known);
        if (deviation is not null && changed.Count == 0) return new Bracketed(id, null, 0);
        var told = Told(changed);
        if (deviation is null)
        {
            var birth = new DeviationBirth(code, bracket.Site, failure.Lot.StepIndex, failure.Cause, failure.Lot.Id, failure.Lot.RunId, failure.Reason, bracket.From)
            {
                ReadingId = failure.ReadingId, InspectionId = failure.InspectionId, IsSimulated = work.Caller.IsSimulated,
            };
            work.Db.Deviations.Add(Deviation.Open(id, birth, work.Caller.UserId, work.Now, told));
        }
        else
        {
            deviation.Extend(work.Now, told);
        }
        await work.Flush();
        return new Bracketed(id, deviation is null ? "DEVIATION_OPENED" : "DEVIATION_EXTENDED", changed.Count(f => f.Row.IsHeld && f.Lot.Id != failure.Lot.Id));
    }

    /// <summary>Lots by id, with true for those that went through the control point themselves.</summary>
    private sealed record Bracket(string Site, DateTime? From, IReadOnlyDictionary<Guid, bool> Lots);

    private static async Task<Bracket> Find(Work work, CcpFailure failure)
    {
        var lot = failure.Lot;
        await using var command = (await Dialect.Command(work.Db, Query, work.Ct)).With("lot", lot.Id).With("run", lot.RunId).With("step", lot.StepIndex).With("type", Word.Of(CcpRules.TypeAt(lot.StepIndex)!.Value))
            .With("at", failure.At).With("never", DateTime.UnixEpoch).With("inspection", failure.InspectionId ?? Guid.Empty).With("simulated", lot.IsSimulated).With("depth", LivingDepth);
        var (site, from, lots) = ("", (DateTime?)null, new Dictionary<Guid, bool>());
        await using DbDataReader reader = await command.ExecuteReaderAsync(work.Ct);
        while (await reader.ReadAsync(work.Ct))
        {
            lots[reader.GetGuid(0)] = reader.GetInt32(1) == 0;
            (site, from) = (reader.GetString(2), await reader.IsDBNullAsync(3, work.Ct) ? null : DateTime.SpecifyKind(reader.GetDateTime(3), DateTimeKind.Utc));
        }
        return new Bracket(site, from, lots);
    }

    /// <summary>
    /// Lots of the step that were registered or failed a check since, unless their last check is compliant; and all that was made of them. A
    /// PASS proves a lot like the reading it rests on; a failed inspection of the same instant outweighs its own reading. The reading that
    /// belongs to a failed inspection proves nothing of the control point.
    /// OFFSET 0 keeps PostgreSQL at walking back from the newest reading, which it would give up while it has no statistics of a new table.
    /// </summary>
    private const string Query = """
        WITH RECURSIVE point(site, last_good, since) AS (
          SELECT site, last_good, COALESCE(last_good, @never) FROM (
            SELECT p.site_code AS site, (
              SELECT r.measured_at FROM temperature_logs r
              WHERE r.reading_role = 'CCP' AND r.measurement_type = @type AND NOT r.is_violation AND r.measured_at <= @at AND r.is_simulated = @simulated AND (r.inspection_id IS NULL OR r.inspection_id <> @inspection)
                AND EXISTS (SELECT 1 FROM lots l JOIN production_runs q ON q.id = l.run_id WHERE l.id = r.lot_id AND l.step_index = @step AND q.site_code = p.site_code LIMIT 1 OFFSET 0)
              ORDER BY r.measured_at DESC LIMIT 1) AS last_good
            FROM production_runs p WHERE p.id = @run) AS found),
        through(id) AS (
          SELECT l.id FROM lots l WHERE l.id = @lot
          UNION
          SELECT l.id FROM point JOIN production_runs p ON p.site_code = point.site JOIN lots l ON l.run_id = p.id
          WHERE l.step_index = @step AND l.material_class <> 'INGREDIENT' AND l.is_simulated = @simulated AND l.status <> 'REJECTED'
            AND (l.created_at >= point.since OR (l.status IN ('CREATED', 'QUARANTINE', 'RELEASED', 'HOLD')
              AND (EXISTS (SELECT 1 FROM temperature_logs r WHERE r.lot_id = l.id AND r.reading_role = 'CCP' AND r.measurement_type = @type AND r.is_violation AND r.measured_at >= point.since)
                OR EXISTS (SELECT 1 FROM qc_inspections i WHERE i.lot_id = l.id AND i.is_ccp AND i.decision <> 'PASS' AND i.inspected_at >= point.since))))
            AND NOT EXISTS (SELECT 1 FROM temperature_logs g WHERE g.lot_id = l.id AND g.reading_role = 'CCP' AND g.measurement_type = @type AND NOT g.is_violation
              AND NOT EXISTS (SELECT 1 FROM temperature_logs b WHERE b.lot_id = l.id AND b.reading_role = 'CCP' AND b.measurement_type = @type AND b.is_violation
                AND (b.measured_at > g.measured_at OR (b.measured_at = g.measured_at AND b.id > g.id)))
              AND NOT EXISTS (SELECT 1 FROM qc_inspections i WHERE i.lot_id = l.id AND i.is_ccp AND i.decision <> 'PASS' AND i.inspected_at >= g.measured_at))
            AND NOT EXISTS (SELECT 1 FROM qc_inspections g WHERE g.lot_id = l.id AND g.is_ccp AND g.decision = 'PASS'
              AND NOT EXISTS (SELECT 1 FROM temperature_logs b WHERE b.lot_id = l.id AND b.reading_role = 'CCP' AND b.measurement_type = @type AND b.is_violation AND b.measured_at >= g.inspected_at)
              AND NOT EXISTS (SELECT 1 FROM qc_inspections i WHERE i.lot_id = l.id AND i.is_ccp AND i.decision <> 'PASS' AND i.inspected_at >= g.inspected_at))),
        down(id, depth) AS (
          SELECT id, 0 FROM through
          UNION
          SELECT k.child_lot_id, down.depth + 1 FROM genealogy_links k JOIN down ON k.parent_lot_id = down.id WHERE down.depth < @depth)
        SELECT id, MIN(depth), (SELECT site FROM point), (SELECT last_good FROM point) FROM down GROUP BY id
        """;

    /// <summary>The open deviation that this failure belongs to: of the same control point, and about the same lot or holding one that went through with it.</summary>
    private static async Task<Deviation?> Current(Work work, CcpFailure failure, Bracket bracket)
    {
        var through = bracket.Lots.Where(l => l.Value).Select(l => l.Key).ToList();
        var found = await (from d in work.Db.Deviations where d.Status == DeviationStatus.Open && d.StepIndex == failure.Lot.StepIndex && d.SiteCode == bracket.Site
                           where work.Db.DeviationLots.Any(l => l.DeviationId == d.Id && (l.LotId == failure.Lot.Id || (through.Contains(l.LotId) && l.Role != DeviationRole.Downstream && l.HeldAt != null && l.SettledAt == null)))
                           orderby d.Id select d.Id).FirstOrDefaultAsync(work.Ct);
        if (found == Guid.Empty) return null;
        await work.LockDeviations(found);
        var deviation = await work.Db.Deviations.FirstAsync(d => d.Id == found, work.Ct);
        return deviation.IsOpen ? deviation : null;
    }

    private sealed record Place(string BufferCode, decimal QuantityKg);

    private sealed record Found(Lot Lot, DeviationLot Row, IReadOnlyList<Place> Places);

    /// <summary>Holds each lot that can be held and writes its row. Those whose row says so already are left alone.</summary>
    private static async Task<List<Found>> Lots(Work work, CcpFailure failure, Bracket bracket, Guid deviationId, string code, List<DeviationLot> known)
    {
        var ids = bracket.Lots.Keys.ToList();
        var lots = await work.Db.Lots.Where(l => ids.Contains(l.Id)).OrderBy(l => l.StepIndex).ThenBy(l => l.LotCode).ToListAsync(work.Ct);
        var lying = (await (from i in work.Db.Inventory where ids.Contains(i.LotId) && i.ExitedAt == null join b in work.Db.Buffers on i.BufferId equals b.Id
                            orderby b.BufferCode select new { i.LotId, b.Id, b.BufferCode, i.QuantityGrams }).ToListAsync(work.Ct)).ToLookup(p => p.LotId);
        var recall = await Shipped(work, lots);
        var changed = new List<Found>();
        foreach (var lot in lots)
        {
            var row = known.Find(r => r.LotId == lot.Id);
            if (row is not null && (row.IsHeld || lot.Status is not (LotStatus.Hold or LotStatus.Created or LotStatus.Quarantine or LotStatus.Released))) continue;
            if (Lot.Lifecycle.Allows(lot.Status, LotAction.Hold)) lot.Hold(HoldCause.Deviation, $"{code}: {failure.Reason}", work.Now, evidence: new { deviation = code, lot = failure.Lot.LotCode, reading_id = failure.ReadingId });
            List<Place> places = [.. lying[lot.Id].Select(p => new Place(p.BufferCode, Units.Kg(p.QuantityGrams)))];
            foreach (var buffer in lying[lot.Id]) work.Touch(Feed.Topics.Buffer(buffer.Id));
            if (row is null)
            {
                row = new DeviationLot
                {
                    Id = work.NewId(), DeviationId = deviationId, LotId = lot.Id, StatusThen = lot.Status, QuantityGrams = lot.RemainingGrams, RecallGrams = recall.GetValueOrDefault(lot.Id),
                    Role = lot.Id == failure.Lot.Id ? DeviationRole.Cause : bracket.Lots[lot.Id] ? DeviationRole.Bracket : DeviationRole.Downstream, Places = Json.Text(places),
                };
                work.Db.DeviationLots.Add(row);
            }
            (row.QuantityGrams, row.HeldAt, row.SettledAt) = (lot.RemainingGrams, lot.Status == LotStatus.Hold ? work.Now : null, null);
            changed.Add(new Found(lot, row, places));
        }
        return changed;
    }

    /// <summary>What of each shipment has left: all of one that is finished, else what of its pallets went out.</summary>
    private static async Task<Dictionary<Guid, long>> Shipped(Work work, List<Lot> lots)
    {
        var shipments = lots.Where(l => l.LotType == LotType.Ship).ToList();
        if (shipments.Count == 0) return [];
        var ids = shipments.ConvertAll(l => l.Id);
        var loads = await (from k in work.Db.Links where ids.Contains(k.ChildLotId)
                           select new { k.ChildLotId, k.QuantityUsedGrams, Gone = work.Db.Moves.Where(m => m.LotId == k.ParentLotId && m.MoveType == Stock.MoveType.Ship).Sum(m => (long?)m.QuantityGrams) ?? 0 }).ToListAsync(work.Ct);
        return shipments.ToDictionary(l => l.Id, l => l.Status == LotStatus.Finished ? l.WeightGrams : loads.Where(k => k.ChildLotId == l.Id).Sum(k => Math.Min(k.QuantityUsedGrams, k.Gone)));
    }

    private static object Told(List<Found> changed) => new
    {
        held_kg = Units.Kg(changed.Where(f => f.Row.IsHeld).Sum(f => f.Row.QuantityGrams)),
        recall_kg = Units.Kg(changed.Sum(f => f.Row.RecallGrams)),
        lots = changed.Select(f => new { lot_code = f.Lot.LotCode, status = Word.Of(f.Lot.Status), role = Word.Of(f.Row.Role), quantity_kg = Units.Kg(f.Row.QuantityGrams), recall_kg = Units.Kg(f.Row.RecallGrams), places = f.Places }),
        buffers = changed.Where(f => f.Row.IsHeld).SelectMany(f => f.Places).GroupBy(p => p.BufferCode, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => new { buffer_code = g.Key, quantity_kg = g.Sum(p => p.QuantityKg) }),
    };
}
