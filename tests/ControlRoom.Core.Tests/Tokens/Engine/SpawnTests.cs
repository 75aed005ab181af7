using ControlRoom.Core.Kernel;
using ControlRoom.Core.Tokens.Engine;
using Xunit;

namespace ControlRoom.Core.Tests.Tokens.Engine;

public sealed class SpawnTests
{
    [Fact]
    [Trait("Rule", "SPN-07"), Trait("Rule", "SPN-08")]
    public void Pieces_are_as_many_as_the_target_and_stand_at_the_first_step()
    {
        var shop = new Shop(new GraphBuilder().Line("START", "A", "END")).Pieces(10);
        Assert.Equal(10, shop.At("A").Count);
        Assert.All(shop.All, t => Assert.Equal((TokenType.Piece, 100, TokenStatus.Ready, t.Id), (t.Type, t.Qty, t.Status, t.RootId)));
        Assert.Equal(Enumerable.Range(1, 10).Select(i => $"P{i}"), shop.All.Select(t => t.SerialNumber));
        Assert.Equal(20, shop.LastEvents.Count(e => e.Type is TokenEventType.Spawn or TokenEventType.Enter));
    }

    [Fact]
    [Trait("Rule", "SPN-07")]
    public void A_batch_is_one_token_of_the_whole_target()
    {
        var shop = new Shop(new GraphBuilder().Line("START", "A", "END")).Spawn(TokenType.Batch, 20);
        Assert.Equal((2000, "JT-1-C1"), (shop.Only("A").Qty, shop.Only("A").SerialLabel));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(250)]
    public void Pieces_are_whole(long qty)
    {
        var shop = new Shop(new GraphBuilder().Line("START", "A", "END"));
        Assert.Equal("QTY_NOT_WHOLE", TokenEngine.Spawn(shop.State, shop.Facts, new SpawnOrder(TokenType.Piece, qty)).Refusal!.Code);
    }

    [Theory]
    [InlineData(0, false, 0, 0, 0, SpawnDecision.NewInstance, null)]
    [InlineData(1, false, 0, 0, 0, SpawnDecision.SpawnInto, null)]
    [InlineData(1, true, 3, 0, 0, SpawnDecision.AlreadySpawned, null)]
    [InlineData(1, true, 3, 2, 0, SpawnDecision.AlreadySpawned, null)]
    [InlineData(1, true, 0, 0, 5, SpawnDecision.Regenerate, null)]
    [InlineData(1, true, 3, 0, 2, SpawnDecision.Refused, "SPAWN_MIXED_STATE")]
    [InlineData(1, true, 3, 1, 2, SpawnDecision.Refused, "SPAWN_MIXED_STATE")]
    [InlineData(1, true, 0, 5, 0, SpawnDecision.Refused, "SPAWN_ALREADY_COMPLETED")]
    [InlineData(1, true, 0, 4, 1, SpawnDecision.Refused, "SPAWN_UNFINISHED")]
    [InlineData(2, true, 3, 0, 0, SpawnDecision.Broken, null)]
    [InlineData(1, true, 0, 0, 0, SpawnDecision.Broken, null)]
    [Trait("Rule", "SPN-01"), Trait("Rule", "SPN-02"), Trait("Rule", "SPN-03"), Trait("Rule", "SPN-04")]
    public void The_guard_before_every_spawn(int active, bool spawned, int live, int completed, int scrapped, SpawnDecision decision, string? code)
    {
        var counts = new SpawnCounts(active, spawned, live, completed, scrapped);
        Assert.Equal((decision, code), (SpawnGuard.Decide(counts), SpawnGuard.WhyNot(counts)?.Code));
    }

    [Fact]
    [Trait("Rule", "SPN-04"), Trait("Rule", "F7")]
    public void A_mixed_state_says_the_counts_and_what_to_do()
    {
        var refusal = SpawnGuard.WhyNot(new SpawnCounts(1, true, 3, 0, 2))!;
        Assert.Contains("3", refusal.Detail(LocalText.English), StringComparison.Ordinal);
        Assert.Contains("2", refusal.Detail(LocalText.English), StringComparison.Ordinal);
        Assert.Contains("Cancel the ticket", refusal.Guidance(LocalText.English), StringComparison.Ordinal);
    }
}
