using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Routing;
using ControlRoom.Core.Tokens;
using ControlRoom.Core.Tokens.Engine;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Tickets;

/// <summary>A step of one cycle and the tokens at it.</summary>
/// <param name="Reason">Why it is blocked; null otherwise.</param>
public sealed record CycleNodeView(string NodeCode, RoutingNodeType Type, LocalText Name, NodeInstanceStatus Status, string? Reason, int Ready, int Active, int Paused, int Waiting, int Completed, int Scrapped);

public sealed record CycleEdgeView(string Id, string Source, string Target, RoutingEdgeType Type);

/// <summary>A cycle with its steps; the counts are those of the tokens, never stored.</summary>
public sealed record CycleDetail : CycleView
{
    public CycleDetail(CycleView cycle) : base(cycle)
    {
    }

    public required IReadOnlyList<CycleNodeView> Nodes { get; init; }
    public required IReadOnlyList<CycleEdgeView> Edges { get; init; }
}

public sealed class InstanceQueries(Dialect dialect)
{
    /// <summary>The cycles of a ticket, newest first.</summary>
    public async Task<Outcome<IReadOnlyList<CycleView>>> OfTicket(Guid ticketId, CancellationToken ct)
    {
        await using var db = dialect.Open();
        if (!await db.Tickets.AnyAsync(t => t.Id == ticketId, ct)) return Refusal.NotFound("ticket", ticketId);
        return Outcome<IReadOnlyList<CycleView>>.Of(await Cycles(db, db.Instances.Where(i => i.JobTicketId == ticketId), ct));
    }

    public async Task<Outcome<CycleDetail>> Detail(Guid id, CancellationToken ct)
    {
        await using var db = dialect.Open();
        if (await Cycles(db, db.Instances.Where(i => i.Id == id), ct) is not [var cycle]) return Refusal.NotFound("instance", id);
        var graph = (await PinnedGraph.Of(db, await db.Instances.Where(i => i.Id == id).Select(i => i.SnapshotId).FirstAsync(ct), ct)).Graph;
        var rows = await db.NodeInstances.AsNoTracking().Where(n => n.InstanceId == id).ToDictionaryAsync(n => n.NodeCode, ct);
        var counts = (await db.Tokens.Where(t => t.InstanceId == id).GroupBy(t => new { t.NodeCode, t.Status }).Select(g => new { g.Key.NodeCode, g.Key.Status, Count = g.Count() }).ToListAsync(ct)).ToLookup(c => c.NodeCode, c => (c.Status, c.Count), StringComparer.Ordinal);
        var ahead = Ahead(graph, counts.Where(n => n.Any(c => c.Status is not (TokenStatus.Completed or TokenStatus.Scrapped))).Select(n => n.Key));
        var reached = (await db.TokenEvents.Where(e => e.InstanceId == id).Select(e => e.NodeCode).Distinct().ToListAsync(ct)).ToHashSet(StringComparer.Ordinal);
        return new CycleDetail(cycle)
        {
            Nodes = [.. graph.Nodes.Select(n => Node(n, rows.GetValueOrDefault(n.Code), counts[n.Code].ToDictionary(c => c.Status, c => c.Count), reached.Contains(n.Code), ahead.Contains(n.Code)))],
            Edges = [.. graph.Nodes.SelectMany(n => n.Out.Concat(n.Rework)).Select(e => new CycleEdgeView(e.Id, e.Source, e.Target, e.Type))],
        };
    }

    internal static async Task<IReadOnlyList<CycleView>> Cycles(ControlRoomDb db, IQueryable<GraphInstance> which, CancellationToken ct)
    {
        var instances = await which.AsNoTracking().OrderByDescending(i => i.CycleNo).ToListAsync(ct);
        var counts = await db.Cycles([.. instances.Select(i => i.Id)], ct);
        return [.. instances.Select(i => (Instance: i, Counts: counts.GetValueOrDefault(i.Id, CycleFacts.None))).Select(i => new CycleView(i.Instance.Id, i.Instance.JobTicketId, i.Instance.CycleNo, i.Instance.Status, i.Instance.FlowVersionId,
            i.Instance.StartedAt, i.Instance.CompletedAt, i.Instance.ArchivedAt, i.Instance.ArchiveReason, i.Counts.Live, i.Counts.Completed, i.Counts.Scrapped))];
    }

    /// <summary>What was written at block, reset and end stands; otherwise the tokens say it.</summary>
    /// <param name="moreToCome">Something that lives can still arrive.</param>
    private static CycleNodeView Node(CompiledNode node, NodeInstance? row, Dictionary<TokenStatus, int> counts, bool reached, bool moreToCome)
    {
        var (ready, active, paused, waiting) = (Count(TokenStatus.Ready), Count(TokenStatus.Active), Count(TokenStatus.Paused), Count(TokenStatus.Waiting));
        var status = row?.Status is NodeInstanceStatus.Blocked or NodeInstanceStatus.Completed ? row.Status
            : ready + active + paused > 0 ? NodeInstanceStatus.Active
            : waiting > 0 ? NodeInstanceStatus.Waiting
            : reached && !moreToCome ? NodeInstanceStatus.Completed
            : reached ? NodeInstanceStatus.Active : NodeInstanceStatus.Ready;
        return new(node.Code, node.Type, node.Node.Label, status, row?.BlockingReason, ready, active, paused, waiting, Count(TokenStatus.Completed), Count(TokenStatus.Scrapped));

        int Count(TokenStatus of) => counts.GetValueOrDefault(of);
    }

    /// <summary>Where what lives can still come to, the ways back included.</summary>
    private static HashSet<string> Ahead(CompiledGraph graph, IEnumerable<string> live)
    {
        var (seen, open) = (new HashSet<string>(StringComparer.Ordinal), new Stack<string>(live));
        while (open.TryPop(out var at))
        {
            foreach (var edge in graph[at].Out.Concat(graph[at].Rework)) if (seen.Add(edge.Target)) open.Push(edge.Target);
        }
        return seen;
    }
}
