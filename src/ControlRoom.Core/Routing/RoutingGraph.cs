using System.Collections.Immutable;
using ControlRoom.Core.Kernel;

namespace ControlRoom.Core.Routing;

/// <summary>Steps of a workshop graph; their words in the document are lower case.</summary>
public enum RoutingNodeType { Start, Operation, Qc, Split, Join, Decision, Wait, Group, End }

public enum RoutingEdgeType { Normal, Conditional, Rework }

/// <summary>What an operation does with the batch that goes through it.</summary>
public enum OperationOutput
{
    Same,

    /// <summary>Cuts the batch into pieces of their own.</summary>
    Pieces,
}

public enum AssignmentPolicy { Auto, TeamHint, TeamLock, PinOnly }

/// <summary>What happens for a piece that was scrapped at a check.</summary>
public enum ReplacementPolicy { None, Manual, Auto }

public enum SplitPolicy { All, Conditional, Ratio }

/// <summary>What a RATIO split does with the quantity of a batch.</summary>
public enum SplitMode { Multiply, Divide }

public enum JoinType
{
    And,
    Or,

    [Word("N_OF_M")]
    NOfM,
}

public enum JoinTimeoutPolicy { Alert, Fail }

public enum WaitType { Time, Batch, Approval }

public sealed record SkillNeed(string Code, int MinLevel);

/// <summary>A line that must be ticked before the step is completed, if it is required.</summary>
public sealed record ChecklistLine(string Key, LocalText Label, bool Required);

/// <summary>Who should do the work of a step.</summary>
public sealed record AssignmentSpec(AssignmentPolicy Policy = AssignmentPolicy.TeamHint)
{
    public string? PreferredTeam { get; init; }
    public ImmutableArray<string> AllowedTeams { get; init; } = [];
    public ImmutableArray<string> ForbiddenTeams { get; init; } = [];
}

/// <summary>What operations and checks have in common: where, by whom, how long, how many at once.</summary>
public sealed record StationSpec
{
    public string? WorkCenter { get; init; }
    public string? Team { get; init; }
    public decimal? SetupMinutes { get; init; }
    public decimal? RunMinutes { get; init; }
    public decimal? SlaMinutes { get; init; }

    /// <summary>Most tokens READY, ACTIVE or PAUSED here in one instance; null = no limit.</summary>
    public int? Capacity { get; init; }

    /// <summary>More tokens waiting than this raise an alarm; no move is ever lost.</summary>
    public int? QueueLimit { get; init; }

    /// <summary>Most tokens ACTIVE here in one instance; null = no limit.</summary>
    public int? ConcurrencyLimit { get; init; }
    public AssignmentSpec Assignment { get; init; } = new();
    public ImmutableArray<SkillNeed> Skills { get; init; } = [];
    public ImmutableArray<ChecklistLine> Checklist { get; init; } = [];
    public LocalText? Instruction { get; init; }
}

public sealed record OperationSpec(OperationOutput Output = OperationOutput.Same)
{
    public string? ProducesComponent { get; init; }
    public bool HelperAllowed { get; init; } = true;
    public bool TakeoverAllowed { get; init; } = true;
}

/// <summary>A check of every piece.</summary>
public sealed record QcSpec
{
    public int ReworkLimit { get; init; } = RoutingGraph.DefaultReworkLimit;
    public bool RequireReworkEdge { get; init; }
    public bool AllowScrap { get; init; } = true;
    public ReplacementPolicy Replacement { get; init; } = ReplacementPolicy.None;

    /// <summary>Where a replacement begins; null = the first node of the branch, else of the graph.</summary>
    public string? ReplacementNode { get; init; }
    public bool SelfQcAllowed { get; init; } = true;
    public bool AssignmentRequired { get; init; }
}

public sealed record SplitSpec(SplitPolicy Policy, SplitMode Mode = SplitMode.Multiply)
{
    /// <summary>Children per branch key, of a RATIO split.</summary>
    public ImmutableSortedDictionary<string, int> Ratio { get; init; } = ImmutableSortedDictionary<string, int>.Empty;
}

public sealed record JoinSpec(JoinType Type)
{
    /// <summary>Branches needed by an N_OF_M join.</summary>
    public int? Count { get; init; }
    public int TimeoutSeconds { get; init; } = 86_400;
    public JoinTimeoutPolicy OnTimeout { get; init; } = JoinTimeoutPolicy.Alert;
    public ImmutableArray<string> ConsumesComponents { get; init; } = [];
}

public sealed record DecisionSpec
{
    /// <summary>Whoever completes the step before may name the edge.</summary>
    public bool OperatorChoice { get; init; }
    public ImmutableArray<string> EvaluationOrder { get; init; } = [];
}

public sealed record WaitSpec(WaitType Type)
{
    public decimal? Minutes { get; init; }
    public int? MinBatch { get; init; }

    /// <summary>This role or one above it approves.</summary>
    public Role? Role { get; init; }
}

/// <summary>A step of a well-formed graph; exactly the parts of its type are there.</summary>
/// <param name="Code">Id in the document, <c>^[A-Z][A-Z0-9_]{0,23}$</c>.</param>
/// <param name="Index">Place in the document's array.</param>
public sealed record RoutingNode(string Code, int Index, RoutingNodeType Type, LocalText Label)
{
    public string? ParentCode { get; init; }
    public double X { get; init; }
    public double Y { get; init; }

    /// <summary>Of operations and checks.</summary>
    public StationSpec? Station { get; init; }
    public OperationSpec? Operation { get; init; }
    public QcSpec? Qc { get; init; }
    public SplitSpec? Split { get; init; }
    public JoinSpec? Join { get; init; }
    public DecisionSpec? Decision { get; init; }
    public WaitSpec? Wait { get; init; }
}

/// <param name="Index">Place in the document's array; decides where priorities are equal.</param>
public sealed record RoutingEdge(string Id, int Index, string Source, string Target, RoutingEdgeType Type)
{
    public string? Label { get; init; }

    /// <summary>Name of the branch behind a split; the target's code where the document says nothing.</summary>
    public string BranchKey { get; init; } = Target;
    public int Priority { get; init; }

    /// <summary>Null on a normal edge without a rule.</summary>
    public Condition? Condition { get; init; }

    /// <summary>Overrides the check's limit for this way back.</summary>
    public int? ReworkLimit { get; init; }

    /// <summary>It has a rule, which was refused; no graph that passed the checks has one.</summary>
    internal bool HasUnreadableCondition { get; init; }

    public bool IsDefault => Condition is DefaultCondition;
}

/// <summary>A workshop graph as the engine, the checks and the pages know it: typed, complete, in the order of the document.</summary>
public sealed record RoutingGraph(ImmutableArray<RoutingNode> Nodes, ImmutableArray<RoutingEdge> Edges)
{
    public const int MaxNodes = 500, MaxEdges = 1500, DefaultReworkLimit = 3;
}
