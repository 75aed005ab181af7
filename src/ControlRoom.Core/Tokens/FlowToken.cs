// Token lifecycle core: mind token idempotency, the instance state machine, serial integrity and transactions across both databases.
// A change here updates the end-to-end tests, is reviewed by the architecture owner, and passes the full regression.
using System.Collections.Immutable;
using System.Text.Json;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Routing;
using ControlRoom.Core.Tickets;
using ControlRoom.Core.Tokens.Engine;

namespace ControlRoom.Core.Tokens;

/// <summary>What happens to a token, seen from its row; the engine decides which of it.</summary>
public enum TokenMove { Start, Pause, Resume, MoveOn, Wait, Complete, Scrap }

/// <summary>The row of a token: what the engine knows of it, and what queues ask. Only what the engine decided changes it.</summary>
public sealed class FlowToken : Aggregate
{
    /// <summary>From row to row of one command: what lies between, like the arrival at a step that is passed at once, is in the events.</summary>
    public static readonly Lifecycle<TokenStatus, TokenMove> Lifecycle = new(TokenStatus.Ready,
        (TokenMove.Start, [TokenStatus.Ready], TokenStatus.Active),
        (TokenMove.Pause, [TokenStatus.Active], TokenStatus.Paused),
        (TokenMove.Resume, [TokenStatus.Paused], TokenStatus.Active),
        (TokenMove.MoveOn, [TokenStatus.Active, TokenStatus.Paused, TokenStatus.Waiting], TokenStatus.Ready),
        (TokenMove.Wait, [TokenStatus.Ready, TokenStatus.Active, TokenStatus.Paused], TokenStatus.Waiting),
        (TokenMove.Complete, [TokenStatus.Ready, TokenStatus.Active, TokenStatus.Paused, TokenStatus.Waiting], TokenStatus.Completed),
        (TokenMove.Scrap, [TokenStatus.Ready, TokenStatus.Active, TokenStatus.Paused, TokenStatus.Waiting], TokenStatus.Scrapped));

    private FlowToken() { }

    public Guid JobTicketId { get; private init; }
    public Guid InstanceId { get; private init; }
    public Guid? SpawnCycleId { get; private init; }
    public TokenType TokenType { get; private init; }
    public TokenOrigin Origin { get; private init; }
    public TokenStatus Status { get; private set; }
    public string NodeCode { get; private set; } = "";
    public RoutingNodeType NodeType { get; private set; }

    /// <summary>Of the step, where it says so: what queues are asked for.</summary>
    public string? WorkCenter { get; private set; }
    public string? TeamCode { get; private set; }

    /// <summary>In hundredths; what goes on, and what was lost of it.</summary>
    public long Qty { get; private set; }
    public long ScrappedQty { get; private set; }
    public string? SerialNumber { get; private init; }
    public string? SerialLabel { get; private init; }
    public Guid? ParentTokenId { get; private init; }
    public Guid RootTokenId { get; private init; }
    public Guid? ParallelGroupId { get; private init; }
    public string? BranchKey { get; private init; }
    public int? BranchOrdinal { get; private init; }
    public string? ComponentCode { get; private init; }
    public int ReworkCount { get; private set; }
    public Guid? MergedIntoTokenId { get; private set; }
    public Guid? ReplacementTokenId { get; private set; }
    public Guid? ParentScrappedTokenId { get; private init; }

    /// <summary>Scrapped under a policy that wants a replacement, and there is neither one nor a waiver.</summary>
    public bool ReplacementDue { get; private set; }
    public ScrapScope? ScrapScope { get; private set; }
    public string? ScrapReason { get; private set; }
    public StopCode? StopCode { get; private set; }
    public string? StopDetail { get; private set; }
    public QcOutcome? QcOutcome { get; private set; }
    public string? QcDefect { get; private set; }
    public QcSeverity? QcSeverity { get; private set; }

    /// <summary>Since when it stands where it does.</summary>
    public DateTime Since { get; private set; }

    /// <summary>A JSON object: values that conditions ask.</summary>
    public string Metadata { get; private set; } = "{}";

    /// <summary>The lines of the checklist of the step it stands at that are ticked: a JSON array of keys.</summary>
    public string CheckedLines { get; private set; } = "[]";

    /// <summary>Its place in every queue, as text that sorts so.</summary>
    public string QueueKey { get; private set; } = "";

    /// <summary>Who may take it, while it is READY; see <see cref="Tokens.QueueLane"/>.</summary>
    public string? QueueLane { get; private set; }
    public DateTime SpawnedAt { get; private init; }
    public DateTime? CompletedAt { get; private set; }
    public DateTime? ScrappedAt { get; private set; }
    public Guid? ScrappedBy { get; private set; }

    public bool IsLive => Status is not (TokenStatus.Completed or TokenStatus.Scrapped);

