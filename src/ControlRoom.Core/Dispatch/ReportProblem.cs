using ControlRoom.Core.Alarms;
using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Tokens;
using ControlRoom.Core.Tokens.Engine;

namespace ControlRoom.Core.Dispatch;

/// <summary>Something is wrong: the work pauses, and somebody is called until it goes on.</summary>
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
            await work.RaiseAlarm(AlarmKind.TokenProblem, scope.CodeOf(scope.State.Tokens[command.TokenId]), new AlarmCause { TicketId = scope.Ticket.Id, TokenId = command.TokenId });
            if (owner!.Status != SessionStatus.Active) return TokenCommands.Nothing;
            owner.Pause(command.Code, note, work.Now);
            await work.PauseAssignment(command.TokenId);
            TokenOperation pause = (state, facts) => TokenEngine.Pause(state, facts, command.TokenId);
            return pause;
        }, ct);
    }
}
