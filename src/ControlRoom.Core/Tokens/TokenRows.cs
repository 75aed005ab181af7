using ControlRoom.Core.Tokens.Engine;

namespace ControlRoom.Core.Tokens;

/// <summary>Where a line of a token's history came from.</summary>
public enum EventSource { WorkQueue, Scan, System, Migration, Admin }

/// <summary>A line of a token's history; with the lines alone the token can be built again.</summary>
public sealed class TokenEventRow
{
    public long Id { get; init; }
    public Guid TokenId { get; init; }
    public Guid InstanceId { get; init; }
    public TokenEventType EventType { get; init; }
    public required string NodeCode { get; init; }
    public string? FromNode { get; init; }
    public string? ToNode { get; init; }
    public Guid OperatorId { get; init; }
    public EventSource Source { get; init; }
    public DateTime EventTime { get; init; }
    public DateTime RecordedAt { get; init; }

    /// <summary>The intention it came from and its place among the lines of it.</summary>
    public required string IdempotencyKey { get; init; }
    public Guid CorrelationId { get; init; }
    public string Metadata { get; init; } = "{}";
}

/// <summary>One pass of a token through a split.</summary>
public sealed class SplitRow
{
    public Guid Id { get; init; }
    public Guid InstanceId { get; init; }
    public Guid RootTokenId { get; init; }
    public Guid ParentTokenId { get; init; }
    public required string SplitNode { get; init; }
    public int VisitNo { get; init; }

    /// <summary>What the join waits for, as JSON.</summary>
    public required string ExpectedChildren { get; init; }
    public long ParentQty { get; init; }
    public int? LoweredTo { get; set; }
    public DateTime TimerFrom { get; set; }
    public bool Overdue { get; set; }
    public DateTime? FiredAt { get; set; }
    public DateTime CreatedAt { get; init; }
}

public sealed class JoinArrivalRow
{
    public Guid Id { get; init; }
    public Guid InstanceId { get; init; }
    public required string JoinNode { get; init; }

    /// <summary>The pass through the split that the join waits for.</summary>
    public Guid JoinKey { get; init; }
    public string? EdgeId { get; init; }
    public Guid TokenId { get; init; }
    public DateTime ArrivedAt { get; init; }
}

/// <summary>A join fires once for each key; the database holds it to that.</summary>
public sealed class JoinFiringRow
{
    public Guid Id { get; init; }
    public required string JoinNode { get; init; }
    public Guid JoinKey { get; init; }
    public DateTime FiredAt { get; init; }
}

public enum NodeInstanceStatus { Ready, Active, Waiting, Blocked, Completed }

/// <summary>A step of one cycle. Its counts are derived from the tokens; the column is written at start, block, reset and end.</summary>
public sealed class NodeInstance
{
    public Guid Id { get; init; }
    public Guid InstanceId { get; init; }
    public required string NodeCode { get; init; }
    public NodeInstanceStatus Status { get; set; }
    public string? BlockingReason { get; set; }
    public DateTime? StartedAt { get; set; }
    public DateTime? CompletedAt { get; set; }
}
