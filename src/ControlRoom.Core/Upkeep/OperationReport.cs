using System.Text.Json.Serialization;
using ControlRoom.Core.Kernel;

namespace ControlRoom.Core.Upkeep;

/// <summary>What a destructive operation did or would do (plant specification §8.5); one shape for CLI, REST and UI.</summary>
/// <param name="Status">ok, partial, error, cancelled or dry_run.</param>
/// <param name="ConfirmedBy">prompt, confirm, force, reason or none.</param>
public sealed record OperationReport(string Status, string Operation, string Environment, bool Production, bool ConfirmationRequired, string ConfirmedBy,
    int TargetsTotal, int TargetsProcessed, int TargetsSkipped, int TargetsFailed, IReadOnlyDictionary<string, int> ImpactSummary,
    IReadOnlyList<ProcessedTarget> Processed, IReadOnlyList<SkippedTarget> Skipped, IReadOnlyList<FailedTarget> Failed, int ExitCode)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Code { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Message { get; init; }

    /// <summary>One target, done.</summary>
    public static OperationReport Done(PlantOptions plant, string operation, string confirmedBy, Guid id, string name, IReadOnlyDictionary<string, int> impact) =>
        Of(plant, "ok", operation, confirmedBy, impact, [new ProcessedTarget(id, name, true, impact)], []);

    /// <summary>One target, looked at only: it would be done, or skipped for this reason.</summary>
    public static OperationReport DryRun(PlantOptions plant, string operation, Guid id, string name, IReadOnlyDictionary<string, int> impact, Refusal? whyNot) => whyNot is null
        ? Of(plant, "dry_run", operation, "none", impact, [new ProcessedTarget(id, name, false, impact)], [])
        : Of(plant, "dry_run", operation, "none", new Dictionary<string, int>(), [], [new SkippedTarget(id, name, whyNot.Detail(), whyNot.Code)]);

    private static OperationReport Of(PlantOptions plant, string status, string operation, string confirmedBy, IReadOnlyDictionary<string, int> impact, IReadOnlyList<ProcessedTarget> processed, IReadOnlyList<SkippedTarget> skipped) =>
        new(status, operation, plant.IsProduction ? "production" : plant.Environment!.ToLowerInvariant(), plant.IsProduction, true, confirmedBy,
            processed.Count + skipped.Count, processed.Count, skipped.Count, 0, impact, processed, skipped, [], 0);
}

public sealed record ProcessedTarget(Guid Id, string Name, bool Deleted, IReadOnlyDictionary<string, int> Impact);

public sealed record SkippedTarget(Guid Id, string Name, string Reason, string ReasonCode);

public sealed record FailedTarget(Guid Id, string Name, string Code, string Message);
