// Token lifecycle core: mind token idempotency, the instance state machine, serial integrity and transactions across both databases.
// A change here updates the end-to-end tests, is reviewed by the architecture owner, and passes the full regression.
using ControlRoom.Core.Kernel;

namespace ControlRoom.Core.Tickets;

public enum InstanceStatus { Active, Completed, Archived }

public enum InstanceAction { Complete, Archive }

/// <summary>One production cycle of one ticket, bound to its snapshot for good. What was archived is never used again.</summary>
public sealed class GraphInstance : Aggregate
{
    public static readonly Lifecycle<InstanceStatus, InstanceAction> Lifecycle = new(InstanceStatus.Active,
        (InstanceAction.Complete, [InstanceStatus.Active], InstanceStatus.Completed),
        (InstanceAction.Archive, [InstanceStatus.Active, InstanceStatus.Completed], InstanceStatus.Archived));

    private GraphInstance() { }

    public Guid JobTicketId { get; private init; }
    public Guid FlowVersionId { get; private init; }
    public Guid SnapshotId { get; private init; }

    /// <summary>1, 2, 3, … without gaps within the ticket.</summary>
    public int CycleNo { get; private init; }
    public InstanceStatus Status { get; private set; }
    public DateTime StartedAt { get; private init; }
    public DateTime? CompletedAt { get; private set; }
    public DateTime? ArchivedAt { get; private set; }
    public string? ArchiveReason { get; private set; }
    public Guid? ArchivedBy { get; private set; }

    public static GraphInstance Begin(Guid id, Ticket ticket, int cycleNo, DateTime now) => new()
    {
        Id = id, JobTicketId = ticket.Id, FlowVersionId = ticket.FlowVersionId!.Value, SnapshotId = ticket.SnapshotId!.Value, CycleNo = cycleNo, StartedAt = now,
    };

    public void Complete(DateTime now)
    {
        Status = Lifecycle.Next(Status, InstanceAction.Complete);
        CompletedAt = now;
        Raise();
    }

    public void Archive(string reason, Guid by, DateTime now)
    {
        Status = Lifecycle.Next(Status, InstanceAction.Archive);
        (ArchivedAt, ArchiveReason, ArchivedBy) = (now, reason, by);
        Raise();
    }
}
