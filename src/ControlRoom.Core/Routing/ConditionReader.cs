using System.Collections.Immutable;
using System.Text.Json;
using ControlRoom.Core.Kernel;

namespace ControlRoom.Core.Routing;

/// <summary>Reads <c>condition_rule</c>: a default, a leaf, or groups of them; strictly, with every mistake and where it is.</summary>
public static class ConditionReader
{
    public const int MaxConditions = 20, MaxDepth = 4;

    private static readonly ImmutableArray<string> Types = ["default", "and", "or", "qty_threshold", "token_property", "job_property", "node_property", "expression"];

    /// <returns>Null when there are mistakes; then at least one was added.</returns>
    public static Condition? Read(JsonElement rule, string pointer, ICollection<Refusal> mistakes)
    {
        ArgumentNullException.ThrowIfNull(mistakes);
        if (!JsonShape.IsUsable(rule, 2 * (MaxDepth + 4)))
        {
            mistakes.Add(Refusal.Invalid("CONDITION_UNREADABLE", pointer));
            return null;
        }

        var found = new List<Refusal>();
        var condition = Member(rule, "type") is { } type && Spelled(type) == "default" ? Default(rule, pointer, found) : Rule(rule, pointer, 0, found);
        if (found.Count == 0 && Depth(condition!) > MaxDepth) found.Add(TooLarge(pointer));
        foreach (var mistake in found) mistakes.Add(mistake);
        return found.Count == 0 ? condition : null;
    }

    private static Condition? Rule(JsonElement rule, string pointer, int depth, List<Refusal> mistakes)
    {
        var type = Member(rule, "type") is { } word ? Spelled(word) : null;
        switch (type)
        {
            case "and" or "or":
                return Group(rule, type == "and", pointer, depth + 1, mistakes);
            case "qty_threshold":
                return Only(rule, pointer, mistakes, "operator", "threshold") ? Leaf(ConditionSubject.Token, "qty", rule, "threshold", pointer, ConditionVocabulary.Comparisons, mistakes) : null;
            case "token_property" or "job_property" or "node_property":
                var subject = type[0] switch { 't' => ConditionSubject.Token, 'j' => ConditionSubject.Job, _ => ConditionSubject.Node };
                return Only(rule, pointer, mistakes, "property", "operator", "value")
                    ? Leaf(subject, Spelled(rule.GetProperty("property")), rule, "value", pointer, ConditionVocabulary.Operators.Length, mistakes)
                    : null;
            case "expression":
                return Only(rule, pointer, mistakes, "expression") ? ConditionText.Read(rule.GetProperty("expression"), pointer + "/expression", mistakes) : null;
            default:
                mistakes.Add(Refusal.Invalid("CONDITION_TYPE_UNKNOWN", pointer + "/type").With("type", type ?? "").With("types", string.Join(", ", depth == 0 ? Types : Types.Skip(1))));
                return null;
        }
    }

    private static DefaultCondition? Default(JsonElement rule, string pointer, List<Refusal> mistakes) => Only(rule, pointer, mistakes) ? new DefaultCondition() : null;

    private static GroupCondition? Group(JsonElement rule, bool all, string pointer, int depth, List<Refusal> mistakes)
    {
        if (!Only(rule, pointer, mistakes, "conditions")) return null;
        var list = rule.GetProperty("conditions");
        if (depth > MaxDepth || list.ValueKind != JsonValueKind.Array || list.GetArrayLength() is 0 or > MaxConditions)
        {
            mistakes.Add(TooLarge(pointer + "/conditions"));
            return null;
        }

        var parts = list.EnumerateArray().Select((part, i) => Rule(part, $"{pointer}/conditions/{i}", depth, mistakes)).ToList();
        return parts.Contains(null) ? null : new GroupCondition(all, [.. parts!]);
    }

    private static PropertyCondition? Leaf(ConditionSubject subject, string? property, JsonElement rule, string valueName, string pointer, int operators, List<Refusal> mistakes) =>
        Checked(subject, property, Spelled(rule.GetProperty("operator")), Value(rule.GetProperty(valueName)), (pointer, "/property", "/operator", "/" + valueName), operators, mistakes);

    /// <summary>The leaf, if its property is known and operator and value fit it.</summary>
    internal static PropertyCondition? Checked(
        ConditionSubject subject, string? property, string? operatorWord, object? value, (string Of, string Property, string Operator, string Value) at, int operators, ICollection<Refusal> mistakes)
    {
        if (ConditionVocabulary.Meaning(subject, property) is not { } meaning)
            mistakes.Add(Refusal.Invalid("CONDITION_PROPERTY_UNKNOWN", at.Of + at.Property).With("property", property ?? "").With("properties", string.Join(", ", ConditionVocabulary.Properties(subject))));
        else if (ConditionVocabulary.Operator(operatorWord, operators) is not { } op || !ConditionVocabulary.Fits(meaning.Kind, op))
            mistakes.Add(Refusal.Invalid("CONDITION_OPERATOR_UNFIT", at.Of + at.Operator).With("operator", operatorWord ?? "").With("property", property)
                .With("operators", string.Join(", ", Enum.GetValues<ConditionOperator>().Where(o => (int)o < operators && ConditionVocabulary.Fits(meaning.Kind, o)).Select(o => ConditionVocabulary.Operators[(int)o]))));
        else if (!ConditionVocabulary.Fits(meaning, op, value))
            mistakes.Add(Refusal.Invalid("CONDITION_VALUE_UNFIT", at.Of + at.Value).With("property", property).With("operator", operatorWord).With("words", string.Join(", ", meaning.Words)));
        else
            return new PropertyCondition(subject, property!, op, value);
        return null;
    }

    /// <summary>True when exactly these members are there besides the type.</summary>
    private static bool Only(JsonElement rule, string pointer, List<Refusal> mistakes, params string[] names)
    {
        if (rule.EnumerateObject().Select(m => m.Name).Where(n => n != "type").Order(StringComparer.Ordinal).SequenceEqual(names.Order(StringComparer.Ordinal), StringComparer.Ordinal)) return true;
        mistakes.Add(Refusal.Invalid("CONDITION_MEMBERS", pointer).With("rule", Spelled(rule.GetProperty("type"))).With("members", string.Join(", ", names.Prepend("type"))));
        return false;
    }

    /// <summary>Groups and negations around its deepest leaf.</summary>
    private static int Depth(Condition condition) => condition switch
    {
        GroupCondition group => 1 + group.Conditions.Max(Depth),
        NotCondition not => 1 + Depth(not.Inner),
        _ => 0,
    };

    private static object? Value(JsonElement value) => value.ValueKind == JsonValueKind.Array && value.GetArrayLength() <= ConditionVocabulary.MaxListed
        ? value.EnumerateArray().Select(Scalar).ToList() is var list && list.Contains(null) ? null : (object)list.Select(v => v!).ToImmutableArray()
        : Scalar(value);

    private static object? Scalar(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => value.TryGetDecimal(out var number) ? number : null,
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    private static JsonElement? Member(JsonElement rule, string name) => rule.ValueKind == JsonValueKind.Object && rule.TryGetProperty(name, out var member) ? member : null;

    private static string? Spelled(JsonElement element) => element.ValueKind == JsonValueKind.String ? element.GetString() : null;

    private static Refusal TooLarge(string pointer) => Refusal.Invalid("CONDITION_GROUP_SIZE", pointer).With("max", MaxConditions).With("depth", MaxDepth);
}
