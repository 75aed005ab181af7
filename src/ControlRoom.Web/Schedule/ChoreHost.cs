using ControlRoom.Core.Kernel;
using ControlRoom.Core.Schedule;
using ControlRoom.Web.Shared.Host;
using Quartz;

namespace ControlRoom.Web.Schedule;

/// <summary>Once the database is ready: runs what became due meanwhile, then hands the timetable to the scheduler.</summary>
internal sealed class ChoreHost(StartUp startUp, Timetable timetable, ChoreRunner runner, ISchedulerFactory schedulers, Clock clock, PlantOptions plant, ILogger<ChoreHost> log) : BackgroundService
{
    private const string Group = "chores";
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200), RetryAfter = TimeSpan.FromSeconds(10);

    private IScheduler? scheduler;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!startUp.IsReady) await Task.Delay(Pause, stoppingToken);
        while (!await TryStart(stoppingToken)) await Task.Delay(RetryAfter, stoppingToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (scheduler is null) return;
        try
        {
            await scheduler.Shutdown(true, cancellationToken);
        }
        catch (ObjectDisposedException e)
        {
            // Its cluster manager asks the container once more at the end; where the host is being torn down that is gone already, and so is what would be stopped.
            log.LogWarning(e, "The scheduler was stopped while the host was going");
        }
    }

    private async Task<bool> TryStart(CancellationToken ct)
    {
        try
        {
            await runner.CatchUp(ct);
            scheduler = await schedulers.GetScheduler(ct);
            await scheduler.Start(ct);
            foreach (var chore in timetable.Chores)
            {
                await scheduler.ScheduleJob(JobBuilder.Create<ChoreJob>().WithIdentity(chore.Name, Group).Build(), Trigger(chore), ScheduleJobOptions.Replacing, ct);
            }
            return true;
        }
#pragma warning disable CA1031 // Without its timetable the plant must go on; the Operations page shows what is overdue.
        catch (Exception e) when (!ct.IsCancellationRequested)
#pragma warning restore CA1031
        {
            log.LogError(e, "The timetable could not be started; trying again");
            return false;
        }
    }

    private ITrigger Trigger(Chore chore)
    {
        var trigger = TriggerBuilder.Create().WithIdentity(chore.Name, Group);
        if (chore.Rhythm.Interval is { } interval) return trigger.StartAt(clock.Provider.GetUtcNow() + interval).WithSimpleSchedule(s => s.WithInterval(interval).RepeatForever()).Build();
        var (at, zone) = chore.Rhythm.UtcTime is { } utc ? (utc, TimeZoneInfo.Utc) : (chore.Rhythm.LocalTime!.Value, TimeZoneInfo.FindSystemTimeZoneById(plant.TimeZone));
        return trigger.WithCronSchedule(FormattableString.Invariant($"0 {at.Minute} {at.Hour} ? * *"), s => s.InTimeZone(zone)).Build();
    }
}
