using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using ControlRoom.Core.Runs;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Quality;

/// <summary>A lot that somebody from quality has to look at: it waits at its gate, or it is on HOLD.</summary>
/// <param name="GateCode">Gate of the lot's own step; null where the step has none.</param>
/// <param name="Since">When it came to the gate, or when it was held.</param>
/// <param name="DueAt">When the planned time of its step is over; null for a held lot, which waits for a decision and not for a check.</param>
/// <param name="TemperatureC">Last measured.</param>
public sealed record QueueRow(Guid LotId, string LotCode, LotType LotType, LotStatus Status, Guid RunId, string RunCode, int StepIndex, string? GateCode, bool IsCcp, decimal RemainingKg, int? PieceCount,
    DateTime Since, DateTime? DueAt, decimal? TemperatureC, bool IsSimulated)
{
    public bool IsHeld => Status == LotStatus.Hold;

    public bool IsOverdue(DateTime now) => DueAt < now;
}

/// <summary>What waits, and what was decided today.</summary>
/// <param name="Rows">Critical gates first, then what is due first; held lots below, the oldest first.</param>
/// <param name="Decided">Newest first, at most a page of them; the three counts are of the whole day.</param>
public sealed record InspectionQueue(IReadOnlyList<QueueRow> Rows, IReadOnlyList<InspectionView> Decided, int Pass, int Hold, int Fail);

/// <summary>The work list of quality.</summary>
public sealed class InspectionQueueQueries(Dialect dialect, Clock clock)
{
    private const int DecidedShown = 30;

    public async Task<InspectionQueue> Now(CancellationToken ct)
    {
        await using var db = dialect.Open();
        var begun = clock.StartOfProductionDay(clock.ProductionDate(clock.Now));
        var today = db.Inspections.AsNoTracking().Where(i => i.InspectedAt >= begun);
        var counts = await today.GroupBy(i => i.Decision).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, ct);
        return new InspectionQueue(await Rows(db, ct), await InspectionQueries.Views(db, today, DecidedShown, ct),
            counts.GetValueOrDefault(Decision.Pass), counts.GetValueOrDefault(Decision.Hold), counts.GetValueOrDefault(Decision.Fail));
    }

    private static async Task<IReadOnlyList<QueueRow>> Rows(ControlRoomDb db, CancellationToken ct)
    {
        var lots = await (from l in db.Lots.AsNoTracking()
                          where l.Status == LotStatus.Created || l.Status == LotStatus.Quarantine || l.Status == LotStatus.Hold
                          join r in db.Runs on l.RunId equals r.Id
                          orderby l.Id
                          select new { Lot = l, r.RunCode, r.FlowVersionId }).Take(Page.MaxLimit).ToListAsync(ct);
        var rows = new List<QueueRow>();
        foreach (var row in lots)
        {
            var graph = await RunQueries.Graph(db, row.FlowVersionId, ct);
            var (lot, gate) = (row.Lot, graph.GateOf(row.Lot.StepIndex));
            var held = lot.Status == LotStatus.Hold;
            if (gate is null && !held) continue;
            rows.Add(new QueueRow(lot.Id, lot.LotCode, lot.LotType, lot.Status, lot.RunId, row.RunCode, lot.StepIndex, gate?.Code, gate?.IsCcp ?? false, Units.Kg(lot.RemainingGrams), lot.PieceCount,
                held ? lot.HeldAt ?? lot.CreatedAt : lot.CreatedAt, held ? null : lot.CreatedAt.AddMinutes(graph.PlanOf(lot.StepIndex)), Units.Celsius(lot.TemperatureTenths), lot.IsSimulated));
        }
        return [.. rows.OrderBy(r => r.IsHeld).ThenByDescending(r => !r.IsHeld && r.IsCcp).ThenBy(r => r.DueAt ?? r.Since).ThenBy(r => r.LotCode, StringComparer.Ordinal)];
    }
}
