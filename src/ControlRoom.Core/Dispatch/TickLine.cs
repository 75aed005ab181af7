using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Tokens;
using ControlRoom.Core.Tokens.Engine;

namespace ControlRoom.Core.Dispatch;

/// <summary>Ticks a line of the list of the step a token stands at, or takes the tick away.</summary>
public sealed record TickLine(Guid TokenId, string? Key, bool Checked);

public sealed class TickLineHandler(TokenCommands commands)
{
    public Task<Outcome<TokenView>> Handle(TickLine command, Caller caller, CancellationToken ct) =>
        commands.Do(new TokenOrder(command.TokenId, Permission.Work, LockStrength.Share, "CHECKLIST_TICKED") { Metadata = new { key = command.Key, @checked = command.Checked } }, caller, async (work, scope) =>
        {
            var token = scope.State.Tokens[command.TokenId];
            var node = scope.Pinned.Graph[token.Node].Node;
            if (node.Station is not { } station || !station.Checklist.Any(l => l.Key == command.Key)) return Refusal.Invalid("CHECKLIST_KEY_UNKNOWN", "/key").With("key", command.Key).With("node", node.Code);
            if (!token.IsLive) return Refusal.InvalidTransition("token", Word.Of(token.Status), "CHECKLIST", [Word.Of(TokenStatus.Active), Word.Of(TokenStatus.Paused)]);
            if (node.Type == Routing.RoutingNodeType.Operation && DispatchRules.WhyNotHolder((await work.OpenSessions([token.Id])).Find(s => s.Kind != SessionKind.Assist), caller.UserId) is { } refusal) return refusal;
            var row = scope[command.TokenId];
            row.Check(command.Checked ? row.Checked().Append(command.Key!).Distinct() : row.Checked().Where(k => k != command.Key));
            return TokenCommands.Nothing;
        }, ct);
}
