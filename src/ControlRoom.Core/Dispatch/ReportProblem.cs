using ControlRoom.Core.Alarms;
using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Tokens;
using ControlRoom.Core.Tokens.Engine;

namespace ControlRoom.Core.Dispatch;

/// <summary>Something is wrong: the work pauses, and somebody is called.</summary>
public sealed record ReportProblem(Guid TokenId, PauseReason Code, string? Note);

public sealed class ReportProblemHandler(TokenCommands commands)
{
    public async Task<Outcome<TokenView>> Handle(ReportProblem command, Caller caller, CancellationToken ct)
    {
        if (Text.WhyNoReason(command.Note, "/note") is { } invalid) return invalid;
        var note = command.Note!.Trim();
        return await commands.Do(new TokenOrder(command.TokenId, Permission.Work, LockStrength.Share, "TOKEN_PROBLEM") { Metadata = new { code = Word.Of(command.Code), note } }, caller, async (work, scope) =>
        {
            var owner = (await work.OpenSessions([command.TokenId])).Find(s => s.Kind != SessionKind.Assist);
            if (DispatchRules.WhyNotHolder(owner, caller.UserId) is { } refusal) return refusal;
            scope.Note(command.TokenId, TokenEventType.Note, EventSource.WorkQueue, ("problem", Word.Of(command.Code)), ("note", note));
            await work.RaiseAlarm(AlarmKind.TokenProblem, $"{scope.Ticket.TicketCode}/{scope.State.Tokens[command.TokenId].Node}");
            if (owner!.Status != SessionStatus.Active) return new EngineResult([], scope.State);
            var paused = TokenEngine.Pause(scope.State, scope.Facts, command.TokenId);
            if (!paused.Done) return paused.Refusal;
            owner.Pause(command.Code, note, work.Now);
            foreach (var assignment in await work.OpenAssignments([command.TokenId])) if (assignment.Status == AssignmentStatus.Started) assignment.Pause(work.Now);
            return paused;
        }, ct);
    }
}
