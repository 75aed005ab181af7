using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Tokens;
using ControlRoom.Core.Tokens.Engine;

namespace ControlRoom.Core.Dispatch;

/// <summary>Whoever works on it stops for a while.</summary>
public sealed record PauseToken(Guid TokenId, PauseReason? Reason = null, string? Note = null);

public sealed class PauseTokenHandler(TokenCommands commands)
{
    public async Task<Outcome<TokenView>> Handle(PauseToken command, Caller caller, CancellationToken ct)
    {
        if (Text.WhyTooLong(command.Note, Text.ReasonMax, "/note") is { } invalid) return invalid;
        var order = new TokenOrder(command.TokenId, Permission.Work, LockStrength.Share, "TOKEN_PAUSED") { Metadata = new { reason_code = command.Reason is { } why ? Word.Of(why) : null, note = command.Note } };
        return await commands.Do(order, caller, async (work, scope) =>
        {
            var sessions = await work.OpenSessions([command.TokenId]);
            var own = sessions.Find(s => s.OperatorUserId == caller.UserId);
            if (own is { Kind: SessionKind.Assist, Status: SessionStatus.Active })
            {
                own.Pause(command.Reason, command.Note, work.Now);
                return new EngineResult([], scope.State);
            }
            if (DispatchRules.WhyNotHolder(own ?? sessions.Find(s => s.Kind != SessionKind.Assist), caller.UserId) is { } refusal) return refusal;
            var paused = TokenEngine.Pause(scope.State, scope.Facts, command.TokenId);
            if (!paused.Done) return paused.Refusal;
            own!.Pause(command.Reason, command.Note, work.Now);
            foreach (var assignment in await work.OpenAssignments([command.TokenId])) if (assignment.Status == AssignmentStatus.Started) assignment.Pause(work.Now);
            return paused;
        }, ct);
    }
}
