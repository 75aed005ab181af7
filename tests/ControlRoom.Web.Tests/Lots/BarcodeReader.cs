using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace ControlRoom.Web.Tests.Lots;

/// <summary>
/// Reads a GS1-128 symbol back from the path that is drawn, the way a scanner does: edges to module widths, widths to symbols, check symbol,
/// code sets, application identifiers. It shares nothing with the encoder; its table is built from the rules of the code, not copied from it.
/// </summary>
internal static partial class BarcodeReader
{
    private static readonly string[] Characters = Table();

    /// <summary>Every rectangle "M x y h w v h h -w z" as left edge and width.</summary>
    public static IReadOnlyList<(double Left, double Width)> Rectangles(string path) => [.. Rectangle().Matches(path).Select(m => (Number(m, 1), Number(m, 2)))];

    /// <summary>Elements of the symbol: (ai, value).</summary>
    public static IReadOnlyList<(string Ai, string Value)> Read(string path)
    {
        var bars = Rectangles(path);
        var module = (bars[^1].Left + bars[^1].Width - bars[0].Left) / Modules(bars);
        var widths = new List<int>();
        for (var i = 0; i < bars.Count; i++)
        {
            if (i > 0) widths.Add(Round((bars[i].Left - bars[i - 1].Left - bars[i - 1].Width) / module));
            widths.Add(Round(bars[i].Width / module));
        }
        return Elements(Text(widths));
    }

    /// <summary>Text of a symbol given by its widths; FNC1 is U+001D.</summary>
    public static string Text(IReadOnlyList<int> widths)
    {
        var symbols = new List<int>();
        for (var i = 0; i < widths.Count - 7; i += 6) symbols.Add(Value(string.Concat(widths.Skip(i).Take(6))));
        if (string.Concat(widths.TakeLast(7)) != "2331112") throw new FormatException("There is no stop symbol.");
        var data = symbols.Take(symbols.Count - 1).ToList();
        var check = symbols[^1];
        if (data.Select((v, i) => v * Math.Max(1, i)).Sum() % 103 != check) throw new FormatException("The check symbol is wrong.");
        var (set, text) = (data[0] switch { 104 => 'B', 105 => 'C', _ => throw new FormatException("Starts with neither B nor C.") }, new StringBuilder());
        foreach (var value in data.Skip(1))
        {
            if (value == 102) text.Append('\u001d');
            else if (set == 'C' && value == 100) set = 'B';
            else if (set == 'B' && value == 99) set = 'C';
            else if (set == 'C') text.Append(value.ToString("00", CultureInfo.InvariantCulture));
            else text.Append((char)(value + 32));
        }
        return text.ToString();
    }

    private static List<(string, string)> Elements(string text)
    {
        if (text[0] != '\u001d') throw new FormatException("It is not GS1: FNC1 does not follow the start.");
        var (found, at) = (new List<(string, string)>(), 1);
        while (at < text.Length)
        {
            if (text[at] == '\u001d') { at++; continue; }
            var ai = text[at..(at + (text[at] == '3' && text[at + 1] == '1' ? 4 : 2))];
            at += ai.Length;
            var length = ai switch { "00" => 18, "11" or "13" => 6, _ when ai.StartsWith("310", StringComparison.Ordinal) => 6, _ => Math.Max(0, text.IndexOf('\u001d', at)) is > 0 and var end ? end - at : text.Length - at };
            found.Add((ai, text.Substring(at, length)));
            at += length;
        }
        return found;
    }

    /// <summary>A symbol has eleven modules and the stop two more; bars and spaces of a symbol are six.</summary>
    private static int Modules(IReadOnlyList<(double, double)> bars) => (bars.Count * 2 - 1 - 7) / 6 * 11 + 13;

    private static int Value(string widths) => Array.IndexOf(Characters, widths) is >= 0 and var value ? value : throw new FormatException($"{widths} is no symbol.");

    private static int Round(double width) => (int)Math.Round(width);

    private static double Number(Match match, int group) => double.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    /// <summary>Published bar and space patterns as eleven module bits, "1" for black.</summary>
    private static string[] Table()
    {
        const string bits =
            "11011001100 11001101100 11001100110 10010011000 10010001100 10001001100 10011001000 10011000100 10001100100 11001001000 11001000100 11000100100 10110011100 10011011100 10011001110 10111001100 10011101100 10011100110 " +
            "11001110010 11001011100 11001001110 11011100100 11001110100 11101101110 11101001100 11100101100 11100100110 11101100100 11100110100 11100110010 11011011000 11011000110 11000110110 10100011000 10001011000 10001000110 " +
            "10110001000 10001101000 10001100010 11010001000 11000101000 11000100010 10110111000 10110001110 10001101110 10111011000 10111000110 10001110110 11101110110 11010001110 11000101110 11011101000 11011100010 11011101110 " +
            "11101011000 11101000110 11100010110 11101101000 11101100010 11100011010 11101111010 11001000010 11110001010 10100110000 10100001100 10010110000 10010000110 10000101100 10000100110 10110010000 10110000100 10011010000 " +
            "10011000010 10000110100 10000110010 11000010010 11001010000 11110111010 11000010100 10001111010 10100111100 10010111100 10010011110 10111100100 10011110100 10011110010 11110100100 11110010100 11110010010 11011011110 " +
            "11011110110 11110110110 10101111000 10100011110 10001011110 10111101000 10111100010 11110101000 11110100010 10111011110 10111101110 11101011110 11110101110 11010000100 11010010000 11010011100";
        return [.. bits.Split(' ').Select(b => string.Concat(Run().Matches(b).Select(m => m.Length)))];
    }

    [GeneratedRegex(@"M([\d.]+) [\d.]+h([\d.]+)v[\d.]+h-[\d.]+z")]
    private static partial Regex Rectangle();

    [GeneratedRegex("1+|0+")]
    private static partial Regex Run();
}
