using System.Text.Json;
using ControlRoom.Core.Dispatch;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Tickets;
using ControlRoom.Web.Shared.Rest;

namespace ControlRoom.Web.Tickets;

/// <summary>A ticket to plan. Its status is never the caller's to say.</summary>
public sealed record TicketBody(string? JobName, Guid? ProductId, decimal? TargetQty, ProcessMode? ProcessMode, RoutingMode? RoutingMode, WorkPriority? Priority, DateTime? DueAt,
    IReadOnlyDictionary<string, string>? Attributes, string? RunCode, string? LotCode)
{
    public PlanTicket Command => new(Requests.Need(ProductId, "product_id"), JobName, TargetQty, ProcessMode)
    {
        RoutingMode = RoutingMode ?? Core.Tickets.RoutingMode.Dag, Priority = Priority ?? WorkPriority.Normal, DueAt = DueAt, Attributes = Attributes, RunCode = RunCode, LotCode = LotCode,
    };
}

/// <summary>What of a PLANNED ticket changes; absent members leave what is there. The last five are pinned with its snapshot.</summary>
/// <param name="DueAt">An instant, or null: it is due never.</param>
public sealed record ChangeTicketBody(string? JobName, decimal? TargetQty, WorkPriority? Priority, JsonElement DueAt, IReadOnlyDictionary<string, string>? Attributes, int? RowVersion,
    Guid? ProductId, Guid? ProductRevisionId, Guid? FlowVersionId, ProcessMode? ProcessMode, RoutingMode? RoutingMode)
{
    public ReplanTicket Command(Guid id, int seen) => new(id, seen)
    {
        JobName = JobName, TargetQty = TargetQty, Priority = Priority, DueAt = Due, NeverDue = DueAt.ValueKind == JsonValueKind.Null, Attributes = Attributes, Pinned = [.. Pinned],
    };

    private DateTime? Due => DueAt.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined ? null
        : DueAt.ValueKind == JsonValueKind.String && DueAt.TryGetDateTime(out var at) ? at : throw new RefusedException(Refusal.Invalid("DUE_AT_INVALID", "/due_at"));

    private IEnumerable<string> Pinned => new (string Name, bool Given)[]
    {
        ("product_id", ProductId is not null), ("product_revision_id", ProductRevisionId is not null), ("flow_version_id", FlowVersionId is not null), ("process_mode", ProcessMode is not null), ("routing_mode", RoutingMode is not null),
    }.Where(m => m.Given).Select(m => m.Name);
}

public sealed record TicketVersionBody(int? RowVersion);

public sealed record TicketReasonBody(string? Reason, int? RowVersion);

public sealed record CompleteTicketBody(bool? Force, string? Reason, int? RowVersion);

public sealed record SpawnBody(Guid? TicketId);

public sealed record AdjustmentBody(string? MaterialSku, decimal? Qty, string? Reason);

public sealed record IssueSerialsBody(int? Count, int? RowVersion);

public sealed record WorkPlanItemBody(string? NodeCode, Guid? UserId, string? TeamCode, bool? IsStrict, string? Reason);

public sealed record WorkPlanBody(IReadOnlyList<WorkPlanItemBody>? Items, int? RowVersion)
{
    public IReadOnlyList<WorkPlanItem> Plan => [.. Requests.Each(Items ?? throw new RefusedException(Refusal.Invalid("FIELD_REQUIRED", "/items").With("field", "items")), "items")
        .Select(i => new WorkPlanItem(i.NodeCode, i.UserId, i.TeamCode, i.IsStrict ?? false, i.Reason))];
}
