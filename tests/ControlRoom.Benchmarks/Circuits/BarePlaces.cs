using System.Globalization;
using System.Text;

namespace ControlRoom.Benchmarks.Circuits;

/// <summary>What <c>BareWall</c> shows: ten places whose values change together, kept in memory once they are read.</summary>
internal sealed class BarePlace(int number)
{
    private const int Points = 40;
    private readonly Queue<double> trend = new(Enumerable.Repeat(50.0, Points));

    public string Code { get; } = $"BUF-{number:000}";
    public string Key => $"buffer:{Code}:temperature";
    public string KgKey => $"buffer:{Code}:kg";
    public string Value { get; private set; } = "—";
    public string Band { get; } = "−25.0…−18.0";
    public string At { get; private set; } = "";
    public string Clock { get; private set; } = "";
    public string Line { get; private set; } = "";
    public string Dot { get; private set; } = "";
    public string Kg { get; } = "1 046";
    public string Share { get; } = "70";
    public string Fill { get; } = "33";

    public void Set(string value, double height)
    {
        trend.Dequeue();
        trend.Enqueue(height);
        var now = DateTimeOffset.UtcNow;
        (Value, At, Clock) = (value, now.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture), now.ToString("HH:mm:ss", CultureInfo.InvariantCulture));
        var path = new StringBuilder();
        foreach (var (i, y) in trend.Index()) path.Append(CultureInfo.InvariantCulture, $"{(i == 0 ? 'M' : 'L')}{1 + (i * 2.8):0.#} {y:0.#}");
        (Line, Dot) = (path.ToString(), (height - 2).ToString("0.#", CultureInfo.InvariantCulture));
    }
}

internal static class BarePlaces
{
    public static IReadOnlyList<BarePlace> All { get; } = [.. Enumerable.Range(1, WallTicks.Places).Select(n => new BarePlace(n))];

    public static event Action? Changed;

    public static void Show(IReadOnlyList<decimal> celsius, int tick)
    {
        foreach (var (place, value) in All.Zip(celsius)) place.Set(WallTicks.Text(value), 20 + (tick % 70));
        Changed?.Invoke();
    }
}

/// <summary>The values of a tick, the same on both walls, and different from those of the ticks before.</summary>
internal static class WallTicks
{
    public const int Places = 10;
    private const int Different = 60;

    public static decimal Celsius(int tick) => -18.5m - (tick % Different / 10m);

    public static string Text(int tick) => Text(Celsius(tick));

    /// <summary>As a page writes it, with a real minus sign.</summary>
    public static string Text(decimal celsius) => "−" + (-celsius).ToString("0.0", CultureInfo.InvariantCulture);
}
