using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using ControlRoom.Core.Database;
using ControlRoom.Core.Routing;
using ControlRoom.Core.Tokens.Engine;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Tokens;

/// <summary>The graph a ticket's snapshot holds, compiled once for all tickets that hold the same.</summary>
public sealed class PinnedGraph
{
    private static readonly ConcurrentDictionary<string, PinnedGraph> Cache = new(StringComparer.Ordinal);

    private readonly FrozenDictionary<string, (string? Whole, string? Component)> lanes;

    private PinnedGraph(CompiledGraph graph)
    {
        Graph = graph;
        lanes = graph.Nodes.ToFrozenDictionary(n => n.Code, n => (QueueLane.Unclaimed(TokenType.Piece, n.Node.Station), QueueLane.Unclaimed(TokenType.Component, n.Node.Station)), StringComparer.Ordinal);
        ending = graph.Nodes.Where(n => n.Node.Operation is { Output: OperationOutput.Pieces } || EndsBehind(n)).Select(n => n.Code).ToFrozenSet(StringComparer.Ordinal);
        Crowded = [.. graph.Nodes.Where(n => n.Node.Station is { Capacity: not null } or { ConcurrencyLimit: not null } or { QueueLimit: not null } || n.Node.Wait is { Type: WaitType.Batch }).Select(n => n.Code)];
    }

    public CompiledGraph Graph { get; }

    private readonly FrozenSet<string> ending;

    /// <summary>Whether a token that goes on from here may end before it comes to another step, or make pieces: the ticket is then about to change.</summary>
    public bool MayEndAfter(string node) => ending.Contains(node);

    /// <summary>A join may find a token late, which ends it.</summary>
    private bool EndsBehind(CompiledNode node) => node.Out.Select(e => Graph[e.Target]).Any(next => next.Type is RoutingNodeType.End or RoutingNodeType.Join || (!next.IsStation && EndsBehind(next)));

    /// <summary>Steps at which tokens of different families meet: what happens to one depends on who else is there.</summary>
    public ImmutableArray<string> Crowded { get; }

    /// <summary>Where a token that is READY at the step waits for somebody to claim it.</summary>
    public string? Lane(string node, TokenType type) => type == TokenType.Component ? lanes[node].Component : lanes[node].Whole;

    /// <summary>Whether a batch is cut into pieces somewhere on it.</summary>
    public bool YieldsPieces => Graph.Nodes.Any(n => n.Node.Operation is { Output: OperationOutput.Pieces });

    /// <summary>When it was worked with before in this process.</summary>
    public static PinnedGraph? Known(string hash) => Cache.GetValueOrDefault(hash);

    public static PinnedGraph Of(string graphJson) => new(CompiledGraph.Of(RoutingReader.Parse(graphJson).Must()));

    public static async Task<PinnedGraph> Of(ControlRoomDb db, Guid snapshotId, CancellationToken ct)
    {
        return await Of(db, snapshotId, (await TokenReads.SnapshotHash.First(db, snapshotId, ct))!, ct);
    }

    /// <param name="hash">The snapshot's, which names its graph.</param>
    public static async Task<PinnedGraph> Of(ControlRoomDb db, Guid snapshotId, string hash, CancellationToken ct)
    {
        if (Cache.TryGetValue(hash, out var known)) return known;
        var json = await db.Snapshots.Where(s => s.Id == snapshotId).Select(s => s.GraphJson).FirstAsync(ct);
        return Cache.GetOrAdd(hash, static (_, text) => Of(text), json);
    }

    /// <summary>By instance.</summary>
    internal static async Task<IReadOnlyDictionary<Guid, PinnedGraph>> Of(ControlRoomDb db, IReadOnlyCollection<Guid> instanceIds, CancellationToken ct)
    {
        var pinned = await (from i in db.Instances where instanceIds.Contains(i.Id) join s in db.Snapshots on i.SnapshotId equals s.Id select new { i.Id, i.SnapshotId, s.ContentHash }).ToListAsync(ct);
        var graphs = new Dictionary<Guid, PinnedGraph>();
        foreach (var row in pinned) graphs[row.Id] = Cache.TryGetValue(row.ContentHash, out var known) ? known : await Of(db, row.SnapshotId, ct);
        return graphs;
    }
}
