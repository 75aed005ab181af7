using System.Globalization;

namespace ControlRoom.Web.Dev;

/// <summary>Lines that look measured and are the same on every run.</summary>
public sealed class SampleNoise(int seed)
{
    private int state = seed;

    /// <summary>From one value to another with a drifting wobble; ends exactly at the last.</summary>
    public static IReadOnlyList<double?> Line(int count, double from, double to, double wobble, int seed)
    {
        var noise = new SampleNoise(seed * 7919 + 13);
        var drift = 0.0;
        var points = new double?[count];
        for (var i = 0; i < count; i++)
        {
            drift = drift * 0.75 + (noise.Next() - 0.5) * wobble;
            points[i] = from + (to - from) * i / (count - 1) + drift;
        }

        points[^1] = to;
        return points;
    }

    /// <summary>A smooth path through the given places (share of time, value), with a wobble.</summary>
    public static IReadOnlyList<double?> Path(int count, double wobble, int seed, params (double At, double Value)[] through)
    {
        ArgumentNullException.ThrowIfNull(through);
        var noise = new SampleNoise(seed * 131 + 7);
        var drift = 0.0;
        var points = new double?[count];
        for (var i = 0; i < count; i++)
        {
            var at = (double)i / (count - 1);
            var next = 1;
            while (next < through.Length - 1 && through[next].At < at)
            {
                next++;
            }

            var (start, end) = (through[next - 1], through[next]);
            var share = (at - start.At) / (end.At - start.At);
            share = share * share * (3 - 2 * share);
            drift = drift * 0.7 + (noise.Next() - 0.5) * wobble;
            points[i] = start.Value + (end.Value - start.Value) * share + drift;
        }

        points[^1] = through[^1].Value;
        return points;
    }

    public override string ToString() => state.ToString(CultureInfo.InvariantCulture);

    private double Next()
    {
        unchecked
        {
            state = (state ^ (state >>> 15)) * (1 | state);
            state ^= state + (state ^ (state >>> 7)) * (61 | state);
            return (uint)(state ^ (state >>> 14)) / 4294967296.0;
        }
    }
}
