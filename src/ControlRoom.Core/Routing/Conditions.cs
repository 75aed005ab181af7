namespace ControlRoom.Core.Routing;

/// <summary>Asks a rule about a token on its way. What it does not know, or cannot compare, does not hold.</summary>
public static class Conditions
{
    public static bool Holds(this Condition condition, IConditionFacts facts) => condition switch
    {
        PropertyCondition asked => Compare(asked.Property, Plain(Value(asked, facts)), asked.Operator, asked.Value),
        GroupCondition { Conditions.IsDefaultOrEmpty: true } => false,
        GroupCondition { All: true } group => group.Conditions.All(c => c.Holds(facts)),
        GroupCondition group => group.Conditions.Any(c => c.Holds(facts)),
        NotCondition not => !not.Inner.Holds(facts),
        _ => false,
    };

    /// <summary>Every property the rule asks about.</summary>
    public static IEnumerable<PropertyCondition> Leaves(this Condition condition) => condition switch
    {
        PropertyCondition leaf => [leaf],
        GroupCondition { Conditions.IsDefault: false } group => group.Conditions.SelectMany(Leaves),
        NotCondition not => not.Inner.Leaves(),
        _ => [],
    };

    private static object? Value(PropertyCondition asked, IConditionFacts facts) => asked.Subject switch
    {
        ConditionSubject.Token => facts.Token(asked.Property),
        ConditionSubject.Job => facts.Job(asked.Property),
        ConditionSubject.Node => facts.Node(asked.Property),
        _ => null,
    };

    private static bool Compare(string property, object? actual, ConditionOperator op, object? expected)
    {
        if (op is ConditionOperator.In or ConditionOperator.NotIn)
            return expected is IEnumerable<object?> list && list.Any(v => actual is not null && Equals(actual, Plain(v))) == (op == ConditionOperator.In);
        if (op == ConditionOperator.NotEqual) return actual is null || !Equals(actual, Plain(expected));
        if (actual is null) return false;
        return op switch
        {
            ConditionOperator.Equal => Equals(actual, Plain(expected)),
            ConditionOperator.Contains => actual is string text && expected is string part && text.Contains(part, StringComparison.Ordinal),
            ConditionOperator.StartsWith => actual is string text && expected is string start && text.StartsWith(start, StringComparison.Ordinal),
            _ => Order(property, actual, Plain(expected)) is { } order && op switch
            {
                ConditionOperator.Greater => order > 0,
                ConditionOperator.GreaterOrEqual => order >= 0,
                ConditionOperator.Less => order < 0,
                ConditionOperator.LessOrEqual => order <= 0,
                _ => false,
            },
        };
    }

    /// <summary>Null where the two have no order.</summary>
    private static int? Order(string property, object actual, object? expected) => (actual, expected) switch
    {
        (decimal a, decimal b) => a.CompareTo(b),
        (string a, string b) when property == "priority" => Rank(a) is >= 0 and var x && Rank(b) is >= 0 and var y ? x.CompareTo(y) : null,
        (string a, string b) => string.CompareOrdinal(a, b),
        _ => null,
    };

    private static int Rank(string priority) => ConditionVocabulary.Priorities.IndexOf(priority);

    /// <summary>A number of any type as decimal; anything that is no number, text or truth is nothing.</summary>
    private static object? Plain(object? value) => value switch
    {
        decimal or string or bool => value,
        int or long or short or byte => Convert.ToDecimal(value, System.Globalization.CultureInfo.InvariantCulture),
        double number => Math.Abs(number) < 1e15 ? (decimal)number : null,
        _ => null,
    };
}
