using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Stock;

/// <summary>
/// Puts goods into buffers and takes them out again inside a command: every change of a placement writes its stock move and its fact.
/// Open placements of the lots concerned are loaded once, under the locks of lots and buffers.
/// </summary>
internal sealed class StockLedger
{
    private readonly Work work;
    private readonly List<InventoryItem> open;
    private readonly Dictionary<Guid, Buffer> buffers;

    private sealed record Lying(InventoryItem Item, Buffer Buffer);

    private static readonly HotQuery<List<Guid>, Lying> LyingOf = new((db, lotIds) =>
        from i in db.Inventory where lotIds.Contains(i.LotId) && i.ExitedAt == null join b in db.Buffers on i.BufferId equals b.Id
        orderby i.EnteredAt, i.Id select new Lying(i, b));

    private StockLedger(Work work, List<InventoryItem> open, Dictionary<Guid, Buffer> buffers) => (this.work, this.open, this.buffers) = (work, open, buffers);

    /// <summary>Locks the buffers that hold the lots (and <paramref name="more"/>), then loads what lies in them. The lots are locked already.</summary>
    public static async Task<StockLedger> Load(Work work, IReadOnlyCollection<Guid> lotIds, params Guid?[] more)
    {
        var targets = more.OfType<Guid>().ToList();
        await work.LockBuffersOf(lotIds, targets);
        List<Lying> lying = lotIds.Count == 0 ? [] : await LyingOf.List(work.Db, [.. lotIds], work.Ct);
        var buffers = lying.Select(l => l.Buffer).Distinct().ToDictionary(b => b.Id);
        targets.RemoveAll(buffers.ContainsKey);
        if (targets.Count > 0) foreach (var buffer in await work.Db.Buffers.Where(b => targets.Contains(b.Id)).ToListAsync(work.Ct)) buffers.Add(buffer.Id, buffer);
        return new StockLedger(work, [.. lying.Select(l => l.Item)], buffers);
    }

    public Buffer? Find(Guid bufferId) => buffers.GetValueOrDefault(bufferId);

    public long Placed(Guid lotId) => open.Where(i => i.LotId == lotId && i.ExitedAt is null).Sum(i => i.QuantityGrams);

    public InventoryItem? Item(Guid lotId, Guid bufferId) => open.Find(i => i.LotId == lotId && i.BufferId == bufferId && i.ExitedAt is null);

    /// <summary>
    /// Takes what a child or waste uses of a lot: first what is not placed, then placements in order of entry, or only from
    /// <paramref name="fromBuffer"/> when it is named.
    /// </summary>
    public Refusal? Use(Lot lot, long grams, Guid? fromBuffer, string? reason)
    {
        // A pallet on a shipment stands in its buffer until it leaves: more may be placed than remains.
        var unplaced = Math.Max(0, lot.RemainingGrams - Placed(lot.Id));
        var needed = fromBuffer is null ? Math.Max(0, grams - unplaced) : grams;
        var items = open.Where(i => i.LotId == lot.Id && i.ExitedAt is null && (fromBuffer is null || i.BufferId == fromBuffer)).ToList();
        if (items.Sum(i => i.QuantityGrams) < needed)
        {
            return Refusal.Conflict("INSUFFICIENT_IN_BUFFER").With("kg", Units.Kg(needed)).With("there_kg", Units.Kg(items.Sum(i => i.QuantityGrams)))
                .For(lot.LotCode, fromBuffer is { } b ? Find(b)?.BufferCode : null);
        }

        foreach (var item in items)
        {
            if (needed == 0) break;
            var buffer = buffers[item.BufferId];
            if (StockRules.WhyNotOutOf(buffer) is { } refusal) return refusal.For(lot.LotCode);
            var taken = Math.Min(needed, item.QuantityGrams);
            Take(item, taken);
            Move(MoveType.Consume, lot, buffer, null, taken, reason);
            needed -= taken;
        }
        return null;
    }

    public void Take(InventoryItem item, long grams)
    {
        if (grams > item.QuantityGrams) throw new InvalidOperationException("More is taken than lies there.");
        if (grams == item.QuantityGrams) item.ExitedAt = work.Now;
        else item.QuantityGrams -= grams;
    }

    public void Put(Lot lot, Buffer buffer, long grams)
    {
        if (Item(lot.Id, buffer.Id) is { } lying)
        {
            lying.QuantityGrams += grams;
            return;
        }

        var item = new InventoryItem { Id = work.NewId(), LotId = lot.Id, BufferId = buffer.Id, RunId = lot.RunId, QuantityGrams = grams, EnteredAt = work.Now };
        open.Add(item);
        work.Db.Inventory.Add(item);
    }

    public StockMove Move(MoveType type, Lot lot, Buffer? from, Buffer? to, long grams, string? reason)
    {
        var move = new StockMove
        {
            Id = work.NewId(), LotId = lot.Id, FromBufferId = from?.Id, ToBufferId = to?.Id, QuantityGrams = grams, MoveType = type,
            OperatorId = work.Caller.UserId, Reason = reason, IdempotencyKey = work.IntentKey, CreatedAt = work.Now,
        };
        work.Db.Moves.Add(move);
        var fact = new Fact("STOCK_MOVED", EntityTypes.StockMove, move.Id, lot.LotCode, null,
            new { lot = lot.LotCode, move_type = Word.Of(type), quantity_kg = Units.Kg(grams), from = from?.BufferCode, to = to?.BufferCode })
        { RunId = lot.RunId, BufferId = (to ?? from)?.Id, Metadata = new { reason } };
        work.Record(fact);
        return move;
    }
}
