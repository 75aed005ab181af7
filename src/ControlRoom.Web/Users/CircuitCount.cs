using ControlRoom.Core.Kernel;
using Microsoft.AspNetCore.Components.Server.Circuits;

namespace ControlRoom.Web.Users;

/// <summary>Counts the open pages that are connected to this process.</summary>
internal sealed class CircuitCount(PlantMetrics metrics) : CircuitHandler
{
    public override Task OnCircuitOpenedAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        metrics.CircuitOpened();
        return Task.CompletedTask;
    }

    public override Task OnCircuitClosedAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        metrics.CircuitClosed();
        return Task.CompletedTask;
    }
}
