using ControlRoom.Core.Kernel;
using ControlRoom.Core.Routing;
using ControlRoom.Core.Tokens;
using ControlRoom.Core.Tokens.Engine;

namespace ControlRoom.Core.Dispatch;

/// <summary>What the graph a ticket is pinned to says to whoever does a step.</summary>
internal static class WorkCards
{
    public static WorkCard Of(QueueRow row, FlowToken token, CompiledGraph graph, LocalText? product)
    {
        var (node, ticked) = (graph[token.NodeCode], token.Checked());
        var station = node.Node.Station;
        return new WorkCard(row, product, [.. (station?.Checklist ?? []).Select(l => new ChecklistView(l.Key, l.Label, l.Required, ticked.Contains(l.Key)))], station?.Instruction, Planned(station, token.Qty),
            node.Node.Qc?.AllowScrap ?? true, node.Rework.Length > 0, Ways(node, graph));
    }

    public static long? Planned(StationSpec? station, long qty) => station is { RunMinutes: { } run } ? (long)(((station.SetupMinutes ?? 0) + (run * qty / 100m)) * 60) : null;

    /// <summary>The edges of the decision right behind, where it lets people pick.</summary>
    private static IReadOnlyList<EdgeChoice> Ways(CompiledNode node, CompiledGraph graph) =>
        node.Out is [{ } only] && graph[only.Target] is { Node.Decision.OperatorChoice: true } decision
            ? [.. decision.Out.Concat(decision.Rework).Select(e => new EdgeChoice(e.Id, e.Label is { } label ? new LocalText(label, label) : graph[e.Target].Node.Label))] : [];
}
