using ControlRoom.Core.Kernel;

namespace ControlRoom.Core.Products;

public enum RevisionStatus { Draft, Published, Retired }

public enum RevisionAction { Edit, Publish, Retire }

public enum RevisionReason { Initial, FixError, Optimization, CostReduction, MaterialChange, CustomerSpecific, EngineeringChange }

/// <summary>
/// A numbered copy of a product's components and routing. A draft is a working copy of its own; once published it never changes again, and
/// tickets go on being what it says.
/// </summary>
public sealed class ProductRevision : Aggregate
{
    public static readonly Lifecycle<RevisionStatus, RevisionAction> Lifecycle = new(RevisionStatus.Draft,
        (RevisionAction.Edit, [RevisionStatus.Draft], RevisionStatus.Draft),
        (RevisionAction.Publish, [RevisionStatus.Draft], RevisionStatus.Published),
        (RevisionAction.Retire, [RevisionStatus.Published], RevisionStatus.Retired));

    private ProductRevision() { }

    public Guid ProductId { get; private init; }
    public int RevisionNo { get; private init; }
    public Guid? DerivedFromRevisionId { get; private init; }
    public RevisionReason Reason { get; private init; }
    public string? Notes { get; private set; }
    public RevisionStatus Status { get; private set; }
    public bool AllowNewJobs { get; private set; }

    /// <summary>Always a version, never "the newest".</summary>
    public Guid? FlowVersionId { get; private set; }

    /// <summary>The working copy of the components, as canonical JSON.</summary>
    public string ComponentsJson { get; private set; } = "[]";

    /// <summary>Hash of the product's components and binding at the moment of the copy.</summary>
    public string BaseHash { get; private init; } = "";

    /// <summary>What was published, as canonical JSON; null for a draft.</summary>
    public string? SnapshotJson { get; private set; }
    public int? SnapshotSchema { get; private set; }
    public string? ContentHash { get; private set; }
    public Guid CreatedBy { get; private init; }
    public DateTime CreatedAt { get; private init; }
    public Guid? PublishedBy { get; private set; }
    public DateTime? PublishedAt { get; private set; }
    public Guid? RetiredBy { get; private set; }
    public DateTime? RetiredAt { get; private set; }

    public string Display => $"{RevisionNo}.0";

    /// <summary>New tickets may take it.</summary>
    public bool TakesNewJobs => Status == RevisionStatus.Published && AllowNewJobs && SnapshotSchema == RevisionSnapshot.Schema;

    public static ProductRevision Draft(Guid id, Guid productId, int number, Guid? derivedFrom, RevisionReason reason, string? notes, Guid? flowVersionId, string components, string baseHash, Guid by, DateTime now)
    {
        var revision = new ProductRevision
        {
            Id = id, ProductId = productId, RevisionNo = number, DerivedFromRevisionId = derivedFrom, Reason = reason, Notes = notes, FlowVersionId = flowVersionId,
            ComponentsJson = components, BaseHash = baseHash, CreatedBy = by, CreatedAt = now,
        };
        revision.Noted(revision.FactOf("REVISION_CREATED", null));
        return revision;
    }

    public void Edit(string? notes, Guid? flowVersionId, string components)
    {
        var old = State();
        Status = Lifecycle.Next(Status, RevisionAction.Edit);
        (Notes, FlowVersionId, ComponentsJson) = (notes, flowVersionId, components);
        Changed(FactOf("REVISION_UPDATED", old));
    }

    public void Publish(string snapshot, Guid by, DateTime now)
    {
        var old = State();
        Status = Lifecycle.Next(Status, RevisionAction.Publish);
        (SnapshotJson, SnapshotSchema, ContentHash) = (snapshot, RevisionSnapshot.Schema, CanonicalJson.Hash(snapshot));
        (AllowNewJobs, PublishedBy, PublishedAt) = (true, by, now);
        Changed(FactOf("REVISION_PUBLISHED", old));
    }

    /// <param name="cause">SUPERSEDED by a newer revision, or MANUAL.</param>
    public void Retire(string cause, string? reason, Guid by, DateTime now)
    {
        var old = State();
        Status = Lifecycle.Next(Status, RevisionAction.Retire);
        (AllowNewJobs, RetiredBy, RetiredAt) = (false, by, now);
        Changed(FactOf("REVISION_RETIRED", old) with { Metadata = new { product_id = ProductId, cause, reason } });
    }

    /// <summary>The draft goes away; the trail keeps its components.</summary>
    public void Discard(string? reason) => Noted(FactOf("REVISION_DISCARDED", State()) with { New = null, Metadata = new { product_id = ProductId, reason, components = ComponentsJson } });

    private object State() => new { status = Word.Of(Status), revision_no = RevisionNo, flow_version_id = FlowVersionId, allow_new_jobs = AllowNewJobs, content_hash = ContentHash };

    private Fact FactOf(string type, object? old) => new(type, EntityTypes.Revision, Id, $"r{RevisionNo}", old, State()) { Metadata = new { product_id = ProductId } };
}

public enum RevisionRefType { JobTicket, FlowToken, InventoryTxn, Mo }

/// <summary>Something that was made by a revision, and keeps it from going away.</summary>
public sealed class RevisionReference
{
    public required Guid Id { get; init; }
    public required Guid RevisionId { get; init; }
    public required RevisionRefType RefType { get; init; }
    public required Guid RefId { get; init; }

    /// <summary>What people call it.</summary>
    public required string RefCode { get; init; }
    public required DateTime At { get; init; }
}
