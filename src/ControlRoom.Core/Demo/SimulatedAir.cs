using ControlRoom.Core.Kernel;
using ControlRoom.Core.Quality;
using ControlRoom.Core.Stock;

namespace ControlRoom.Core.Demo;

/// <summary>
/// The air of the buffers: drifts by up to 0.3 °C per tick around its mean inside the band. Once an hour FRZ-001 warms up beyond its limit
/// and comes back by itself.
/// </summary>
internal sealed class SimulatedAir(Random random)
{
    private const string Excursion = "FRZ-001";
    private const int ExcursionMinute = 40, ExcursionMinutes = 3;

    private readonly Dictionary<string, double> now = new(StringComparer.Ordinal);

    /// <summary>One reading per buffer.</summary>
    public List<ReadingInput> Next(IReadOnlyList<BufferRow> buffers, DateTime at) => [.. buffers.Select(b => Read(b, at, Drift(b, IsWarm(b, at))))];

    /// <summary>The time before, so that the trends have a past when the simulator begins.</summary>
    public List<ReadingInput> Past(IReadOnlyList<BufferRow> buffers, DateTime at, TimeSpan length, TimeSpan period)
    {
        var readings = new List<ReadingInput>();
        for (var t = at - length + period; t < at; t += period) readings.AddRange(buffers.Select(b => Read(b, t, Drift(b, warm: false))));
        return readings;
    }

    private static bool IsWarm(BufferRow buffer, DateTime at) => buffer.BufferCode == Excursion && at.Minute >= ExcursionMinute && at.Minute < ExcursionMinute + ExcursionMinutes;

    private double Drift(BufferRow buffer, bool warm)
    {
        var (low, high) = ((double)buffer.TempMinC, (double)buffer.TempMaxC);
        var mean = low + (high - low) * 0.45;
        var value = now.TryGetValue(buffer.BufferCode, out var last) ? last : mean;
        value += (mean - value) * 0.1 + (random.NextDouble() - 0.5) * 0.6;
        if (warm) value = Math.Max(value, last) + 0.6;
        else value = Math.Clamp(value, low + 0.2, high - 0.2);
        now[buffer.BufferCode] = Math.Clamp(value, low, high + 2);
        return now[buffer.BufferCode];
    }

    private static ReadingInput Read(BufferRow buffer, DateTime at, double celsius) => new(null, buffer.Id, (decimal)Math.Round(celsius, 1), MeasurementType.Ambient)
    {
        Source = ReadingSource.Device, DeviceId = $"SIM-{buffer.BufferCode}", MeasuredAt = Clock.Truncate(at),
    };
}
