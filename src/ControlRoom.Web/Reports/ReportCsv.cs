using System.Text;

namespace ControlRoom.Web.Reports;

/// <summary>The tables of the report as one CSV (RFC 4180): every line begins with the key of its section; the first line of a section names its columns.</summary>
public static class ReportCsv
{
    public static string Of(ReportDocument document)
    {
        var text = new StringBuilder();
        Line(text, ["report", document.Title, document.RunCode, document.Verdict, document.VerdictText, document.MadeBy]);
        foreach (var (name, value) in document.Facts) Line(text, ["fact", name, value]);
        foreach (var section in document.Sections)
        {
            Line(text, [section.Key, .. section.Columns.Select(c => c.Title)]);
            foreach (var row in section.Rows) Line(text, [section.Key, .. row.Select(c => c.Text)]);
        }
        foreach (var note in document.Notes) Line(text, ["note", note]);
        return text.ToString();
    }

    private static void Line(StringBuilder text, IEnumerable<string> cells) => text.AppendJoin(',', cells.Select(Cell)).Append("\r\n");

    /// <summary>A text that a spreadsheet would take for a formula is marked as text.</summary>
    private static string Cell(string value)
    {
        if (value is ['=' or '+' or '-' or '@' or '\t' or '\r', ..]) value = "'" + value;
        return value.AsSpan().IndexOfAny(",\"\r\n") < 0 ? value : $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
