using ControlRoom.Core.Database;
using ControlRoom.Core.Dispatch;
using ControlRoom.Core.Floor;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Routing;
using ControlRoom.Core.Tickets;
using ControlRoom.Core.Tokens.Engine;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Tokens;

/// <summary>Some tokens with what surrounds each of them.</summary>
/// <param name="Graphs">By instance.</param>
/// <param name="Assigned">Tokens that somebody has been given.</param>
internal sealed record TokenSet(IReadOnlyList<FlowToken> Rows, IReadOnlyDictionary<Guid, Ticket> Tickets, IReadOnlyDictionary<Guid, PinnedGraph> Graphs, IReadOnlySet<Guid> Assigned);

internal sealed record TokenWhy(WhyView View, JoinProgress? Join);

/// <summary>Why tokens are where they are, for many at once: whom they wait for is read together, and only of those that wait.</summary>
internal static class TokenWhys
{
    /// <summary>Whether somebody may claim it, and whether its work centre stands, is asked of what is READY only.</summary>
    private sealed record Around(IReadOnlySet<string> DownCenters, IReadOnlyList<Worker>? Workers);

    public static async Task<IReadOnlyDictionary<Guid, TokenWhy>> Whys(this ControlRoomDb db, TokenSet set, Clock clock, CancellationToken ct)
    {
        var now = clock.Now;
        var around = await Read(db, set, now, ct);
        var waiting = set.Rows.Where(t => t is { Status: TokenStatus.Waiting, StopCode: null }).ToList();
        var roots = waiting.Select(t => t.RootTokenId).Distinct().ToArray();
        var family = roots.Length == 0 ? [] : await db.Tokens.AsNoTracking().Where(t => roots.Contains(t.RootTokenId)).ToListAsync(ct);
        var splits = roots.Length == 0 ? [] : await db.Splits.AsNoTracking().Where(s => roots.Contains(s.RootTokenId)).ToListAsync(ct);
        var known = set.Rows.Concat(family).Concat(await Crowd(db, set, ct)).DistinctBy(t => t.Id).ToLookup(t => t.InstanceId);
        var passes = splits.ToLookup(s => s.InstanceId, SplitRows.State);
        var whys = new Dictionary<Guid, TokenWhy>();
        foreach (var instance in set.Rows.GroupBy(t => t.InstanceId))
        {
            var (graph, state) = (set.Graphs[instance.Key].Graph, InstanceState.Of(known[instance.Key].Select(t => t.State()), passes[instance.Key]));
            var facts = new EngineFacts(graph, now, Guid.NewGuid);
            foreach (var row in instance)
            {
                var why = Why.Of(state, facts, row.Id, Facts(set, around, row, graph));
                whys[row.Id] = new TokenWhy(new WhyView(why.Code, WhyText.Of(why, clock), why.Action, why.Tokens), Progress(state, graph, row));
            }
        }
        return whys;
    }

    private static WhyFacts Facts(TokenSet set, Around around, FlowToken row, CompiledGraph graph)
    {
        var station = graph[row.NodeCode].Node.Station;
        return new WhyFacts
        {
            TicketPaused = set.Tickets[row.JobTicketId].Status == TicketStatus.Paused, IsAssigned = set.Assigned.Contains(row.Id),
            AnyEligible = station is null || around.Workers is not { } workers || workers.Any(w => Eligibility.WhyNot(station, w) is null),
            WorkCenterDown = station?.WorkCenter is { } center && around.DownCenters.Contains(center),
        };
    }

    private static async Task<Around> Read(ControlRoomDb db, TokenSet set, DateTime now, CancellationToken ct)
    {
        var ready = set.Rows.Where(t => t.Status == TokenStatus.Ready).Select(t => (Row: t, set.Graphs[t.InstanceId].Graph[t.NodeCode].Node.Station)).Where(r => r.Station is not null).ToList();
        var centers = ready.Select(r => r.Station!.WorkCenter).OfType<string>().Distinct().ToArray();
        var down = centers.Length == 0 ? [] : await db.WorkCenters.Where(c => centers.Contains(c.Code) && c.Status != WorkCenterStatus.Active).Select(c => c.Code).ToListAsync(ct);
        // Where nothing is needed anybody may.
        var asks = ready.Any(r => !set.Assigned.Contains(r.Row.Id) && r.Row.QueueLane is { Length: > 1 });
        return new Around(down.ToHashSet(StringComparer.Ordinal), asks ? await Dispatch.Workers.All(db, now, ct) : null);
    }

    /// <summary>Whoever takes the places, or has come as well, at steps where that matters.</summary>
    private static async Task<IReadOnlyList<FlowToken>> Crowd(ControlRoomDb db, TokenSet set, CancellationToken ct)
    {
        var found = new List<FlowToken>();
        foreach (var (instance, node, isWaiting) in set.Rows.Where(t => t.StopCode is null && t.Status is TokenStatus.Waiting or TokenStatus.Ready && set.Graphs[t.InstanceId].Crowded.Contains(t.NodeCode))
            .Select(t => (t.InstanceId, t.NodeCode, t.Status == TokenStatus.Waiting)).Distinct())
        {
            var spec = set.Graphs[instance].Graph[node].Node;
            if (!isWaiting && spec.Station?.ConcurrencyLimit is null) continue;
            TokenStatus[] wanted = !isWaiting ? [TokenStatus.Active] : spec.Wait is not null ? [TokenStatus.Waiting] : [TokenStatus.Ready, TokenStatus.Active, TokenStatus.Paused];
            found.AddRange(await db.Tokens.AsNoTracking().Where(t => t.InstanceId == instance && t.NodeCode == node && wanted.Contains(t.Status)).ToListAsync(ct));
        }
        return found;
    }

    /// <summary>Of a token at a join, or one whose parts are on their way to it.</summary>
    private static JoinProgress? Progress(InstanceState state, CompiledGraph graph, FlowToken row)
    {
        if (row.Status != TokenStatus.Waiting) return null;
        var split = row.ParallelGroupId is { } group && graph[row.NodeCode].Type == RoutingNodeType.Join ? state.Splits.GetValueOrDefault(group)
            : state.Splits.Values.FirstOrDefault(s => s.ParentId == row.Id && s.SplitNode == row.NodeCode && s.FiredAt is null);
        return split is null || graph[split.SplitNode].Join is not { } join ? null
            : JoinProgress.Of(split, graph[join].Node.Join!, join, state.Tokens.Values.Where(t => t.SplitId == split.Id));
    }
}
