using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Tokens;
using ControlRoom.Core.Tokens.Engine;

namespace ControlRoom.Core.Dispatch;

/// <summary>Whoever works on it stops for a while; a helper stops alone.</summary>
public sealed record PauseToken(Guid TokenId, PauseReason? Reason = null, string? Note = null);

public sealed class PauseTokenHandler(TokenCommands commands)
{
    public async Task<Outcome<TokenView>> Handle(PauseToken command, Caller caller, CancellationToken ct)
    {
        if (Text.WhyTooLong(command.Note, Text.ReasonMax, "/note") is { } invalid) return invalid;
        var order = new TokenOrder(command.TokenId, Permission.Work, LockStrength.Share, "TOKEN_PAUSED") { Metadata = new { reason_code = command.Reason is { } why ? Word.Of(why) : null, note = command.Note } };
        return await commands.Do(order, caller, async (work, _) =>
        {
            var found = await work.OwnSession(command.TokenId, SessionAction.Pause);
            if (!found.Done) return found.Refusal;
            found.Value.Pause(command.Reason, command.Note, work.Now);
            if (found.Value.Kind == SessionKind.Assist) return TokenCommands.Nothing;
            await work.PauseAssignment(command.TokenId);
            TokenOperation pause = (state, facts) => TokenEngine.Pause(state, facts, command.TokenId);
            return pause;
        }, ct);
    }
}
