using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using ControlRoom.Core.Runs;

namespace ControlRoom.Core.Stock;

/// <summary>Why goods may not go into, out of, or between buffers.</summary>
public static class StockRules
{
    /// <summary>Goods in a held or inactive buffer are not used.</summary>
    public static Refusal? WhyNotOutOf(Buffer buffer) => buffer.State switch
    {
        BufferState.Inactive => Refusal.Conflict("BUFFER_INACTIVE").For(bufferCode: buffer.BufferCode),
        BufferState.OnHold => Refusal.Conflict("BUFFER_ON_HOLD").For(bufferCode: buffer.BufferCode),
        _ => null,
    };

    /// <summary>Purity: only the types the buffer allows.</summary>
    public static Refusal? WhyNotInto(Buffer buffer, LotType type) => buffer.Accepts(type)
        ? null
        : Refusal.Conflict("BUFFER_PURITY").With("type", Word.Of(type)).With("allowed", string.Join(", ", buffer.Allowed.Select(Word.Of))).For(bufferCode: buffer.BufferCode);

    /// <summary>What the lot's own state says to the move. Managers choose a place even for held and rejected goods.</summary>
    /// <param name="shipmentReleased">For SHIP: the pallet's shipment is RELEASED.</param>
    public static Refusal? WhyNotState(Lot lot, MoveType type, bool managed, bool shipmentReleased) => type switch
    {
        MoveType.Receive when lot.Status is not (LotStatus.Quarantine or LotStatus.Released) => NotMovable(lot, type),
        MoveType.Transfer when lot.Status is LotStatus.Hold or LotStatus.Rejected => managed ? null : Refusal.Conflict("HELD_LOT_NEEDS_MANAGER").With("status", Word.Of(lot.Status)).For(lot.LotCode),
        MoveType.Transfer when lot.Status is not (LotStatus.Quarantine or LotStatus.Released or LotStatus.Consumed) => NotMovable(lot, type),
        MoveType.Consume when lot.Status != LotStatus.Released => NotMovable(lot, type),
        MoveType.Ship when lot.LotType != LotType.Pal => Refusal.Conflict("ONLY_PALLETS_SHIP").For(lot.LotCode),
        MoveType.Ship when lot.Status is not (LotStatus.Released or LotStatus.Consumed) => NotMovable(lot, type),
        MoveType.Ship when !shipmentReleased => Refusal.Conflict("SHIPMENT_NOT_RELEASED").For(lot.LotCode),
        _ => null,
    };

    /// <summary>What the run's state says: on HOLD goods may still be received and moved to the cold; an ended run's goods live on.</summary>
    public static Refusal? WhyNotRun(Run run, MoveType type) => run.Status switch
    {
        RunStatus.Running => null,
        RunStatus.Hold => type is MoveType.Receive or MoveType.Transfer ? null : RunRules.WhyNotRunning(run).First(),
        RunStatus.Idle => RunRules.WhyNotRunning(run).First(),
        _ => type is MoveType.Transfer or MoveType.Consume ? null : RunRules.ReadOnly(run),
    };

    private static Refusal NotMovable(Lot lot, MoveType type) =>
        Refusal.Conflict("LOT_NOT_MOVABLE").With("status", Word.Of(lot.Status)).With("move", Word.Of(type)).For(lot.LotCode);
}
