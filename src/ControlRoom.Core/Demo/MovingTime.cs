namespace ControlRoom.Core.Demo;

/// <summary>A clock that stands still until it is moved, so that yesterday's production day can be played in a second.</summary>
internal sealed class MovingTime(DateTime start) : TimeProvider
{
    private DateTime now = start;

    public DateTime Now => now;

    /// <summary>How fast plant minutes pass; below 1 where a whole day must fit between midnight and now.</summary>
    public double Pace { get; set; } = 1;

    public override DateTimeOffset GetUtcNow() => new(now, TimeSpan.Zero);

    public void At(DateTime utc) => now = utc;

    public void Wait(double minutes) => now += TimeSpan.FromMinutes(minutes * Pace);
}
