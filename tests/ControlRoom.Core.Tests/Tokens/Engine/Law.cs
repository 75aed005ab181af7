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
        NothingEndedChanges(shop);
        var touched = shop.LastEvents.Select(l => l.TokenId).Distinct().ToList();
        foreach (var id in touched) HistoryIsTheToken(shop, id);
        foreach (var id in touched.Where(id => shop[id].IsLive)) walk.Seen.Add(EveryLiveTokenActsOrSaysWhy(shop, shop[id]).ToString());
        foreach (var line in shop.LastEvents) walk.Seen.Add(line.Metadata.GetValueOrDefault("correction") is { } correction ? $"{line.Type} {correction}" : line.Type.ToString());
        // What is wrong with the whole stays wrong: looking at every fifth step finds it, in a third of the time.
        if (walk.Steps % 5 == 0 || !shop.State.Live.Any()) HoldsForTheWhole(shop, before);
    }

    private static void HoldsForTheWhole(Shop shop, InstanceState before)
    {
        Assert.True(shop.Balance.Holds, $"Quantity is not conserved: {shop.Balance}");
        Assert.True(before.Tokens.Keys.All(shop.State.Tokens.ContainsKey), "A token is gone.");
        NothingIsDoubled(shop);
        PlacesAreKept(shop);
        AppliedEffectsAreTheState(before, shop);
        foreach (var token in shop.State.Live) EveryLiveTokenActsOrSaysWhy(shop, token);
    }

    private static void NothingEndedChanges(Shop shop)
    {
        foreach (var (old, now) in shop.Last.OfType<TokenChanged>().Where(e => !e.Before.IsLive).Select(e => (e.Before, e.After)))
            Assert.True(old == now with { ReplacementId = old.ReplacementId, ReplacementDue = old.ReplacementDue }, "What has ended is changed.");
    }

    private static void NothingIsDoubled(Shop shop)
    {
        var tokens = shop.State.Tokens.Values.ToList();
        var bySplit = tokens.ToLookup(t => t.SplitId);
        foreach (var split in shop.State.Splits.Values)
        {
            var children = bySplit[split.Id].ToList();
            Assert.True(split.Children.Length == children.Count(c => c.Origin == TokenOrigin.Split), "Other children than recorded.");
            var parent = shop[split.ParentId];
            var waits = shop.Graph[split.SplitNode].Join is not null && split.FiredAt is null;
            Assert.True(!waits || parent.Status is TokenStatus.Waiting or TokenStatus.Scrapped, "A parent went on before its children came together.");
            foreach (var place in children.GroupBy(c => (c.BranchKey, c.BranchOrdinal)))
                Assert.True(place.Count(c => c.IsLive && c.Type != TokenType.Batch) <= 1, "Two parts in one place.");
        }
        Assert.True(tokens.Where(t => t.SerialNumber is not null).GroupBy(t => t.SerialNumber).All(g => g.Count() == 1), "A serial twice.");
        Assert.True(tokens.TrueForAll(t => t.MergedInto is null || shop.State.Splits[t.SplitId!.Value].FiredAt is not null), "Merged without a join.");
        Assert.True(tokens.TrueForAll(t => t.Qty > 0 && (t.Type == TokenType.Batch || t.Qty == 100)), "A piece is one, a batch is something.");
    }

    private static void PlacesAreKept(Shop shop)
    {
        var byNode = shop.State.Live.ToLookup(t => t.Node, StringComparer.Ordinal);
        foreach (var node in shop.Graph.Nodes.Where(n => n.IsStation))
        {
            var there = byNode[node.Code].ToList();
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
        Assert.True(token.Status == TokenStatus.Waiting == (why is WhyCode.Capacity or WhyCode.JoinMissing or WhyCode.JoinBlocked or WhyCode.ChildrenOpen
            or WhyCode.WaitTime or WhyCode.WaitBatch or WhyCode.WaitApproval or WhyCode.Unroutable or WhyCode.AmbiguousRouting or WhyCode.HopLimit or WhyCode.JoinTimeout), "The answer is not about waiting.");
        return why;
    }

    private static void AppliedEffectsAreTheState(InstanceState before, Shop shop)
    {
        var applied = before.Apply(shop.Last);
        Assert.True(applied.Tokens.Count == shop.State.Tokens.Count && applied.Tokens.Values.All(t => t == shop[t.Id]), "Effects and state differ.");
        Assert.True(applied.Splits.Count == shop.State.Splits.Count && applied.Splits.Values.All(s => s == shop.State.Splits[s.Id]), "Effects and splits differ.");
    }

    private static void HistoryIsTheToken(Shop shop, Guid id) => Assert.True(shop[id] == EventReplay.Rebuild(shop.History[id]), "History tells another token.");
}
