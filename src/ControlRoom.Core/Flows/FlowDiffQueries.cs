using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Flows;

/// <summary>What changes between two versions of a flow, from the one to the other.</summary>
public sealed record FlowDiffView
{
    public required Guid FlowId { get; init; }
    public required int FromVersion { get; init; }
    public required int ToVersion { get; init; }
    public required bool Same { get; init; }

    /// <summary>How many nodes and edges, by mark.</summary>
    public required IReadOnlyList<GraphMarkCount> Counts { get; init; }
    public required IReadOnlyList<GraphChange> Changes { get; init; }
}

public sealed record GraphMarkCount(GraphMark Mark, GraphPart Part, int Count);

public sealed class FlowDiffQueries(Dialect dialect)
{
    public async Task<Outcome<FlowDiffView>> Diff(Guid flowId, int from, int to, CancellationToken ct)
    {
        await using var db = dialect.Open();
        var graphs = await db.FlowVersions.AsNoTracking().Where(v => v.FlowDefinitionId == flowId && (v.VersionNum == from || v.VersionNum == to) && db.Flows.Any(f => f.Id == flowId && !f.IsDeleted))
            .ToDictionaryAsync(v => v.VersionNum, v => v.GraphSchema, ct);
        if (!graphs.TryGetValue(from, out var before)) return Refusal.NotFound("flow_version", from);
        if (!graphs.TryGetValue(to, out var after)) return Refusal.NotFound("flow_version", to);
        return View(flowId, from, to, before, after);
    }

    /// <summary>Each version of a flow against the one before it, by number; the first against nothing is left out.</summary>
    public async Task<IReadOnlyDictionary<int, FlowDiffView>> Steps(Guid flowId, CancellationToken ct)
    {
        await using var db = dialect.Open();
        var versions = await db.FlowVersions.AsNoTracking().Where(v => v.FlowDefinitionId == flowId).OrderBy(v => v.VersionNum).Select(v => new { v.VersionNum, v.GraphSchema }).ToListAsync(ct);
        return versions.Zip(versions.Skip(1)).ToDictionary(pair => pair.Second.VersionNum, pair => View(flowId, pair.First.VersionNum, pair.Second.VersionNum, pair.First.GraphSchema, pair.Second.GraphSchema));
    }

    private static FlowDiffView View(Guid flowId, int from, int to, string before, string after)
    {
        var changes = GraphDiff.Of(before, after);
        return new FlowDiffView
        {
            FlowId = flowId,
            FromVersion = from,
            ToVersion = to,
            Same = changes.Count == 0,
            Counts = [.. changes.GroupBy(c => (c.Mark, c.Part)).OrderBy(g => g.Key.Mark).ThenBy(g => g.Key.Part).Select(g => new GraphMarkCount(g.Key.Mark, g.Key.Part, g.Count()))],
            Changes = changes,
        };
    }
}
