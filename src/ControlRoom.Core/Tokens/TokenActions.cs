using ControlRoom.Core.Routing;
using ControlRoom.Core.Tokens.Engine;

namespace ControlRoom.Core.Tokens;

/// <summary>Which buttons a token has, by where it stands and how; nothing else decides it. Whether somebody may press one is asked when they do.</summary>
public static class TokenActions
{
    public static IReadOnlyList<string> Of(RoutingNodeType node, TokenStatus status) => (node, status) switch
    {
        (RoutingNodeType.Operation, TokenStatus.Ready) => ["start"],
        (RoutingNodeType.Operation, TokenStatus.Active) => ["pause", "complete"],
        (RoutingNodeType.Operation, TokenStatus.Paused) => ["resume", "complete"],
        (RoutingNodeType.Qc, TokenStatus.Ready or TokenStatus.Active) => ["pass", "fail"],
        _ => [],
    };
}
