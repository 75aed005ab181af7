using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Tokens;
using ControlRoom.Core.Tokens.Engine;

namespace ControlRoom.Core.Dispatch;

/// <summary>Makes another token in the stead of one that was scrapped.</summary>
/// <param name="FromNode">Where it begins; as the check says where nothing is said.</param>
public sealed record ReplaceToken(Guid TokenId, string? FromNode = null);

public sealed class ReplaceTokenHandler(TokenCommands commands)
{
    public Task<Outcome<TokenView>> Handle(ReplaceToken command, Caller caller, CancellationToken ct)
    {
        TokenOperation replace = (state, facts) => TokenEngine.Replace(state, facts, command.TokenId, command.FromNode);
        return commands.Do(new TokenOrder(command.TokenId, Permission.CorrectWork, LockStrength.Update, "TOKEN_REPLACED") { Metadata = new { from_node = command.FromNode }, Source = EventSource.Admin }, caller,
            (_, _) => Task.FromResult<Outcome<TokenOperation>>(replace), ct);
    }
}
