namespace ControlRoom.Web.Lots.Labels;

/// <summary>
/// Code 128 as ISO/IEC 15417 has it: digits in pairs by code set C, everything else by set B, FNC1 where GS1 wants one, and the check
/// symbol. The result is the widths of bars and spaces in modules, beginning and ending with a bar.
/// </summary>
public static class Code128
{
    /// <summary>Stands for FNC1 in the text to encode.</summary>
    public const char Fnc1 = '\u001d';

    /// <summary>White modules that belong to the symbol on either side.</summary>
    public const int QuietZone = 10;

    private const int SwitchToC = 99, SwitchToB = 100, Fnc1Symbol = 102, StartB = 104, StartC = 105, Stop = 106, Modulus = 103;

    /// <summary>Widths of the 107 symbols: bar, space, bar, space, bar, space; the stop has a bar more.</summary>
    private static readonly string[] Widths = (
        "212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132 122231 113222 123122 123221 223211 221132 " +
        "221231 213212 223112 312131 311222 321122 321221 312212 322112 322211 212123 212321 232121 111323 131123 131321 112313 132113 132311 211313 " +
        "231113 231311 112133 112331 132131 113123 113321 133121 313121 211331 231131 213113 213311 213131 311123 311321 331121 312113 312311 332111 " +
        "314111 221411 431111 111224 111422 121124 121421 141122 141221 112214 112412 122114 122411 142112 142211 241211 221114 413111 241112 134111 " +
        "111242 121142 121241 114212 124112 124211 411212 421112 421211 212141 214121 412121 111143 111341 131141 114113 114311 411113 411311 113141 " +
        "114131 311141 411131 211412 211214 211232 2331112").Split(' ');

    /// <summary>Symbol values from start to stop, with the check symbol before the stop.</summary>
    /// <param name="text">ASCII 32 to 126 and <see cref="Fnc1"/>.</param>
    public static IReadOnlyList<int> Symbols(string text)
    {
        ArgumentException.ThrowIfNullOrEmpty(text);
        if (text.Any(c => c != Fnc1 && c is < ' ' or > '~')) throw new ArgumentException("Code 128 set B takes ASCII 32 to 126.", nameof(text));
        var inC = PairsAt(text, 0) >= 2 || text.All(char.IsAsciiDigit) && text.Length == 2;
        var symbols = new List<int> { inC ? StartC : StartB };
        for (var i = 0; i < text.Length;)
        {
            if (text[i] == Fnc1)
            {
                symbols.Add(Fnc1Symbol);
                i++;
            }
            else if (inC && PairsAt(text, i) > 0)
            {
                symbols.Add((text[i] - '0') * 10 + text[i + 1] - '0');
                i += 2;
            }
            else if (inC)
            {
                symbols.Add(SwitchToB);
                inC = false;
            }
            else if (Pays(text, i))
            {
                symbols.Add(SwitchToC);
                inC = true;
            }
            else
            {
                symbols.Add(text[i] - ' ');
                i++;
            }
        }
        symbols.Add((symbols[0] + symbols.Skip(1).Select((value, index) => value * (index + 1)).Sum()) % Modulus);
        symbols.Add(Stop);
        return symbols;
    }

    /// <summary>Bars and spaces in modules.</summary>
    public static IReadOnlyList<int> Bars(string text) => [.. Symbols(text).SelectMany(symbol => Widths[symbol]).Select(width => width - '0')];

    /// <summary>Pairs of digits from here on; an FNC1 between them costs nothing.</summary>
    private static int PairsAt(string text, int at)
    {
        var pairs = 0;
        while (at < text.Length)
        {
            if (text[at] == Fnc1) at++;
            else if (at + 1 < text.Length && char.IsAsciiDigit(text[at]) && char.IsAsciiDigit(text[at + 1])) (pairs, at) = (pairs + 1, at + 2);
            else break;
        }
        return pairs;
    }

    /// <summary>Whether to leave set B: for four digits at the end, for six in the middle, and an odd digit is left behind first.</summary>
    private static bool Pays(string text, int at)
    {
        var digits = text.AsSpan(at).IndexOfAnyExceptInRange('0', '9') is var end and >= 0 ? end : text.Length - at;
        return digits % 2 == 0 && (digits >= 6 || digits >= 4 && at + digits == text.Length);
    }
}
