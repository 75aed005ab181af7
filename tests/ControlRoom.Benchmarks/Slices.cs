using System.Diagnostics;

namespace ControlRoom.Benchmarks;

/// <summary>What one line of the report compares, and how its slices came out.</summary>
/// <param name="Name">Line and case, such as <c>commands: advance</c>.</param>
/// <param name="Ratios">One per slice; house and floor are measured side by side inside each slice.</param>
/// <param name="AtLeast">True when the aim is a least value, false when it is a greatest.</param>
/// <param name="Figures">The median figures behind the ratio, for the reader only: they belong to the machine of the run.</param>
internal sealed record Measured(string Name, string Database, IReadOnlyList<double> Ratios, double Aim, bool AtLeast, string Figures)
{
    public double Median => Slices.Median(Ratios);

    public bool Met => AtLeast ? Median >= Aim : Median <= Aim;
}

internal static class Slices
{
    public const int Count = 5;

    /// <summary>Measures the pair slice by slice, in turns, so that what else the machine does falls on both; the order alternates.</summary>
    public static async Task<(List<TimeSpan> House, List<TimeSpan> Floor)> Pair(Func<int, Task> house, Func<int, Task> floor, int slices = Count)
    {
        var (houses, floors) = (new List<TimeSpan>(), new List<TimeSpan>());
        for (var i = 0; i < slices; i++)
        {
            if (i % 2 == 0) floors.Add(await Time(floor, i));
            houses.Add(await Time(house, i));
            if (i % 2 != 0) floors.Add(await Time(floor, i));
        }
        return (houses, floors);
    }

    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted.Count % 2 == 1 ? sorted[sorted.Count / 2] : (sorted[(sorted.Count / 2) - 1] + sorted[sorted.Count / 2]) / 2;
    }

    public static double MedianMs(IEnumerable<TimeSpan> times, int operations) => Median(times.Select(t => t.TotalMilliseconds)) / operations;

    public static async Task<TimeSpan> Time(Func<int, Task> work, int slice)
    {
        var watch = Stopwatch.StartNew();
        await work(slice);
        return watch.Elapsed;
    }
}
