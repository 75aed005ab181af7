using System.Text.Json;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Serials;
using ControlRoom.Core.Tokens.Engine;

namespace ControlRoom.Core.Tickets;

/// <summary>Where the work of a ticket stands, beside its status: at a check, sent back, or waiting for somebody's decision.</summary>
public enum TicketHint { Qc, Rework, NeedsDecision }

public sealed record TicketProgress(int Live, int Completed, int Scrapped);

public record TicketView(
    Guid Id, string TicketCode, string JobName, Guid? ProductId, string? Sku, Guid? ProductRevisionId, int? RevisionNo, Guid? FlowVersionId, decimal TargetQty, string Uom, ProcessMode ProcessMode,
    ProductionType ProductionType, RoutingMode RoutingMode, TicketStatus Status, TicketHint? StatusHint, WorkPriority Priority, DateTime? DueAt, Guid? InstanceId, int? CycleNo,
    TicketProgress Progress, Guid? RunId, Guid? LotId, DateTime CreatedAt, DateTime? StartedAt, DateTime? CompletedAt, bool IsSimulated, int RowVersion)
{
    /// <summary>For an answer that is read back from its JSON, which sets every member.</summary>
    protected TicketView()
        : this(default, "", "", null, null, null, null, null, 0, "", default, default, default, default, null, default, null, null, null, default!, null, null, default, null, null, false, 0)
    {
    }
}

public record CycleView(Guid Id, Guid TicketId, int CycleNo, InstanceStatus Status, Guid FlowVersionId, DateTime StartedAt, DateTime? CompletedAt, DateTime? ArchivedAt, string? ArchiveReason, int Live, int Completed, int Scrapped);

/// <summary>A ticket with its cycles, newest first, and what may be done with it now.</summary>
public sealed record TicketDetail : TicketView
{
    public TicketDetail(TicketView ticket) : base(ticket)
    {
    }

    public required Guid? SnapshotId { get; init; }
    public required JsonElement Attributes { get; init; }
    public required int? VersionNum { get; init; }
    public required string? FlowCode { get; init; }
    public required LocalText? ProductName { get; init; }
    public required string? RunCode { get; init; }
    public required string? LotCode { get; init; }
    public required IReadOnlyList<CycleView> Cycles { get; init; }
    public required IReadOnlyList<AllowedAction> AllowedActions { get; init; }
}

/// <param name="Constraints">Final values, by component and material.</param>
/// <param name="Graph">The document that was compiled.</param>
public sealed record SnapshotView(
    Guid Id, string SchemaVersion, string ContentHash, JsonElement Product, IReadOnlyList<JsonElement> Components, IReadOnlyList<JsonElement> Constraints, JsonElement Graph, IReadOnlyList<PinnedMaterial> Computed, DateTime CreatedAt)
{
    public static SnapshotView Of(RuntimeSnapshot snapshot) => new(snapshot.Id, snapshot.SchemaVersion, snapshot.ContentHash, JsonElement.Parse(snapshot.ProductJson), List(snapshot.ComponentsJson), List(snapshot.ConstraintsJson),
        JsonElement.Parse(snapshot.GraphJson), MaterialRules.Of(snapshot), snapshot.CreatedAt);

    private static IReadOnlyList<JsonElement> List(string json) => [.. JsonElement.Parse(json).EnumerateArray()];
}

/// <summary>What a start would come to now.</summary>
public enum SpawnForecast { Spawned, AlreadySpawned, Regenerated, Refused }

public sealed record SpawnTally(int Live, int Completed, int Scrapped);

/// <param name="Code">Why not; null unless REFUSED.</param>
public sealed record SpawnPreview(SpawnForecast Outcome, string? Code, string? Detail, string? Guidance, SpawnTally Counts)
{
    internal static SpawnPreview Of(StartCheck check) => new(
        check.Refusal is not null ? SpawnForecast.Refused : check.Decision switch { SpawnDecision.AlreadySpawned => SpawnForecast.AlreadySpawned, SpawnDecision.Regenerate => SpawnForecast.Regenerated, _ => SpawnForecast.Spawned },
        check.Refusal?.Code, check.Refusal?.Detail(), check.Refusal?.Guidance(), new(check.Counts.Live, check.Counts.Completed, check.Counts.Scrapped));
}

public enum SpawnOutcome { Spawned, AlreadySpawned, Regenerated }

/// <param name="TokenIds">The first hundred.</param>
public sealed record SpawnView(SpawnOutcome Outcome, int TokenCount, IReadOnlyList<Guid> TokenIds);

public sealed record StartedTicket(Guid TicketId, string TicketCode, TicketStatus Status, Guid InstanceId, int CycleNo, SpawnView Spawn, int Assigned, int Unassigned, SerialSync SerialSync);
