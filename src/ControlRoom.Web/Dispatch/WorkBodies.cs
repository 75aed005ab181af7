using ControlRoom.Core.Dispatch;
using ControlRoom.Core.Routing;
using ControlRoom.Core.Tokens.Engine;
using ControlRoom.Web.Shared.Rest;
using Microsoft.AspNetCore.Mvc;

namespace ControlRoom.Web.Dispatch;

/// <param name="AutoPauseCurrent">What the caller is working on is paused for it.</param>
/// <param name="Reason">Why it is taken over.</param>
public sealed record StartBody(SessionKind? Kind, bool? AutoPauseCurrent, string? Reason);

public sealed record TakeoverBody(string? Reason, bool? AutoPauseCurrent);

public sealed record PauseBody(PauseReason? ReasonCode, string? Note);

public sealed record ChecklistBody(string? Key, bool? Checked);

public sealed record ProblemBody(PauseReason? Code, string? Note);

/// <param name="GoodQty">What scrap and rework leave, where nothing is said.</param>
public sealed record CompleteBody(decimal? GoodQty, decimal? ScrapQty, decimal? ReworkQty, string? Reason, string? NextEdgeId);

public sealed record QcBody(QcOutcome? Outcome, string? DefectCode, QcSeverity? Severity, string? Reason, string? PhotoRef, string? ReworkNode);

public sealed record ScrapBody(string? ReasonCode, string? Reason);

public sealed record ReplacementBody(string? FromNode);

public sealed record CorrectionBody(CorrectionType? Type, string? Reason, string? ToNode, string? EdgeId, QcOutcome? Outcome, int? JoinCount);

/// <param name="UserId">Exactly one of this and <paramref name="TeamCode"/>.</param>
public sealed record AssignBody(IReadOnlyList<Guid>? TokenIds, Guid? UserId, string? TeamCode, bool? IsStrict, string? Reason);

public sealed record AssignmentChangeBody(AssignmentChange? Action, Guid? UserId, string? Reason);

public sealed record ScanBody(string? Code);

/// <summary>What is asked of the queue.</summary>
/// <param name="Include"><c>components</c>: parts of pieces as well.</param>
public sealed record QueueQuery(
    [FromQuery(Name = "assigned")] QueryWord<QueueScope>? Assigned, [FromQuery(Name = "include")] string? Include, [FromQuery(Name = "node")] string? Node, [FromQuery(Name = "work_center")] string? WorkCenter,
    [FromQuery(Name = "team")] string? Team, [FromQuery(Name = "node_type")] string? NodeType, [FromQuery(Name = "ticket")] Guid? Ticket, [FromQuery(Name = "q")] string? Search)
{
    /// <summary>Types of nodes are spelled as in graphs.</summary>
    private RoutingNodeType? Type => NodeType is null ? null : Core.Kernel.Word.TryParse<RoutingNodeType>(NodeType.ToUpperInvariant(), out var type) ? type
        : throw new Core.Kernel.RefusedException(Core.Kernel.Refusal.Invalid("WORD_UNKNOWN", "/node_type").With("words", string.Join(", ", Core.Kernel.Word.All<RoutingNodeType>())));

    public QueueFilter Filter => new(Assigned?.Value, Include == "components", Node, WorkCenter, Team, Type, Ticket, Search);
}
