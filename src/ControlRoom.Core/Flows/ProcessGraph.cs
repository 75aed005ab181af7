using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.Json;
using ControlRoom.Core.Quality;
using ControlRoom.Core.Stock;

namespace ControlRoom.Core.Flows;

/// <summary>The gate of a step as the run's version pinned it.</summary>
public sealed record GateSpec(string Code, string NodeId, string NameHu, string NameEn, GateType Type, bool IsCcp, ImmutableArray<ChecklistItem> Checklist);

/// <summary>
/// A published PROCESS graph compiled to what runs ask of it: the node of each step, the paths between steps, the gates, the buffers.
/// Immutable; cached by version because a published version never changes.
/// </summary>
public sealed class ProcessGraph
{
    private static readonly ConcurrentDictionary<Guid, ProcessGraph> Cache = new();

    private readonly string?[] stepNodes = new string?[ProcessSteps.Count];
    private readonly GateSpec?[] gates = new GateSpec?[ProcessSteps.Count];
    private readonly int[] planMinutes = [.. ProcessSteps.PlanMinutes];
    private readonly bool[] leadsOn = new bool[ProcessSteps.Count];

    private ProcessGraph(GraphDocument document)
    {
        var stepOf = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var node in document.Nodes)
        {
            if (!node.IsStep || node.StepIndex is not { } step || step is < 0 or > ProcessSteps.Last) continue;
            stepOf[node.Id] = step;
            stepNodes[step] ??= node.Id;
            if (node.PlanMinutes is { } minutes) planMinutes[step] = minutes;
        }

        var following = document.Edges.ToLookup(e => e.Source, e => e.Target, StringComparer.Ordinal);
        var byId = document.Nodes.ToDictionary(n => n.Id, StringComparer.Ordinal);
        for (var step = 0; step < ProcessSteps.Count; step++)
        {
            if (stepNodes[step] is not { } start) continue;
            foreach (var id in Between(start, following, stepOf))
            {
                if (stepOf.TryGetValue(id, out var reached)) leadsOn[step] |= reached == step + 1;
                else if (byId.TryGetValue(id, out var node) && node.Type == "qc_gate") gates[step] ??= Gate(node);
            }
        }

        BufferTypes = [.. document.Nodes.Where(n => n.BufferType is not null).Select(n => n.BufferType!.Value).Distinct().Order()];
    }

    /// <summary>Types of the buffers that the graph names.</summary>
    public ImmutableArray<BufferType> BufferTypes { get; }

    /// <summary>The graph of a version that can no longer change.</summary>
    public static ProcessGraph Pinned(Guid versionId, string graphSchema) => Cache.GetOrAdd(versionId, static (_, text) => Parse(text), graphSchema);

    /// <summary>The cached graph of a version, if it has been compiled in this process.</summary>
    public static ProcessGraph? Known(Guid versionId) => Cache.GetValueOrDefault(versionId);

    public static ProcessGraph Parse(string graphSchema) => new(GraphDocument.Parse(graphSchema));

    public string? NodeOf(int step) => stepNodes[step];

    /// <summary>True when a path leads from the step's node to the next step's through gates and buffers only.</summary>
    public bool LeadsOn(int step) => leadsOn[step];

    public GateSpec? GateOf(int step) => gates[step];

    /// <summary>Planned length of the step in minutes.</summary>
    public int PlanOf(int step) => planMinutes[step];

    /// <summary>Nodes reachable from <paramref name="start"/> without passing through another step's node (which is itself included).</summary>
    private static IEnumerable<string> Between(string start, ILookup<string, string> following, Dictionary<string, int> stepOf)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal) { start };
        var queue = new Queue<string>([start]);
        while (queue.TryDequeue(out var id))
        {
            foreach (var next in following[id].Where(seen.Add))
            {
                yield return next;
                if (!stepOf.ContainsKey(next)) queue.Enqueue(next);
            }
        }
    }

    private static GateSpec Gate(GraphNode node) =>
        node.Config is { ValueKind: JsonValueKind.Object } config && config.TryGetProperty("gate", out var snapshot) && GateSnapshot.Read(snapshot) is { } gate
            ? new GateSpec(gate.Code, node.Id, gate.NameHu, gate.NameEn, gate.Type, node.IsCcp, gate.Checklist)
            : new GateSpec(node.GateCode ?? node.Id, node.Id, node.LabelHu, node.LabelEn, GateType.Blocking, node.IsCcp, []);
}
