using System.Globalization;
using System.Text.RegularExpressions;

namespace ControlRoom.Core.Lots;

/// <summary>One element of a GS1 label: application identifier and value as the bars carry them.</summary>
public sealed record Gs1Element(string Ai, string Value)
{
    /// <summary>As it is read aloud and typed: <c>(10)PAL260124DUNA0001</c>.</summary>
    public string Text => $"({Ai}){Value}";

    /// <summary>Its length is known from the identifier, so nothing has to end it.</summary>
    public bool IsFixed => Ai is "00" or "11" or "13" || Ai.StartsWith("310", StringComparison.Ordinal);
}

/// <summary>What the GS1 General Specifications say about numbers on labels, as far as this plant prints them.</summary>
public static partial class Gs1
{
    /// <summary>The longest lot number that AI (10) may carry.</summary>
    public const int MaxBatch = 20;

    /// <summary>Digits of extension, company prefix and serial together; the check digit is the eighteenth.</summary>
    private const int SsccPayload = 17;

    /// <summary>The modulo-10 check digit: weights 3 and 1 from the right.</summary>
    public static char CheckDigit(ReadOnlySpan<char> digits)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length; i++) sum += (digits[^(i + 1)] - '0') * (i % 2 == 0 ? 3 : 1);
        return (char)('0' + (10 - sum % 10) % 10);
    }

    /// <summary>18 digits with a valid check digit.</summary>
    public static bool IsSscc(string text) => text is { Length: SsccPayload + 1 } && text.All(char.IsAsciiDigit) && CheckDigit(text.AsSpan(0, SsccPayload)) == text[SsccPayload];

    /// <summary>4 to 12 digits.</summary>
    public static bool IsCompanyPrefix(string text) => PrefixPattern().IsMatch(text);

    /// <summary>The highest serial a prefix leaves room for.</summary>
    public static long LastSerial(string companyPrefix) => (long)Math.Pow(10, SsccPayload - 1 - companyPrefix.Length) - 1;

    public static string Sscc(int extension, string companyPrefix, long serial)
    {
        ArgumentNullException.ThrowIfNull(companyPrefix);
        var digits = string.Create(CultureInfo.InvariantCulture, $"{extension}{companyPrefix}") + serial.ToString(CultureInfo.InvariantCulture).PadLeft(SsccPayload - 1 - companyPrefix.Length, '0');
        return digits + CheckDigit(digits);
    }

    /// <summary>The serial inside an SSCC of this prefix; null when it is somebody else's number.</summary>
    public static long? SerialOf(string sscc, string companyPrefix) =>
        IsSscc(sscc) && sscc.AsSpan(1).StartsWith(companyPrefix, StringComparison.Ordinal) ? long.Parse(sscc.AsSpan(1 + companyPrefix.Length, SsccPayload - 1 - companyPrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture) : null;

    /// <summary>A lot code as AI (10) can carry it: without hyphens and century, because twenty characters are the limit. <c>PAL-20260124-DUNA-0001</c> → <c>PAL260124DUNA0001</c>.</summary>
    public static string BatchOf(string lotCode)
    {
        ArgumentNullException.ThrowIfNull(lotCode);
        var parts = lotCode.Split('-');
        return $"{parts[0]}{parts[1][2..]}{parts[2]}{parts[3]}";
    }

    /// <summary>The lot code that a scanned AI (10) names, or null.</summary>
    public static string? LotCodeOf(string batch)
    {
        var match = BatchPattern().Match(batch);
        return match.Success ? $"{match.Groups[1].Value}-20{match.Groups[2].Value}-{match.Groups[3].Value}-{match.Groups[4].Value}" : null;
    }

    /// <summary>Net weight: two decimals, or one where six digits do not hold it otherwise.</summary>
    public static Gs1Element NetWeight(decimal kilograms)
    {
        var decimals = kilograms < 10_000 ? 2 : 1;
        var scaled = (long)decimal.Round(kilograms * (decimals == 2 ? 100 : 10), MidpointRounding.AwayFromZero);
        return new(string.Create(CultureInfo.InvariantCulture, $"310{decimals}"), scaled.ToString("000000", CultureInfo.InvariantCulture));
    }

    public static Gs1Element Date(string ai, DateOnly date) => new(ai, date.ToString("yyMMdd", CultureInfo.InvariantCulture));

    [GeneratedRegex(@"^[0-9]{4,12}\z", RegexOptions.CultureInvariant)]
    private static partial Regex PrefixPattern();

    [GeneratedRegex(@"^(RAW|DEB|BULK|MIXLOT|SKW15|SKW30|FRZ15|FRZ30|FG15|FG30|PAL|SHIP)([0-9]{6})([A-Z]{4})([0-9]{4})\z", RegexOptions.CultureInvariant)]
    private static partial Regex BatchPattern();
}
