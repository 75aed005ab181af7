using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using PdfSharp.Pdf;
using PdfSharp.Pdf.Advanced;
using PdfSharp.Pdf.Content;
using PdfSharp.Pdf.Content.Objects;
using PdfSharp.Pdf.IO;

namespace ControlRoom.Web.Tests.Kit;

/// <summary>The text of each page of a PDF, read back by the table that says which letter each drawn glyph is.</summary>
internal static partial class PdfText
{
    public static IReadOnlyList<string> Pages(byte[] file)
    {
        using var pdf = PdfReader.Open(new MemoryStream(file), PdfDocumentOpenMode.Import);
        return [.. pdf.Pages.Cast<PdfPage>().Select(Page)];
    }

    private static string Page(PdfPage page)
    {
        var fonts = page.Resources.Elements.GetDictionary("/Font")!;
        var text = new StringBuilder();
        Dictionary<int, string>? letters = null;
        foreach (var operation in ContentReader.ReadContent(page).OfType<COperator>())
        {
            if (operation.OpCode.OpCodeName == OpCodeName.Tf) letters = Letters(fonts.Elements.GetDictionary(((CName)operation.Operands[0]).Name)!);
            if (operation.OpCode.OpCodeName == OpCodeName.Tj) text.Append(Read((CString)operation.Operands[0], letters)).Append('\n');
        }
        return text.ToString();
    }

    /// <param name="letters">Null: the font draws letters of one byte as they are.</param>
    private static string Read(CString drawn, Dictionary<int, string>? letters)
    {
        if (letters is null) return drawn.Value;
        var text = new StringBuilder();
        for (var i = 0; i + 1 < drawn.Value.Length; i += 2) text.Append(letters.GetValueOrDefault(drawn.Value[i] << 8 | drawn.Value[i + 1], "?"));
        return text.ToString();
    }

    private static Dictionary<int, string>? Letters(PdfDictionary font)
    {
        if (font.Elements.GetName("/Subtype") != "/Type0") return null;
        var map = Encoding.Latin1.GetString(((PdfDictionary)((PdfReference)font.Elements["/ToUnicode"]!).Value).Stream.UnfilteredValue);
        return Entry().Matches(map).ToDictionary(m => Hex(m.Groups[1].Value), m => ((char)Hex(m.Groups[3].Value)).ToString());
    }

    private static int Hex(string text) => int.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    [GeneratedRegex("<([0-9A-Fa-f]{4})><([0-9A-Fa-f]{4})><([0-9A-Fa-f]{4})>")]
    private static partial Regex Entry();
}
