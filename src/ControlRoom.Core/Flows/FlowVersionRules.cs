using ControlRoom.Core.Kernel;

namespace ControlRoom.Core.Flows;

/// <summary>Everything outside the version that its rules ask for.</summary>
/// <param name="ActiveRuns">Codes of the runs in IDLE, RUNNING or HOLD that are pinned to it.</param>
/// <param name="GraphMistakes">What the full check finds now.</param>
/// <param name="Reviewer">Who would approve; null when nobody in particular is asked about.</param>
/// <param name="FourEyes">Nobody publishes their own work.</param>
public sealed record FlowVersionFacts(IReadOnlyList<string> ActiveRuns, IReadOnlyList<Refusal> GraphMistakes, Guid? Reviewer, bool FourEyes);

/// <summary>Why something cannot be done with a version now. Guard, buttons and API all ask here.</summary>
public static class FlowVersionRules
{
    public static IReadOnlyList<Refusal> WhyNot(FlowVersion version, FlowVersionAction action, FlowVersionFacts facts) => action switch
    {
        FlowVersionAction.Save => Only(Editable(version)),
        FlowVersionAction.Submit => Is(version, FlowVersionStatus.Draft) is { } no ? [no] : facts.GraphMistakes,
        FlowVersionAction.Approve => Is(version, FlowVersionStatus.Review) is { } no ? [no] : [.. Only(OtherEyes(version, facts)), .. facts.GraphMistakes],
        FlowVersionAction.Reject => Only(Is(version, FlowVersionStatus.Review)),
        FlowVersionAction.Deprecate => Only(Is(version, FlowVersionStatus.Published) ?? NotInUse(version, facts.ActiveRuns)),
        _ => throw new ArgumentOutOfRangeException(nameof(action)),
    };

    /// <summary>Content is written in DRAFT only; this refusal keeps its own status code because clients were promised it.</summary>
    public static Refusal? Editable(FlowVersion version) =>
        version.Status == FlowVersionStatus.Draft ? null : About(Refusal.NotAllowed("VERSION_NOT_EDITABLE"), version);

    /// <summary>The graph has these mistakes.</summary>
    public static Refusal GraphInvalid(IEnumerable<Refusal> mistakes) => Refusal.Several(RefusalKind.Invalid, "GRAPH_INVALID", mistakes);

    /// <summary>Only what nobody has reviewed yet goes away.</summary>
    public static Refusal? Discardable(FlowVersion version) => Is(version, FlowVersionStatus.Draft);

    private static Refusal? Is(FlowVersion version, FlowVersionStatus needed)
    {
        if (version.Status == needed) return null;
        var code = needed switch { FlowVersionStatus.Draft => "VERSION_NOT_DRAFT", FlowVersionStatus.Review => "VERSION_NOT_IN_REVIEW", _ => "VERSION_NOT_PUBLISHED" };
        return About(Refusal.Conflict(code), version);
    }

    /// <summary>Whoever wrote or submitted it does not publish it, whatever their role. The attempt is evidence.</summary>
    private static Refusal? OtherEyes(FlowVersion version, FlowVersionFacts facts) =>
        facts.FourEyes && facts.Reviewer is { } reviewer && (reviewer == version.CreatedBy || reviewer == version.SubmittedBy)
            ? About(Refusal.NotAllowed("FOUR_EYES"), version) with { Evidence = version.OwnApprovalRefused() }
            : null;

    /// <summary>Nobody goes on with a design that is out of use.</summary>
    public static Refusal? NotInUse(FlowVersion version, IReadOnlyList<string> activeRuns) =>
        activeRuns.Count == 0 ? null : About(Refusal.Conflict("ACTIVE_RUNS"), version).With("runs", string.Join(", ", activeRuns)).With("count", activeRuns.Count);

    private static Refusal About(Refusal refusal, FlowVersion version) => refusal.With("version", version.VersionNum).With("status", Word.Of(version.Status));

    private static IReadOnlyList<Refusal> Only(Refusal? refusal) => refusal is null ? [] : [refusal];
}
