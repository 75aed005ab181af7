using System.Text.Json;
using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Stock;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Lots;

/// <summary>A trace as a recall needs it: the lots in scope, those that joined them, and where every gram is.</summary>
public sealed class RecallQueries(Dialect dialect, GenealogyQueries genealogy, Clock clock)
{
    /// <summary>Lots outside the scope are a help to the eye; beyond this many they hide what matters.</summary>
    public const int MaxBeside = 400;

    /// <param name="idOrCode">Lot code or id.</param>
    /// <param name="depth">1 to 10 generations.</param>
    public async Task<Outcome<RecallView>> Of(string idOrCode, TraceDirection direction, int depth, CancellationToken ct)
    {
        var traced = await genealogy.Trace(idOrCode, direction, depth, ct);
        if (!traced.Done) return traced.Refusal;
        await using var db = dialect.Open();
        await using var moment = await dialect.AtOneMoment(db, ct);
        var depths = traced.Value.Nodes.ToDictionary(n => n.Id, n => n.Depth);
        var shown = await Beside(db, [.. depths.Keys], direction, ct);
        var facts = await Facts.Read(db, shown, ct);
        var picture = new Picture(facts, depths);
        var nodes = picture.Nodes();
        return new RecallView(nodes.Single(n => n.Depth == 0), direction, depth, clock.Now, nodes, picture.Links(), picture.Scope(nodes));
    }

    /// <summary>The scope and, looking forward, all that its lots were made from.</summary>
    private static async Task<HashSet<Guid>> Beside(ControlRoomDb db, HashSet<Guid> scope, TraceDirection direction, CancellationToken ct)
    {
        var (all, frontier) = (new HashSet<Guid>(scope), scope.ToList());
        if (direction == TraceDirection.Parents) return all;
        while (frontier.Count > 0)
        {
            var children = frontier;
            var parents = await db.Links.Where(k => children.Contains(k.ChildLotId)).Select(k => k.ParentLotId).Distinct().ToListAsync(ct);
            frontier = [.. parents.Where(p => !all.Contains(p)).Order().Take(scope.Count + MaxBeside - all.Count)];
            all.UnionWith(frontier);
        }
        return all;
    }

    /// <summary>The rows of the lots that are shown, and every link and move that touches them.</summary>
    private sealed record Facts(IReadOnlyList<Lot> Lots, IReadOnlyList<RecallUse> Uses, ILookup<Guid, WasteRecord> Waste, ILookup<Guid, (string Code, long Grams)> Places, IReadOnlyDictionary<Guid, long> Shipped,
        IReadOnlyDictionary<Guid, (string Code, string Name)> Suppliers, IReadOnlyDictionary<Guid, string> Runs)
    {
        public static async Task<Facts> Read(ControlRoomDb db, HashSet<Guid> ids, CancellationToken ct)
        {
            var lots = await db.Lots.AsNoTracking().Where(l => ids.Contains(l.Id)).ToListAsync(ct);
            var uses = await db.Links.Where(k => ids.Contains(k.ParentLotId) || ids.Contains(k.ChildLotId)).Select(k => new { k.ParentLotId, k.ChildLotId, k.QuantityUsedGrams }).ToListAsync(ct);
            var waste = await db.Waste.AsNoTracking().Where(w => ids.Contains(w.LotId)).OrderBy(w => w.CreatedAt).ThenBy(w => w.Id).ToListAsync(ct);
            var places = await (from i in db.Inventory where ids.Contains(i.LotId) && i.ExitedAt == null join b in db.Buffers on i.BufferId equals b.Id orderby b.BufferCode select new { i.LotId, b.BufferCode, i.QuantityGrams }).ToListAsync(ct);
            var shipped = await db.Moves.Where(m => m.MoveType == MoveType.Ship && ids.Contains(m.LotId)).GroupBy(m => m.LotId).Select(g => new { g.Key, Grams = g.Sum(m => m.QuantityGrams) }).ToDictionaryAsync(g => g.Key, g => g.Grams, ct);
            var (suppliers, runs) = (lots.Select(l => l.SupplierId).OfType<Guid>().ToHashSet(), lots.Select(l => l.RunId).ToHashSet());
            return new Facts(lots, [.. uses.Select(u => new RecallUse(u.ParentLotId, u.ChildLotId, u.QuantityUsedGrams))], waste.ToLookup(w => w.LotId), places.ToLookup(p => p.LotId, p => (p.BufferCode, p.QuantityGrams)), shipped,
                (await db.Suppliers.Where(s => suppliers.Contains(s.Id)).Select(s => new { s.Id, s.Code, s.Name }).ToListAsync(ct)).ToDictionary(s => s.Id, s => (s.Code, s.Name)),
                await db.Runs.Where(r => runs.Contains(r.Id)).ToDictionaryAsync(r => r.Id, r => r.RunCode, ct));
        }
    }

