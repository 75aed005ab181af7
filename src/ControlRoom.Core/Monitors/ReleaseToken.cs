using ControlRoom.Core.Database;
using ControlRoom.Core.Dispatch;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Tokens;
using ControlRoom.Core.Tokens.Engine;

namespace ControlRoom.Core.Monitors;

/// <summary>Lets a token wait again that counts as worked on though nobody does.</summary>
public sealed record ReleaseToken(Guid TokenId, string? Reason);

public sealed class ReleaseTokenHandler(TokenCommands commands)
{
    public async Task<Outcome<TokenView>> Handle(ReleaseToken command, Caller caller, CancellationToken ct)
    {
        if (Text.WhyNoReason(command.Reason, "/reason") is { } invalid) return invalid;
        var reason = command.Reason!.Trim();
        var order = new TokenOrder(command.TokenId, Permission.Administer, LockStrength.Share, "TOKEN_RELEASED") { Metadata = new { reason }, Reason = reason, Source = EventSource.Admin };
        TokenOperation release = (state, facts) => TokenEngine.Release(state, facts, command.TokenId, reason);
        return await commands.Do(order, caller, (_, _) => Task.FromResult<Outcome<TokenOperation>>(release), ct);
    }
}
