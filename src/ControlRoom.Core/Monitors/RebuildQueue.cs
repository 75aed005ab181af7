using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Tokens;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Monitors;

/// <summary>Puts the tokens of a ticket in the places of the queue that their ticket, step and age give them.</summary>
public sealed record RebuildQueue(Guid TicketId);

public sealed record RebuiltQueue(int Moved);

public sealed class RebuildQueueHandler(TransactionBoundary boundary)
{
    public Task<Outcome<RebuiltQueue>> Handle(RebuildQueue command, Caller caller, CancellationToken ct) => boundary.Do<RebuiltQueue>(caller, Permission.Administer, async work =>
    {
        await work.LockTickets(LockStrength.Update, command.TicketId);
        if (await work.Db.Tickets.FirstOrDefaultAsync(t => t.Id == command.TicketId, work.Ct) is not { } ticket) return Refusal.NotFound("ticket", command.TicketId);
        if (ticket.GraphInstanceId is not { } instance) return new RebuiltQueue(0);
        var whole = await TokenScope.Whole(work, ticket);
        if (!whole.Done) return whole.Refusal;
        var (moved, graph) = (0, whole.Value.Pinned.Graph);
        foreach (var token in await work.Db.Tokens.Where(t => t.InstanceId == instance).ToListAsync(work.Ct))
        {
            if (token.IsLive && graph.Has(token.NodeCode) && token.Requeue(QueueKey.Of(ticket, graph[token.NodeCode].Ordinal, token.SpawnedAt, token.Id))) moved++;
        }
        if (moved > 0) work.Record(new Fact("QUEUE_REBUILT", EntityTypes.Ticket, ticket.Id, ticket.TicketCode, null, new { moved }) { TicketId = ticket.Id });
        return new RebuiltQueue(moved);
    }, ct);
}
