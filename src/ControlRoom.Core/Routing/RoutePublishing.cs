using System.Collections.Frozen;
using System.Text.Json;
using ControlRoom.Core.Database;
using ControlRoom.Core.Flows;
using ControlRoom.Core.Kernel;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Routing;

/// <summary>What Flows ask about the graphs of workshop flows.</summary>
internal static class RoutePublishing
{
    public static async Task<RoutingSurroundings> Surroundings(this ControlRoomDb db, CancellationToken ct)
    {
        var skills = await db.UserSkills.AsNoTracking().Where(s => s.Level > 0 && db.Users.Any(u => u.Id == s.UserId && u.IsActive)).GroupBy(s => s.SkillCode).Select(g => new { g.Key, Level = g.Max(s => s.Level) }).ToListAsync(ct);
        return new RoutingSurroundings(
            (await db.WorkCenters.AsNoTracking().Select(c => c.Code).ToListAsync(ct)).ToFrozenSet(StringComparer.Ordinal),
            (await db.Teams.AsNoTracking().Select(t => t.Code).ToListAsync(ct)).ToFrozenSet(StringComparer.Ordinal),
            skills.ToFrozenDictionary(s => s.Key, s => s.Level, StringComparer.Ordinal));
    }

    /// <summary>The strict check of a stored document.</summary>
    public static async Task<IReadOnlyList<RoutingFinding>> Findings(this ControlRoomDb db, string graph, CancellationToken ct) =>
        RoutingRules.Check(RoutingReader.Read(JsonElement.Parse(graph)), await db.Surroundings(ct));

    /// <summary>Writes the version's graph as rows; it passed the checks.</summary>
    public static async Task Publish(this Work work, FlowDefinition flow, FlowVersion version)
    {
        var document = GraphDocument.Parse(version.GraphSchema);
        var graph = RoutingReader.Parse(version.GraphSchema).Must();
        var centers = await work.Db.WorkCenters.AsNoTracking().ToDictionaryAsync(c => c.Code, c => c.Id, StringComparer.Ordinal, work.Ct);
        var route = new PublishedRoute
        {
            Id = work.NewId(), FlowVersionId = version.Id, Code = flow.Code!, Version = version.VersionNum, NameHu = flow.NameHu, NameEn = flow.NameEn,
            ContentHash = CanonicalJson.Hash(version.GraphSchema), CreatedBy = work.Caller.UserId, CreatedAt = work.Now,
        };
        var nodes = graph.Nodes.Where(n => n.Type != RoutingNodeType.Group).ToDictionary(n => n.Code, n => Row(work, route, n, document.Nodes[n.Index].Config, centers), StringComparer.Ordinal);
        work.Db.Routes.Add(route);
        work.Db.RouteNodes.AddRange(nodes.Values);
        work.Db.RouteEdges.AddRange(graph.Edges.Select(e => Row(work, route, e, document.Edges[e.Index].Data, nodes)));
    }

    private static PublishedRouteNode Row(Work work, PublishedRoute route, RoutingNode node, JsonElement? config, Dictionary<string, Guid> centers) => new()
    {
        Id = work.NewId(), GraphId = route.Id, GraphVersionId = route.FlowVersionId, NodeCode = node.Code, Ordinal = node.Index, NameHu = node.Label.Hu, NameEn = node.Label.En,
        NodeType = RoutingWords.Word(node.Type), WorkCenterId = node.Station?.WorkCenter is { } center ? centers[center] : null, TeamCategory = node.Station?.Team,
        Capacity = node.Station?.Capacity, QueueLimit = node.Station?.QueueLimit, ConcurrencyLimit = node.Station?.ConcurrencyLimit, PositionX = Whole(node.X), PositionY = Whole(node.Y),
        Config = config is { ValueKind: JsonValueKind.Object } settings ? GraphJson.Text(settings) : "{}",
    };

    private static PublishedRouteEdge Row(Work work, PublishedRoute route, RoutingEdge edge, JsonElement? data, Dictionary<string, PublishedRouteNode> nodes) => new()
    {
        Id = work.NewId(), GraphId = route.Id, GraphVersionId = route.FlowVersionId, EdgeCode = edge.Id, Ordinal = edge.Index, FromNodeId = nodes[edge.Source].Id, ToNodeId = nodes[edge.Target].Id,
        EdgeType = RoutingWords.Word(edge.Type), BranchKey = edge.BranchKey, ConditionRule = edge.Condition is null ? null : GraphJson.Text(data!.Value.GetProperty("condition_rule")),
        IsDefault = edge.IsDefault, Label = edge.Label, Priority = edge.Priority, ReworkLimit = edge.ReworkLimit,
    };

    private static int Whole(double position) => (int)Math.Round(Math.Clamp(position, -1_000_000, 1_000_000));
}
