using ControlRoom.Core.Database;
using ControlRoom.Core.Flows;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Runs;

/// <summary>Lots of a run that are at one node of its graph now.</summary>
public sealed record NodeLots(string NodeId, int Lots, decimal Kg, int Held);

/// <summary>The graph a run is pinned to, and where on it its lots are.</summary>
public sealed class RunGraphQueries(Dialect dialect)
{
    private static readonly LotStatus[] Living = [LotStatus.Created, LotStatus.Quarantine, LotStatus.Released, LotStatus.Hold];

    /// <summary>The compiled graph.</summary>
    public async Task<ProcessGraph> Of(Guid flowVersionId, CancellationToken ct)
    {
        if (ProcessGraph.Known(flowVersionId) is { } known) return known;
        await using var db = dialect.Open();
        return await RunQueries.Graph(db, flowVersionId, ct);
    }

    /// <summary>The graph as it is drawn; null when there is no such version.</summary>
    public async Task<GraphDocument?> Drawn(Guid flowVersionId, CancellationToken ct)
    {
        await using var db = dialect.Open();
        return await db.FlowVersions.AsNoTracking().Where(v => v.Id == flowVersionId).Select(v => v.GraphSchema).FirstOrDefaultAsync(ct) is { } graph ? GraphDocument.Parse(graph) : null;
    }

    /// <summary>
    /// Where the living lots of the run are: one that waits for its decision at the gate of its step, one that lies in a buffer at the graph's
    /// node of that type, any other at its step. Nodes without a lot are left out.
    /// </summary>
    public async Task<IReadOnlyList<NodeLots>> Lots(Guid runId, CancellationToken ct)
    {
        await using var db = dialect.Open();
        var version = await db.Runs.Where(r => r.Id == runId).Select(r => (Guid?)r.FlowVersionId).FirstOrDefaultAsync(ct);
        if (version is not { } pinned || await Drawn(pinned, ct) is not { } drawn) return [];
        var graph = await Of(pinned, ct);
        var lots = await db.Lots.AsNoTracking().Where(l => l.RunId == runId && Living.Contains(l.Status)).Select(l => new { l.Id, l.StepIndex, l.Status, l.RemainingGrams }).ToListAsync(ct);
        var places = (await (from i in db.Inventory.AsNoTracking() where i.RunId == runId && i.ExitedAt == null join b in db.Buffers on i.BufferId equals b.Id select new { i.LotId, b.BufferType }).ToListAsync(ct)).ToLookup(p => p.LotId);
        var stores = drawn.Nodes.Where(n => n.BufferType is not null).ToLookup(n => n.BufferType!.Value, n => n);
        return
        [
            .. lots.Select(l => (Lot: l, Node: NodeOf(l.Id, l.StepIndex, l.Status))).Where(l => l.Node is not null).GroupBy(l => l.Node!)
                .Select(g => new NodeLots(g.Key, g.Count(), Units.Kg(g.Sum(l => l.Lot.RemainingGrams)), g.Count(l => l.Lot.Status == LotStatus.Hold))).OrderBy(n => n.NodeId, StringComparer.Ordinal),
        ];

        string? NodeOf(Guid lot, int step, LotStatus status)
        {
            if (status is LotStatus.Created or LotStatus.Quarantine && graph.GateOf(step) is { } gate) return gate.NodeId;
            // Raw and finished goods have stores of a type that the graph draws for others.
            var made = LotTypes.MadeAt(step);
            return places[lot].SelectMany(p => stores[p.BufferType]).FirstOrDefault(n => (n.AllowedLotTypes.IsEmpty ? GraphRules.Allowed(n.BufferType!.Value) : n.AllowedLotTypes).Intersect(made).Any())?.Id ?? graph.NodeOf(step);
        }
    }
}
