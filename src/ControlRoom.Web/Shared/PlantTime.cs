using ControlRoom.Core.Kernel;

namespace ControlRoom.Web.Shared;

/// <summary>Instants as the clock on the plant's wall shows them.</summary>
public static class PlantTime
{
    public static DateTimeOffset Plant(this Clock clock, DateTime utc) => new(clock.Local(utc), clock.Offset(utc));

    public static DateTimeOffset? Plant(this Clock clock, DateTime? utc) => utc is { } at ? clock.Plant(at) : null;

    public static DateTimeOffset PlantNow(this Clock clock) => clock.Plant(clock.Now);

    public static DateOnly Today(this Clock clock) => clock.CodeDate(clock.Now);
}
