// Token lifecycle core: mind token idempotency, the instance state machine, serial integrity and transactions across both databases.
// A change here updates the end-to-end tests, is reviewed by the architecture owner, and passes the full regression.
using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;

namespace ControlRoom.Core.Tickets;

/// <summary>CANCELLED → PLANNED, with the snapshot it always had.</summary>
public sealed record RestoreTicket(Guid TicketId, string? Reason, int? RowVersion = null);

public sealed class RestoreTicketHandler(TransactionBoundary boundary)
{
    public async Task<Outcome<TicketView>> Handle(RestoreTicket command, Caller caller, CancellationToken ct)
    {
        if (Text.WhyNoReason(command.Reason, "/reason") is { } invalid) return invalid;
        return await boundary.Do<TicketView>(caller, Permission.PlanWork, async work =>
        {
            if (await work.Db.WhyReadOnly(work.Ct) is { } off) return off;
            var loaded = await work.LoadTicket(command.TicketId, command.RowVersion);
            if (!loaded.Done) return loaded.Refusal;
            if (TicketRules.WhyNot(loaded.Value, TicketAction.Restore, CycleFacts.None) is { } refusal) return refusal;
            loaded.Value.Restore(command.Reason!.Trim());
            await work.Flush();
            return await work.Db.TicketView(loaded.Value, work.Ct);
        }, ct);
    }
}
