using System.Globalization;
using System.Text.RegularExpressions;
using ControlRoom.Core.Kernel;

namespace ControlRoom.Web.Shared;

/// <summary>A code cut to what tells it apart: the type of a lot, its day, its number.</summary>
public sealed record ShortCode(string? Prefix, string Day, string Number)
{
    public override string ToString() => Prefix is null ? $"{Day}·{Number}" : $"{Prefix} {Day}·{Number}";
}

/// <summary>
/// Numbers, times and codes as the house writes them: narrow no-break space between thousands, a real minus, the culture's decimal mark.
/// Times are shown as they come: whoever builds a view turns instants into plant time first.
/// </summary>
public static partial class Format
{
    private const int DaysWithinMonth = 31;

    /// <summary>"1 046.80".</summary>
    public static string Kg(decimal kilograms) => Number(kilograms, 2);

    /// <summary>"1 047", where grams would only be noise: fills and capacities.</summary>
    public static string KgWhole(decimal kilograms) => Number(decimal.Round(kilograms, MidpointRounding.AwayFromZero), 0);

    /// <summary>"−17.2".</summary>
    public static string Celsius(decimal degrees) => Number(degrees, 1);

    /// <summary>A band or two limits: "−25.0…−18.0".</summary>
    public static string Band(decimal low, decimal high) => $"{Celsius(low)}…{Celsius(high)}";

    /// <summary>"+5.2", "−0.4", "0.0".</summary>
    public static string Signed(decimal value, int places = 1) => (value > 0 ? "+" : "") + Number(value, places);

    /// <summary>Whole percent without its sign: "70".</summary>
    public static string Percent(decimal part, decimal whole) => Number(whole == 0 ? 0 : decimal.Round(100 * part / whole, MidpointRounding.AwayFromZero), 0);

    public static string Number(decimal value, int places) => NumberText.Of(value, places);

    /// <summary>"47 s", "52 min", "3 h 18 min", "1 d 6 h".</summary>
    public static string Duration(TimeSpan time)
    {
        var span = time < TimeSpan.Zero ? TimeSpan.Zero : time;
        return span switch
        {
            { TotalSeconds: < 60 } => $"{(int)span.TotalSeconds} {Ui.Text("Unit.s")}",
            { TotalMinutes: < 60 } => $"{(int)span.TotalMinutes} {Ui.Text("Unit.min")}",
            { TotalHours: < 24 } => $"{(int)span.TotalHours} {Ui.Text("Unit.h")} {span.Minutes:00} {Ui.Text("Unit.min")}",
            _ => $"{(int)span.TotalDays} {Ui.Text("Unit.d")} {span.Hours} {Ui.Text("Unit.h")}",
        };
    }

    /// <summary>The same where space is short: "52 min", "2 h 10".</summary>
    public static string DurationShort(TimeSpan time) => time.TotalHours is >= 1 and < 24
        ? $"{(int)time.TotalHours} {Ui.Text("Unit.h")} {time.Minutes:00}"
        : Duration(time);

    /// <summary>An age in a column: always hours and minutes, "0 h 06".</summary>
    public static string Age(TimeSpan time) => time.TotalHours < 24 ? $"{(int)time.TotalHours} {Ui.Text("Unit.h")} {time.Minutes:00}" : Duration(time);

    /// <summary>"9:44", "1:07:14".</summary>
    public static string Countdown(TimeSpan time)
    {
        var span = time < TimeSpan.Zero ? TimeSpan.Zero : time;
        return span.TotalHours >= 1
            ? string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalHours}:{span.Minutes:00}:{span.Seconds:00}")
            : string.Create(CultureInfo.InvariantCulture, $"{span.Minutes}:{span.Seconds:00}");
    }

    /// <summary>"14:32".</summary>
    public static string Time(DateTimeOffset local) => local.ToString("HH:mm", CultureInfo.InvariantCulture);

    /// <summary>"14:32:07".</summary>
    public static string TimeWithSeconds(DateTimeOffset local) => local.ToString("HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>"24 Jan", "jan. 24.".</summary>
    public static string Day(DateTimeOffset local) => Hungarian
        ? local.ToString("MMM d.", CultureInfo.CurrentCulture)
        : local.ToString("d MMM", CultureInfo.CurrentCulture);

    /// <summary>"Sat 24 Jan".</summary>
    public static string WeekDay(DateTimeOffset local) => Hungarian
        ? local.ToString("MMM d., ddd", CultureInfo.CurrentCulture)
        : local.ToString("ddd d MMM", CultureInfo.CurrentCulture);

    /// <summary>"Saturday 24 January 2026".</summary>
    public static string LongDay(DateTimeOffset local) => Hungarian
        ? local.ToString("yyyy. MMMM d., dddd", CultureInfo.CurrentCulture)
        : local.ToString("dddd d MMMM yyyy", CultureInfo.CurrentCulture);

    /// <summary>The instant for data-time: ISO 8601, UTC.</summary>
    public static string Instant(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>A number for SVG and CSS, which know no culture.</summary>
    public static string Svg(double value) => Math.Round(value, 2).ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>RUN-20260124-DUNA-0001 → 24·0001; a lot keeps its type: FRZ30 24·0001; older than a month: 12-15·0001. Other text stays whole.</summary>
    public static ShortCode? Short(string code, DateOnly today)
    {
        ArgumentNullException.ThrowIfNull(code);
        var parts = code.Split('-');
        if (parts.Length != 4 || !DateOnly.TryParseExact(parts[1], "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            return null;
        }

        var recent = Math.Abs(today.DayNumber - day.DayNumber) < DaysWithinMonth;
        return new(parts[0] == "RUN" ? null : parts[0], day.ToString(recent ? "dd" : "MM-dd", CultureInfo.InvariantCulture), parts[3]);
    }

    /// <summary>The short code as text, or the code itself when it has another shape.</summary>
    public static string ShortText(string code, DateOnly today) => Short(code, today)?.ToString() ?? code;

    /// <summary>A sentence with its codes shortened: what is read, not scanned.</summary>
    public static string ShortCodes(string text, DateOnly today) => FullCode().Replace(text, code => ShortText(code.Value, today));

    [GeneratedRegex(@"\b[A-Z][A-Z0-9]*-\d{8}-[A-Z0-9]+-\d{4,}\b")]
    private static partial Regex FullCode();

    private static bool Hungarian => CultureInfo.CurrentCulture.TwoLetterISOLanguageName == "hu";
}
