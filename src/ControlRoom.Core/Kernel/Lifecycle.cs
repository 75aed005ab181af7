namespace ControlRoom.Core.Kernel;

/// <summary>One row of a lifecycle: the action, the states it may be taken in, and the state it leads to.</summary>
public sealed record Transition<TState, TAction>(TAction Action, IReadOnlyList<TState> From, TState To)
    where TState : struct, Enum
    where TAction : struct, Enum;

/// <summary>What the tools that print or check lifecycles need, without the type parameters.</summary>
public interface ILifecycle
{
    string Name { get; }
    string Initial { get; }
    IReadOnlyList<string> States { get; }
    IReadOnlyList<(string Action, IReadOnlyList<string> From, string To)> Rows { get; }
}

/// <summary>
/// A state machine, declared once per aggregate and used five times: as the guard of the aggregate, for the buttons, the diagram in
/// <c>docs/lifecycles</c>, the test over all states × actions, and the CHECK of the status column.
/// </summary>
public sealed class Lifecycle<TState, TAction> : ILifecycle
    where TState : struct, Enum
    where TAction : struct, Enum
{
    private readonly Dictionary<(TState, TAction), TState> next = [];

    public Lifecycle(TState initial, params (TAction Action, TState[] From, TState To)[] rows)
    {
        Initial = initial;
        Transitions = [.. rows.Select(r => new Transition<TState, TAction>(r.Action, r.From, r.To))];
        foreach (var (action, from, to) in rows)
        {
            foreach (var state in from) next.Add((state, action), to);
        }
    }

    public TState Initial { get; }
    public IReadOnlyList<Transition<TState, TAction>> Transitions { get; }

    public bool Allows(TState state, TAction action) => next.ContainsKey((state, action));

    /// <summary>The state after <paramref name="action"/>.</summary>
    /// <exception cref="InvalidOperationException">The rules were not asked first: a bug.</exception>
    public TState Next(TState state, TAction action) =>
        next.TryGetValue((state, action), out var to) ? to : throw new InvalidOperationException($"{action} is not allowed in {state}.");

    string ILifecycle.Name => typeof(TState).Name;
    string ILifecycle.Initial => Word.Of(Initial);
    IReadOnlyList<string> ILifecycle.States => Word.All<TState>();
    IReadOnlyList<(string, IReadOnlyList<string>, string)> ILifecycle.Rows =>
        [.. Transitions.Select(t => (Word.Of(t.Action), (IReadOnlyList<string>)[.. t.From.Select(Word.Of)], Word.Of(t.To)))];
}
