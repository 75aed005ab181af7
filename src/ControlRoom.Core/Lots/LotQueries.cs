using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;
using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Quality;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Lots;

/// <summary>A row of a lot list.</summary>
public record LotRow
{
    public required Guid Id { get; init; }
    public required string LotCode { get; init; }
    public required LotType LotType { get; init; }
    public required Guid RunId { get; init; }
    public required int StepIndex { get; init; }
    public required LotStatus Status { get; init; }
    public required decimal WeightKg { get; init; }
    public required decimal RemainingKg { get; init; }
    public required decimal PlacedKg { get; init; }
    public int? PieceCount { get; init; }
    public Sku? SkuType { get; init; }
    public Guid? SupplierId { get; init; }
    public string? SupplierCode { get; init; }
    public Species? Species { get; init; }
    public required MaterialClass MaterialClass { get; init; }
    public required DateOnly ProductionDate { get; init; }
    public string? CustomerCode { get; init; }
    public string? Sscc { get; init; }
    public string? BatchCode { get; init; }
    public required Disposition Disposition { get; init; }
    public HoldCause? HoldCause { get; init; }
    public string? HoldReason { get; init; }
    public DateTime? HeldAt { get; init; }
    public required bool PendingReject { get; init; }
    public decimal? TemperatureC { get; init; }
    public JsonElement? Metadata { get; init; }
    public required Guid CreatedBy { get; init; }
    public required DateTime CreatedAt { get; init; }
    public required bool IsSimulated { get; init; }

    /// <summary>Latest decision at the gate of the lot's step, if any.</summary>
    public Decision? GateDecision { get; init; }

    /// <summary>Codes of the buffers it lies in.</summary>
    public IReadOnlyList<string> Places { get; init; } = [];
    public required int RowVersion { get; init; }
}

public sealed record PlacementView(Guid BufferId, string BufferCode, decimal QuantityKg, DateTime EnteredAt);

/// <summary>A neighbour in the genealogy with the weight that went over the link.</summary>
public sealed record KinView(Guid Id, string LotCode, LotType LotType, LotStatus Status, decimal QuantityUsedKg);

public sealed record WasteView(Guid Id, WasteKind Kind, decimal QuantityKg, WasteReason Reason, string? DisposalRef, Guid CreatedBy, DateTime CreatedAt)
{
    internal static WasteView Of(WasteRecord w) => new(w.Id, w.Kind, Units.Kg(w.QuantityGrams), w.Reason, w.DisposalRef, w.CreatedBy, w.CreatedAt);
}

/// <summary>A lot with everything known of it.</summary>
public sealed record LotView : LotRow
{
    [JsonConstructor]
    private LotView() { }

    [SetsRequiredMembers]
    internal LotView(LotRow row) : base(row) { }

    public IReadOnlyList<KinView> Parents { get; init; } = [];
    public IReadOnlyList<KinView> Children { get; init; } = [];
    public IReadOnlyList<InspectionView> Inspections { get; init; } = [];
    public IReadOnlyList<ReadingView> Readings { get; init; } = [];
    public IReadOnlyList<PlacementView> Placements { get; init; } = [];
    public IReadOnlyList<WasteView> Waste { get; init; } = [];
}

public sealed record LotFilter
{
    public Guid? RunId { get; init; }
    public IReadOnlyList<LotType>? Type { get; init; }
    public IReadOnlyList<LotStatus>? Status { get; init; }
    public int? Step { get; init; }

    /// <summary>Part of the code, any case.</summary>
    public string? Q { get; init; }
}

public sealed class LotQueries(Dialect dialect)
{
    public async Task<IReadOnlyList<LotRow>> List(LotFilter filter, Page page, CancellationToken ct)
    {
        await using var db = dialect.Open();
        var lots = Filtered(db, filter);
        if (page.After is { } after) lots = lots.Where(l => l.Id.CompareTo(after) < 0);
        return await Rows(db, lots.OrderByDescending(l => l.Id).Take(page.Limit), ct);
    }

    public async Task<int> Count(LotFilter filter, CancellationToken ct)
    {
        await using var db = dialect.Open();
        return await Filtered(db, filter).CountAsync(ct);
    }

    /// <param name="idOrCode">Id or lot code.</param>
    public async Task<Outcome<LotView>> Detail(string idOrCode, CancellationToken ct)
    {
        await using var db = dialect.Open();
        var lots = db.Lots.AsNoTracking();
        var lot = Guid.TryParse(idOrCode, out var id) ? await lots.FirstOrDefaultAsync(l => l.Id == id, ct) : await lots.FirstOrDefaultAsync(l => l.LotCode == idOrCode, ct);
        return lot is null ? Refusal.NotFound("lot", idOrCode) : await View(db, lot, ct);
    }

    /// <summary>What may be a parent of a new lot of this type in this run: its own lots and released residue of other runs, newest first.</summary>
    public async Task<IReadOnlyList<LotRow>> Candidates(Guid runId, LotType type, CancellationToken ct)
    {
        await using var db = dialect.Open();
        var spec = type.Spec();
        var lots = db.Lots.AsNoTracking().Where(l => spec.Parents.Contains(l.LotType) && l.RemainingGrams > 0 && l.Status != LotStatus.Rejected && (l.RunId == runId || l.Status == LotStatus.Released));
        if (spec.RawClass is { } material) lots = lots.Where(l => l.LotType != LotType.Raw || l.MaterialClass == material);
        return await Rows(db, lots.OrderByDescending(l => l.Id).Take(Page.MaxLimit), ct);
    }

