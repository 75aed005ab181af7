using ControlRoom.Core.Feed;
using ControlRoom.Core.Flows;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Runs;
using ControlRoom.Web.Shared;

namespace ControlRoom.Web.Flows;

/// <summary>What the pages of flows read; shared by everyone who shows the same.</summary>
public sealed class FlowReads(SharedQueries shared, FlowCatalogueQueries catalogue, FlowQueries flows, FlowDiffQueries diffs, RunGraphQueries graphs)
{
    private const int RunsShown = 8, EventsShown = 8;
    private static readonly string[] Everything = [Topics.Site];

    public Task<IReadOnlyList<FlowCard>> Cards(CancellationToken ct) => shared.Get("flow-cards", "", Everything, catalogue.Cards, ct);

    /// <summary>Flows of the workshop, newest first.</summary>
    public Task<IReadOnlyList<FlowRow>> Routes(CancellationToken ct) => shared.Get("flow-routes", "", Everything, stop => flows.List(FlowKind.Routing, null, Page.Whole, stop), ct);

    public Task<Outcome<FlowView>> Flow(Guid id, CancellationToken ct) => shared.Get("flow", id, Everything, stop => flows.Detail(id, stop), ct);

    /// <param name="reader">Four eyes see differently.</param>
    public Task<Outcome<FlowVersionView>> Version(Guid id, int number, Guid reader, CancellationToken ct) => shared.Get("flow-version", (id, number, reader), Everything, stop => flows.Version(id, number, reader, stop), ct);

    public Task<Outcome<GraphCheck>> Check(Guid id, int number, CancellationToken ct) => shared.Get("flow-check", (id, number), Everything, stop => flows.Validate(id, number, stop), ct);

    public Task<IReadOnlyList<FlowRunRow>> Runs(Guid id, CancellationToken ct) => shared.Get("flow-runs", id, Everything, stop => catalogue.Runs(id, RunsShown, stop), ct);

    public Task<IReadOnlyList<FlowEventRow>> Events(Guid id, CancellationToken ct) => shared.Get("flow-events", id, Everything, stop => catalogue.Events(id, EventsShown, stop), ct);

    public Task<Outcome<FlowDiffView>> Diff(Guid id, int from, int to, CancellationToken ct) => shared.Get("flow-diff", (id, from, to), Everything, stop => diffs.Diff(id, from, to, stop), ct);

    /// <summary>Each version against the one before it, by number.</summary>
    public Task<IReadOnlyDictionary<int, FlowDiffView>> Steps(Guid id, CancellationToken ct) => shared.Get("flow-steps", id, Everything, stop => diffs.Steps(id, stop), ct);

    /// <summary>Where a run's lots are on its graph.</summary>
    public Task<IReadOnlyList<NodeLots>> Lots(Guid runId, CancellationToken ct) => shared.Get("flow-lots", runId, Everything, stop => graphs.Lots(runId, stop), ct);
}
