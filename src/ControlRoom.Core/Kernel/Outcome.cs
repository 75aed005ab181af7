using System.Diagnostics.CodeAnalysis;

namespace ControlRoom.Core.Kernel;

/// <summary>A command's result: done with a value, or refused. The only result type of the house.</summary>
public sealed class Outcome<T>
{
    private Outcome(T? value, Refusal? refusal, bool replayed) => (Value, Refusal, Replayed) = (value, refusal, replayed);

    public T? Value { get; }
    public Refusal? Refusal { get; }

    /// <summary>True when the idempotency key had been used before: <see cref="Value"/> is the stored answer and nothing happened now.</summary>
    public bool Replayed { get; }

    [MemberNotNullWhen(true, nameof(Value))]
    [MemberNotNullWhen(false, nameof(Refusal))]
    public bool Done => Refusal is null;

    public static implicit operator Outcome<T>(T value) => new(value, null, replayed: false);
    public static implicit operator Outcome<T>(Refusal refusal) => new(default, refusal, replayed: false);

    /// <summary>For values of an interface type, which C# converts to nothing implicitly.</summary>
    internal static Outcome<T> Of(T value) => new(value, null, replayed: false);

    /// <summary>The stored answer of an earlier request with the same key.</summary>
    internal static Outcome<T> Replay(T value) => new(value, null, replayed: true);

    /// <summary>The value of an outcome that is known to be done.</summary>
    /// <exception cref="InvalidOperationException">It was refused.</exception>
    public T Must() => Done ? Value : throw new InvalidOperationException($"{Refusal.Code}: {Refusal.Detail(System.Globalization.CultureInfo.InvariantCulture)}"
        + string.Concat(Refusal.Reasons.Select(r => $" [{r.Code} {r.Detail(System.Globalization.CultureInfo.InvariantCulture)}]")));
}
