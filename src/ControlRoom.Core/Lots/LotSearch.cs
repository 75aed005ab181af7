using System.Globalization;
using System.Text.RegularExpressions;

namespace ControlRoom.Core.Lots;

/// <summary>What people type or scan for a lot: its code in any case, its short code (<c>FRZ30 24·0001</c>), an SSCC with or without its identifier.</summary>
public static partial class LotSearch
{
    private const int SsccLength = 18;

    /// <summary>A code as codes are written.</summary>
    public static string Normal(string text) => Spaces().Replace(text.Replace("\0", "", StringComparison.Ordinal).Trim().ToUpperInvariant(), " ");

    /// <summary>The digits of a pallet's SSCC, also behind the scanner's symbology and the application identifier 00; null when it is none.</summary>
    public static string? Sscc(string text)
    {
        var digits = Symbology().Replace(text.Trim(), "").Replace("(00)", "00", StringComparison.Ordinal);
        if (digits.Length == SsccLength + 2 && digits.StartsWith("00", StringComparison.Ordinal)) digits = digits[2..];
        return digits.Length == SsccLength && digits.All(char.IsAsciiDigit) ? digits : null;
    }

    /// <summary>Type, month when it was said, day and number of a short code; null when it is none.</summary>
    public static ShortLotCode? Short(string text)
    {
        var match = ShortForm().Match(Normal(text));
        if (!match.Success) return null;
        var type = match.Groups["type"].Value;
        if (type == "MIX") type = LotType.Mix.Spec().CodePrefix;
        return LotTypes.Prefixes.Contains(type)
            ? new ShortLotCode(type, match.Groups["month"].Value, match.Groups["day"].Value.PadLeft(2, '0'), int.Parse(match.Groups["number"].Value, CultureInfo.InvariantCulture).ToString("0000", CultureInfo.InvariantCulture))
            : null;
    }

    /// <summary>How many keys were hit wrong: letters left out, put in, changed, or swapped with their neighbour.</summary>
    public static int Distance(string a, string b)
    {
        var table = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++) table[i, 0] = i;
        for (var j = 0; j <= b.Length; j++) table[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = a[i - 1] == b[j - 1] ? 0 : 1;
                table[i, j] = Math.Min(Math.Min(table[i - 1, j] + 1, table[i, j - 1] + 1), table[i - 1, j - 1] + cost);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) table[i, j] = Math.Min(table[i, j], table[i - 2, j - 2] + 1);
            }
        }
        return table[a.Length, b.Length];
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    [GeneratedRegex(@"^\][A-Z]\d", RegexOptions.IgnoreCase)]
    private static partial Regex Symbology();

    [GeneratedRegex(@"^(?<type>[A-Z]+(15|30)?)[ -]((?<month>\d{2})-)?(?<day>\d{1,2})[·.*/ -](?<number>\d{1,4})$")]
    private static partial Regex ShortForm();
}

/// <param name="Month">Two digits, or empty when it was not said.</param>
public sealed record ShortLotCode(string Prefix, string Month, string Day, string Number);
