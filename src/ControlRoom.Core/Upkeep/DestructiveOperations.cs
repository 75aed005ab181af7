namespace ControlRoom.Core.Upkeep;

/// <summary>The registry: every act that production protects, by name. Command line, REST, dialog and the contract pages are made from it.</summary>
public sealed class DestructiveOperations(IEnumerable<ProtectedAct> acts)
{
    /// <summary>All of them, in the order of their names.</summary>
    public IReadOnlyList<ProtectedAct> Acts { get; } = [.. acts.OrderBy(a => a.Name, StringComparer.Ordinal)];

    /// <summary>Those that <see cref="OperationRunner"/> carries out.</summary>
    public IReadOnlyList<DestructiveOperation> All => [.. Acts.OfType<DestructiveOperation>()];

    public DestructiveOperation? Find(string name) => All.FirstOrDefault(o => o.Name == name);

    /// <exception cref="KeyNotFoundException">There is no such operation.</exception>
    public DestructiveOperation this[string name] => Find(name) ?? throw new KeyNotFoundException($"'{name}' is no destructive operation.");

    /// <summary>Those of the product, for who needs their names before there is a plant.</summary>
    public static DestructiveOperations OfProduct { get; } = new(Types().Select(t => (ProtectedAct)Activator.CreateInstance(t)!));

    internal static IEnumerable<Type> Types() => typeof(DestructiveOperations).Assembly.GetTypes().Where(t => t is { IsAbstract: false } && t.IsSubclassOf(typeof(ProtectedAct)));

    public T Get<T>() where T : ProtectedAct => Acts.OfType<T>().Single();
}
