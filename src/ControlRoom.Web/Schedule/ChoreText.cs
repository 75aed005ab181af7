using System.Globalization;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Schedule;
using ControlRoom.Web.Shared;

namespace ControlRoom.Web.Schedule;

/// <summary>Chores in the words of the reader. What a chore says of its own run is read back by <see cref="KeptText"/>.</summary>
public static class ChoreText
{
    public static string Name(string chore) => Ui.Find($"Chore.{chore}") ?? chore;

    /// <summary>"every 10 min", "daily 03:30".</summary>
    public static string Rhythm(ChoreView chore)
    {
        ArgumentNullException.ThrowIfNull(chore);
        return chore.EveryS is { } seconds ? Ui.Text("Chore.Every", Every(TimeSpan.FromSeconds(seconds))) : Ui.Text("Chore.Daily", chore.DailyAt!.Value.ToString("HH:mm", CultureInfo.InvariantCulture));
    }

    /// <summary>"0.21 s", "6 min 41 s".</summary>
    public static string Took(ChoreRunView run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return run.FinishedAt is { } end ? Took(end - run.StartedAt) : "–";
    }

    public static string Took(TimeSpan time) => time.TotalSeconds < 60 ? $"{Format.Number((decimal)Math.Max(0, time.TotalSeconds), 2)} {Ui.Text("Unit.s")}" : $"{(int)time.TotalMinutes} {Ui.Text("Unit.min")} {time.Seconds:00} {Ui.Text("Unit.s")}";

    /// <summary>"14:32:10"; another day is named: "tomorrow 03:10", "26 Jan 03:10".</summary>
    public static string When(DateTime at, Clock clock, bool seconds = true)
    {
        ArgumentNullException.ThrowIfNull(clock);
        var (local, days) = (clock.Plant(at), clock.CodeDate(at).DayNumber - clock.Today().DayNumber);
        var time = seconds && days == 0 ? Format.TimeWithSeconds(local) : Format.Time(local);
        return days switch { 0 => time, 1 => Ui.Text("Chore.Tomorrow", time), -1 => Ui.Text("Chore.Yesterday", time), _ => $"{Format.Day(local)} {time}" };
    }

    private static string Every(TimeSpan time) => time.TotalMinutes < 1 || time.Seconds > 0 ? $"{(int)time.TotalSeconds} {Ui.Text("Unit.s")}"
        : time.Minutes > 0 || time.TotalHours < 1 ? $"{(int)time.TotalMinutes} {Ui.Text("Unit.min")}" : $"{(int)time.TotalHours} {Ui.Text("Unit.h")}";
}
