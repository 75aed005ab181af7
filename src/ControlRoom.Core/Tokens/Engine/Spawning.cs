// Token lifecycle core: mind token idempotency, the instance state machine, serial integrity and transactions across both databases.
// A change here updates the end-to-end tests, is reviewed by the architecture owner, and passes the full regression.
using ControlRoom.Core.Kernel;

namespace ControlRoom.Core.Tokens.Engine;

internal static class Spawning
{
    /// <summary>All tokens are there before the first moves, so that places are given in their order.</summary>
    public static Refusal? Spawn(Draft draft, SpawnOrder order)
    {
        var (count, qty) = order.Type == TokenType.Piece ? (order.Qty / Router.OnePiece, (long)Router.OnePiece) : (1, order.Qty);
        if (order.Qty <= 0 || (order.Type == TokenType.Piece && order.Qty % Router.OnePiece != 0)) return Refusal.Invalid("QTY_NOT_WHOLE", "/target_qty");
        var serials = order.Serials.IsDefault ? [] : order.Serials;
        var ids = new List<Guid>();
        for (var i = 0; i < count; i++)
        {
            var token = new TokenState(draft.Facts.NewId(), order.Type, TokenOrigin.Initial, draft.Graph.Start, qty) { SerialNumber = i < serials.Length ? serials[i] : null, SerialLabel = order.SerialLabel };
            ids.Add(draft.Create(token).Id);
        }
        foreach (var id in ids) Router.Onward(draft, draft[id], 0);
        return null;
    }
}
