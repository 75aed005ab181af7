using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace ControlRoom.Core.Routing;

/// <summary>What the values of a property are, and so what they can be compared with.</summary>
internal enum PropertyKind
{
    Number,

    /// <summary>LOW before NORMAL before HIGH before URGENT.</summary>
    Priority,

    /// <summary>One of a few words; only equal or not.</summary>
    Choice,
    Text,

    /// <summary>Whatever the ticket's attributes hold.</summary>
    Any,
}

internal sealed record PropertyMeaning(PropertyKind Kind, ImmutableArray<string> Words);

/// <summary>The words of the grammar: properties, operators, and which values fit them.</summary>
internal static partial class ConditionVocabulary
{
    public const int MaxListed = 100, MaxText = 200;

    public static readonly ImmutableArray<string> Priorities = ["LOW", "NORMAL", "HIGH", "URGENT"];

    private static readonly string[] Lines = ["HATTHASILPA", "CLASSIC"];

    private static readonly FrozenDictionary<ConditionSubject, FrozenDictionary<string, PropertyMeaning>> Known = new Dictionary<ConditionSubject, FrozenDictionary<string, PropertyMeaning>>
    {
        [ConditionSubject.Token] = Table(
            ("qty", Number), ("priority", Priority), ("rework_count", Number), ("status", Text), ("serial_number", Text),
            ("qc_result.status", Choice("PASS", "FAIL_MINOR", "FAIL_MAJOR")), ("qc_result.defect_type", Text), ("qc_result.severity", Choice("MINOR", "MAJOR"))),
        [ConditionSubject.Job] = Table(
            ("priority", Priority), ("type", Choice(Lines)), ("target_qty", Number), ("process_mode", Choice("PIECE", "BATCH")), ("order_channel", Text), ("customer_tier", Text), ("work_center_id", Text), ("production_type", Choice(Lines))),
        [ConditionSubject.Node] = Table(
            ("node_type", Choice([.. RoutingWords.NodeTypes])), ("node_code", Text), ("behavior_code", Text), ("category", Text), ("work_center_code", Text), ("current_load", Number)),
    }.ToFrozenDictionary();

    /// <summary>In the order of <see cref="ConditionOperator"/>.</summary>
    public static readonly ImmutableArray<string> Operators = [">", ">=", "<", "<=", "==", "!=", "IN", "NOT_IN", "CONTAINS", "STARTS_WITH"];

    /// <summary>The first of <see cref="Operators"/>: those that compare with one value.</summary>
    public const int Comparisons = 6;

    private static PropertyMeaning Number => new(PropertyKind.Number, []);

    private static PropertyMeaning Priority => new(PropertyKind.Priority, Priorities);

    private static PropertyMeaning Text => new(PropertyKind.Text, []);

    public static ConditionOperator? Operator(string? word, int among) =>
        word is not null && Operators.AsSpan(0, among).IndexOf(word) is >= 0 and var index ? (ConditionOperator)index : null;

    public static PropertyMeaning? Meaning(ConditionSubject subject, string? property) =>
        property is null ? null
        : Known[subject].TryGetValue(property, out var meaning) ? meaning
        : subject == ConditionSubject.Token && Metadata().IsMatch(property) ? new PropertyMeaning(PropertyKind.Any, [])
        : null;

    public static IEnumerable<string> Properties(ConditionSubject subject) => subject == ConditionSubject.Token ? [.. Known[subject].Keys.Order(StringComparer.Ordinal), "metadata.<key>"] : Known[subject].Keys.Order(StringComparer.Ordinal);

    /// <summary>The operator can be asked of values of this kind.</summary>
    public static bool Fits(PropertyKind kind, ConditionOperator op) => op switch
    {
        ConditionOperator.Equal or ConditionOperator.NotEqual or ConditionOperator.In or ConditionOperator.NotIn => true,
        ConditionOperator.Contains or ConditionOperator.StartsWith => kind is PropertyKind.Text or PropertyKind.Any,
        _ => kind != PropertyKind.Choice,
    };

    /// <summary>The value can be compared with values of this kind by this operator.</summary>
    public static bool Fits(PropertyMeaning meaning, ConditionOperator op, object? value) => (op, value) switch
    {
        (ConditionOperator.In or ConditionOperator.NotIn, ImmutableArray<object> list) => list.Length is > 0 and <= MaxListed && list.All(v => Fits(meaning, ConditionOperator.Equal, v)),
        (ConditionOperator.In or ConditionOperator.NotIn, _) => false,
        (_, decimal) => meaning.Kind is PropertyKind.Number or PropertyKind.Any && op is not (ConditionOperator.Contains or ConditionOperator.StartsWith),
        (_, string text) => text.Length <= MaxText && (meaning.Kind is PropertyKind.Text or PropertyKind.Any || meaning.Words.Contains(text)),
        (_, bool) => meaning.Kind == PropertyKind.Any && op is ConditionOperator.Equal or ConditionOperator.NotEqual,
        _ => false,
    };

    private static PropertyMeaning Choice(params string[] words) => new(PropertyKind.Choice, [.. words]);

    private static FrozenDictionary<string, PropertyMeaning> Table(params (string Name, PropertyMeaning Meaning)[] rows) => rows.ToFrozenDictionary(r => r.Name, r => r.Meaning, StringComparer.Ordinal);

    [GeneratedRegex(@"^metadata\.[A-Za-z0-9_]{1,50}\z")]
    private static partial Regex Metadata();
}
