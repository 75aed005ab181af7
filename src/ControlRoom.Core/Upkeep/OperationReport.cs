using System.Text.Json.Serialization;
using ControlRoom.Core.Kernel;

namespace ControlRoom.Core.Upkeep;

/// <summary>What a destructive operation did or would do (plant specification §8.5); one shape for CLI, REST and UI.</summary>
/// <param name="Status">ok, partial, error, cancelled or dry_run.</param>
/// <param name="ConfirmedBy">prompt, confirm, force, reason or none.</param>
public sealed record OperationReport(string Status, string Operation, string Environment, bool Production, bool ConfirmationRequired, string ConfirmedBy,
    int TargetsTotal, int TargetsProcessed, int TargetsSkipped, int TargetsFailed, IReadOnlyDictionary<string, Amount> ImpactSummary,
    IReadOnlyList<ProcessedTarget> Processed, IReadOnlyList<SkippedTarget> Skipped, IReadOnlyList<FailedTarget> Failed)
{
    public const string Ok = "ok", Partial = "partial", Error = "error", Cancelled = "cancelled", DryRun = "dry_run";

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Code { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Message { get; init; }

    /// <summary>What a script reads: 0 done, cancelled or looked at; 1 nothing done; 2 some of it; 3 something outside is missing.</summary>
    public int ExitCode { get; init; }

    /// <summary>Nothing happened, and this is why: the refusal that REST and pages answer with.</summary>
    [JsonIgnore]
    public Refusal? WhyNothing { get; init; }

    /// <summary>The report of a plan that was carried out, in part or not at all.</summary>
    internal static OperationReport Of(OperationPlan plan, string confirmedBy, IReadOnlyList<ProcessedTarget> processed, IReadOnlyList<Skipped> skipped, IReadOnlyList<FailedTarget> failed, string? status = null)
    {
        var ended = status ?? (processed.Count == 0 ? Error : skipped.Count + failed.Count > 0 ? Partial : Ok);
        return new(ended, plan.Operation.Name, plan.Environment, plan.IsProduction, true, confirmedBy, plan.Safe.Count + plan.Skipped.Count + plan.Blocked.Count, processed.Count, skipped.Count, failed.Count,
            Impact.Sum(processed.Select(p => p.Impact)), processed, [.. skipped.Select(SkippedTarget.Of)], failed)
        {
            ExitCode = ended switch { Error => 1, Partial => 2, _ => 0 },
        };
    }
}

public sealed record ProcessedTarget(Guid Id, string Name, bool Deleted, IReadOnlyDictionary<string, Amount> Impact);

public sealed record SkippedTarget(Guid Id, string Name, string Reason, string ReasonCode)
{
    internal static SkippedTarget Of(Skipped skipped) => new(skipped.Target.Id, skipped.Target.Code, skipped.Reason.Short(), skipped.Reason.Code);
}

public sealed record FailedTarget(Guid Id, string Name, string Code, string Message)
{
    [JsonIgnore]
    internal Refusal? Refusal { get; init; }

    internal static FailedTarget Of(Target target, Refusal refusal) => new(target.Id, target.Code, refusal.Code, refusal.Detail()) { Refusal = refusal };
}
