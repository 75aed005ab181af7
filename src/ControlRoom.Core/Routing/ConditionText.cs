using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using ControlRoom.Core.Kernel;

namespace ControlRoom.Core.Routing;

/// <summary>
/// Reads a rule written as text: <c>token.qty &gt;= 5 AND NOT (job.priority == 'URGENT' OR …)</c>. AND binds closer than OR. Nothing of it is ever
/// executed as code.
/// </summary>
internal sealed partial class ConditionText
{
    private const int MaxLength = 1000, MaxNesting = 16;

    private readonly List<Match> words;
    private readonly string text;
    private readonly string pointer;
    private readonly ICollection<Refusal> mistakes;
    private int next;

    private ConditionText(string text, string pointer, ICollection<Refusal> mistakes)
    {
        (this.text, this.pointer, this.mistakes) = (text, pointer, mistakes);
        words = [.. Lexeme().Matches(text).Cast<Match>()];
    }

    public static Condition? Read(JsonElement expression, string pointer, ICollection<Refusal> mistakes)
    {
        var text = expression.ValueKind == JsonValueKind.String ? expression.GetString()! : "";
        if (text.Length > MaxLength)
        {
            mistakes.Add(Unreadable(pointer, MaxLength, text));
            return null;
        }

        var reader = new ConditionText(text, pointer, mistakes);
        var condition = reader.Chain(false, 0);
        if (condition is null || reader.next == reader.words.Count) return condition;
        return reader.Stop();
    }

    /// <summary>Operands joined by OR, each of which is operands joined by AND.</summary>
    private Condition? Chain(bool all, int nesting)
    {
        var operands = ImmutableArray.CreateBuilder<Condition>();
        do
        {
            if ((all ? Not(nesting) : Chain(true, nesting)) is not { } operand) return null;
            operands.Add(operand);
            if (operands.Count > ConditionReader.MaxConditions) return Stop();
        }
        while (Takes(all ? "AND" : "OR"));
        return operands.Count == 1 ? operands[0] : new GroupCondition(all, operands.ToImmutable());
    }

    private Condition? Not(int nesting)
    {
        if (nesting > MaxNesting) return Stop();
        if (Takes("NOT")) return Not(nesting + 1) is { } inner ? new NotCondition(inner) : null;
        if (!Takes("(")) return Comparison();
        var group = Chain(false, nesting + 1);
        return group is null || Takes(")") ? group : Stop();
    }

    private PropertyCondition? Comparison()
    {
        if (next + 3 > words.Count || !words[next].Groups["ident"].Success || !words[next + 1].Groups["cmp"].Success || !words[next + 2].Groups["literal"].Success)
        {
            Stop();
            return null;
        }

        var ident = words[next].Value;
        var dot = ident.IndexOf('.', StringComparison.Ordinal);
        var subject = ident[..dot] switch { "token" => ConditionSubject.Token, "job" => ConditionSubject.Job, _ => ConditionSubject.Node };
        var leaf = ConditionReader.Checked(subject, ident[(dot + 1)..], words[next + 1].Value, Literal(words[next + 2]), (pointer, "", "", ""), ConditionVocabulary.Comparisons, mistakes);
        next += 3;
        return leaf;
    }

    private static object? Literal(Match word) => word switch
    {
        { Value: "true" } => true,
        { Value: "false" } => false,
        { Value: [('\'' or '"'), .. var inner, _] } => inner,
        _ => decimal.TryParse(word.Value, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : null,
    };

    private bool Takes(string word)
    {
        if (next >= words.Count || words[next].Value != word) return false;
        next++;
        return true;
    }

    /// <summary>Says where it cannot be read on.</summary>
    private Condition? Stop()
    {
        mistakes.Add(Unreadable(pointer, next < words.Count ? words[next].Index : text.Length, text));
        return null;
    }

    private static Refusal Unreadable(string pointer, int position, string text) => Refusal.Invalid("CONDITION_TEXT_UNREADABLE", pointer).With("position", position + 1).With("rest", text.Length > position ? text[position..Math.Min(text.Length, position + 20)] : "");

    /// <summary>Words, or whatever else is there as one that fits nowhere.</summary>
    [GeneratedRegex("""(?<ident>(token|job|node)\.[A-Za-z0-9_.]+)|(?<cmp>>=|<=|==|!=|>|<)|(?<literal>'[^']*'|"[^"]*"|-?\d+(\.\d+)?(?![\w.])|(true|false)\b)|(AND|OR|NOT)\b|[()]|\S""")]
    private static partial Regex Lexeme();
}
