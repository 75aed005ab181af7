using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;

namespace ControlRoom.Core.Tickets;

/// <summary>PAUSED → IN_PROGRESS; sessions stay paused until each operator goes on.</summary>
public sealed record ResumeTicket(Guid TicketId, int? RowVersion = null);

public sealed class ResumeTicketHandler(TransactionBoundary boundary)
{
    public Task<Outcome<TicketView>> Handle(ResumeTicket command, Caller caller, CancellationToken ct) => boundary.Do<TicketView>(caller, Permission.PlanWork, async work =>
    {
        if (await work.Db.WhyReadOnly(work.Ct) is { } off) return off;
        var loaded = await work.LoadTicket(command.TicketId, command.RowVersion);
        if (!loaded.Done) return loaded.Refusal;
        if (TicketRules.WhyNot(loaded.Value, TicketAction.Resume, CycleFacts.None) is { } refusal) return refusal;
        loaded.Value.Resume();
        await work.Flush();
        return await work.Db.TicketView(loaded.Value, work.Ct);
    }, ct);
}
