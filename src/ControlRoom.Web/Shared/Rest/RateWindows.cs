using System.Collections.Concurrent;
using ControlRoom.Core.Kernel;

namespace ControlRoom.Web.Shared.Rest;

/// <summary>One request's place in its window.</summary>
public readonly record struct RateCount(bool Refused, int Remaining, DateTimeOffset ResetsAt, int RetryAfterSeconds);

/// <summary>Fixed windows per caller and route; a window begins with the first request after the last one ended.</summary>
public sealed class RateWindows(PlantOptions plant, TimeProvider time)
{
    /// <summary>From this many windows on, those that ended are swept out.</summary>
    private const int SweepFrom = 10_000;

    private readonly ConcurrentDictionary<(string Who, string Route), Window> windows = new();
    private DateTimeOffset nextSweep;

    /// <summary>Counts a request; null when limits are off.</summary>
    public RateCount? Count(string who, ApiRoute route)
    {
        if (!plant.RateLimits.Enabled) return null;
        var now = time.GetUtcNow();
        var length = route.Window ?? TimeSpan.FromSeconds(Math.Max(1, plant.RateLimits.WindowSeconds));
        Sweep(now, length);
        var window = windows.AddOrUpdate((who, route.Name), new Window(now + length, 1), (_, w) => w.EndsAt <= now ? new Window(now + length, 1) : w with { Requests = Math.Min(w.Requests + 1, int.MaxValue - 1) });
        return new(window.Requests > route.Rate, Math.Max(0, route.Rate - window.Requests), window.EndsAt, Math.Max(1, (int)Math.Ceiling((window.EndsAt - now).TotalSeconds)));
    }

    private void Sweep(DateTimeOffset now, TimeSpan length)
    {
        if (windows.Count < SweepFrom || now < nextSweep) return;
        nextSweep = now + length;
        foreach (var (key, window) in windows)
        {
            if (window.EndsAt <= now) windows.TryRemove(key, out _);
        }
    }

    private sealed record Window(DateTimeOffset EndsAt, int Requests);
}
