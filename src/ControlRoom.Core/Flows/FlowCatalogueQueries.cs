using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Runs;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Flows;

/// <summary>What a graph is made of.</summary>
public sealed record GraphMakeup(int Steps, int Gates, int Critical, int Buffers);

/// <summary>A flow as a card of the catalogue.</summary>
public sealed record FlowCard
{
    public required Guid Id { get; init; }
    public required LocalText Name { get; init; }
    public string? Description { get; init; }
    public required DateTime UpdatedAt { get; init; }

    /// <summary>Newest first.</summary>
    public required IReadOnlyList<FlowVersionRow> Versions { get; init; }

    /// <summary>What the card is drawn with: the published version, else the latest.</summary>
    public required GraphDocument Graph { get; init; }
    public required GraphMakeup Makeup { get; init; }

    /// <summary>The full check of the version that is still worked on; null when there is none.</summary>
    public GraphCheck? OpenCheck { get; init; }

    public FlowVersionRow? Latest => Versions is [var latest, ..] ? latest : null;
    public FlowVersionRow? Published => Versions.FirstOrDefault(v => v.Status == FlowVersionStatus.Published);

    /// <summary>The version that is still worked on.</summary>
    public FlowVersionRow? Open => Versions.FirstOrDefault(v => v.Status is FlowVersionStatus.Draft or FlowVersionStatus.Review);
    public int ActiveRuns => Versions.Sum(v => v.ActiveRuns);
    public int AllRuns => Versions.Sum(v => v.ActiveRuns + v.ClosedRuns);
}

/// <summary>A run that is pinned to a version.</summary>
public sealed record FlowRunRow(Guid Id, string RunCode, RunStatus Status, int CurrentStepIndex, int VersionNum, DateTime? EndedAt, int Lots, bool IsSimulated);

/// <summary>Something that happened to a flow or one of its versions.</summary>
public sealed record FlowEventRow(long Id, DateTime At, string EventType, string? Code, string UserName);

/// <summary>What the catalogue of flows shows.</summary>
public sealed class FlowCatalogueQueries(Dialect dialect)
{
    private static readonly string[] Told = [EntityTypes.Flow, EntityTypes.FlowVersion];

    /// <summary>Every plant flow, in the order of their making.</summary>
    public async Task<IReadOnlyList<FlowCard>> Cards(CancellationToken ct)
    {
        await using var db = dialect.Open();
        var flows = await db.Flows.AsNoTracking().Where(f => !f.IsDeleted && f.Kind == FlowKind.Process).OrderBy(f => f.CreatedAt).ThenBy(f => f.Id).ToListAsync(ct);
        var templates = await db.Templates(ct);
        var cards = new List<FlowCard>();
        foreach (var flow in flows)
        {
            var versions = await FlowQueries.VersionRows(db, flow.Id, ct);
            var shown = versions.FirstOrDefault(v => v.Status == FlowVersionStatus.Published) ?? (versions.Count == 0 ? null : versions[0]);
            var open = versions.FirstOrDefault(v => v.Status is FlowVersionStatus.Draft or FlowVersionStatus.Review);
            var graph = await Graph(db, shown?.Id, ct);
            var written = open is null ? null : open.Id == shown?.Id ? graph : await Graph(db, open.Id, ct);
            cards.Add(new FlowCard
            {
                Id = flow.Id,
                Name = new LocalText(flow.NameHu, flow.NameEn),
                Description = flow.Description,
                UpdatedAt = flow.UpdatedAt,
                Versions = versions,
                Graph = graph,
                Makeup = Makeup(graph),
                OpenCheck = written is null ? null : GraphCheck.Of(GraphRules.OnSubmit(written, open!.Status == FlowVersionStatus.Draft ? templates : GateSnapshot.Of(written))),
            });
        }
        return cards;
    }

    /// <summary>Runs on any version of the flow, the active ones first, then the newest.</summary>
    public async Task<IReadOnlyList<FlowRunRow>> Runs(Guid flowId, int limit, CancellationToken ct)
    {
        await using var db = dialect.Open();
        var rows = await (from r in db.Runs.AsNoTracking()
                          join v in db.FlowVersions on r.FlowVersionId equals v.Id
                          where v.FlowDefinitionId == flowId
                          orderby r.EndedAt == null ? 0 : 1, r.Id descending
                          select new FlowRunRow(r.Id, r.RunCode, r.Status, r.CurrentStepIndex, v.VersionNum, r.EndedAt, db.Lots.Count(l => l.RunId == r.Id), r.IsSimulated)).Take(limit).ToListAsync(ct);
        return rows;
    }

    /// <summary>What happened to the flow and its versions, newest first.</summary>
    public async Task<IReadOnlyList<FlowEventRow>> Events(Guid flowId, int limit, CancellationToken ct)
    {
        await using var db = dialect.Open();
        var entities = await db.FlowVersions.Where(v => v.FlowDefinitionId == flowId).Select(v => v.Id).ToListAsync(ct);
        entities.Add(flowId);
        return await (from e in db.AuditEvents.AsNoTracking()
                      where Told.Contains(e.EntityType) && entities.Contains(e.EntityId)
                      join u in db.Users on e.UserId equals u.Id
                      orderby e.Id descending
                      select new FlowEventRow(e.Id, e.CreatedAt, e.EventType, e.EntityCode, u.FullName)).Take(limit).ToListAsync(ct);
    }

    private static async Task<GraphDocument> Graph(ControlRoomDb db, Guid? versionId, CancellationToken ct) =>
        GraphDocument.Parse(await db.FlowVersions.AsNoTracking().Where(v => v.Id == versionId).Select(v => v.GraphSchema).FirstOrDefaultAsync(ct) ?? FlowVersion.EmptyGraph);

    private static GraphMakeup Makeup(GraphDocument graph) => new(
        graph.Nodes.Where(n => n.IsStep && n.StepIndex is not null).Select(n => n.StepIndex).Distinct().Count(), graph.Nodes.Count(n => n.IsGate), graph.Nodes.Count(n => n.IsGate && n.IsCcp), graph.Nodes.Count(n => n.Type == GraphNode.Buffer));
}
