// Token lifecycle core: mind token idempotency, the instance state machine, serial integrity and transactions across both databases.
// A change here updates the end-to-end tests, is reviewed by the architecture owner, and passes the full regression.
using System.Collections.Immutable;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Routing;

namespace ControlRoom.Core.Tokens.Engine;

/// <summary>What surrounds the tokens of one operation.</summary>
/// <param name="NewId">Ids of new tokens and splits, ascending.</param>
public sealed record EngineFacts(CompiledGraph Graph, DateTime Now, Func<Guid> NewId)
{
    /// <summary>Answers to <c>job.*</c>: priority, type, target_qty, process_mode, …</summary>
    public ImmutableDictionary<string, object?> Job { get; init; } = ImmutableDictionary<string, object?>.Empty;

    /// <summary>The unit is the piece: no fractions.</summary>
    public bool WholeUnits { get; init; } = true;

    /// <summary>The next serial for a new piece; null where pieces have none.</summary>
    public Func<string?> NextSerial { get; init; } = () => null;
}

/// <summary>What a condition may ask about one token where it stands.</summary>
internal sealed class TokenFacts(Draft draft, TokenState token) : IConditionFacts
{
    private RoutingNode Here => draft.Graph[token.Node].Node;

    public object? Token(string property) => property switch
    {
        "qty" => token.Qty / 100m,
        "priority" => Job("priority"),
        "rework_count" => (decimal)token.ReworkCount,
        "status" => Word.Of(token.Status),
        "serial_number" => token.SerialNumber,
        "qc_result.status" => token.Qc is { } qc ? Word.Of(qc.Status) : null,
        "qc_result.defect_type" => token.Qc?.DefectType,
        "qc_result.severity" => token.Qc?.Severity is { } severity ? Word.Of(severity) : null,
        _ => property.StartsWith("metadata.", StringComparison.Ordinal) ? token.Metadata.GetValueOrDefault(property["metadata.".Length..]) : null,
    };

    public object? Job(string property) => draft.Facts.Job.GetValueOrDefault(property);

    public object? Node(string property) => property switch
    {
        "node_type" => JsonName(Here.Type),
        "node_code" => Here.Code,
        "work_center_code" => Here.Station?.WorkCenter,
        "current_load" => (decimal)draft.At(Here.Code).Count(t => t.TakesPlace),
        _ => null,
    };

    private static string JsonName(RoutingNodeType type) => Word.Of(type).ToLowerInvariant();
}
