using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Tokens;
using ControlRoom.Core.Tokens.Engine;

namespace ControlRoom.Core.Dispatch;

/// <summary>A supervisor gives a token up, with everything that lives of it.</summary>
public sealed record ScrapToken(Guid TokenId, string? ReasonCode, string? Reason);

public sealed class ScrapTokenHandler(TokenCommands commands)
{
    public async Task<Outcome<TokenView>> Handle(ScrapToken command, Caller caller, CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(command.ReasonCode) || command.ReasonCode.Length > 50) return Refusal.Invalid("REASON_CODE_INVALID", "/reason_code").With("max", 50);
        if (Text.WhyNoReason(command.Reason, "/reason") is { } invalid) return invalid;
        var reason = command.Reason!.Trim();
        var order = new TokenOrder(command.TokenId, Permission.CorrectWork, LockStrength.Update, "TOKEN_SCRAPPED") { Metadata = new { reason_code = command.ReasonCode, reason }, Reason = reason, Source = EventSource.Admin };
        TokenOperation scrap = (state, facts) => TokenEngine.Scrap(state, facts, command.TokenId, reason);
        return await commands.Do(order, caller, (_, _) => Task.FromResult<Outcome<TokenOperation>>(scrap), ct);
    }
}