    /// <summary>Facts on their way to views.</summary>
    private sealed class Picture(Facts facts, IReadOnlyDictionary<Guid, int> depths)
    {
        private readonly Dictionary<Guid, Lot> lots = facts.Lots.ToDictionary(l => l.Id);
        private readonly ILookup<Guid, RecallUse> into = facts.Uses.ToLookup(u => u.Child), outOf = facts.Uses.ToLookup(u => u.Parent);

        public IReadOnlyList<RecallNode> Nodes() => [.. facts.Lots.Select(Node).OrderBy(n => n.StepIndex).ThenBy(n => n.LotCode, StringComparer.Ordinal)];

        public IReadOnlyList<RecallLink> Links() => [.. facts.Uses.Where(u => lots.ContainsKey(u.Parent) && lots.ContainsKey(u.Child))
            .Select(u => new RecallLink(lots[u.Parent].LotCode, lots[u.Child].LotCode, u.Parent, u.Child, Units.Kg(u.Grams), depths.ContainsKey(u.Parent) && depths.ContainsKey(u.Child)))
            .OrderBy(k => k.Parent, StringComparer.Ordinal).ThenBy(k => k.Child, StringComparer.Ordinal)];

        public RecallScopeView Scope(IReadOnlyList<RecallNode> nodes)
        {
            var sum = RecallSum.Of([.. facts.Lots.Where(l => depths.ContainsKey(l.Id)).Select(l => new RecallLot(l.Id, l.LotType, l.Status, l.WeightGrams, l.RemainingGrams, Gone(l)))],
                facts.Uses, facts.Waste.SelectMany(w => w.Select(r => (w.Key, r.QuantityGrams))));
            var scope = nodes.Where(n => n.InScope).ToList();
            return new RecallScopeView(scope.Count, nodes.Count, Units.Kg(sum.ReceivedGrams), Units.Kg(sum.JoinedGrams), sum.JoinedLots, Units.Kg(sum.ToAccountForGrams), Units.Kg(sum.ShippedGrams), Units.Kg(sum.InStockGrams),
                Units.Kg(sum.HeldGrams), Units.Kg(sum.InStockGrams - sum.HeldGrams), Units.Kg(sum.RejectedGrams), Units.Kg(sum.WasteGrams), Units.Kg(sum.WentOnGrams), Units.Kg(sum.ToAccountForGrams - sum.AccountedGrams))
            {
                Consignees = [.. scope.Where(n => n.LotType == LotType.Ship && n.Status != LotStatus.Rejected).OrderBy(n => n.CustomerCode, StringComparer.Ordinal).ThenBy(n => n.LotCode, StringComparer.Ordinal).Select(Consignee)],
                Suppliers = [.. scope.Where(n => n.SupplierCode is not null).GroupBy(n => (n.SupplierCode, n.SupplierName)).OrderBy(g => g.Key.SupplierCode, StringComparer.Ordinal)
                    .Select(g => new RecallSupplier(g.Key.SupplierCode!, g.Key.SupplierName!, [.. g.Select(n => n.LotCode)], g.Sum(n => n.WeightKg)))],
                Runs = [.. scope.GroupBy(n => (n.RunId, n.RunCode)).OrderBy(g => g.Key.RunCode, StringComparer.Ordinal).Select(g => new RecallRun(g.Key.RunId, g.Key.RunCode, g.Count()))],
                Stock = [.. scope.Where(n => n.Status != LotStatus.Rejected && n.RemainingKg > n.ShippedKg).Select(n => new RecallStock(n.LotCode, n.Status, n.RemainingKg - n.ShippedKg, n.Places))],
                Waste = [.. scope.SelectMany(n => n.Waste).GroupBy(w => w.Reason).Select(g => new RecallWaste(g.Key, g.Sum(w => w.QuantityKg))).OrderByDescending(w => w.QuantityKg).ThenBy(w => w.Reason)],
                Held = [.. scope.Where(n => n.Status == LotStatus.Hold).Select(n => n.LotCode)],
                Rejected = [.. scope.Where(n => n.Status == LotStatus.Rejected).Select(n => n.LotCode)],
            };
        }

