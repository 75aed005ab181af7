using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;

namespace ControlRoom.Core.Monitors;

/// <summary>Run a monitor, or all of them, now and by hand. That somebody asked is on the trail.</summary>
/// <param name="Id">Null for all.</param>
public sealed record RunMonitors(string? Id, bool Full = true);

public sealed class RunMonitorsHandler(TransactionBoundary boundary, MonitorCatalogue catalogue, MonitorSweep sweep)
{
    public async Task<Outcome<SweepView>> Handle(RunMonitors command, Caller caller, CancellationToken ct)
    {
        var asked = await boundary.Do<Asked>(caller, Permission.PlanWork, work =>
        {
            if (command.Id is { } id && catalogue.Find(id) is null) return Task.FromResult<Outcome<Asked>>(Refusal.NotFound("monitor", id));
            work.Record(new Fact("MONITORS_REQUESTED", EntityTypes.System, Ids.System, command.Id, null, null) { Metadata = new { full = command.Full } });
            return Task.FromResult<Outcome<Asked>>(new Asked(work.Now));
        }, ct);
        if (!asked.Done) return asked.Refusal;
        return await sweep.Run(command.Id is { } one ? [catalogue.Find(one)!] : catalogue.All, command.Full, ct);
    }

    private sealed record Asked(DateTime At);
}
