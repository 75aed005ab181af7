// Token lifecycle core: mind token idempotency, the instance state machine, serial integrity and transactions across both databases.
// A change here updates the end-to-end tests, is reviewed by the architecture owner, and passes the full regression.
using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;

namespace ControlRoom.Core.Tickets;

/// <summary>Restore and start in one: a cancelled ticket begins another cycle, on the snapshot it always had.</summary>
public sealed record RestartTicket(Guid TicketId, string? Reason, int? RowVersion = null);

public sealed class RestartTicketHandler(TransactionBoundary boundary, TicketSpawning spawning)
{
    public async Task<Outcome<StartedTicket>> Handle(RestartTicket command, Caller caller, CancellationToken ct)
    {
        if (Text.WhyNoReason(command.Reason, "/reason") is { } invalid) return invalid;
        return await boundary.Do<StartedTicket>(caller, Permission.PlanWork, async work =>
        {
            var loaded = await work.LoadForStart(command.TicketId, command.RowVersion);
            return loaded.Done ? await spawning.Begin(work, loaded.Value, TicketAction.Restart, command.Reason!.Trim()) : loaded.Refusal;
        }, ct);
    }
}
