namespace ControlRoom.Tests.Kit;

/// <summary>Time that stands still until a test moves it. Timers fire inside <see cref="Advance"/>, in order of their due time.</summary>
public sealed class FakeTime(DateTime start) : TimeProvider
{
    private readonly Lock gate = new();
    private readonly List<Timer> timers = [];
    private DateTimeOffset now = new(DateTime.SpecifyKind(start, DateTimeKind.Utc));

    /// <summary>A Saturday morning in winter: 11:00 at the plant.</summary>
    public static readonly DateTime Morning = new(2026, 1, 24, 10, 0, 0, DateTimeKind.Utc);

    public FakeTime() : this(Morning) { }

    public DateTime Now => GetUtcNow().UtcDateTime;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (gate) return now;
    }

    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    /// <summary>Jumps to an instant, also into the past; timers do not fire.</summary>
    public void Set(DateTime utc)
    {
        lock (gate) now = new DateTimeOffset(DateTime.SpecifyKind(utc, DateTimeKind.Utc));
    }

    public void Advance(TimeSpan by)
    {
        var end = GetUtcNow() + by;
        while (Due(end) is { } timer) timer.Fire();
        lock (gate) now = end;
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, callback, state);
        timer.Change(dueTime, period);
        lock (gate) timers.Add(timer);
        return timer;
    }

    private Timer? Due(DateTimeOffset end)
    {
        lock (gate)
        {
            var next = timers.Where(t => t.At <= end).MinBy(t => t.At);
            if (next is null) return null;
            if (next.At > now) now = next.At;
            next.At = next.Period > TimeSpan.Zero ? next.At + next.Period : DateTimeOffset.MaxValue;
            return next;
        }
    }

    private sealed class Timer(FakeTime time, TimerCallback callback, object? state) : ITimer
    {
        public DateTimeOffset At { get; set; } = DateTimeOffset.MaxValue;
        public TimeSpan Period { get; private set; }

        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time.gate)
            {
                At = dueTime == Timeout.InfiniteTimeSpan ? DateTimeOffset.MaxValue : time.now + dueTime;
                Period = period;
            }
            return true;
        }

        public void Dispose()
        {
            lock (time.gate) time.timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
