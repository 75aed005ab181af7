// Token lifecycle core: mind token idempotency, the instance state machine, serial integrity and transactions across both databases.
// A change here updates the end-to-end tests, is reviewed by the architecture owner, and passes the full regression.
using ControlRoom.Core.Kernel;

namespace ControlRoom.Core.Tickets;

public enum TicketStatus { Planned, InProgress, Paused, Completed, Cancelled, Archived }

/// <summary>Restart is restore and start in one.</summary>
public enum TicketAction { Start, Pause, Resume, Complete, Cancel, Restore, Restart, Archive }

public enum ProcessMode { Batch, Piece }

public enum ProductionType { Hatthasilpa, Classic }

/// <summary>The column's default is the old way; everything made here is DAG.</summary>
public enum RoutingMode { Linear, Dag }

/// <summary>In rank, lowest first.</summary>
public enum WorkPriority { Low, Normal, High, Urgent }

/// <summary>A workshop order: what is to be made, how many, on which published design. Its runtime snapshot is taken once and never changes.</summary>
public sealed class Ticket : Aggregate
{
    public static readonly Lifecycle<TicketStatus, TicketAction> Lifecycle = new(TicketStatus.Planned,
        (TicketAction.Start, [TicketStatus.Planned], TicketStatus.InProgress),
        (TicketAction.Pause, [TicketStatus.InProgress], TicketStatus.Paused),
        (TicketAction.Resume, [TicketStatus.Paused], TicketStatus.InProgress),
        (TicketAction.Complete, [TicketStatus.InProgress], TicketStatus.Completed),
        (TicketAction.Cancel, [TicketStatus.Planned, TicketStatus.InProgress, TicketStatus.Paused], TicketStatus.Cancelled),
        (TicketAction.Restore, [TicketStatus.Cancelled], TicketStatus.Planned),
        (TicketAction.Restart, [TicketStatus.Cancelled], TicketStatus.InProgress),
        (TicketAction.Archive, [TicketStatus.Completed, TicketStatus.Cancelled], TicketStatus.Archived));

    private Ticket() { }

    public string TicketCode { get; private init; } = "";
    public string JobName { get; private set; } = "";
    public Guid? ProductId { get; private init; }
    public Guid? ProductRevisionId { get; private init; }
    public Guid? FlowVersionId { get; private init; }

    /// <summary>What the product and its revision were called when it was planned: running work never reads them again.</summary>
    public string? Sku { get; private init; }
    public int? RevisionNo { get; private init; }
    public string Uom { get; private init; } = "";

    /// <summary>In hundredths of the product's unit.</summary>
    public long TargetQty { get; private set; }
    public ProcessMode ProcessMode { get; private init; }
    public ProductionType ProductionType { get; private init; }
    public RoutingMode RoutingMode { get; private init; }
    public TicketStatus Status { get; private set; }
    public WorkPriority Priority { get; private set; }
    public DateTime? DueAt { get; private set; }

    /// <summary>What conditions may ask about the order: a JSON object of texts.</summary>
    public string Attributes { get; private set; } = "{}";

    /// <summary>The cycle that is under way; null before the start and after a hard reset.</summary>
    public Guid? GraphInstanceId { get; private set; }
    public Guid? SnapshotId { get; private init; }

    /// <summary>Only shown: orders neither consume nor produce lots.</summary>
    public Guid? RunId { get; private init; }
    public Guid? LotId { get; private init; }
    public Guid CreatedBy { get; private init; }
    public DateTime CreatedAt { get; private init; }
    public DateTime? StartedAt { get; private set; }
    public DateTime? CompletedAt { get; private set; }
    public DateTime? CancelledAt { get; private set; }
    public DateTime? ArchivedAt { get; private set; }
    public bool IsSimulated { get; private init; }

    /// <summary>Work is under way: its product may not be changed.</summary>
    public bool IsLive => Status is TicketStatus.InProgress or TicketStatus.Paused;

    public static Ticket Plan(Guid id, string code, TicketPlan plan, Guid by, DateTime now, bool isSimulated)
    {
        var ticket = new Ticket
        {
            Id = id, TicketCode = code, JobName = plan.JobName, ProductId = plan.ProductId, ProductRevisionId = plan.ProductRevisionId, FlowVersionId = plan.FlowVersionId, Sku = plan.Sku, RevisionNo = plan.RevisionNo, Uom = plan.Uom,
            TargetQty = plan.TargetQty,
            ProcessMode = plan.ProcessMode, ProductionType = plan.ProductionType, RoutingMode = RoutingMode.Dag, Priority = plan.Priority, DueAt = plan.DueAt, Attributes = plan.Attributes,
            SnapshotId = plan.SnapshotId, RunId = plan.RunId, LotId = plan.LotId, CreatedBy = by, CreatedAt = now, IsSimulated = isSimulated,
        };
        ticket.Noted(ticket.FactOf("TICKET_PLANNED", null));
        return ticket;
    }

