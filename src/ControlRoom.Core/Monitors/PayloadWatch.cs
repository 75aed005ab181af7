using System.Collections.Concurrent;
using ControlRoom.Core.Kernel;

namespace ControlRoom.Core.Monitors;

/// <summary>An answer of the API that was not exactly one JSON value.</summary>
public sealed record PayloadSighting(DateTime At, string Route);

/// <summary>What the strict reader in front of the API saw in this process.</summary>
public sealed class PayloadWatch(Clock clock)
{
    private const int Kept = 200;

    private readonly ConcurrentQueue<PayloadSighting> seen = new();

    public void Report(string route)
    {
        seen.Enqueue(new(clock.Now, route));
        while (seen.Count > Kept) seen.TryDequeue(out _);
    }

    public IReadOnlyList<PayloadSighting> Since(DateTime from) => [.. seen.Where(s => s.At >= from)];
}
