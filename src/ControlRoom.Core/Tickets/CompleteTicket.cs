// Token lifecycle core: mind token idempotency, the instance state machine, serial integrity and transactions across both databases.
// A change here updates the end-to-end tests, is reviewed by the architecture owner, and passes the full regression.
using ControlRoom.Core.Database;
using ControlRoom.Core.Dispatch;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Serials;
using ControlRoom.Core.Tokens;
using ControlRoom.Core.Tokens.Engine;

namespace ControlRoom.Core.Tickets;

/// <summary>Ends a ticket that its last token did not end.</summary>
/// <param name="Force">What still lives is scrapped as lost in production, for the reason given.</param>
public sealed record CompleteTicket(Guid TicketId, bool Force = false, string? Reason = null, int? RowVersion = null);

public sealed class CompleteTicketHandler(TransactionBoundary boundary)
{
    public async Task<Outcome<TicketView>> Handle(CompleteTicket command, Caller caller, CancellationToken ct)
    {
        if (command.Force && Text.WhyNoReason(command.Reason, "/reason") is { } invalid) return invalid;
        return await boundary.Do<TicketView>(caller, Permission.CorrectWork, async work =>
        {
            if (await work.Db.WhyReadOnly(work.Ct) is { } off) return off;
            var loaded = await work.LoadTicket(command.TicketId, command.RowVersion);
            if (!loaded.Done) return loaded.Refusal;
            var ticket = loaded.Value;
            if (TicketRules.WhyNot(ticket, TicketAction.Complete, await work.Db.Cycle(ticket.GraphInstanceId, work.Ct), command.Force) is { } refusal) return refusal;
            var whole = await TokenScope.Whole(work, ticket);
            if (!whole.Done) return whole.Refusal;
            var scrapped = await ScrapAll(work, whole.Value, command.Reason?.Trim());
            whole.Value.Instance.Complete(work.Now);
            await whole.Value.EndNodes(NodeInstanceStatus.Completed, null);
            ticket.Complete(command.Force ? new { forced = true, reason = command.Reason!.Trim(), scrapped } : null, work.Now);
            await work.Flush();
            await work.Wind(ticket);
            return await work.Db.TicketView(ticket, work.Ct);
        }, ct);
    }

    private static async Task<int> ScrapAll(Work work, TokenScope scope, string? reason)
    {
        if (!scope.State.Live.Any() && !scope.State.NeedsDecision) return 0;
        var before = scope.State;
        var result = TokenEngine.Abandon(scope.State, scope.Facts, reason!);
        scope.Store(result, EventSource.Admin, reason);
        await work.Follow(scope, before, result, reason);
        var lost = result.Changed.Where(t => before.Tokens[t.Id].IsLive).Select(t => t.Id).ToList();
        await work.ScrapSerials(lost);
        return lost.Count;
    }
}
