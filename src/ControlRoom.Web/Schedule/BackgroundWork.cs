using ControlRoom.Core.Feed;
using ControlRoom.Core.Kernel;
using ControlRoom.Web.Serials;
using Npgsql;
using Quartz;

namespace ControlRoom.Web.Schedule;

/// <summary>What runs without anybody asking: the bridge of the feed, and the timetable.</summary>
internal static class BackgroundWork
{
    /// <summary>The timetable goes on this soon after its database is back.</summary>
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    public static void AddBackgroundWork(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddHostedService(s => s.GetRequiredService<FeedBridge>());
        var plant = configuration.GetSection(PlantOptions.Section).Get<PlantOptions>() ?? new PlantOptions();
        if (!plant.Schedule) return;
        services.AddQuartz(quartz =>
        {
            quartz.ConfigureScheduler(o => (o.InstanceName, o.GenerateInstanceId) = ("controlroom", true));
            // One process owns an embedded database, and the timetable is code: there is nothing to remember.
            if (!plant.IsPostgres) quartz.UseInMemoryStore();
            else quartz.UsePersistentStore(store =>
            {
                store.ConfigureStore(o => o.DbRetryInterval = RetryAfter);
                store.UsePostgres(NpgsqlFactory.Instance, configuration.GetConnectionString("ControlRoom")!);
                store.UseClustering();
                store.ProvisionSchema();
            });
        });
        services.AddHostedService<ChoreHost>();
        services.AddHostedService<ChoreWatchHost>();
        services.AddHostedService<SerialBell>();
    }
}
