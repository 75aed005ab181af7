using System.Text.RegularExpressions;
using ControlRoom.Core.Kernel;

namespace ControlRoom.Core.Flows;

/// <summary>Why a flow, or what is said about it, is refused.</summary>
public static partial class FlowRules
{
    public const int MaxName = 100, MaxDescription = 2000;

    /// <summary>Both languages of the name, and the description; all mistakes as one refusal.</summary>
    public static Refusal? Texts(LocalText? name, string? description) =>
        All(Name(name?.Hu, "/name/hu"), Name(name?.En, "/name/en"), Text.WhyTooLong(description, MaxDescription, "/description"));

    /// <summary>Workshop flows have a code, and only they.</summary>
    public static Refusal? CodeInvalid(FlowKind kind, string? code) =>
        kind == FlowKind.Routing ? code is not null && RoutingCode().IsMatch(code) ? null : Refusal.Invalid("FLOW_CODE_INVALID", "/code")
        : code is null ? null : Refusal.Invalid("FLOW_CODE_NOT_ALLOWED", "/code");

    /// <summary>What is made with a flow is made with one of its kind.</summary>
    public static Refusal? WrongKind(FlowKind kind, FlowKind needed, string pointer) =>
        kind == needed ? null : Refusal.Invalid("FLOW_KIND_MISMATCH", pointer).With("kind", Word.Of(kind)).With("needed", Word.Of(needed));

    /// <summary>An optional reason: absent, or a real one.</summary>
    public static Refusal? OptionalReason(string? reason) => reason is null ? null : Text.WhyNoReason(reason, "/reason");

    /// <summary>A flow goes away only while nothing was ever made with it and nothing is meant to be (R-FLOW-08).</summary>
    public static Refusal? Deletable(FlowDefinition flow, FlowUse use) =>
        use is { EverPublished: 0, Runs: 0, Products: 0 } ? null : Refusal.Conflict("FLOW_IN_USE").With("flow", new NodeName(flow.Id.ToString(), flow.NameHu, flow.NameEn)).With("published", use.EverPublished).With("runs", use.Runs).With("products", use.Products);

    /// <summary>A flow has at most one version that is still being worked on.</summary>
    public static Refusal? NoOpenVersion(int? open) => open is { } number ? Refusal.Conflict("DRAFT_EXISTS").With("version", number) : null;

    /// <summary>The caller decided on what is still there; null means it does not say what it saw.</summary>
    public static Refusal? Seen(int? rowVersion, int current) =>
        rowVersion is null || rowVersion == current ? null : Refusal.Stale(current);

    internal static Refusal? All(params IEnumerable<Refusal?> refusals)
    {
        var found = refusals.OfType<Refusal>().ToList();
        return found.Count switch { 0 => null, 1 => found[0], _ => Refusal.Several(RefusalKind.Invalid, "VALIDATION_FAILED", found) };
    }

    [GeneratedRegex(@"^[A-Z0-9][A-Z0-9-]{1,49}\z")]
    private static partial Regex RoutingCode();

    private static Refusal? Name(string? name, string pointer) => name?.Trim() switch
    {
        null or "" => Refusal.Invalid("NAME_REQUIRED", pointer),
        var text => Text.WhyTooLong(text, MaxName, pointer),
    };
}

/// <summary>What hangs on a flow.</summary>
/// <param name="Products">Those that are bound to it, or have a revision by it.</param>
public sealed record FlowUse(int EverPublished, int Runs, int Products);
