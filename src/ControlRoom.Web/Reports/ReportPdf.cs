using System.Reflection;
using ControlRoom.Web.Shared;
using PdfSharp.Drawing;
using PdfSharp.Fonts;
using PdfSharp.Pdf;

namespace ControlRoom.Web.Reports;

/// <summary>The report on A4 landscape: verdict and deviations on page one, tables that break between rows, page x of y on each.</summary>
public sealed class ReportPdf
{
    private const double Margin = 36, Foot = 24, Gap = 3, Line = 9.6;
    private static readonly Lock Preparing = new();

    private readonly PdfDocument pdf;
    private readonly ReportDocument document;
    private readonly XFont body = Font(7.5), strong = Font(7.5, bold: true), heading = Font(10.5, bold: true), title = Font(16, bold: true), banner = Font(13, bold: true);
    private PdfPage page = null!;
    private XGraphics graphics = null!;
    private double y;

    private ReportPdf(ReportDocument document, PdfDocument pdf) => (this.document, this.pdf) = (document, pdf);

    public static byte[] Of(ReportDocument document)
    {
        lock (Preparing) GlobalFontSettings.FontResolver ??= new ReportFonts();
        using var pdf = new PdfDocument();
        return new ReportPdf(document, pdf).Write();
    }

    private double Width => page.Width.Point - 2 * Margin;

    private double Bottom => page.Height.Point - Margin - Foot;

    private byte[] Write()
    {
        pdf.Info.Title = $"{document.Title} {document.RunCode}";
        pdf.Info.Subject = document.VerdictText;
        pdf.Options.CompressContentStreams = true;
        Turn();
        Head();
        foreach (var section in document.Sections) Draw(section);
        foreach (var note in document.Notes) Paragraph(note, body);
        graphics.Dispose();
        Number();
        using var stream = new MemoryStream();
        pdf.Save(stream);
        return stream.ToArray();
    }

    private void Turn()
    {
        graphics?.Dispose();
        page = pdf.AddPage();
        page.Size = PdfSharp.PageSize.A4;
        page.Orientation = PdfSharp.PageOrientation.Landscape;
        graphics = XGraphics.FromPdfPage(page);
        y = Margin;
    }

    private void Head()
    {
        graphics.DrawString($"{document.Title} · {document.RunCode}", title, XBrushes.Black, new XPoint(Margin, y + 16));
        y += 26;
        var color = Color(document.Tone);
        graphics.DrawRectangle(new XPen(color, 1.5), Margin, y, Width, 24);
        graphics.DrawRectangle(new XSolidBrush(color), Margin, y, 6, 24);
        graphics.DrawString(document.VerdictText, banner, XBrushes.Black, new XPoint(Margin + 14, y + 16.5));
        y += 32;
        foreach (var (name, value) in document.Facts)
        {
            graphics.DrawString(name, strong, XBrushes.Black, new XPoint(Margin, y + 7.5));
            var lines = Wrap(value, body, Width - 110);
            for (var i = 0; i < lines.Count; i++) graphics.DrawString(lines[i], body, XBrushes.Black, new XPoint(Margin + 110, y + 7.5 + i * Line));
            y += lines.Count * Line + 1;
        }
        y += 4;
    }

    private void Draw(ReportSection section)
    {
        if (y + 46 > Bottom) Turn();
        y += 6;
        graphics.DrawString(section.Title, heading, XBrushes.Black, new XPoint(Margin, y + 10));
        y += 16;
        if (section.Rows.Count == 0)
        {
            Paragraph(section.Empty, body);
            return;
        }

        var total = section.Columns.Sum(c => c.Share);
        var widths = section.Columns.Select(c => Width * c.Share / total).ToList();
        Row(section, widths, [.. section.Columns.Select(c => new ReportCell(c.Title))], head: true);
        foreach (var row in section.Rows) Row(section, widths, row, head: false);
        y += 4;
    }

    private void Row(ReportSection section, List<double> widths, IReadOnlyList<ReportCell> cells, bool head)
    {
        var font = head ? strong : body;
        var texts = cells.Select((c, i) => Wrap(c.Text, c.Tone == ReportTone.Plain ? font : strong, widths[i] - 2 * Gap)).ToList();
        // A row that is longer than a page goes on over the next ones.
        for (var from = 0; from == 0 || from < texts.Max(t => t.Count);)
        {
            var left = texts.Max(t => t.Count) - from;
            var fits = (int)((Bottom - y - 4) / Line);
            if (fits < Math.Min(left, 3))
            {
                Turn();
                if (!head) Row(section, widths, [.. section.Columns.Select(c => new ReportCell(c.Title))], head: true);
                fits = (int)((Bottom - y - 4) / Line);
            }
            var take = Math.Max(1, Math.Min(left, fits));
            var height = take * Line + 4;
            if (head) graphics.DrawRectangle(new XSolidBrush(XColor.FromArgb(232, 235, 239)), Margin, y, Width, height);
            var x = Margin;
            for (var i = 0; i < cells.Count; i++)
            {
                Cell(texts[i].Skip(from).Take(take), cells[i], head || cells[i].Tone != ReportTone.Plain ? strong : body, x, widths[i], section.Columns[i].Right);
                x += widths[i];
            }
            y += height;
            graphics.DrawLine(new XPen(XColor.FromArgb(200, 204, 210), 0.4), Margin, y, Margin + Width, y);
            from += take;
        }
    }

