using System.Collections.Concurrent;
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

    private PinnedGraph(CompiledGraph graph)
    {
        Graph = graph;
        Crowded = [.. graph.Nodes.Where(n => n.Node.Station is { Capacity: not null } or { ConcurrencyLimit: not null } or { QueueLimit: not null } || n.Node.Wait is { Type: WaitType.Batch }).Select(n => n.Code)];
    }

    public CompiledGraph Graph { get; }

    /// <summary>Steps at which tokens of different families meet: what happens to one depends on who else is there.</summary>
    public ImmutableArray<string> Crowded { get; }

    /// <summary>Whether a batch is cut into pieces somewhere on it.</summary>
    public bool YieldsPieces => Graph.Nodes.Any(n => n.Node.Operation is { Output: OperationOutput.Pieces });

    public static PinnedGraph Of(string graphJson) => new(CompiledGraph.Of(RoutingReader.Parse(graphJson).Must()));

    public static async Task<PinnedGraph> Of(ControlRoomDb db, Guid snapshotId, CancellationToken ct)
    {
        var hash = await db.Snapshots.Where(s => s.Id == snapshotId).Select(s => s.ContentHash).FirstAsync(ct);
        if (Cache.TryGetValue(hash, out var known)) return known;
        var json = await db.Snapshots.Where(s => s.Id == snapshotId).Select(s => s.GraphJson).FirstAsync(ct);
        return Cache.GetOrAdd(hash, static (_, text) => Of(text), json);
    }
}
