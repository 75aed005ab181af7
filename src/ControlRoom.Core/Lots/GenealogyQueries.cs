using System.Data.Common;
using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Lots;

public enum TraceDirection { Parents, Children, Tree }

/// <summary>A lot of a trace with its distance from the start: negative upstream, positive downstream, 0 itself.</summary>
public sealed record TraceNode(Guid Id, string LotCode, LotType LotType, Guid RunId, int StepIndex, LotStatus Status, decimal WeightKg, decimal RemainingKg, int? PieceCount, Sku? SkuType,
    Guid? SupplierId, DateOnly ProductionDate, string? CustomerCode, DateTime CreatedAt, int Depth);

/// <summary>Parent and child by code; the ids for those who script.</summary>
public sealed record TraceLink(string Parent, string Child, Guid ParentId, Guid ChildId, decimal QuantityUsedKg);

public sealed record TraceView(TraceNode Lot, TraceDirection Direction, int Depth, IReadOnlyList<TraceNode> Nodes, IReadOnlyList<TraceLink> Links)
{
    public IReadOnlyList<string> Suppliers { get; init; } = [];
    public IReadOnlyList<string> Customers { get; init; } = [];

    /// <summary>Codes of the SHIP lots in the trace.</summary>
    public IReadOnlyList<string> Shipments { get; init; } = [];
}

/// <summary>Walks the genealogy with one recursive query per direction: breadth first, each lot once, kilograms on each link.</summary>
public sealed class GenealogyQueries(Dialect dialect, Clock clock, PlantMetrics metrics)
{
    public const int MaxDepth = 10;

    /// <param name="idOrCode">Lot code or id.</param>
    /// <param name="depth">1 to 10 generations.</param>
    public async Task<Outcome<TraceView>> Trace(string idOrCode, TraceDirection direction, int depth, CancellationToken ct)
    {
        if (depth is < 1 or > MaxDepth) return Refusal.Invalid("OUT_OF_RANGE", "/depth").With("min", 1).With("max", MaxDepth);
        var begun = clock.Provider.GetTimestamp();
        var trace = await Walked(idOrCode, direction, depth, ct);
        metrics.Traced(clock.Provider.GetElapsedTime(begun));
        return trace;
    }

