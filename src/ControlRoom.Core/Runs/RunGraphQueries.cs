using ControlRoom.Core.Database;
using ControlRoom.Core.Flows;

namespace ControlRoom.Core.Runs;

/// <summary>The compiled graph that a run is pinned to.</summary>
public sealed class RunGraphQueries(Dialect dialect)
{
    public async Task<ProcessGraph> Of(Guid flowVersionId, CancellationToken ct)
    {
        if (ProcessGraph.Known(flowVersionId) is { } known) return known;
        await using var db = dialect.Open();
        return await RunQueries.Graph(db, flowVersionId, ct);
    }
}
