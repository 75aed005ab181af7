using ControlRoom.Core.Database;
using ControlRoom.Core.Dispatch;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Settings;
using ControlRoom.Core.Tokens;
using ControlRoom.Core.Tokens.Engine;

namespace ControlRoom.Core.Tickets;

/// <summary>IN_PROGRESS → PAUSED: sessions pause, queues do not show its tokens.</summary>
public sealed record PauseTicket(Guid TicketId, int? RowVersion = null);

public sealed class PauseTicketHandler(TransactionBoundary boundary, SiteSettingsReader settings)
{
    public Task<Outcome<TicketView>> Handle(PauseTicket command, Caller caller, CancellationToken ct) => boundary.Do<TicketView>(caller, Permission.PlanWork, async work =>
    {
        if (await work.WhyReadOnly(settings) is { } off) return off;
        var loaded = await work.LoadTicket(command.TicketId, command.RowVersion);
        if (!loaded.Done) return loaded.Refusal;
        if (TicketRules.WhyNot(loaded.Value, TicketAction.Pause, CycleFacts.None) is { } refusal) return refusal;
        var whole = await TokenScope.Whole(work, loaded.Value);
        if (!whole.Done) return whole.Refusal;
        var scope = whole.Value;
        foreach (var token in scope.State.Live.Where(t => t.Status == TokenStatus.Active).OrderBy(t => t.Id).ToList())
        {
            scope.Store(TokenEngine.Pause(scope.State, scope.Facts, token.Id).Must(), EventSource.System);
            foreach (var session in await work.OpenSessions([token.Id])) if (session.Status == SessionStatus.Active) session.Pause(PauseReason.Other, "The ticket was paused.", work.Now);
            foreach (var assignment in await work.OpenAssignments([token.Id])) if (assignment.Status == AssignmentStatus.Started) assignment.Pause(work.Now);
        }
        loaded.Value.Pause();
        await work.Flush();
        return await work.Db.TicketView(loaded.Value, work.Ct);
    }, ct);
}
