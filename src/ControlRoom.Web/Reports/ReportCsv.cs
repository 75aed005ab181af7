using System.Text;
using ControlRoom.Web.Shared.Rest;

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

    private static void Line(StringBuilder text, IEnumerable<string> cells) => text.Row(cells);
}