    internal static FlowToken Born(TokenState state, TokenPlace place, DateTime now) => new FlowToken
    {
        Id = state.Id, JobTicketId = place.Ticket.Id, InstanceId = place.InstanceId, SpawnCycleId = place.SpawnCycleId, TokenType = state.Type, Origin = state.Origin,
        SerialNumber = state.SerialNumber, SerialLabel = state.SerialLabel, ParentTokenId = state.ParentId, RootTokenId = state.RootId, ParallelGroupId = state.SplitId,
        BranchKey = state.BranchKey, BranchOrdinal = state.BranchOrdinal, ComponentCode = state.ComponentCode, ParentScrappedTokenId = state.ReplacedId, SpawnedAt = now,
    }.Put(state, place, null, now);

    internal void Become(TokenState state, TokenPlace place, Guid by, DateTime now)
    {
        if (state.Node != NodeCode) CheckedLines = "[]";
        Put(state, place, by, now);
        Raise();
    }

    /// <returns>Whether it stood somewhere else.</returns>
    internal bool Requeue(string key)
    {
        if (QueueKey == key) return false;
        QueueKey = key;
        Raise();
        return true;
    }

    /// <summary>It waits for a person or a team now, or again for whoever may claim it where both are null.</summary>
    internal void Queue(PinnedGraph pinned, Guid? userId, Guid? teamId)
    {
        if (Status != TokenStatus.Ready) return;
        var lane = userId is { } user ? Tokens.QueueLane.OfUser(TokenType, user) : teamId is { } team ? Tokens.QueueLane.OfTeam(TokenType, team) : pinned.Lane(NodeCode, TokenType);
        // No new version: it follows from what the versions say.
        QueueLane = lane;
    }

    internal void Check(IEnumerable<string> lines)
    {
        CheckedLines = JsonSerializer.Serialize(lines.Order(StringComparer.Ordinal), Json.Options);
        Raise();
    }

    public IReadOnlyList<string> Checked() => JsonSerializer.Deserialize<List<string>>(CheckedLines, Json.Options)!;

    public TokenState State() => new(Id, TokenType, Origin, NodeCode, Qty)
    {
        Status = Status, ScrappedQty = ScrappedQty, ParentId = ParentTokenId, RootId = RootTokenId, SplitId = ParallelGroupId, BranchKey = BranchKey, BranchOrdinal = BranchOrdinal,
        ComponentCode = ComponentCode, ReworkCount = ReworkCount, MergedInto = MergedIntoTokenId, ReplacementId = ReplacementTokenId, ReplacedId = ParentScrappedTokenId,
        ReplacementDue = ReplacementDue, ScrapScope = ScrapScope, Stop = StopCode is { } stop ? new EngineStop(stop, StopDetail ?? "") : null,
        Qc = QcOutcome is { } outcome ? new QcResult(outcome, QcDefect, QcSeverity) : null, SerialNumber = SerialNumber, SerialLabel = SerialLabel, Since = Since, Metadata = EventReplay.Read(Metadata),
    };

    private FlowToken Put(TokenState state, TokenPlace place, Guid? by, DateTime now)
    {
        // Whoever it was meant for has lost it where it moved or came back to be done: work that is planned for it is assigned after this.
        if (state.Node != NodeCode || state.Status != Status || QueueLane is null) QueueLane = state.Status == TokenStatus.Ready ? place.Pinned.Lane(state.Node, state.Type) : null;
        var node = place.Graph[state.Node].Node;
        (NodeType, WorkCenter, TeamCode) = (node.Type, node.Station?.WorkCenter, node.Station?.Team);
        (NodeCode, Qty, ScrappedQty, ReworkCount, Since) = (state.Node, state.Qty, state.ScrappedQty, state.ReworkCount, state.Since);
        (MergedIntoTokenId, ReplacementTokenId, ReplacementDue) = (state.MergedInto, state.ReplacementId, state.ReplacementDue);
        (ScrapScope, StopCode, StopDetail) = (state.ScrapScope, state.Stop?.Code, state.Stop?.Detail);
        (QcOutcome, QcDefect, QcSeverity) = (state.Qc?.Status, state.Qc?.DefectType, state.Qc?.Severity);
        Metadata = TokenMetadata.Text(state.Metadata);
        QueueKey = Tokens.QueueKey.Of(place.Ticket, place.Graph[state.Node].Ordinal, SpawnedAt, Id);
        if (state.Status == TokenStatus.Completed && Status != state.Status) CompletedAt = now;
        if (state.Status == TokenStatus.Scrapped && Status != state.Status) (ScrappedAt, ScrappedBy, ScrapReason) = (now, by, place.Reason);
        Status = state.Status;
        return this;
    }
}

/// <summary>What surrounds a token where its row is written.</summary>
/// <param name="Reason">Why, if the command scraps something.</param>
internal sealed record TokenPlace(Ticket Ticket, Guid InstanceId, PinnedGraph Pinned, Guid? SpawnCycleId, string? Reason)
{
    public CompiledGraph Graph => Pinned.Graph;
}

/// <summary>The values that conditions ask, as JSON and back; numbers stay exact.</summary>
internal static class TokenMetadata
{
    public static string Text(ImmutableSortedDictionary<string, object?> values) => values.Count == 0 ? "{}" : JsonSerializer.Serialize(values, Json.Options);
}