        private RecallNode Node(Lot l)
        {
            var supplier = l.SupplierId is { } id ? facts.Suppliers[id] : default;
            return new RecallNode(l.Id, l.LotCode, l.LotType, l.RunId, facts.Runs[l.RunId], l.StepIndex, l.Status, Units.Kg(l.WeightGrams), Units.Kg(l.RemainingGrams), l.PieceCount, l.CreatedAt, depths.TryGetValue(l.Id, out var depth) ? depth : null)
            {
                SupplierCode = supplier.Code, SupplierName = supplier.Name, CustomerCode = l.CustomerCode, Vehicle = Vehicle(l), HoldReason = l.HoldReason, TemperatureC = Units.Celsius(l.TemperatureTenths), IsSimulated = l.IsSimulated,
                ShippedKg = Units.Kg(Gone(l)), Places = [.. Places(l)], Waste = [.. facts.Waste[l.Id].GroupBy(w => w.Reason).Select(g => new RecallWaste(g.Key, Units.Kg(g.Sum(w => w.QuantityGrams))))],
                WentOnKg = Units.Kg(outOf[l.Id].Where(u => !lots.ContainsKey(u.Child)).Sum(u => u.Grams)),
            };
        }

        private RecallConsignee Consignee(RecallNode n) => new(n.CustomerCode ?? "", n.LotCode, n.WeightKg, n.ShippedKg, n.PieceCount, n.Vehicle,
            [.. into[n.Id].Where(u => lots.ContainsKey(u.Parent)).Select(u => new RecallPart(lots[u.Parent].LotCode, Units.Kg(u.Grams))).OrderBy(p => p.LotCode, StringComparer.Ordinal)]);

        /// <summary>Goods on a truck have left when their pallets were moved out; a finished shipment has left whole.</summary>
        private long Gone(Lot l) => l.LotType != LotType.Ship || l.Status == LotStatus.Rejected ? 0
            : l.Status == LotStatus.Finished ? l.RemainingGrams
            : Math.Min(l.RemainingGrams, into[l.Id].Sum(u => Math.Min(u.Grams, facts.Shipped.GetValueOrDefault(u.Parent))));

        /// <summary>A shipment that has not left lies where its pallets lie.</summary>
        private IEnumerable<RecallPlace> Places(Lot l)
        {
            var left = l.RemainingGrams - Gone(l);
            if (left == 0) yield break;
            var placed = (l.LotType == LotType.Ship ? into[l.Id].SelectMany(u => facts.Places[u.Parent]) : facts.Places[l.Id]).ToList();
            foreach (var place in placed.GroupBy(p => p.Code)) yield return new RecallPlace(place.Key, Units.Kg(place.Sum(p => p.Grams)));
            if (placed.Sum(p => p.Grams) is var known && known < left) yield return new RecallPlace(null, Units.Kg(left - known));
        }

        private static string? Vehicle(Lot l)
        {
            if (l.LotType != LotType.Ship) return null;
            using var data = JsonDocument.Parse(l.Metadata);
            return data.RootElement.ValueKind == JsonValueKind.Object && data.RootElement.TryGetProperty("vehicle", out var vehicle) && vehicle.ValueKind == JsonValueKind.String ? vehicle.GetString() : null;
        }
    }
}
