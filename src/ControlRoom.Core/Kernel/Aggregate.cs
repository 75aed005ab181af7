namespace ControlRoom.Core.Kernel;

/// <summary>
/// Something with an identity, a version and a life. It changes only through its own methods, which ask the rules first, change state last
/// and record a <see cref="Fact"/>; <c>TransactionBoundary</c> stores the facts as audit events in the same transaction.
/// </summary>
public abstract class Aggregate
{
    private readonly List<Fact> facts = [];

    public Guid Id { get; protected init; }

    /// <summary>Raised by one with every change; the strong ETag of the resource.</summary>
    public int RowVersion { get; private set; } = 1;

    /// <summary>Facts not yet stored, oldest first.</summary>
    public IReadOnlyList<Fact> Facts => facts;

    internal void ForgetFacts() => facts.Clear();

    /// <summary>Records a change of a stored aggregate and raises its version.</summary>
    protected void Changed(Fact fact)
    {
        RowVersion++;
        facts.Add(fact);
    }

    /// <summary>Raises the version of something whose command records the one fact for all it changes.</summary>
    protected void Raise() => RowVersion++;

    /// <summary>Records something without raising the version: the birth, or a second fact about the same change.</summary>
    protected void Noted(Fact fact) => facts.Add(fact);
}
