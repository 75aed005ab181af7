using ControlRoom.Core.Audit;
using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using ControlRoom.Core.Quality;
using ControlRoom.Core.Runs;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Reports;

/// <summary>Reads what a report is made of.</summary>
internal static class ComplianceReading
{
    public static async Task<ComplianceFacts> Facts(ControlRoomDb db, Run run, bool isProduction, AuditVerdict audit, CancellationToken ct)
    {
        var lots = await Lots(db, run.Id, ct);
        var byId = lots.ToDictionary(l => l.Id);
        var readings = await (from r in db.Readings.AsNoTracking() where db.Lots.Any(l => l.Id == r.LotId && l.RunId == run.Id) join u in db.Users on r.RecordedBy equals u.Id
                              orderby r.MeasuredAt, r.Id select new { Log = r, u.FullName }).ToListAsync(ct);
        var inspections = await (from i in db.Inspections.AsNoTracking() where i.RunId == run.Id join u in db.Users on i.InspectorId equals u.Id
                                 orderby i.StepIndex, i.InspectedAt, i.Id select new { Inspection = i, u.FullName }).ToListAsync(ct);
        return new ComplianceFacts(run, await RunQueries.Graph(db, run.FlowVersionId, ct), isProduction, lots, [.. readings.Select(r => new ReadingRecord(r.Log, byId[r.Log.LotId!.Value], r.FullName))],
            [.. inspections.Select(i => new InspectionRecord(i.Inspection, byId[i.Inspection.LotId].Code, i.FullName))], await Links(db, run.Id, ct), await Places(db, run.Id, ct), await Shipments(db, lots, ct),
            await MassBalanceQueries.Of(db, run.Id, ct), audit, await DeviationQueries.OfRun(db, run.Id, ct));
    }

    /// <summary>What happened to the run and its lots, in order.</summary>
    public static async Task<IReadOnlyList<NamedEvent>> Events(ControlRoomDb db, Guid runId, CancellationToken ct) =>
        await Named(db, db.AuditEvents.Where(e => e.RunId == runId), ct);

    /// <summary>What happened to the buffers that goods of the run lay in.</summary>
    public static async Task<IReadOnlyList<NamedEvent>> BufferEvents(ControlRoomDb db, IReadOnlyList<PlaceRecord> places, CancellationToken ct)
    {
        var ids = places.Select(p => p.BufferId).Distinct().ToList();
        return ids.Count == 0 ? [] : await Named(db, db.AuditEvents.Where(e => e.EntityType == EntityTypes.Buffer && ids.Contains(e.EntityId)), ct);
    }

    private static async Task<IReadOnlyList<NamedEvent>> Named(ControlRoomDb db, IQueryable<AuditEvent> events, CancellationToken ct) =>
        [.. (await (from e in events.AsNoTracking() join u in db.Users on e.UserId equals u.Id orderby e.Id select new { Event = e, u.FullName }).ToListAsync(ct)).Select(e => new NamedEvent(e.Event, e.FullName))];

    private static async Task<IReadOnlyList<LotRecord>> Lots(ControlRoomDb db, Guid runId, CancellationToken ct)
    {
        var rows = await (from l in db.Lots.AsNoTracking() where l.RunId == runId
                          join s in db.Suppliers on l.SupplierId equals s.Id into suppliers
                          from s in suppliers.DefaultIfEmpty()
                          orderby l.StepIndex, l.LotCode
                          select new { Lot = l, Supplier = s == null ? null : s.Code }).ToListAsync(ct);
        return [.. rows.Select(r => new LotRecord(r.Lot.Id, r.Lot.LotCode, r.Lot.LotType, r.Lot.SkuType, r.Lot.StepIndex, r.Lot.Status, r.Lot.MaterialClass, r.Lot.WeightGrams, r.Lot.RemainingGrams,
            r.Lot.ProductionDate, r.Lot.HeldAt, r.Lot.IsSimulated)
        {
            PieceCount = r.Lot.PieceCount, Supplier = r.Supplier, Customer = r.Lot.CustomerCode, Sscc = r.Lot.Sscc, Disposition = r.Lot.Disposition,
        })];
    }

    private static Task<List<LinkRecord>> Links(ControlRoomDb db, Guid runId, CancellationToken ct) =>
        (from k in db.Links join c in db.Lots on k.ChildLotId equals c.Id join p in db.Lots on k.ParentLotId equals p.Id
         where c.RunId == runId orderby c.LotCode, p.LotCode
         select new LinkRecord(p.LotCode, p.LotType, p.SkuType, p.MaterialClass, p.ProductionDate, c.LotCode, c.LotType, c.SkuType, c.ProductionDate, k.QuantityUsedGrams)).ToListAsync(ct);

    private static async Task<IReadOnlyList<PlaceRecord>> Places(ControlRoomDb db, Guid runId, CancellationToken ct) =>
        [.. (await (from i in db.Inventory where i.RunId == runId join l in db.Lots on i.LotId equals l.Id join b in db.Buffers on i.BufferId equals b.Id
                    orderby i.EnteredAt, i.Id select new { l.LotCode, l.LotType, Buffer = b, i.EnteredAt, i.ExitedAt }).AsNoTracking().ToListAsync(ct))
            .Select(p => new PlaceRecord(p.LotCode, p.LotType, p.Buffer.Id, p.Buffer.BufferCode, p.Buffer.Accepts(p.LotType), p.EnteredAt, p.ExitedAt))];

    /// <summary>What each shipment began with: its ancestors without parents, also in other runs.</summary>
    private static async Task<IReadOnlyList<ShipmentOriginView>> Shipments(ControlRoomDb db, IReadOnlyList<LotRecord> lots, CancellationToken ct)
    {
        var shipments = new List<ShipmentOriginView>();
        foreach (var ship in lots.Where(l => l.Type == LotType.Ship && !l.IsRejected))
        {
            var roots = await Roots(db, ship.Id, ct);
            shipments.Add(new ShipmentOriginView(ship.Code, ship.Customer, [.. roots.Select(r => r.Code)], [.. roots.Select(r => r.Supplier).OfType<string>().Distinct().Order(StringComparer.Ordinal)],
                roots.Count > 0 && roots.All(r => r is { Type: LotType.Raw, Supplier: not null })));
        }
        return shipments;
    }

    private sealed record Root(string Code, LotType Type, string? Supplier);

    private static async Task<IReadOnlyList<Root>> Roots(ControlRoomDb db, Guid lotId, CancellationToken ct)
    {
        await using var command = (await Dialect.Command(db, """
            WITH RECURSIVE up(id) AS (
              SELECT k.parent_lot_id FROM genealogy_links k WHERE k.child_lot_id = @lot
              UNION
              SELECT k.parent_lot_id FROM genealogy_links k JOIN up ON k.child_lot_id = up.id)
            SELECT l.lot_code, l.lot_type, s.code FROM up JOIN lots l ON l.id = up.id LEFT JOIN suppliers s ON s.id = l.supplier_id
            WHERE NOT EXISTS (SELECT 1 FROM genealogy_links k WHERE k.child_lot_id = l.id) ORDER BY l.lot_code
            """, ct)).With("lot", lotId);
        var roots = new List<Root>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct)) roots.Add(new Root(reader.GetString(0), Word.Parse<LotType>(reader.GetString(1)), reader.IsDBNull(2) ? null : reader.GetString(2)));
        return roots;
    }
}
