using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace ControlRoom.Core.Serials;

/// <summary>Which kind of production a serial speaks of.</summary>
public enum SerialType { Hat, Oem }

/// <summary>
/// The code on a piece, <c>MA01-HAT-DIAG-20251109-00057-FJBK-O</c>: who made it, the kind, the product, the UTC day, a number of that day, four
/// characters that only the owner of the salt can compute, and a check character.
/// </summary>
public sealed partial record SerialCode(string Tenant, SerialType Type, string Sku, DateOnly Day, int Sequence, string Hash4, char Check)
{
    /// <summary>Numbers of one tenant, kind, product and day.</summary>
    public const int LastSequence = 99_999;

    public const int MaxLength = 64;

    private const string DayFormat = "yyyyMMdd";

    public string Text => $"{Before(Tenant, Type, Sku, Day, Sequence, Hash4)}-{Check}";

    public static SerialCode Make(string tenant, SerialType type, string sku, DateOnly day, int sequence, string salt)
    {
        var hash = Hash4Of(Signature(tenant, type, sku, day, sequence, salt));
        return new(tenant, type, sku, day, sequence, hash, SerialCheck.Of(Before(tenant, type, sku, day, sequence, hash)));
    }

    /// <summary>The whole HMAC in lower-case hex; the registry keeps it.</summary>
    public static string Signature(string tenant, SerialType type, string sku, DateOnly day, int sequence, string salt) => Convert.ToHexStringLower(HMACSHA256.HashData(
        Encoding.UTF8.GetBytes(salt), Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{tenant}|{Kernel.Word.Of(type)}|{sku}|{sequence}|{day.ToString(DayFormat, CultureInfo.InvariantCulture)}"))));

    public string Signature(string salt) => Signature(Tenant, Type, Sku, Day, Sequence, salt);

    /// <summary>Whether the four characters were computed with this salt.</summary>
    public bool IsSignedWith(string salt) => Hash4 == Hash4Of(Signature(salt));

    /// <summary>Null when the text has another form, or names a day or a kind that does not exist. The check character may still be wrong: <see cref="IsChecked"/>.</summary>
    public static SerialCode? Parse(string? text)
    {
        if (text is null || text.Length > MaxLength || Form().Match(text) is not { Success: true } m) return null;
        if (!Kernel.Word.TryParse<SerialType>(m.Groups[2].Value, out var type)) return null;
        if (!DateOnly.TryParseExact(m.Groups[4].Value, DayFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)) return null;
        var sequence = int.Parse(m.Groups[5].Value, CultureInfo.InvariantCulture);
        return sequence == 0 ? null : new(m.Groups[1].Value, type, m.Groups[3].Value, day, sequence, m.Groups[6].Value, m.Groups[7].Value[0]);
    }

    public bool IsChecked => SerialCheck.Of(Before(Tenant, Type, Sku, Day, Sequence, Hash4)) == Check;

    private static string Before(string tenant, SerialType type, string sku, DateOnly day, int sequence, string hash) =>
        string.Create(CultureInfo.InvariantCulture, $"{tenant}-{Kernel.Word.Of(type)}-{sku}-{day.ToString(DayFormat, CultureInfo.InvariantCulture)}-{sequence:00000}-{hash}");

    private static string Hash4Of(string signature)
    {
        var text = SerialCheck.Base36(uint.Parse(signature.AsSpan(0, 8), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
        return (text.Length > 4 ? text[..4] : text).PadLeft(4, '0');
    }

    [GeneratedRegex(@"\A([A-Z0-9]{2,8})-([A-Z]{2,4})-([A-Z0-9]{2,8})-([0-9]{8})-([0-9]{5})-([A-Z0-9]{4})-([A-Z0-9])\z")]
    private static partial Regex Form();
}

/// <summary>Codes of trials on a test site. They are in no registry, and nobody outside can verify them.</summary>
public static class TempSerial
{
    public const string Prefix = "TEMP-";

    public static string Of(string tenant, string ticketCode, int cycle, int number) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{tenant}-{ticketCode}-{cycle}-{number}");

    public static bool Is(string code) => code.StartsWith(Prefix, StringComparison.Ordinal);
}
