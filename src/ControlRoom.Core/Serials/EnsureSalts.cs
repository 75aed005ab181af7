using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;

namespace ControlRoom.Core.Serials;

/// <summary>The kinds of serials for which there is no salt; no serial of them can be made.</summary>
public sealed record SaltsView(IReadOnlyList<SerialType> Missing);

/// <summary>Start-up: the salts of the configuration are put in force, and outside production missing ones are made. Safe to repeat.</summary>
public sealed class EnsureSaltsHandler(TransactionBoundary boundary, SerialSalts salts)
{
    public Task<Outcome<SaltsView>> Handle(CancellationToken ct) => boundary.Do<SaltsView>(Caller.System(boundary.Clock.Now), Permission.Administer, async work =>
    {
        var missing = new List<SerialType>();
        foreach (var type in Enum.GetValues<SerialType>())
        {
            if (!(await salts.Active(work, type)).Done) missing.Add(type);
        }
        return new SaltsView(missing);
    }, ct);
}
