using ControlRoom.Core.Kernel;
using ControlRoom.Core.Monitors;
using ControlRoom.Core.Schedule;
using ControlRoom.Web.Shared.Host;

namespace ControlRoom.Web.Schedule;

/// <summary>Looks after the timetable and the monitors on a clock of its own.</summary>
internal sealed class ChoreWatchHost(StartUp startUp, ChoreWatch watch, MonitorWatch monitors, Clock clock, ILogger<ChoreWatchHost> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(ChoreWatch.Every, clock.Provider);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            if (!startUp.IsReady) continue;
            try
            {
                await watch.Look(stoppingToken);
                await monitors.Look(stoppingToken);
            }
#pragma warning disable CA1031 // Who watches the timetable must outlive whatever befalls it.
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                log.LogWarning(e, "The timetable could not be looked after; trying again");
            }
        }
    }
}
