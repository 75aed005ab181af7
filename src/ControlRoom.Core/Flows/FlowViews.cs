using System.Text.Json;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Routing;

namespace ControlRoom.Core.Flows;

/// <summary>A row of the flow catalogue.</summary>
public record FlowRow
{
    public Guid Id { get; init; }
    public FlowKind Kind { get; init; }
    public string? Code { get; init; }
    public LocalText Name { get; init; } = new("", "");
    public string? Description { get; init; }
    public int? LatestVersionNum { get; init; }
    public FlowVersionStatus? LatestVersionStatus { get; init; }
    public int? PublishedVersionNum { get; init; }
    public Guid? PublishedVersionId { get; init; }
    public int VersionCount { get; init; }
    public Guid CreatedBy { get; init; }
    public string CreatedByName { get; init; } = "";
    public DateTime CreatedAt { get; init; }
    public DateTime UpdatedAt { get; init; }
    public int RowVersion { get; init; }
}

/// <summary>A flow with its versions, newest first.</summary>
public sealed record FlowView : FlowRow
{
    public FlowView() { }

    internal FlowView(FlowRow row) : base(row) { }

    public FlowVersionRow? LatestVersion { get; init; }
    public IReadOnlyList<FlowVersionRow> Versions { get; init; } = [];
    public IReadOnlyList<AllowedAction> AllowedActions { get; init; } = [];
}

/// <summary>A version without its graph.</summary>
public record FlowVersionRow
{
    public Guid Id { get; init; }
    public Guid FlowId { get; init; }
    public LocalText FlowName { get; init; } = new("", "");
    public int VersionNum { get; init; }
    public FlowVersionStatus Status { get; init; }
    public Guid CreatedBy { get; init; }
    public string CreatedByName { get; init; } = "";
    public DateTime CreatedAt { get; init; }
    public Guid? SubmittedBy { get; init; }
    public string? SubmittedByName { get; init; }
    public Guid? ReviewedBy { get; init; }
    public string? ReviewedByName { get; init; }
    public Guid? PublishedBy { get; init; }
    public string? PublishedByName { get; init; }
    public DateTime? PublishedAt { get; init; }
    public string? RejectionReason { get; init; }
    public DateTime? DeprecatedAt { get; init; }

    /// <summary>New tickets may follow it; only of workshop flows.</summary>
    public bool AllowNewJobs { get; init; }

    /// <summary>Runs in IDLE, RUNNING or HOLD that are pinned to it.</summary>
    public int ActiveRuns { get; init; }
    public int ClosedRuns { get; init; }
    public int RowVersion { get; init; }
}

/// <summary>A version with its graph, and what may be done with it now.</summary>
public sealed record FlowVersionView : FlowVersionRow
{
    public FlowVersionView() { }

    internal FlowVersionView(FlowVersionRow row) : base(row) { }

    public JsonElement GraphSchema { get; init; }
    public IReadOnlyList<AllowedAction> AllowedActions { get; init; } = [];
}

/// <summary>What a new run may be started on.</summary>
public sealed record StartableVersion(Guid FlowVersionId, Guid FlowId, LocalText FlowName, int VersionNum, DateTime PublishedAt);

/// <summary>The answer of the full check; a graph is valid when there are no errors. Only the checks of workshop flows warn and inform.</summary>
public sealed record GraphCheck(bool Valid, IReadOnlyList<GraphError> Errors, IReadOnlyList<GraphError> Warnings, IReadOnlyList<GraphError> Infos)
{
    public static GraphCheck Of(IReadOnlyList<Refusal> mistakes) => new(mistakes.Count == 0, [.. mistakes.Select(GraphError.Of)], [], []);

    public static GraphCheck Of(IReadOnlyList<RoutingFinding> findings)
    {
        var bySeverity = findings.ToLookup(f => f.Severity, GraphError.Of);
        return new(!bySeverity.Contains(FindingSeverity.Error), [.. bySeverity[FindingSeverity.Error]], [.. bySeverity[FindingSeverity.Warning]], [.. bySeverity[FindingSeverity.Info]]);
    }
}

/// <summary>One mistake; the node or edge to paint red, if it has one place.</summary>
/// <param name="Rule">The rule of workshop graphs that says it, <c>GRF-05</c>.</param>
/// <param name="Detail">The message in the language of the reader.</param>
public sealed record GraphError(string? Rule, string? NodeId, string? EdgeId, string Code, IReadOnlyList<string> Nodes, IReadOnlyList<string> Edges, string Detail, LocalText Message, LocalText Guidance, string Pointer)
{
    public static GraphError Of(Refusal mistake)
    {
        var (node, edge) = ((string?)mistake.Args.GetValueOrDefault("node"), (string?)mistake.Args.GetValueOrDefault("edge"));
        return new(null, node, edge, mistake.Code, node is null ? [] : [node], edge is null ? [] : [edge], mistake.Detail(), LocalText.DetailOf(mistake),
            new LocalText(mistake.Guidance(LocalText.Hungarian), mistake.Guidance(LocalText.English)), mistake.Pointer ?? "");
    }

    public static GraphError Of(RoutingFinding finding) => Of(finding.Cause) with { Rule = finding.Rule, Nodes = finding.Nodes, Edges = finding.Edges };
}
