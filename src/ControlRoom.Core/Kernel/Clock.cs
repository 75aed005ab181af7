namespace ControlRoom.Core.Kernel;

/// <summary>
/// The one source of time: UTC, truncated to microseconds so that both databases store exactly what the code saw, and the plant's local
/// calendar. SQL never calls now().
/// </summary>
public sealed class Clock(TimeProvider time, PlantOptions plant)
{
    private readonly TimeZoneInfo zone = TimeZoneInfo.FindSystemTimeZoneById(plant.TimeZone);

    public DateTime Now => Truncate(time.GetUtcNow().UtcDateTime);
    public TimeProvider Provider => time;

    /// <summary>An instant a client wrote without an offset is UTC, wherever this process runs.</summary>
    public static DateTime Utc(DateTime instant) => instant.Kind == DateTimeKind.Unspecified ? DateTime.SpecifyKind(instant, DateTimeKind.Utc) : instant.ToUniversalTime();

    public static DateTime Truncate(DateTime utc) => new(utc.Ticks - utc.Ticks % 10, DateTimeKind.Utc);

    public DateTime Local(DateTime utc) => TimeZoneInfo.ConvertTimeFromUtc(utc, zone);

    /// <summary>The local offset in force at <paramref name="utc"/>: +01:00 in winter, +02:00 in summer for Budapest.</summary>
    public TimeSpan Offset(DateTime utc) => zone.GetUtcOffset(utc);

    /// <summary>The date that codes carry: the plant's local calendar date.</summary>
    public DateOnly CodeDate(DateTime utc) => DateOnly.FromDateTime(Local(utc));

    /// <summary>The production date: local, and a night shift before <c>ProductionDayStart</c> belongs to the day before.</summary>
    public DateOnly ProductionDate(DateTime utc)
    {
        var date = CodeDate(utc);
        return utc < StartOfProductionDay(date) ? date.AddDays(-1) : date;
    }

    /// <summary>First instant of a production date: figures of a day are counted from here.</summary>
    public DateTime StartOfProductionDay(DateOnly date) => ToUtc(date, plant.ProductionDayStart);

    /// <summary>First instant of a local date; on a spring-forward night the first that exists.</summary>
    public DateTime StartOfDay(DateOnly date) => ToUtc(date, TimeOnly.MinValue);

    /// <summary>The instant of a local wall-clock time; an ambiguous one is read as its first occurrence, a skipped one moves forward.</summary>
    public DateTime ToUtc(DateOnly date, TimeOnly timeOfDay)
    {
        var local = date.ToDateTime(timeOfDay, DateTimeKind.Unspecified);
        if (zone.IsInvalidTime(local)) local = local.AddHours(1);
        return zone.IsAmbiguousTime(local)
            ? DateTime.SpecifyKind(local - zone.GetAmbiguousTimeOffsets(local).Max(), DateTimeKind.Utc)
            : TimeZoneInfo.ConvertTimeToUtc(local, zone);
    }
}
