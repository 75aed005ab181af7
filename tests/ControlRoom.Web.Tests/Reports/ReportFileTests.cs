using System.Net.Http.Headers;
using AngleSharp.Html.Parser;
using Bunit;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Quality;
using ControlRoom.Tests.Kit;
using ControlRoom.Web.Reports;
using ControlRoom.Web.Tests.Kit;
using PdfSharp.Pdf.IO;
using Xunit;

namespace ControlRoom.Web.Tests.Reports;

public sealed class ReportFileTests
{
    private const string Hostile = "<script>alert(1)</script> =HYPERLINK(\"x\") őű ﷽";

    /// <summary>A run with a warm delivery that was judged and one that still waits.</summary>
    private static async Task<(ProductionDay Day, DeviationView Deviation)> Run(WebPlant plant)
    {
        var day = await ProductionDay.Begin(plant.Services, null);
        await day.To(1);
        var raw = await day.Receive(100);
        await day.HoldAtGate(raw, Hostile);
        await day.Read(raw, 3.0m, MeasurementType.Surface);
        var deviation = (await day.Deviations(raw)).Single();
        (await day.Dispose(new RecordDisposition(deviation.Id, Hostile, [new LotDisposition(raw.Id, null, [new OutcomeLine(DispositionOutcome.Release, 100)])], "+prevention of it"))).Must();
        return (day, deviation);
    }

    [Theory, Databases]
    public async Task The_report_is_served_as_html_pdf_and_csv_with_its_deviations_first_and_hostile_text_as_text(Db db)
    {
        await using var plant = await WebPlant.Start(db);
        var (day, deviation) = await Run(plant);
        await using var _ = day;
        using var auditor = await plant.As(Role.Auditor);
        var path = $"/api/compliance/report/{day.Run.RunCode}";

        var html = await auditor.Get(path + "?format=html");
        Assert.Equal((200, "text/html"), (html.Status, html.MediaType));
        Assert.DoesNotContain("<script", html.Text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("http:", html.Text, StringComparison.Ordinal);
        var sheet = await new HtmlParser().ParseDocumentAsync(html.Text, TestPlant.Ct);
        Assert.Equal("IN_PROGRESS", sheet.QuerySelector("article")!.GetAttribute("data-state"));
        Assert.Equal(["ccp_deviations", "deviations", "checks", "ccp_1", "ccp_7", "ccp_10", "violations", "holds", "buffer_holds", "timeline", "lots", "mass_balance", "inspections", "genealogy"],
            sheet.QuerySelectorAll("section").Select(s => s.GetAttribute("data-section")!));
        var first = sheet.QuerySelector("[data-section=ccp_deviations]")!.TextContent;
        Assert.Contains(deviation.DeviationCode, first, StringComparison.Ordinal);
        Assert.Contains(Hostile, first, StringComparison.Ordinal);
        Assert.Equal(["R1", "R2", "R3", "R4", "R5", "R6", "R7", "R8", "R9"], sheet.QuerySelectorAll("[data-section=checks] tbody tr").Select(r => r.FirstElementChild!.TextContent));

        var csv = await auditor.Get(path + "?format=csv");
        Assert.Equal((200, "text/csv"), (csv.Status, csv.MediaType));
        Assert.StartsWith("report,", csv.Text, StringComparison.Ordinal);
        Assert.Contains($"ccp_deviations,{deviation.DeviationCode}", csv.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(",=", csv.Text, StringComparison.Ordinal);

        var response = await auditor.Http.GetAsync(new Uri(path + "?format=pdf", UriKind.Relative), TestPlant.Ct);
        Assert.Equal("application/pdf", response.Content.Headers.ContentType!.MediaType);
        var file = await response.Content.ReadAsByteArrayAsync(TestPlant.Ct);
        using var pdf = PdfReader.Open(new MemoryStream(file), PdfDocumentOpenMode.Import);
        Assert.Contains(day.Run.RunCode, pdf.Info.Title, StringComparison.Ordinal);
        var pages = PdfText.Pages(file);
        Assert.All([day.Run.RunCode, "IN PROGRESS, CCP deviations open: 1", deviation.DeviationCode[..12], "Limits in force"], text => Assert.Contains(text, pages[0], StringComparison.Ordinal));
        Assert.All(pages.Index(), p => Assert.Contains($"Page {p.Index + 1}/{pages.Count}", p.Item, StringComparison.Ordinal));
        Assert.Contains("őű", string.Concat(pages), StringComparison.Ordinal);
    }

    [Theory, Databases]
    [Trait("Rule", "R-AUD-02")]
    public async Task Auditors_make_it_in_their_language_and_each_one_is_on_the_trail(Db db)
    {
        await using var plant = await WebPlant.Start(db);
        var (day, _) = await Run(plant);
        await using var __ = day;
        using var auditor = await plant.As(Role.Auditor);
        var path = $"/api/compliance/report/{day.Run.RunCode}";
        auditor.Http.DefaultRequestHeaders.AcceptLanguage.Add(new StringWithQualityHeaderValue("hu"));
        Assert.Contains("FOLYAMATBAN, nyitott CCP-eltérés: 1", PdfText.Pages(await auditor.Http.GetByteArrayAsync(new Uri(path + "?format=pdf", UriKind.Relative), TestPlant.Ct))[0], StringComparison.Ordinal);
        Assert.Contains("Megfelelőségi jelentés", (await auditor.Get(path + "?format=csv")).Text, StringComparison.Ordinal);
        Assert.Equal(2, (await auditor.Get("/api/audit/events?event_type=COMPLIANCE_REPORT_GENERATED")).Must(200).GetArrayLength());

        (await auditor.Get(path + "?format=xml")).MustRefuse(422, "WORD_UNKNOWN");
        foreach (var role in new[] { Role.Operator, Role.Viewer })
        {
            using var other = await plant.As(role);
            foreach (var format in new[] { "html", "pdf", "csv" }) (await other.Get($"{path}?format={format}")).MustRefuse(403, "FORBIDDEN");
        }
    }

    [Fact]
    public async Task The_page_shows_the_report_once_and_offers_its_files()
    {
        await using var stage = await PageStage.Open(People.Auditor);
        var day = await ProductionDay.Begin(stage.Services, stage.Time);
        await day.To(1);
        var raw = await day.Receive(100);
        var deviation = (await day.Read(raw, 6.0m, MeasurementType.Surface)).Deviation!;

        var page = stage.Render<RunReportDetail>(p => p.Add(d => d.Id, day.Run.RunCode));

        page.WaitForAssertion(() => Assert.Equal("IN_PROGRESS", page.Find("article").GetAttribute("data-state")), TimeSpan.FromSeconds(10));
        Assert.Contains(deviation.DeviationCode, page.Find("[data-section=ccp_deviations]").TextContent, StringComparison.Ordinal);
        Assert.Equal("critical", page.Find("[data-section=ccp_deviations] td").GetAttribute("data-level"));
        Assert.Equal($"/api/compliance/report/{day.Run.RunCode}?format=pdf", page.Find("[data-action=report-pdf]").GetAttribute("href"));

        var none = stage.Render<RunReportDetail>(p => p.Add(d => d.Id, "RUN-20260124-DUNA-9999"));
        none.WaitForAssertion(() => Assert.NotNull(none.Find("[role=alert]")), TimeSpan.FromSeconds(10));
    }
}
