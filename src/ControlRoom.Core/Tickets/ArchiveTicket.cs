using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Tickets;

/// <summary>Out of the default lists, read-only from here on.</summary>
public sealed record ArchiveTicket(Guid TicketId, int? RowVersion = null);

public sealed class ArchiveTicketHandler(TransactionBoundary boundary)
{
    public Task<Outcome<TicketView>> Handle(ArchiveTicket command, Caller caller, CancellationToken ct) => boundary.Do<TicketView>(caller, Permission.PlanWork, async work =>
    {
        if (await work.Db.WhyReadOnly(work.Ct) is { } off) return off;
        var loaded = await work.LoadTicket(command.TicketId, command.RowVersion);
        if (!loaded.Done) return loaded.Refusal;
        if (TicketRules.WhyNot(loaded.Value, TicketAction.Archive, CycleFacts.None) is { } refusal) return refusal;
        foreach (var instance in await work.Db.Instances.Where(i => i.JobTicketId == loaded.Value.Id && i.Status == InstanceStatus.Completed).ToListAsync(work.Ct)) instance.Archive("TICKET_ARCHIVED", work.Caller.UserId, work.Now);
        loaded.Value.Archive(work.Now);
        await work.Flush();
        return await work.Db.TicketView(loaded.Value, work.Ct);
    }, ct);
}
