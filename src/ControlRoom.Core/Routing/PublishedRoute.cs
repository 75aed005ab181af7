namespace ControlRoom.Core.Routing;

/// <summary>A published version of a workshop flow as rows, so that what happens on it can point to its nodes. Never changes.</summary>
public sealed class PublishedRoute
{
    public required Guid Id { get; init; }
    public required Guid FlowVersionId { get; init; }
    public required string Code { get; init; }

    /// <summary>Number of the version.</summary>
    public required int Version { get; init; }
    public required string NameHu { get; init; }
    public required string NameEn { get; init; }
    public bool IsPublished { get; init; } = true;

    /// <summary>SHA-256 of the stored document, in hexadecimal.</summary>
    public required string ContentHash { get; init; }
    public required Guid CreatedBy { get; init; }
    public required DateTime CreatedAt { get; init; }
}

/// <summary>A node of a <see cref="PublishedRoute"/>; lanes are none.</summary>
public sealed class PublishedRouteNode
{
    public required Guid Id { get; init; }
    public required Guid GraphId { get; init; }
    public required Guid GraphVersionId { get; init; }
    public required string NodeCode { get; init; }

    /// <summary>Place in the document's array.</summary>
    public required int Ordinal { get; init; }
    public required string NameHu { get; init; }
    public required string NameEn { get; init; }

    /// <summary>The word of the document, lower case.</summary>
    public required string NodeType { get; init; }
    public Guid? WorkCenterId { get; init; }
    public string? TeamCategory { get; init; }
    public int? Capacity { get; init; }
    public int? QueueLimit { get; init; }
    public int? ConcurrencyLimit { get; init; }
    public int PositionX { get; init; }
    public int PositionY { get; init; }

    /// <summary>The settings as the document has them.</summary>
    public required string Config { get; init; }
}

public sealed class PublishedRouteEdge
{
    public required Guid Id { get; init; }
    public required Guid GraphId { get; init; }
    public required Guid GraphVersionId { get; init; }

    /// <summary>Id in the document.</summary>
    public required string EdgeCode { get; init; }

    /// <summary>Place in the document's array.</summary>
    public required int Ordinal { get; init; }
    public required Guid FromNodeId { get; init; }
    public required Guid ToNodeId { get; init; }

    /// <summary>The word of the document, lower case.</summary>
    public required string EdgeType { get; init; }
    public required string BranchKey { get; init; }
    public string? ConditionRule { get; init; }
    public bool IsDefault { get; init; }
    public string? Label { get; init; }
    public int Priority { get; init; }
    public int? ReworkLimit { get; init; }
}
