using ControlRoom.Core.Feed;
using ControlRoom.Core.Serials;
using ControlRoom.Web.Shared.Host;

namespace ControlRoom.Web.Serials;

/// <summary>Carries messages to the core registry as soon as they are written here; the timetable carries what is left.</summary>
internal sealed class SerialBell(StartUp startUp, ChangeFeed feed, OutboxDispatcher dispatcher, ILogger<SerialBell> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var bell = feed.Subscribe(Topics.Serials);
        while (await bell.Wait(stoppingToken))
        {
            if (!startUp.IsReady) continue;
            try
            {
                await dispatcher.Pass(stoppingToken);
            }
#pragma warning disable CA1031 // What could not be carried now is carried by the timetable.
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                log.LogWarning(e, "Messages to the core registry could not be carried now");
            }
        }
    }
}
