using System.Globalization;
using ControlRoom.Core.Schedule;

namespace ControlRoom.Core.Serials;

/// <summary>Carries what the outbox holds to the core registry, also what was not rung for: attempts that are due again.</summary>
public sealed class DispatchSerialsChore(OutboxDispatcher dispatcher) : Chore
{
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(45);

    public override string Name => "dispatch-serials";

    public override Rhythm Rhythm => Rhythm.Every(Every);

    public override async Task<string> Run(CancellationToken ct)
    {
        var done = await dispatcher.Pass(ct);
        return string.Create(CultureInfo.InvariantCulture, $"Messages applied: {done.Applied}, to be tried again: {done.Failed}, given up: {done.Dead}.");
    }
}
