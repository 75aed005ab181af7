namespace ControlRoom.Core.Serials;

/// <summary>The last character of a serial: ISO 7064 MOD 37,36 over the letters and digits before it. It finds every single wrong character and nearly every swapped pair.</summary>
public static class SerialCheck
{
    private const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private const int Modulus = 36;

    /// <param name="text">Capital letters and digits; hyphens are passed over.</param>
    public static char Of(ReadOnlySpan<char> text)
    {
        var p = Modulus;
        foreach (var c in text)
        {
            if (c == '-') continue;
            p = (p + Alphabet.IndexOf(c, StringComparison.Ordinal)) % Modulus;
            p = (p == 0 ? Modulus : p) * 2 % (Modulus + 1);
        }
        return Alphabet[(Modulus + 1 - p) % Modulus];
    }

    /// <summary>A number in base 36 without leading zeros.</summary>
    internal static string Base36(uint number)
    {
        var text = "";
        for (; number > 0; number /= Modulus) text = Alphabet[(int)(number % Modulus)] + text;
        return text;
    }
}
