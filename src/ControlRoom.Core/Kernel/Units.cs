namespace ControlRoom.Core.Kernel;

/// <summary>
/// Weights are whole grams and temperatures whole tenths of a degree inside; the API and people speak decimal kilograms (2 places) and
/// °C (1 place). Integers mean the same in C#, SQLite and PostgreSQL, in triggers too.
/// </summary>
public static class Units
{
    /// <summary>Largest weight of one lot or move: 10 000 kg.</summary>
    public const long MaxGrams = 10_000_000;

    public static decimal Kg(long grams) => grams / 1000m;
    public static decimal? Kg(long? grams) => grams / 1000m;
    /// <summary>What the workshop counts in its products' units is kept in whole hundredths.</summary>
    public static decimal Quantity(long hundredths) => hundredths / 100m;

    /// <summary>Whole hundredths of <paramref name="quantity"/>; null when it has more than two decimals or does not fit.</summary>
    public static long? Hundredths(decimal quantity) => quantity is > 100_000_000 or < -100_000_000 || decimal.Round(quantity, 2) != quantity ? null : (long)(quantity * 100);

    /// <summary>Most of a material that is ever put right at once.</summary>
    public const int MaxMaterial = 1_000_000;

    /// <summary>Materials are kept in whole millionths of their units.</summary>
    public static decimal Material(long millionths) => millionths / 1_000_000m;

    /// <summary>Whole millionths of <paramref name="quantity"/>; null when it has more than six decimals or does not fit.</summary>
    public static long? Millionths(decimal quantity) => quantity is > MaxMaterial or < -MaxMaterial || decimal.Round(quantity, 6) != quantity ? null : (long)(quantity * 1_000_000);

    public static decimal Celsius(int tenths) => tenths / 10m;
    public static decimal? Celsius(int? tenths) => tenths / 10m;

    /// <summary>Whole grams of <paramref name="kg"/>; null when it has more than two decimals or does not fit.</summary>
    public static long? Grams(decimal kg) => kg is > 1_000_000 or < -1_000_000 || decimal.Round(kg, 2) != kg ? null : (long)(kg * 1000);

    /// <summary>Whole tenths of <paramref name="celsius"/>; null when it has more than one decimal or does not fit.</summary>
    public static int? Tenths(decimal celsius) => celsius is > 1000 or < -1000 || decimal.Round(celsius, 1) != celsius ? null : (int)(celsius * 10);
}
