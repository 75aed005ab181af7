using ControlRoom.Core.Routing;
using ControlRoom.Core.Tokens.Engine;
using Xunit;

namespace ControlRoom.Core.Tests.Tokens.Engine;

/// <summary>What is true after every operation, whatever it was.</summary>
internal static class Law
{
    public static void Holds(RandomWalk walk, InstanceState before, Action operation)
    {
        operation();
        var shop = walk.Shop;
        if (ReferenceEquals(before, shop.State)) return;
        Assert.True(shop.Balance.Holds, $"Quantity is not conserved: {shop.Balance}");
        NothingIsLost(before, shop.State);
        NothingIsDoubled(shop);
        PlacesAreKept(shop);
        foreach (var token in shop.State.Live) walk.Seen.Add(EveryLiveTokenActsOrSaysWhy(shop, token).ToString());
        foreach (var line in shop.LastEvents) walk.Seen.Add(line.Metadata.GetValueOrDefault("correction") is { } correction ? $"{line.Type} {correction}" : line.Type.ToString());
        AppliedEffectsAreTheState(before, shop);
        foreach (var id in shop.LastEvents.Select(e => e.TokenId).Distinct()) HistoryIsTheToken(shop, id);
    }

    private static void NothingIsLost(InstanceState before, InstanceState after)
    {
        foreach (var old in before.Tokens.Values)
        {
            Assert.True(after.Tokens.TryGetValue(old.Id, out var now), "A token is gone.");
            if (old.IsLive) continue;
            Assert.Equal(old, now with { ReplacementId = old.ReplacementId, ReplacementDue = old.ReplacementDue });
        }
    }

    private static void NothingIsDoubled(Shop shop)
    {
        var tokens = shop.State.Tokens.Values;
        foreach (var split in shop.State.Splits.Values)
        {
            var children = tokens.Where(t => t.SplitId == split.Id).ToList();
            Assert.Equal(split.Children.Length, children.Count(c => c.Origin == TokenOrigin.Split));
            var parent = shop[split.ParentId];
            var waits = shop.Graph[split.SplitNode].Join is not null && split.FiredAt is null;
            Assert.True(!waits || parent.Status is TokenStatus.Waiting or TokenStatus.Scrapped, "A parent went on before its children came together.");
            foreach (var place in children.GroupBy(c => (c.BranchKey, c.BranchOrdinal)))
                Assert.True(place.Count(c => c.IsLive && c.Type != TokenType.Batch) <= 1, "Two parts in one place.");
        }
        Assert.True(tokens.Where(t => t.SerialNumber is not null).GroupBy(t => t.SerialNumber).All(g => g.Count() == 1), "A serial twice.");
        Assert.All(tokens.Where(t => t.MergedInto is not null), t => Assert.NotNull(shop.State.Splits[t.SplitId!.Value].FiredAt));
        Assert.All(tokens, t => Assert.True(t.Qty > 0 && (t.Type == TokenType.Batch || t.Qty == 100)));
    }

    private static void PlacesAreKept(Shop shop)
    {
        foreach (var node in shop.Graph.Nodes.Where(n => n.IsStation))
        {
            var there = shop.State.Tokens.Values.Where(t => t.Node == node.Code).ToList();
            if (node.Node.Station!.Capacity is { } capacity)
            {
                var taken = there.Count(t => t.TakesPlace);
                Assert.True(taken <= capacity, $"{node.Code} holds {taken} of {capacity}.");
                Assert.True(taken == capacity || !there.Exists(t => t is { Status: TokenStatus.Waiting, Stop: null }), "Somebody stands outside a free place.");
            }
            if (node.Node.Station.ConcurrencyLimit is { } limit) Assert.True(there.Count(t => t.Status == TokenStatus.Active) <= limit);
        }
    }

    private static WhyCode EveryLiveTokenActsOrSaysWhy(Shop shop, TokenState token)
    {
        var why = shop.Why(token).Code;
        var type = shop.Graph[token.Node].Type;
        Assert.True(type is not (RoutingNodeType.Start or RoutingNodeType.End), "Nobody stays there.");
        Assert.True(type is not RoutingNodeType.Decision || token.Stop is not null, "A decision is taken at once.");
        Assert.Equal(token.Status == TokenStatus.Waiting, why is WhyCode.Capacity or WhyCode.JoinMissing or WhyCode.JoinBlocked or WhyCode.ChildrenOpen
            or WhyCode.WaitTime or WhyCode.WaitBatch or WhyCode.WaitApproval or WhyCode.Unroutable or WhyCode.AmbiguousRouting or WhyCode.HopLimit or WhyCode.JoinTimeout);
        return why;
    }

    private static void AppliedEffectsAreTheState(InstanceState before, Shop shop)
    {
        var applied = before.Apply(shop.Last);
        Assert.True(applied.Tokens.Count == shop.State.Tokens.Count && applied.Tokens.Values.All(t => t == shop[t.Id]), "Effects and state differ.");
        Assert.True(applied.Splits.Count == shop.State.Splits.Count && applied.Splits.Values.All(s => s == shop.State.Splits[s.Id]), "Effects and splits differ.");
    }

    private static void HistoryIsTheToken(Shop shop, Guid id) => Assert.Equal(shop[id], EventReplay.Rebuild(shop.History[id]));
}