    private async Task<Outcome<TraceView>> Walked(string idOrCode, TraceDirection direction, int depth, CancellationToken ct)
    {
        await using var db = dialect.Open();
        var start = Guid.TryParse(idOrCode, out var id)
            ? await db.Lots.Where(l => l.Id == id).Select(l => (Guid?)l.Id).FirstOrDefaultAsync(ct)
            : await db.Lots.Where(l => l.LotCode == idOrCode).Select(l => (Guid?)l.Id).FirstOrDefaultAsync(ct);
        if (start is not { } root) return Refusal.NotFound("lot", idOrCode);

        var (nodes, found) = (new Dictionary<Guid, TraceNode>(), new List<FoundLink>());
        if (direction != TraceDirection.Children) await Walk(db, root, up: true, depth, nodes, found, ct);
        if (direction != TraceDirection.Parents) await Walk(db, root, up: false, depth, nodes, found, ct);
        var list = nodes.Values.OrderBy(n => n.Depth).ThenBy(n => n.LotCode, StringComparer.Ordinal).ToList();
        var supplierIds = list.Select(n => n.SupplierId).OfType<Guid>().Distinct().ToList();
        return new TraceView(nodes[root], direction, depth, list, Links(found, nodes))
        {
            Suppliers = await db.Suppliers.Where(s => supplierIds.Contains(s.Id)).OrderBy(s => s.Code).Select(s => s.Code).ToListAsync(ct),
            Customers = [.. list.Select(n => n.CustomerCode).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            Shipments = [.. list.Where(n => n.LotType == LotType.Ship).Select(n => n.LotCode)],
        };
    }

    /// <summary>Lots that the run's shipments came from, however far back.</summary>
    internal static async Task<IReadOnlyList<Guid>> AncestorsOfShipments(ControlRoomDb db, Guid runId, CancellationToken ct)
    {
        await using var command = (await Dialect.Command(db, """
            WITH RECURSIVE up(id) AS (
              SELECT k.parent_lot_id FROM genealogy_links k JOIN lots s ON s.id = k.child_lot_id WHERE s.run_id = @run AND s.lot_type = 'SHIP'
              UNION
              SELECT k.parent_lot_id FROM genealogy_links k JOIN up ON k.child_lot_id = up.id)
            SELECT id FROM up
            """, ct)).With("run", runId);
        var ids = new List<Guid>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct)) ids.Add(reader.GetGuid(0));
        return ids;
    }

    private readonly record struct FoundLink(Guid Parent, Guid Child, long Grams);

    /// <summary>
    /// The lots of one direction, each with its links further that way. UNION removes a lot reached twice at one distance; the smallest
    /// distance wins among the rest. No link leads on from the last generation.
    /// </summary>
    internal string Walking(bool up)
    {
        var (own, next) = up ? ("child_lot_id", "parent_lot_id") : ("parent_lot_id", "child_lot_id");
        return $"""
            WITH RECURSIVE walk(id, depth) AS (
              SELECT CAST(@root AS {(dialect.IsEmbedded ? "TEXT" : "uuid")}), 0
              UNION
              SELECT k.{next}, walk.depth + 1 FROM genealogy_links k JOIN walk ON k.{own} = walk.id WHERE walk.depth < @depth),
            seen AS (SELECT id, MIN(depth) AS depth FROM walk GROUP BY id)
            SELECT l.id, l.lot_code, l.lot_type, l.run_id, l.step_index, l.status, l.weight_grams, l.remaining_grams, l.piece_count, l.sku_type,
                   l.supplier_id, l.production_date, l.customer_code, l.created_at, seen.depth, k.{next}, k.quantity_used_grams
            FROM seen JOIN lots l ON l.id = seen.id LEFT JOIN genealogy_links k ON k.{own} = seen.id AND seen.depth < @depth
            """;
    }

    private async Task Walk(ControlRoomDb db, Guid root, bool up, int depth, Dictionary<Guid, TraceNode> nodes, List<FoundLink> links, CancellationToken ct)
    {
        await using var command = (await Dialect.Command(db, Walking(up), ct)).With("root", root).With("depth", depth);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var last = Guid.Empty;
        while (await reader.ReadAsync(ct))
        {
            // The rows of a lot's links come one after another; where they do not, the lot is read once more.
            var id = reader.GetGuid(0);
            if (id != last) nodes.TryAdd(id, Node(reader, up ? -1 : 1));
            last = id;
            if (reader.IsDBNull(15)) continue;
            var other = reader.GetGuid(15);
            links.Add(up ? new FoundLink(other, id, reader.GetInt64(16)) : new FoundLink(id, other, reader.GetInt64(16)));
        }
    }

    private static TraceNode Node(DbDataReader r, int sign) => new(r.GetGuid(0), r.GetString(1), Word.Parse<LotType>(r.GetString(2)), r.GetGuid(3), r.GetInt32(4),
        Word.Parse<LotStatus>(r.GetString(5)), Units.Kg(r.GetInt64(6)), Units.Kg(r.GetInt64(7)), r.IsDBNull(8) ? null : r.GetInt32(8), r.IsDBNull(9) ? null : Word.Parse<Sku>(r.GetString(9)),
        r.IsDBNull(10) ? null : r.GetGuid(10), r.GetFieldValue<DateOnly>(11), r.IsDBNull(12) ? null : r.GetString(12), DateTime.SpecifyKind(r.GetDateTime(13), DateTimeKind.Utc), r.GetInt32(14) * sign);

    private static IReadOnlyList<TraceLink> Links(List<FoundLink> found, Dictionary<Guid, TraceNode> nodes)
    {
        var links = found.ConvertAll(f => new TraceLink(nodes[f.Parent].LotCode, nodes[f.Child].LotCode, f.Parent, f.Child, Units.Kg(f.Grams)));
        links.Sort(static (a, b) => string.CompareOrdinal(a.Parent, b.Parent) is var order and not 0 ? order : string.CompareOrdinal(a.Child, b.Child));
        return links;
    }
}
