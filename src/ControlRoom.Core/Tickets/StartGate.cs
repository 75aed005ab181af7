using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Serials;
using ControlRoom.Core.Tokens;
using ControlRoom.Core.Tokens.Engine;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Tickets;

/// <summary>What a start would do now, or why it would not.</summary>
internal sealed record StartCheck(SpawnCounts Counts, SpawnDecision Decision, Refusal? Refusal);

/// <summary>
/// Whether the tokens of a ticket can be made: start, restart and spawn ask here under the ticket's lock; the preview, the buttons and the list
/// of prerequisites ask the same without it.
/// </summary>
public sealed class StartGate(SerialBook serials)
{
    /// <summary>Everything but the serials, which a start draws for real.</summary>
    internal static async Task<StartCheck> Check(ControlRoomDb db, Ticket ticket, TicketAction action, CancellationToken ct)
    {
        var counts = await Counts(db, ticket, ct);
        var decision = SpawnGuard.Decide(counts);
        return new StartCheck(counts, decision, await WhyNot(db, ticket, action, counts, decision, ct));
    }

    /// <summary>And whether there could be serials for the pieces.</summary>
    internal async Task<StartCheck> Whole(ControlRoomDb db, Ticket ticket, TicketAction action, DateTime now, CancellationToken ct)
    {
        var check = await Check(db, ticket, action, ct);
        if (check.Refusal is not null || check.Decision == SpawnDecision.AlreadySpawned) return check;
        return check with { Refusal = await WhyNoSerials(db, ticket, now, ct) };
    }

    /// <summary>Why the pieces of the ticket could have no serials now; null too where they get none.</summary>
    internal async Task<Refusal?> WhyNoSerials(ControlRoomDb db, Ticket ticket, DateTime now, CancellationToken ct)
    {
        var snapshot = await db.Snapshots.AsNoTracking().FirstAsync(s => s.Id == ticket.SnapshotId, ct);
        var pieces = Pieces(ticket);
        if (!NeedsSerials(ticket, await PinnedGraph.Of(db, snapshot.Id, ct))) return null;
        var cycle = await NextCycle(db, ticket.Id, ct);
        var ahead = await db.TicketSerials.CountAsync(s => s.TicketId == ticket.Id && s.CycleNo == cycle && s.State == SerialState.Issued, ct);
        return await serials.WhyNot(db, new SerialOrder(ticket.Id, ticket.TicketCode, cycle, SerialType.Hat, snapshot.SerialSku), Math.Max(0, pieces - ahead), now, ct);
    }

    /// <summary>The tokens that one start makes; a batch is one.</summary>
    internal static int Pieces(Ticket ticket) => ticket.ProcessMode == ProcessMode.Piece ? (int)(ticket.TargetQty / 100) : 0;

    internal static bool NeedsSerials(Ticket ticket, PinnedGraph pinned) => ticket.ProductionType == ProductionType.Hatthasilpa && (ticket.ProcessMode == ProcessMode.Piece || pinned.YieldsPieces);

    internal static async Task<int> NextCycle(ControlRoomDb db, Guid ticketId, CancellationToken ct) => (await db.Instances.Where(i => i.JobTicketId == ticketId).MaxAsync(i => (int?)i.CycleNo, ct) ?? 0) + 1;

    private static async Task<Refusal?> WhyNot(ControlRoomDb db, Ticket ticket, TicketAction action, SpawnCounts counts, SpawnDecision decision, CancellationToken ct)
    {
        if (await db.WhyReadOnly(ct) is { } off) return off;
        if (ticket.IsLive && action == TicketAction.Start)
        {
            if (SpawnGuard.WhyNot(counts) is { } refused) return refused;
            if (decision == SpawnDecision.AlreadySpawned) return null;
        }
        else if (TicketRules.WhyNot(ticket, action, CycleFacts.None) is { } refusal) return refusal;
        // Replacements may live on where all that was spawned is gone: their cycle is not taken from under them.
        if (decision == SpawnDecision.Regenerate && await db.Cycle(ticket.GraphInstanceId, ct) is { } cycle && (cycle.Live > 0 || cycle.Completed > 0)) return SpawnGuard.Mixed(cycle.Live, cycle.Completed, cycle.Scrapped);
        if (decision is SpawnDecision.Broken or SpawnDecision.SpawnInto) return Refusal.Conflict("CYCLE_BROKEN").With("ticket", ticket.TicketCode);
        var snapshot = await db.Snapshots.AsNoTracking().FirstAsync(s => s.Id == ticket.SnapshotId, ct);
        return snapshot.ContentHash == snapshot.Hash() ? null : Refusal.Conflict("SNAPSHOT_DAMAGED").With("ticket", ticket.TicketCode);
    }

    /// <summary>What the spawn guard looks at: the tokens the active cycle was spawned with.</summary>
    private static async Task<SpawnCounts> Counts(ControlRoomDb db, Ticket ticket, CancellationToken ct)
    {
        var active = await db.Instances.Where(i => i.JobTicketId == ticket.Id && i.Status == InstanceStatus.Active).Select(i => i.Id).ToListAsync(ct);
        if (active is not [var only]) return new SpawnCounts(active.Count, false, 0, 0, 0);
        var spawned = await db.SpawnCycles.AnyAsync(c => c.InstanceId == only, ct);
        var states = await db.Tokens.Where(t => t.InstanceId == only && t.Origin == TokenOrigin.Initial).GroupBy(t => t.Status).Select(g => new { g.Key, Count = g.Count() }).ToListAsync(ct);
        return new SpawnCounts(1, spawned, states.Where(s => s.Key is not (TokenStatus.Completed or TokenStatus.Scrapped)).Sum(s => s.Count),
            states.Where(s => s.Key == TokenStatus.Completed).Sum(s => s.Count), states.Where(s => s.Key == TokenStatus.Scrapped).Sum(s => s.Count));
    }
}
