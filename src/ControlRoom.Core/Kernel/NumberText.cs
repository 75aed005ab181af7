using System.Globalization;

namespace ControlRoom.Core.Kernel;

/// <summary>Numbers as the house writes them for people: narrow no-break space between thousands, a real minus, the culture's decimal mark.</summary>
public static class NumberText
{
    private const string NarrowSpace = "\u202F", Minus = "\u2212";

    public static string Of(decimal value, int places, CultureInfo? culture = null)
    {
        var format = (NumberFormatInfo)(culture ?? CultureInfo.CurrentCulture).NumberFormat.Clone();
        (format.NumberGroupSeparator, format.NumberGroupSizes, format.NegativeSign) = (NarrowSpace, [3], Minus);
        return value.ToString($"N{places.ToString(CultureInfo.InvariantCulture)}", format);
    }
}
