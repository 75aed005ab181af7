using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Tokens;
using ControlRoom.Core.Tokens.Engine;

namespace ControlRoom.Core.Dispatch;

/// <summary>A supervisor puts something right by hand; what was before is written beside it.</summary>
public sealed record CorrectToken(Guid TokenId, CorrectionType Type, string? Reason, string? ToNode = null, string? EdgeId = null, QcOutcome? Outcome = null, int? JoinCount = null);

public sealed class CorrectTokenHandler(TokenCommands commands)
{
    public async Task<Outcome<TokenView>> Handle(CorrectToken command, Caller caller, CancellationToken ct)
    {
        if (Text.WhyNoReason(command.Reason, "/reason") is { } invalid) return invalid;
        var reason = command.Reason!.Trim();
        var order = new TokenOrder(command.TokenId, Permission.CorrectWork, LockStrength.Update, "TOKEN_CORRECTED")
        {
            Metadata = new { type = Word.Of(command.Type), reason, to_node = command.ToNode, edge_id = command.EdgeId, join_count = command.JoinCount }, Reason = reason, Source = EventSource.Admin,
        };
        TokenOperation correct = (state, facts) => TokenEngine.Correct(state, facts,
            new CorrectionOrder(command.TokenId, command.Type, reason) { ToNode = command.ToNode, EdgeId = command.EdgeId, Outcome = command.Outcome, JoinCount = command.JoinCount });
        return await commands.Do(order, caller, (_, _) => Task.FromResult<Outcome<TokenOperation>>(correct), ct);
    }
}
