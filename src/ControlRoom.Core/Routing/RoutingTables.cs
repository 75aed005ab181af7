using ControlRoom.Core.Database;
using ControlRoom.Core.Floor;
using ControlRoom.Core.Flows;
using ControlRoom.Core.Users;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Routing;

internal sealed class RoutingTables : IAreaTables
{
    public IEnumerable<Guard> Guards =>
    [
        .. Guard.AppendOnly("routing_graph", "flow_version_id", "code, version"),
        .. Guard.AppendOnly("routing_node", "graph_id, node_code"),
        .. Guard.AppendOnly("routing_edge", "graph_id, edge_code"),
    ];

    public void Configure(ModelBuilder model)
    {
        var graph = model.Table<PublishedRoute>("routing_graph");
        graph.Property(g => g.Code).HasMaxLength(50);
        graph.Property(g => g.ContentHash).HasMaxLength(64);
        graph.HasOne<FlowVersion>().WithMany().HasForeignKey(g => g.FlowVersionId);
        graph.HasOne<User>().WithMany().HasForeignKey(g => g.CreatedBy);
        graph.HasIndex(g => g.FlowVersionId).IsUnique();
        graph.HasIndex(g => new { g.Code, g.Version }).IsUnique();

        var node = model.Table<PublishedRouteNode>("routing_node", t => t.Check("node_type", $"node_type IN ({Words(RoutingWords.NodeTypes)})"));
        node.Property(n => n.NodeCode).HasMaxLength(24);
        node.Property(n => n.NodeType).HasMaxLength(20);
        node.HasOne<PublishedRoute>().WithMany().HasForeignKey(n => n.GraphId);
        node.HasOne<FlowVersion>().WithMany().HasForeignKey(n => n.GraphVersionId);
        node.HasOne<WorkCenter>().WithMany().HasForeignKey(n => n.WorkCenterId);
        node.HasIndex(n => new { n.GraphId, n.NodeCode }).IsUnique();
        node.HasIndex(n => new { n.GraphVersionId, n.NodeType });

        var edge = model.Table<PublishedRouteEdge>("routing_edge", t => t.Check("edge_type", $"edge_type IN ({Words(RoutingWords.EdgeTypes)})"));
        edge.Property(e => e.EdgeCode).HasMaxLength(101);
        edge.Property(e => e.EdgeType).HasMaxLength(20);
        edge.HasOne<PublishedRoute>().WithMany().HasForeignKey(e => e.GraphId);
        edge.HasOne<FlowVersion>().WithMany().HasForeignKey(e => e.GraphVersionId);
        edge.HasOne<PublishedRouteNode>().WithMany().HasForeignKey(e => e.FromNodeId);
        edge.HasOne<PublishedRouteNode>().WithMany().HasForeignKey(e => e.ToNodeId);
        edge.HasIndex(e => new { e.GraphId, e.EdgeCode }).IsUnique();
        edge.HasIndex(e => new { e.FromNodeId, e.ToNodeId });
    }

    private static string Words(IEnumerable<string> words) => string.Join(", ", words.Select(w => $"'{w}'"));
}
