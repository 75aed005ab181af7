using System.Globalization;
using ControlRoom.Core.Tokens.Engine;
using Xunit;

namespace ControlRoom.Core.Tests.Tokens.Engine;

/// <summary>The engine on graphs nobody drew, with people who do anything. CONTROLROOM_ENGINE_STEPS sets how many steps are walked.</summary>
public sealed class RandomWalkTests
{
    private static readonly int Steps = int.Parse(Environment.GetEnvironmentVariable("CONTROLROOM_ENGINE_STEPS") ?? "100000", CultureInfo.InvariantCulture);

    private static TokenType TypeOf(int seed) => seed % 2 == 0 ? TokenType.Piece : TokenType.Batch;

    private static RandomWalk Walk(int seed, int order, GraphStyle style, TokenType type, bool meddle)
    {
        var walk = new RandomWalk(RandomGraphs.Of(seed, style), seed, order, meddle);
        try
        {
            return walk.Run(type, type == TokenType.Piece ? 1 + seed % 5 : 3 + seed % 9);
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"Seed {seed}, order {order}, step {walk.Steps}, {type}: {e.Message}", e);
        }
    }

    [Fact]
    [Trait("Rule", "RTE-08"), Trait("Rule", "RTE-09"), Trait("Rule", "RTE-21"), Trait("Rule", "RTE-23"), Trait("Rule", "SPN-08")]
    public void On_any_graph_no_step_loses_doubles_or_strands_a_token_and_history_rebuilds_them_all()
    {
        var (walked, seen) = (0, new SortedDictionary<string, int>(StringComparer.Ordinal));
        for (var seed = 1; walked < Steps; seed++)
        {
            var walk = Walk(seed, seed * 7, new GraphStyle(AnyOrder: true, Pieces: true), TypeOf(seed), meddle: true);
            walked += walk.Steps;
            foreach (var word in walk.Seen) seen[word] = seen.GetValueOrDefault(word) + 1;
        }
        string[] rare = ["HopLimit", "AssistStart", "Takeover", "TicketPaused", "WorkCenterDown", "NoEligible", "ReadyAssigned", "ReplacementPending", "Finished", "Merged", "Scrapped", "Correction"];
        var never = Enum.GetNames<TokenEventType>().Concat(Enum.GetNames<WhyCode>()).Except(rare).Except(seen.Keys, StringComparer.Ordinal);
        Assert.Empty(never);
    }

    [Fact]
    public void Without_joins_that_do_not_wait_the_order_of_work_changes_nothing()
    {
        var walked = 0;
        for (var seed = 1; walked < Steps / 5; seed++)
        {
            var style = new GraphStyle(AnyOrder: false, Pieces: seed % 3 == 0);
            var (one, other) = (Walk(seed, 1, style, TypeOf(seed), meddle: false), Walk(seed, 2, style, TypeOf(seed), meddle: false));
            Assert.Equal(Marking(one), Marking(other));
            walked += one.Steps + other.Steps;
        }
    }

    /// <summary>Of pieces; what a batch loses inside depends on which parts came together first.</summary>
    [Fact]
    public void With_any_joins_and_waits_the_order_of_work_changes_no_total()
    {
        var walked = 0;
        for (var seed = 1; walked < Steps / 5; seed++)
        {
            var style = new GraphStyle(AnyOrder: true, Pieces: false);
            var (one, other) = (Walk(seed, 1, style, TokenType.Piece, meddle: false).Shop.Balance, Walk(seed, 2, style, TokenType.Piece, meddle: false).Shop.Balance);
            Assert.Equal((one.Finished, one.Scrapped), (other.Finished, other.Scrapped));
            walked += 100;
        }
    }

    private static List<string> Marking(RandomWalk walk) =>
        [.. walk.Shop.State.Tokens.Values.Select(t => $"{walk.DescentOf(t)} {t.Node} {t.Status} {t.Qty} {t.ScrappedQty} {t.ReworkCount} {t.ReplacementDue}").Order(StringComparer.Ordinal)];
}
