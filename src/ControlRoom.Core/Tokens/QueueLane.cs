using ControlRoom.Core.Dispatch;
using ControlRoom.Core.Routing;
using ControlRoom.Core.Tokens.Engine;

namespace ControlRoom.Core.Tokens;

/// <summary>
/// Where a READY token waits: with a person, with a team, or with whoever has what its step needs. Everything somebody may take lies in a
/// few lanes, each in the order of the queue, so a page of it is read from the index however much is ready.
/// </summary>
public static class QueueLane
{
    /// <summary>Of unclaimed work whose needs are too long for the index: they are read from its graph.</summary>
    private const string Long = "?";

    public const int MaxLength = 600;

    /// <summary>Null where nobody can take anything.</summary>
    internal static string? Unclaimed(TokenType type, StationSpec? station)
    {
        if (station is null) return null;
        var needs = Needs.Of(station).Text();
        return Of(type, 'N', needs.Length < MaxLength ? needs : Long);
    }

    public static string OfUser(TokenType type, Guid id) => Of(type, 'U', id.ToString("N"));

    public static string OfTeam(TokenType type, Guid id) => Of(type, 'T', id.ToString("N"));

    /// <summary>Between this and the next letter lie all lanes of unclaimed work; parts of pieces have lanes of their own.</summary>
    public static char FirstUnclaimed(bool components) => components ? 'n' : 'N';

    public static bool MayTake(string lane, Worker worker) => lane[1..] == Long || Eligibility.WhyNot(Needs.Parse(lane[1..]), worker) is null;

    private static string Of(TokenType type, char kind, string of) => (type == TokenType.Component ? char.ToLowerInvariant(kind) : kind) + of;
}
