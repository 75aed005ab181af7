using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Tokens;
using ControlRoom.Core.Tokens.Engine;

namespace ControlRoom.Core.Dispatch;

/// <summary>Lets a token go on from a wait for approval.</summary>
public sealed record ApproveToken(Guid TokenId);

public sealed class ApproveTokenHandler(TokenCommands commands)
{
    public Task<Outcome<TokenView>> Handle(ApproveToken command, Caller caller, CancellationToken ct) =>
        commands.Do(new TokenOrder(command.TokenId, Permission.Read, LockStrength.Update, "TOKEN_APPROVED"), caller, (_, scope) =>
        {
            var needed = scope.State.Tokens.TryGetValue(command.TokenId, out var token) ? scope.Pinned.Graph[token.Node].Node.Wait?.Role : null;
            TokenOperation approve = (state, facts) => TokenEngine.Approve(state, facts, command.TokenId);
            return Task.FromResult<Outcome<TokenOperation>>(needed is { } role && !caller.Role.Covers(role) ? Refusal.NotAllowed("APPROVAL_ROLE").With("roles", Word.Of(role)) : approve);
        }, ct);
}
