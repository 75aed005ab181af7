using ControlRoom.Core.Kernel;

namespace ControlRoom.Core.Flows;

public enum FlowVersionStatus { Draft, Review, Published, Deprecated }

/// <summary>Discarding is not among them: it leads to no state, the row goes away.</summary>
public enum FlowVersionAction { Save, Submit, Approve, Reject, Deprecate }

/// <summary>One numbered snapshot of a flow's graph. Editable only as DRAFT; what is PUBLISHED never changes its meaning again.</summary>
public sealed class FlowVersion : Aggregate
{
    public static readonly Lifecycle<FlowVersionStatus, FlowVersionAction> Lifecycle = new(FlowVersionStatus.Draft,
        (FlowVersionAction.Save, [FlowVersionStatus.Draft], FlowVersionStatus.Draft),
        (FlowVersionAction.Submit, [FlowVersionStatus.Draft], FlowVersionStatus.Review),
        (FlowVersionAction.Approve, [FlowVersionStatus.Review], FlowVersionStatus.Published),
        (FlowVersionAction.Reject, [FlowVersionStatus.Review], FlowVersionStatus.Draft),
        (FlowVersionAction.Deprecate, [FlowVersionStatus.Published], FlowVersionStatus.Deprecated));

    /// <summary>What a flow starts from: no nodes, no edges.</summary>
    public const string EmptyGraph = """{"nodes":[],"edges":[],"viewport":{"x":0,"y":0,"zoom":1}}""";

    private FlowVersion() { }

    public Guid FlowDefinitionId { get; private init; }
    public int VersionNum { get; private init; }
    public FlowVersionStatus Status { get; private set; }

    /// <summary>The graph document as JSON text; parsed by <see cref="ProcessGraph"/>.</summary>
    public string GraphSchema { get; private set; } = EmptyGraph;
    public Guid CreatedBy { get; private init; }
    public Guid? SubmittedBy { get; private set; }
    public Guid? ReviewedBy { get; private set; }
    public Guid? PublishedBy { get; private set; }
    public DateTime? PublishedAt { get; private set; }
    public string? RejectionReason { get; private set; }
    public DateTime? DeprecatedAt { get; private set; }

    /// <summary>New tickets may follow it. Only of workshop flows; it outlives being superseded.</summary>
    public bool AllowNewJobs { get; private set; }
    public DateTime CreatedAt { get; private init; }

    public static FlowVersion Create(Guid id, Guid flowId, int number, string graph, Guid by, DateTime now)
    {
        var version = new FlowVersion { Id = id, FlowDefinitionId = flowId, VersionNum = number, Status = FlowVersionStatus.Draft, GraphSchema = graph, CreatedBy = by, CreatedAt = now };
        version.Noted(version.FactOf("FLOW_VERSION_CREATED", null));
        return version;
    }

    public void Save(string graph)
    {
        var old = State();
        Status = Lifecycle.Next(Status, FlowVersionAction.Save);
        GraphSchema = graph;
        Changed(FactOf("FLOW_VERSION_SAVED", old));
    }

    /// <param name="graphWithGates">The graph with the gate templates of now copied into its gate nodes.</param>
    public void Submit(string graphWithGates, Guid by)
    {
        var old = State();
        Status = Lifecycle.Next(Status, FlowVersionAction.Submit);
        (GraphSchema, SubmittedBy, RejectionReason) = (graphWithGates, by, null);
        Changed(FactOf("FLOW_VERSION_SUBMITTED", old));
    }

    /// <param name="allowNewJobs">It is a workshop flow's.</param>
    public void Approve(Guid by, bool allowNewJobs, DateTime now)
    {
        var old = State();
        Status = Lifecycle.Next(Status, FlowVersionAction.Approve);
        (ReviewedBy, PublishedBy, PublishedAt, AllowNewJobs) = (by, by, now, allowNewJobs);
        Changed(FactOf("FLOW_VERSION_PUBLISHED", old));
    }

    public void Reject(Guid by, string reason)
    {
        var old = State();
        Status = Lifecycle.Next(Status, FlowVersionAction.Reject);
        (ReviewedBy, RejectionReason) = (by, reason);
        Changed(FactOf("FLOW_VERSION_REJECTED", old) with { Metadata = new { flow_id = FlowDefinitionId, reason } });
    }

    public const string Superseded = "SUPERSEDED", Manual = "MANUAL";

    /// <param name="cause"><see cref="Superseded"/> by a newer version, or <see cref="Manual"/>.</param>
    public void Deprecate(string cause, string? reason, DateTime now)
    {
        var old = State();
        if (Status == FlowVersionStatus.Published) (Status, DeprecatedAt) = (Lifecycle.Next(Status, FlowVersionAction.Deprecate), now);
        else if (!AllowNewJobs) Lifecycle.Next(Status, FlowVersionAction.Deprecate);
        if (cause == Manual) AllowNewJobs = false;
        Changed(FactOf("FLOW_VERSION_DEPRECATED", old) with { Metadata = new { flow_id = FlowDefinitionId, cause, reason } });
    }

    /// <summary>The draft goes away; the trail keeps its graph.</summary>
    public Fact Discarded(string? reason) => FactOf("FLOW_VERSION_DISCARDED", State()) with { New = null, Metadata = new { flow_id = FlowDefinitionId, reason, graph_schema = GraphSchema } };

    /// <summary>Somebody tried to publish their own work; kept although nothing changed.</summary>
    public Fact OwnApprovalRefused() => FactOf("FLOW_VERSION_OWN_APPROVAL_REFUSED", null) with { New = null };

    private object State() => new { status = Word.Of(Status), version_num = VersionNum, allow_new_jobs = AllowNewJobs };

    private Fact FactOf(string type, object? old) => new(type, EntityTypes.FlowVersion, Id, $"v{VersionNum}", old, State()) { Metadata = new { flow_id = FlowDefinitionId } };
}
