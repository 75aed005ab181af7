using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Stock;

/// <summary>One way a lot may be moved now, and if not, why not. How much fits is asked when it is done.</summary>
public sealed record MoveOffer(MoveType Move, Guid LotId, string LotCode, Guid? FromBufferId, string? FromBufferCode, Guid? ToBufferId, string? ToBufferCode, decimal QuantityKg, bool Enabled, IReadOnlyList<ReasonView> Reasons);

/// <summary>Asks of every way a lot could be moved the same rules as the move itself.</summary>
public sealed class MoveOfferQueries(Dialect dialect)
{
    /// <summary>Into each active buffer one offer (RECEIVE of what is not placed, else TRANSFER of the oldest placement elsewhere), then out of each placement CONSUME, and SHIP for pallets. Empty for an unknown lot.</summary>
    /// <param name="role">Managers choose places others may not.</param>
    public async Task<IReadOnlyList<MoveOffer>> Of(string lotCode, Role role, CancellationToken ct)
    {
        await using var db = dialect.Open();
        if (await db.Lots.AsNoTracking().FirstOrDefaultAsync(l => l.LotCode == lotCode, ct) is not { } lot) return [];
        var buffers = await db.Buffers.AsNoTracking().OrderBy(b => b.Position).ThenBy(b => b.BufferCode).ToListAsync(ct);
        var placed = (await db.Inventory.AsNoTracking().Where(i => i.LotId == lot.Id && i.ExitedAt == null).OrderBy(i => i.EnteredAt).ThenBy(i => i.Id).ToListAsync(ct))
            .Select(i => (Buffer: buffers.Single(b => b.Id == i.BufferId), i.QuantityGrams)).ToList();
        var scene = new Scene(db, lot, role.Has(Permission.ManageHolds), lot.LotType == LotType.Pal ? await MoveStockHandler.Loads(db, lot.Id, ct) : [], ct);
        var free = lot.RemainingGrams - placed.Sum(p => p.QuantityGrams);
        var offers = new List<MoveOffer>();
        foreach (var to in buffers.Where(b => b.IsActive))
        {
            if (free > 0) offers.Add(await scene.Offer(MoveType.Receive, null, to, free));
            else if (placed.Find(p => p.Buffer.Id != to.Id) is { Buffer: { } from } other) offers.Add(await scene.Offer(MoveType.Transfer, from, to, other.QuantityGrams));
        }

        foreach (var (from, grams) in placed)
        {
            offers.Add(await scene.Offer(MoveType.Consume, from, null, grams));
            if (lot.LotType == LotType.Pal) offers.Add(await scene.Offer(MoveType.Ship, from, null, grams));
        }
        return offers;
    }

    private sealed record Scene(ControlRoomDb Db, Lot Lot, bool Managed, List<MoveStockHandler.Load> Aboard, CancellationToken Ct)
    {
        public async Task<MoveOffer> Offer(MoveType type, Buffer? from, Buffer? to, long grams)
        {
            var released = type == MoveType.Ship ? Aboard.Where(l => l.Status == LotStatus.Released).ToList() : [];
            // Purity first: it is what tells a person why this place is never the right one.
            Refusal?[] reasons =
            [
                to is null ? null : StockRules.WhyNotInto(to, Lot.LotType),
                await MoveStockHandler.WhyNotRuns(Db, Lot, released, type, Ct),
                StockRules.WhyNotState(Lot, type, Managed, released.Count > 0),
                from is null || Managed ? null : StockRules.WhyNotOutOf(from),
                to is null ? null : StockRules.WhyNotOutOf(to),
                to is null ? null : await MoveStockHandler.WhyNotSpecies(Db, to, Lot, Ct),
            ];
            var views = reasons.OfType<Refusal>().Select(ReasonView.Of).ToList();
            return new(type, Lot.Id, Lot.LotCode, from?.Id, from?.BufferCode, to?.Id, to?.BufferCode, Units.Kg(grams), views.Count == 0, views);
        }
    }
}