    /// <summary>Changes what may differ until work begins.</summary>
    public void Replan(string jobName, long targetQty, WorkPriority priority, DateTime? dueAt, string attributes)
    {
        var old = PlanState();
        (JobName, TargetQty, Priority, DueAt, Attributes) = (jobName, targetQty, priority, dueAt, attributes);
        Changed(FactOf("TICKET_UPDATED", old) with { New = PlanState() });
    }

    /// <summary>Who shall do its work was planned anew.</summary>
    public void PlanWork(object items) => Changed(FactOf("TICKET_WORK_PLANNED", null) with { Old = null, New = new { items } });

    /// <param name="action">Start, or Restart from CANCELLED.</param>
    public void Begin(TicketAction action, Guid instanceId, int cycleNo, string? reason, DateTime now)
    {
        var old = State();
        Status = Lifecycle.Next(Status, action);
        (GraphInstanceId, CancelledAt) = (instanceId, null);
        StartedAt ??= now;
        Changed(FactOf("TICKET_STARTED", old) with { Metadata = new { instance_id = instanceId, cycle_no = cycleNo, reason } });
    }

    /// <summary>The cycle had nothing left to go on with: another one takes its place.</summary>
    public void Regenerate(Guid instanceId, int cycleNo)
    {
        var old = State();
        GraphInstanceId = instanceId;
        Changed(FactOf("TICKET_REGENERATED", old) with { Metadata = new { instance_id = instanceId, cycle_no = cycleNo } });
    }

    public void Pause()
    {
        var old = State();
        Status = Lifecycle.Next(Status, TicketAction.Pause);
        Changed(FactOf("TICKET_PAUSED", old));
    }

    public void Resume()
    {
        var old = State();
        Status = Lifecycle.Next(Status, TicketAction.Resume);
        Changed(FactOf("TICKET_RESUMED", old));
    }

    public void Complete(object? forced, DateTime now)
    {
        var old = State();
        Status = Lifecycle.Next(Status, TicketAction.Complete);
        CompletedAt = now;
        Changed(FactOf("TICKET_COMPLETED", old) with { Metadata = forced });
    }

    /// <param name="reset">What the hard reset took away; null when nothing had begun.</param>
    public void Cancel(string reason, object? reset, DateTime now)
    {
        var old = State();
        Status = Lifecycle.Next(Status, TicketAction.Cancel);
        (GraphInstanceId, CancelledAt) = (null, now);
        Changed(FactOf("TICKET_CANCELLED", old) with { Metadata = new { reason, reset } });
    }

    public void Restore(string reason)
    {
        var old = State();
        Status = Lifecycle.Next(Status, TicketAction.Restore);
        CancelledAt = null;
        Changed(FactOf("TICKET_RESTORED", old) with { Metadata = new { reason } });
    }

    public void Archive(DateTime now)
    {
        var old = State();
        Status = Lifecycle.Next(Status, TicketAction.Archive);
        ArchivedAt = now;
        Changed(FactOf("TICKET_ARCHIVED", old));
    }

    private object State() => new { status = Word.Of(Status), graph_instance_id = GraphInstanceId };

    private object PlanState() => new { job_name = JobName, target_qty = Units.Quantity(TargetQty), priority = Word.Of(Priority), due_at = DueAt, attributes = Attributes };

    private Fact FactOf(string type, object? old) => new(type, EntityTypes.Ticket, Id, TicketCode, old, State()) { TicketId = Id };
}

/// <summary>What a ticket is born with, checked already.</summary>
/// <param name="TargetQty">In hundredths.</param>
public sealed record TicketPlan(
    string JobName, Guid ProductId, Guid ProductRevisionId, Guid FlowVersionId, string Sku, int RevisionNo, string Uom, long TargetQty, ProcessMode ProcessMode, ProductionType ProductionType,
    WorkPriority Priority, DateTime? DueAt, string Attributes, Guid SnapshotId, Guid? RunId, Guid? LotId);
