using System.Collections.Immutable;
using System.Globalization;
using System.Resources;
using System.Text.RegularExpressions;

namespace ControlRoom.Core.Kernel;

/// <summary>Why something was not done, by what the caller can do about it. Web maps kinds to HTTP, the CLI to exit codes; nothing else does.</summary>
public enum RefusalKind
{
    /// <summary>The request is not readable at all: wrong JSON, missing key.</summary>
    Malformed,
    NotSignedIn,
    NotAllowed,
    NotFound,

    /// <summary>Refused by the state of things; another state would allow it.</summary>
    Conflict,

    /// <summary>The caller decided on an older version of the thing.</summary>
    Stale,

    /// <summary>The request is readable but a field is wrong.</summary>
    Invalid,

    /// <summary>The caller must say which version it saw.</summary>
    VersionMissing,
    TooLarge,
    TooMany,

    /// <summary>A whole part of the house is switched off: it can be read, and nothing in it changes.</summary>
    ReadOnly,

    /// <summary>The database or the disk is not there; nothing was changed.</summary>
    Unavailable,
}

/// <summary>
/// An expected no: a stable <see cref="Code"/>, a sentence and guidance (texts by code in <c>Refusals.resx</c>), and what caused it.
/// Refusals are values; exceptions are bugs or broken machines.
/// </summary>
public sealed partial record Refusal(RefusalKind Kind, string Code)
{
    private static readonly ResourceManager Texts = new("ControlRoom.Core.Kernel.Refusals", typeof(Refusal).Assembly);

    /// <summary>What codes in the holes are called where people call them something else: <c>status.HOLD</c>.</summary>
    private static readonly ResourceManager Words = new("ControlRoom.Core.Kernel.RefusalWords", typeof(Refusal).Assembly);

    /// <summary>Values for the placeholders of the sentence.</summary>
    public ImmutableSortedDictionary<string, object?> Args { get; init; } = ImmutableSortedDictionary<string, object?>.Empty;

    /// <summary>Which of several sentences of the code is meant: texts of <c>CODE.variant</c> come before those of <c>CODE</c>.</summary>
    public string? Variant { get; init; }

    /// <summary>What a program needs to go on with, as further members of the problem.</summary>
    public ImmutableSortedDictionary<string, object?> Members { get; init; } = ImmutableSortedDictionary<string, object?>.Empty;

    /// <summary>JSON Pointer of the offending field (<c>/weight_kg</c>), for <see cref="RefusalKind.Invalid"/>.</summary>
    public string? Pointer { get; init; }

    public string? LotCode { get; init; }
    public string? BufferCode { get; init; }

    /// <summary>All the guards that failed, when several were asked at once.</summary>
    public ImmutableArray<Refusal> Reasons { get; init; } = [];

    /// <summary>Set when the attempt itself is evidence (a PASS beyond the limit): kept on the audit trail in its own transaction.</summary>
    public Fact? Evidence { get; init; }

    public static Refusal Malformed(string code) => new(RefusalKind.Malformed, code);
    public static Refusal NotAllowed(string code) => new(RefusalKind.NotAllowed, code);
    public static Refusal NotFound(string entity, object? selector) => new Refusal(RefusalKind.NotFound, "NOT_FOUND").With("entity", entity).With("selector", selector);
    public static Refusal Conflict(string code) => new(RefusalKind.Conflict, code);

    /// <summary>The caller decided on an older version; <paramref name="current"/> is the one it has to look at.</summary>
    public static Refusal Stale(int current) => new Refusal(RefusalKind.Stale, "STALE_VERSION").With("row_version", current);

    /// <summary>What is changed is a design, and the caller does not say which version of it was seen.</summary>
    public static Refusal VersionMissing => new(RefusalKind.VersionMissing, "VERSION_MISSING");

    public static Refusal Invalid(string code, string pointer) => new(RefusalKind.Invalid, code) { Pointer = pointer };

    /// <summary>The thing's status does not allow the action; <paramref name="allowed"/> names the statuses that would.</summary>
    public static Refusal InvalidTransition(string entity, string? status, string action, IEnumerable<string> allowed) =>
        Conflict("INVALID_TRANSITION").With("entity", entity).With("status", status).With("action", action).With("allowed", allowed.ToArray());

    /// <summary>Several refusals of one request as one: the shape <c>errors[]</c> and <c>reasons[]</c> come from.</summary>
    public static Refusal Several(RefusalKind kind, string code, IEnumerable<Refusal> reasons) => new(kind, code) { Reasons = [.. reasons] };

    public Refusal With(string name, object? value) => this with { Args = Args.SetItem(name, value) };
    public Refusal Say(string member, object? value) => this with { Members = Members.SetItem(member, value) };
    public Refusal For(string? lotCode = null, string? bufferCode = null) => this with { LotCode = lotCode ?? LotCode, BufferCode = bufferCode ?? BufferCode };

    /// <summary>What happened, in the language of <paramref name="culture"/> (default: the current UI culture).</summary>
    public string Detail(CultureInfo? culture = null) => Text("", culture);

    /// <summary>What to do next; empty when the sentence says it all.</summary>
    public string Guidance(CultureInfo? culture = null) => Text(".guidance", culture, required: false);

    /// <summary>The reason in a few words, for a list of many things that begins with what is meant: "contains 544.00 kg".</summary>
    public string Short(CultureInfo? culture = null)
    {
        var one = Args.TryGetValue("count", out var count) && count is 1 ? Text(".short.1", culture, required: false) : "";
        if (one.Length == 0) one = Text(".short", culture, required: false);
        return one.Length > 0 ? one : Detail(culture);
    }

    private string Text(string form, CultureInfo? culture, bool required = true)
    {
        culture ??= CultureInfo.CurrentUICulture;
        var template = (Variant is null ? null : Texts.GetString($"{Code}.{Variant}{form}", culture)) ?? Texts.GetString(Code + form, culture) ?? (required ? Code : "");
        return Placeholder().Replace(template, hole =>
        {
            var name = hole.Groups[1].Value;
            return name switch
            {
                "lot" => LotCode ?? "",
                "buffer" => BufferCode ?? "",
                _ => Args.TryGetValue(name, out var value) ? Spell(name, value, culture) : "",
            };
        });
    }

    private string Spell(string name, object? value, CultureInfo culture) => value switch
    {
        null => "",
        string word when name == "roles" => string.Join(", ", word.Split(", ").Select(role => Called("role", role, culture))),
        string word => Called(name, word, culture),
        decimal number => NumberText.Of(number, number.Scale, culture),
        DateTime instant => instant.ToString("u", CultureInfo.InvariantCulture),
        IFormattable number => number.ToString(null, culture),
        _ => value.ToString() ?? "",
    };

    internal string Called(string name, string word, CultureInfo culture) =>
        (LotCode is null ? null : Words.GetString($"{name}.{word}.lot", culture)) ?? Words.GetString($"{name}.{word}", culture) ?? word;

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Placeholder();
}

/// <summary>Carries a refusal out of places that have no outcome to return: binding, cursors, missing versions.</summary>
public sealed class RefusedException(Refusal refusal) : Exception(refusal.Code)
{
    public Refusal Refusal { get; } = refusal;
}
