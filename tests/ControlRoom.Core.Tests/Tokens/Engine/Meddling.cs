using ControlRoom.Core.Kernel;
using ControlRoom.Core.Tokens.Engine;

namespace ControlRoom.Core.Tests.Tokens.Engine;

/// <summary>Supervisors who put things right at random; most of it is refused, and a refusal changes nothing.</summary>
internal static class Meddling
{
    /// <summary>Whether something was done.</summary>
    public static bool Try(Shop shop, Random random)
    {
        if (random.Next(30) == 0)
        {
            shop.After(TimeSpan.FromHours(25));
            return true;
        }
        var tokens = shop.All;
        var token = tokens[random.Next(tokens.Count)];
        var node = shop.Graph.Nodes[random.Next(shop.Graph.Nodes.Length)].Code;
        var done = random.Next(12) switch
        {
            0 => random.Next(4) == 0 ? TokenEngine.Scrap(shop.State, shop.Facts, token.Id, "because it is so") : null,
            1 or 2 => TokenEngine.Replace(shop.State, shop.Facts, token.Id, random.Next(2) == 0 ? node : null),
            3 => Correct(shop, token, CorrectionType.ForceMove, node),
            4 => Correct(shop, token, CorrectionType.Rewind, node),
            5 => Correct(shop, token, CorrectionType.CloseJoin, null),
            6 => Correct(shop, token, CorrectionType.WaiveReplacement, null),
            7 => Correct(shop, token, CorrectionType.Route, null),
            8 => Correct(shop, token, CorrectionType.QcOverride, null),
            9 => Correct(shop, token, CorrectionType.AddEvent, null),
            10 => TokenEngine.Check(shop.State, shop.Facts, new QcVerdict(token.Id, QcOutcome.FailMinor, "SEAM", null, "because it is so", node)),
            _ => TakeBack(shop, token),
        };
        if (done is not { Done: true }) return false;
        shop.Do(done);
        return true;
    }

    private static Outcome<EngineResult> Correct(Shop shop, TokenState token, CorrectionType type, string? node) =>
        TokenEngine.Correct(shop.State, shop.Facts, new CorrectionOrder(token.Id, type, "because it is so") { ToNode = node, Outcome = QcOutcome.FailMinor });

    /// <summary>Takes the last operation back, if this token began it.</summary>
    public static Outcome<EngineResult> TakeBack(Shop shop, TokenState token) => TokenEngine.TakeBack(shop.State, shop.Facts, OrderOf(shop, token.Id));

    /// <summary>What the handler reads from the history: the lines of the last operation, and those before.</summary>
    public static UndoOrder OrderOf(Shop shop, Guid token) => new(token, [.. shop.LastEvents.GroupBy(l => l.TokenId).Select(g =>
        new TouchedToken(g.Key, [.. shop.History[g.Key].SkipLast(g.Count())], [.. g]))]);
}