    private void Cell(IEnumerable<string> lines, ReportCell cell, XFont font, double x, double width, bool right)
    {
        var brush = new XSolidBrush(Color(cell.Tone));
        var top = y + 8.6;
        foreach (var line in lines)
        {
            var at = right ? x + width - Gap - graphics.MeasureString(line, font).Width : x + Gap;
            graphics.DrawString(line, font, brush, new XPoint(at, top));
            top += Line;
        }
    }

    private void Paragraph(string text, XFont font)
    {
        foreach (var line in Wrap(text, font, Width))
        {
            if (y + Line > Bottom) Turn();
            graphics.DrawString(line, font, XBrushes.Black, new XPoint(Margin, y + 8));
            y += Line;
        }
        y += 2;
    }

    /// <summary>Lines that fit; a word that is too long is cut where it must be.</summary>
    private List<string> Wrap(string text, XFont font, double width)
    {
        var lines = new List<string>();
        // The letters have no narrow space between thousands.
        foreach (var paragraph in text.Replace('\u202F', '\u00A0').ReplaceLineEndings("\n").Split('\n'))
        {
            var line = "";
            foreach (var word in paragraph.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                var rest = word;
                var wider = line.Length == 0 ? rest : $"{line} {rest}";
                if (graphics.MeasureString(wider, font).Width <= width)
                {
                    line = wider;
                    continue;
                }
                if (line.Length > 0) lines.Add(line);
                while (graphics.MeasureString(rest, font).Width > width && rest.Length > 1)
                {
                    var fits = rest.Length - 1;
                    while (fits > 1 && graphics.MeasureString(rest[..fits], font).Width > width) fits--;
                    if (char.IsHighSurrogate(rest[fits - 1]) && fits > 1) fits--;
                    lines.Add(rest[..fits]);
                    rest = rest[fits..];
                }
                line = rest;
            }
            lines.Add(line);
        }
        return lines;
    }

    private void Number()
    {
        for (var i = 0; i < pdf.Pages.Count; i++)
        {
            using var foot = XGraphics.FromPdfPage(pdf.Pages[i]);
            var at = pdf.Pages[i].Height.Point - Margin;
            foot.DrawString($"{document.RunCode} · {document.VerdictText} · {document.MadeBy}", body, XBrushes.Black, new XPoint(Margin, at));
            var number = Ui.Text("Report.PageOf", i + 1, pdf.Pages.Count);
            foot.DrawString(number, strong, XBrushes.Black, new XPoint(pdf.Pages[i].Width.Point - Margin - foot.MeasureString(number, strong).Width, at));
        }
    }

    private static XFont Font(double size, bool bold = false) => new(ReportFonts.Family, size, bold ? XFontStyleEx.Bold : XFontStyleEx.Regular);

    /// <summary>The states of the light theme; the word beside it says the same. What waits is ink: the hues of the alarms are for alarms alone.</summary>
    private static XColor Color(ReportTone tone) => tone switch
    {
        ReportTone.Ok => XColor.FromArgb(47, 92, 69),
        ReportTone.Warning => XColor.FromArgb(60, 68, 75),
        ReportTone.Critical => XColor.FromArgb(168, 28, 58),
        _ => XColors.Black,
    };

    /// <summary>The plant's own letters in two weights; nothing of the machine's fonts is asked for.</summary>
    private sealed class ReportFonts : IFontResolver
    {
        public const string Family = "Inter";

        public FontResolverInfo ResolveTypeface(string familyName, bool bold, bool italic) => new(bold ? "Inter-SemiBold.ttf" : "Inter-Regular.ttf");

        public byte[] GetFont(string faceName)
        {
            using var resource = Assembly.GetExecutingAssembly().GetManifestResourceStream("fonts/" + faceName) ?? throw new InvalidOperationException($"{faceName} is not embedded.");
            using var bytes = new MemoryStream();
            resource.CopyTo(bytes);
            return bytes.ToArray();
        }
    }
}
