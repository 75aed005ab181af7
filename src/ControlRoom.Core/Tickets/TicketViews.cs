using System.Text.Json;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Serials;

namespace ControlRoom.Core.Tickets;

/// <summary>Where the work of a ticket stands, beside its status: at a check, sent back, or waiting for somebody's decision.</summary>
public enum TicketHint { Qc, Rework, NeedsDecision }

public sealed record TicketProgress(int Live, int Completed, int Scrapped);

public record TicketView(
    Guid Id, string TicketCode, string JobName, Guid? ProductId, string? Sku, Guid? ProductRevisionId, int? RevisionNo, Guid? FlowVersionId, decimal TargetQty, string Uom, ProcessMode ProcessMode,
    ProductionType ProductionType, RoutingMode RoutingMode, TicketStatus Status, TicketHint? StatusHint, WorkPriority Priority, DateTime? DueAt, Guid? InstanceId, int? CycleNo,
    TicketProgress Progress, Guid? RunId, Guid? LotId, DateTime CreatedAt, DateTime? StartedAt, DateTime? CompletedAt, bool IsSimulated, int RowVersion);

public sealed record CycleView(Guid Id, Guid TicketId, int CycleNo, InstanceStatus Status, Guid FlowVersionId, DateTime StartedAt, DateTime? CompletedAt, DateTime? ArchivedAt, string? ArchiveReason, int Live, int Completed, int Scrapped);

public sealed record TicketDetail(TicketView Ticket, Guid? SnapshotId, JsonElement Attributes, IReadOnlyList<CycleView> Cycles, IReadOnlyList<AllowedAction> AllowedActions);

public enum SpawnOutcome { Spawned, AlreadySpawned, Regenerated }

/// <param name="TokenIds">The first hundred.</param>
public sealed record SpawnView(SpawnOutcome Outcome, int TokenCount, IReadOnlyList<Guid> TokenIds);

public sealed record StartedTicket(Guid TicketId, string TicketCode, TicketStatus Status, Guid InstanceId, int CycleNo, SpawnView Spawn, int Assigned, int Unassigned, SerialSync SerialSync);