    /// <summary>A lot in the command that registers it: nothing has come about yet but what the command itself writes.</summary>
    internal static LotView Newborn(Lot lot, string? supplier, IEnumerable<KinView> parents, IEnumerable<WasteRecord> waste, IReadOnlyList<ReadingView> readings) =>
        new(Row(lot, supplier, [], 0, null)) { Parents = [.. parents.OrderBy(p => p.LotCode, StringComparer.Ordinal)], Waste = [.. waste.OrderBy(w => w.Id).Select(WasteView.Of)], Readings = readings };

    internal static async Task<LotView> View(ControlRoomDb db, Lot lot, CancellationToken ct)
    {
        var row = (await Rows(db, db.Lots.AsNoTracking().Where(l => l.Id == lot.Id), ct)).Single();
        return new LotView(row)
        {
            Parents = await (from k in db.Links where k.ChildLotId == lot.Id join l in db.Lots on k.ParentLotId equals l.Id orderby l.LotCode
                             select new KinView(l.Id, l.LotCode, l.LotType, l.Status, Units.Kg(k.QuantityUsedGrams))).ToListAsync(ct),
            Children = await (from k in db.Links where k.ParentLotId == lot.Id join l in db.Lots on k.ChildLotId equals l.Id orderby l.LotCode
                              select new KinView(l.Id, l.LotCode, l.LotType, l.Status, Units.Kg(k.QuantityUsedGrams))).ToListAsync(ct),
            Inspections = await InspectionQueries.Views(db, db.Inspections.Where(i => i.LotId == lot.Id), Page.MaxLimit, ct),
            Readings = await ReadingQueries.Views(db, db.Readings.Where(r => r.LotId == lot.Id), Page.MaxLimit, ct),
            Placements = await (from i in db.Inventory where i.LotId == lot.Id && i.ExitedAt == null join b in db.Buffers on i.BufferId equals b.Id orderby i.EnteredAt
                                select new PlacementView(b.Id, b.BufferCode, Units.Kg(i.QuantityGrams), i.EnteredAt)).ToListAsync(ct),
            Waste = [.. (await db.Waste.AsNoTracking().Where(w => w.LotId == lot.Id).OrderBy(w => w.CreatedAt).ThenBy(w => w.Id).ToListAsync(ct)).Select(WasteView.Of)],
        };
    }

    internal static async Task<IReadOnlyList<LotRow>> Rows(ControlRoomDb db, IQueryable<Lot> query, CancellationToken ct)
    {
        var lots = await (from l in query
                          join s in db.Suppliers on l.SupplierId equals s.Id into suppliers
                          from s in suppliers.DefaultIfEmpty()
                          select new { Lot = l, Supplier = s == null ? null : s.Code }).ToListAsync(ct);
        var ids = lots.Select(l => l.Lot.Id).ToList();
        var places = (await (from i in db.Inventory where ids.Contains(i.LotId) && i.ExitedAt == null join b in db.Buffers on i.BufferId equals b.Id
                             orderby i.EnteredAt select new { i.LotId, b.BufferCode, i.QuantityGrams }).ToListAsync(ct)).ToLookup(p => p.LotId);
        var decisions = (await db.Inspections.Where(i => ids.Contains(i.LotId)).Select(i => new { i.LotId, i.InspectedAt, i.Id, i.Decision }).ToListAsync(ct))
            .GroupBy(d => d.LotId).ToDictionary(g => g.Key, g => g.OrderBy(d => d.InspectedAt).ThenBy(d => d.Id).Last().Decision);
        return [.. lots.Select(l => Row(l.Lot, l.Supplier, [.. places[l.Lot.Id].Select(p => p.BufferCode)], places[l.Lot.Id].Sum(p => p.QuantityGrams), decisions.TryGetValue(l.Lot.Id, out var d) ? d : null))];
    }

    private static IQueryable<Lot> Filtered(ControlRoomDb db, LotFilter filter)
    {
        var lots = db.Lots.AsNoTracking();
        if (filter.RunId is { } run) lots = lots.Where(l => l.RunId == run);
        if (filter.Type is { Count: > 0 } types) lots = lots.Where(l => types.Contains(l.LotType));
        if (filter.Status is { Count: > 0 } states) lots = lots.Where(l => states.Contains(l.Status));
        if (filter.Step is { } step) lots = lots.Where(l => l.StepIndex == step);
        if (filter.Q is { Length: > 0 } q)
        {
            var part = q.ToUpperInvariant();
            lots = lots.Where(l => l.LotCode.Contains(part));
        }
        return lots;
    }

    private static LotRow Row(Lot l, string? supplier, IReadOnlyList<string> places, long placed, Decision? decision) => new()
    {
        Id = l.Id, LotCode = l.LotCode, LotType = l.LotType, RunId = l.RunId, StepIndex = l.StepIndex, Status = l.Status, WeightKg = Units.Kg(l.WeightGrams),
        RemainingKg = Units.Kg(l.RemainingGrams), PlacedKg = Units.Kg(placed), PieceCount = l.PieceCount, SkuType = l.SkuType, SupplierId = l.SupplierId, SupplierCode = supplier,
        Species = l.Species, MaterialClass = l.MaterialClass, ProductionDate = l.ProductionDate, CustomerCode = l.CustomerCode, Sscc = l.Sscc, BatchCode = l.BatchCode,
        Disposition = l.Disposition, HoldCause = l.HoldCause, HoldReason = l.HoldReason, HeldAt = l.HeldAt, PendingReject = l.PendingReject, TemperatureC = Units.Celsius(l.TemperatureTenths),
        Metadata = JsonDocument.Parse(l.Metadata).RootElement, CreatedBy = l.CreatedBy, CreatedAt = l.CreatedAt, IsSimulated = l.IsSimulated, GateDecision = decision, Places = places, RowVersion = l.RowVersion,
    };
}
