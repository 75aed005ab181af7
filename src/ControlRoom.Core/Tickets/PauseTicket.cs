using ControlRoom.Core.Database;
using ControlRoom.Core.Dispatch;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Tokens;
using ControlRoom.Core.Tokens.Engine;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Tickets;

/// <summary>IN_PROGRESS → PAUSED: sessions pause, queues do not show its tokens.</summary>
public sealed record PauseTicket(Guid TicketId, int? RowVersion = null);

public sealed class PauseTicketHandler(TransactionBoundary boundary)
{
    public Task<Outcome<TicketView>> Handle(PauseTicket command, Caller caller, CancellationToken ct) => boundary.Do<TicketView>(caller, Permission.PlanWork, async work =>
    {
        if (await work.Db.WhyReadOnly(work.Ct) is { } off) return off;
        var loaded = await work.LoadTicket(command.TicketId, command.RowVersion);
        if (!loaded.Done) return loaded.Refusal;
        if (TicketRules.WhyNot(loaded.Value, TicketAction.Pause, CycleFacts.None) is { } refusal) return refusal;
        var whole = await TokenScope.Whole(work, loaded.Value);
        if (!whole.Done) return whole.Refusal;
        var scope = whole.Value;
        foreach (var token in scope.State.Live.Where(t => t.Status == TokenStatus.Active).OrderBy(t => t.Id).ToList())
        {
            scope.Store(TokenEngine.Pause(scope.State, scope.Facts, token.Id).Must(), EventSource.System);
            await work.PauseAssignment(token.Id);
        }
        // Helpers too, whose token may rest already.
        foreach (var session in await work.Db.WorkSessions.Where(s => s.InstanceId == scope.Instance.Id && s.Status == SessionStatus.Active).OrderBy(s => s.Id).ToListAsync(work.Ct)) session.Pause(PauseReason.Other, null, work.Now);
        loaded.Value.Pause();
        await work.Flush();
        return await work.Db.TicketView(loaded.Value, work.Ct);
    }, ct);
}
