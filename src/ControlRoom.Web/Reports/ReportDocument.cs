namespace ControlRoom.Web.Reports;

/// <summary>How a cell or a verdict is meant; the words of <c>data-level</c>.</summary>
public enum ReportTone { Plain, Ok, Warning, Critical }

public sealed record ReportCell(string Text, ReportTone Tone = ReportTone.Plain)
{
    public static implicit operator ReportCell(string? text) => new(text ?? "");
}

/// <param name="Share">Width in proportion to the other columns.</param>
/// <param name="Right">Numbers stand at the right.</param>
public sealed record ReportColumn(string Title, double Share = 1, bool Right = false);

/// <summary>A table of the report under its title.</summary>
/// <param name="Key">What the section is, in words no language changes: for scripts.</param>
/// <param name="Empty">What stands there when it has no rows.</param>
public sealed record ReportSection(string Key, string Title, IReadOnlyList<ReportColumn> Columns, IReadOnlyList<IReadOnlyList<ReportCell>> Rows, string Empty);

/// <summary>The report in the reader's language, laid out: the same content for page, HTML, PDF and CSV.</summary>
/// <param name="Verdict">The word of the model.</param>
/// <param name="Front">What stands on the first page, deviations first.</param>
public sealed record ReportDocument(string Title, string RunCode, string Verdict, ReportTone Tone, string VerdictText, IReadOnlyList<(string Name, string Value)> Facts, IReadOnlyList<ReportSection> Front,
    IReadOnlyList<ReportSection> Rest, string MadeBy, IReadOnlyList<string> Notes)
{
    public IEnumerable<ReportSection> Sections => Front.Concat(Rest);
}
