namespace ControlRoom.Core.Monitors;

/// <summary>
/// A read-only question to one snapshot of the plant, asked again and again. It is written once over the sources of its <see cref="MonitorScope"/>:
/// they hold what changed since the last look, or everything in a full sweep.
/// </summary>
public abstract class MonitorDefinition
{
    protected static readonly TimeSpan FiveMinutes = TimeSpan.FromMinutes(5), Hour = TimeSpan.FromHours(1);

    /// <summary>M1, M2 and so on.</summary>
    public abstract string Id { get; }

    /// <summary>The gravest it can find.</summary>
    public abstract Severity Severity { get; }

    public virtual TimeSpan Interval => FiveMinutes;

    /// <summary>Every word its findings can carry.</summary>
    public abstract IReadOnlyList<string> Codes { get; }

    /// <summary>The ordinary command that mends what it finds; null where a person has to decide.</summary>
    public virtual RemedyKind? Remedy => null;

    /// <summary>What is wrong with what the scope holds; of one thing only the gravest.</summary>
    internal abstract Task<IReadOnlyList<Anomaly>> Look(MonitorScope scope, CancellationToken ct);
}

/// <summary>All monitors, in their order.</summary>
public sealed class MonitorCatalogue(IEnumerable<MonitorDefinition> monitors)
{
    public IReadOnlyList<MonitorDefinition> All { get; } = [.. monitors.OrderBy(m => int.Parse(m.Id.AsSpan(1), System.Globalization.CultureInfo.InvariantCulture))];

    public MonitorDefinition? Find(string id) => All.FirstOrDefault(m => m.Id == id);
}
