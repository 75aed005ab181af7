using ControlRoom.Core.Kernel;

namespace ControlRoom.Core.Upkeep;

/// <summary>What somebody wants done, from wherever they ask.</summary>
/// <param name="Operation">Name in the registry, <c>buffer.delete</c>.</param>
/// <param name="Selectors">Codes, names, ids or patterns.</param>
public sealed record OperationRequest(string Operation, params IReadOnlyList<string> Selectors)
{
    /// <summary>Consent without a question. It never makes anything safe.</summary>
    public bool Force { get; init; }

    /// <summary>Consent given beforehand: <c>--confirm</c>, <c>--yes</c>, or <c>{"confirm":"yes"}</c>.</summary>
    public bool Confirm { get; init; }

    /// <summary>Only look; wins over consent.</summary>
    public bool DryRun { get; init; }
    public string? Reason { get; init; }
    public int? SeenVersion { get; init; }
    public string? Choice { get; init; }
}

/// <summary>What a request would do: looked at in one read snapshot, before anybody is asked.</summary>
/// <param name="Skipped">Protected by production.</param>
/// <param name="Blocked">Refused by an invariant of the plant, in every environment.</param>
public sealed record OperationPlan(DestructiveOperation Operation, OperationRequest Request, bool IsProduction, string Environment, IReadOnlyList<PlannedTarget> Safe, IReadOnlyList<Skipped> Skipped, IReadOnlyList<Skipped> Blocked)
{
    public IReadOnlyDictionary<string, Amount> Total { get; } = Impact.Sum(Safe.Select(t => t.Impact));

    /// <summary>The safety check has something to tell.</summary>
    public bool HasSafetyResults => IsProduction && (Skipped.Count > 0 || Safe.Count > 1);
}

public sealed record PlannedTarget(Target Target, IReadOnlyDictionary<string, Amount> Impact);

/// <summary>Left alone, and why.</summary>
public sealed record Skipped(Target Target, Refusal Reason);

/// <summary>Who shows a plan and asks for consent: a terminal, a request that carries its consent, a dialog that has been filled in.</summary>
public interface IOperationDesk
{
    /// <summary>Safety results, impact and warning; called before <see cref="Ask"/>, and for a dry run alone.</summary>
    void Show(OperationPlan plan);

    /// <summary>By what it is confirmed; null when the answer is no.</summary>
    Task<Outcome<string>?> Ask(OperationPlan plan, CancellationToken ct);

    /// <summary>So many of the safe targets have been seen to.</summary>
    void Progress(int done, int of);
}

/// <summary>Somebody who cannot be asked: consent comes with the request or not at all.</summary>
public sealed class NobodyToAsk : IOperationDesk
{
    public static readonly NobodyToAsk Instance = new();

    public void Show(OperationPlan plan)
    {
    }

    public Task<Outcome<string>?> Ask(OperationPlan plan, CancellationToken ct) => Task.FromResult<Outcome<string>?>(Refusal.Malformed("CONFIRMATION_REQUIRED"));

    public void Progress(int done, int of)
    {
    }
}
