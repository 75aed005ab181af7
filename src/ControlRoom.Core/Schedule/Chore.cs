using ControlRoom.Core.Kernel;

namespace ControlRoom.Core.Schedule;

/// <summary>When a chore is due: every so often, or once a day at a local time or at one of UTC.</summary>
public sealed record Rhythm
{
    private Rhythm() { }

    public TimeSpan? Interval { get; private init; }
    public TimeOnly? LocalTime { get; private init; }
    public TimeOnly? UtcTime { get; private init; }

    public static Rhythm Every(TimeSpan interval) => new() { Interval = interval };

    public static Rhythm DailyAt(TimeOnly localTime) => new() { LocalTime = localTime };

    public static Rhythm DailyAtUtc(TimeOnly utcTime) => new() { UtcTime = utcTime };

    /// <summary>When it is due again after a start at <paramref name="last"/>.</summary>
    public DateTime Next(DateTime last, Clock clock)
    {
        if (Interval is { } interval) return last + interval;
        if (UtcTime is { } utc)
        {
            var sameDay = DateTime.SpecifyKind(last.Date + utc.ToTimeSpan(), DateTimeKind.Utc);
            return sameDay > last ? sameDay : sameDay.AddDays(1);
        }
        var today = clock.CodeDate(last);
        var due = clock.ToUtc(today, LocalTime!.Value);
        return due > last ? due : clock.ToUtc(today.AddDays(1), LocalTime.Value);
    }
}

/// <summary>Recurring work. Listed in <see cref="Timetable"/>, run by <see cref="ChoreRunner"/>; safe to repeat.</summary>
public abstract class Chore
{
    /// <summary>The name people and rows know it by.</summary>
    public abstract string Name { get; }

    public abstract Rhythm Rhythm { get; }

    /// <returns>What it did, in a sentence for the Operations page.</returns>
    public abstract Task<string> Run(CancellationToken ct);
}
