using System.Collections.Concurrent;
using System.Globalization;

namespace ControlRoom.Core.Kernel;

/// <summary>Numbers as the house writes them for people: narrow no-break space between thousands, a real minus, the culture's decimal mark.</summary>
public static class NumberText
{
    private const string NarrowSpace = "\u202F", Minus = "\u2212";

    private static readonly ConcurrentDictionary<string, NumberFormatInfo> Formats = new(StringComparer.Ordinal);

    public static string Of(decimal value, int places, CultureInfo? culture = null)
    {
        // Kept, because a wall writes thousands of numbers a second.
        var reader = culture ?? CultureInfo.CurrentCulture;
        var format = Formats.GetOrAdd(reader.Name, static (_, reader) =>
        {
            var numbers = (NumberFormatInfo)reader.NumberFormat.Clone();
            (numbers.NumberGroupSeparator, numbers.NumberGroupSizes, numbers.NegativeSign) = (NarrowSpace, [3], Minus);
            return numbers;
        }, reader);
        return value.ToString($"N{places.ToString(CultureInfo.InvariantCulture)}", format);
    }
}
