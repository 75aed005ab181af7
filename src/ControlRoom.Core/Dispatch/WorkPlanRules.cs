using ControlRoom.Core.Kernel;
using ControlRoom.Core.Tokens.Engine;

namespace ControlRoom.Core.Dispatch;

/// <summary>What a plan of a ticket may say.</summary>
public static class WorkPlanRules
{
    public const int MaxItems = 500;

    /// <summary>Each item names one step where people work, or none for the whole ticket, and one person or one team; no step twice.</summary>
    /// <param name="people">Everybody who could be given work.</param>
    public static IEnumerable<Refusal> Mistakes(IReadOnlyList<WorkPlanItem> items, CompiledGraph graph, IReadOnlySet<Guid> people, IReadOnlyCollection<string> teams)
    {
        if (items.Count > MaxItems) yield return Refusal.Invalid("TOO_MANY_ITEMS", "/items").With("max", MaxItems);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (item, i) in items.Take(MaxItems).Select((item, i) => (item, i)))
        {
            if (item.NodeCode is { } node && !(graph.Has(node) && graph[node].IsStation)) yield return Refusal.Invalid("PLAN_NODE_UNKNOWN", $"/items/{i}/node_code").With("node", node);
            else if (!seen.Add(item.NodeCode ?? "")) yield return Refusal.Invalid("PLAN_NODE_TWICE", $"/items/{i}/node_code").With("node", item.NodeCode ?? "–");
            if (item.UserId is null == item.TeamCode is null) yield return Refusal.Invalid("PLAN_ASSIGNEE", $"/items/{i}/user_id");
            else if (item.UserId is { } user && !people.Contains(user)) yield return Refusal.Invalid("PLAN_ASSIGNEE_UNKNOWN", $"/items/{i}/user_id");
            else if (item.TeamCode is { } team && !teams.Contains(team)) yield return Refusal.Invalid("PLAN_ASSIGNEE_UNKNOWN", $"/items/{i}/team_code");
            if (item.Reason is not null && Text.WhyNoReason(item.Reason, $"/items/{i}/reason") is { } reason) yield return reason;
        }
    }
}
