using ControlRoom.Core.Kernel;
using Microsoft.AspNetCore.Components.Server.Circuits;

namespace ControlRoom.Web.Shared.Host;

/// <summary>How many pages are open on this process.</summary>
public sealed class CircuitCount(PlantMetrics metrics) : CircuitHandler
{
    private int open;

    public int Open => Volatile.Read(ref open);

    public override Task OnCircuitOpenedAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref open);
        metrics.CircuitOpened();
        return Task.CompletedTask;
    }

    public override Task OnCircuitClosedAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        Interlocked.Decrement(ref open);
        metrics.CircuitClosed();
        return Task.CompletedTask;
    }
}
