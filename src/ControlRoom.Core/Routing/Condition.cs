using System.Collections.Immutable;

namespace ControlRoom.Core.Routing;

/// <summary>What a condition asks about; a value is a decimal, a string, a bool, or null where there is none.</summary>
public interface IConditionFacts
{
    /// <param name="property"><c>qty</c>, <c>priority</c>, <c>rework_count</c>, <c>status</c>, <c>serial_number</c>, <c>metadata.key</c>, <c>qc_result.status</c>, <c>qc_result.defect_type</c>, <c>qc_result.severity</c>.</param>
    object? Token(string property);

    object? Job(string property);

    object? Node(string property);
}

public enum ConditionSubject { Token, Job, Node }

public enum ConditionOperator { Greater, GreaterOrEqual, Less, LessOrEqual, Equal, NotEqual, In, NotIn, Contains, StartsWith }

/// <summary>The rule of an edge, one grammar for all of them. Asking it never throws: what it cannot compare does not hold.</summary>
public abstract record Condition;

/// <summary>Taken when nothing else holds; never asked itself.</summary>
public sealed record DefaultCondition : Condition;

/// <param name="Value">A decimal, string or bool; for IN and NOT_IN a list of those.</param>
public sealed record PropertyCondition(ConditionSubject Subject, string Property, ConditionOperator Operator, object? Value) : Condition;

/// <param name="All">True for <c>and</c>, false for <c>or</c>.</param>
public sealed record GroupCondition(bool All, ImmutableArray<Condition> Conditions) : Condition;

public sealed record NotCondition(Condition Inner) : Condition;
