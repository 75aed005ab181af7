// Token lifecycle core: mind token idempotency, the instance state machine, serial integrity and transactions across both databases.
// A change here updates the end-to-end tests, is reviewed by the architecture owner, and passes the full regression.
using System.Collections.Immutable;

namespace ControlRoom.Core.Tokens.Engine;

/// <summary>What the last check said; conditions ask it as <c>qc_result.*</c>.</summary>
public sealed record QcResult(QcOutcome Status, string? DefectType = null, QcSeverity? Severity = null);

/// <param name="Detail">Node, edges or numbers that explain the code.</param>
public sealed record EngineStop(StopCode Code, string Detail);

/// <summary>A token as the engine knows it. Its row has more; what is here decides where it goes.</summary>
/// <param name="Qty">Hundredths that go on; 100 for a piece or component.</param>
public sealed record TokenState(Guid Id, TokenType Type, TokenOrigin Origin, string Node, long Qty)
{
    public TokenStatus Status { get; init; } = TokenStatus.Ready;

    /// <summary>Hundredths lost on the way, besides <see cref="Qty"/>.</summary>
    public long ScrappedQty { get; init; }
    public Guid? ParentId { get; init; }

    /// <summary>Its family shares one root, under whose lock joins, reworks and replacements of one piece are serial.</summary>
    public Guid RootId { get; init; } = Id;

    /// <summary>The pass through a split that made it: the key of its join.</summary>
    public Guid? SplitId { get; init; }
    public string? BranchKey { get; init; }

    /// <summary>Place among the children of one branch, from 1.</summary>
    public int? BranchOrdinal { get; init; }
    public string? ComponentCode { get; init; }
    public int ReworkCount { get; init; }
    public Guid? MergedInto { get; init; }

    /// <summary>The token made in its stead.</summary>
    public Guid? ReplacementId { get; init; }

    /// <summary>The scrapped token it stands for.</summary>
    public Guid? ReplacedId { get; init; }

    /// <summary>Scrapped under a policy that wants a replacement, and there is neither one nor a waiver.</summary>
    public bool ReplacementDue { get; init; }
    public ScrapScope? ScrapScope { get; init; }
    public EngineStop? Stop { get; init; }
    public QcResult? Qc { get; init; }
    public string? SerialNumber { get; init; }
    public string? SerialLabel { get; init; }

    /// <summary>When it came to where it stands; waits, queues and join timeouts count from here.</summary>
    public DateTime Since { get; init; }

    /// <summary>Values that conditions ask as <c>metadata.key</c>.</summary>
    public ImmutableSortedDictionary<string, object?> Metadata { get; init; } = ImmutableSortedDictionary<string, object?>.Empty;

    public bool IsLive => Status is not (TokenStatus.Completed or TokenStatus.Scrapped);

    /// <summary>Takes one of the places a node's capacity gives.</summary>
    public bool TakesPlace => Status is TokenStatus.Ready or TokenStatus.Active or TokenStatus.Paused;
}

/// <summary>A child that a split recorded; its join waits for this place, whoever fills it.</summary>
public sealed record ExpectedChild(string BranchKey, int Ordinal, Guid TokenId, long Qty);

/// <summary>One pass of one token through a split.</summary>
/// <param name="Visit">1 for the first pass; a reworked token passes again.</param>
/// <param name="Children">Never outnumbered: replacements and parts sent back fill the same places.</param>
public sealed record SplitExecution(Guid Id, Guid ParentId, string SplitNode, int Visit, long ParentQty, ImmutableArray<ExpectedChild> Children)
{
    /// <summary>Branches that are enough since a supervisor lowered the requirement; null = as the join says.</summary>
    public int? LoweredTo { get; init; }

    /// <summary>The join's timeout counts from here, or from the first arrival if that is later.</summary>
    public DateTime TimerFrom { get; init; }

    /// <summary>The timeout has been told.</summary>
    public bool Overdue { get; init; }

    /// <summary>A join fires once for a key; later arrivals are absorbed.</summary>
    public DateTime? FiredAt { get; init; }
}
