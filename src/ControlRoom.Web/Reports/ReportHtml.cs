using System.Globalization;
using ControlRoom.Web.Reports.Parts;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace ControlRoom.Web.Reports;

/// <summary>The report as one HTML file without scripts and without addresses, drawn by the parts of the page.</summary>
public static class ReportHtml
{
    private static readonly string Style = Read("report.css");

    public static async Task<string> Of(ReportDocument document, IServiceProvider services, ILoggerFactory logs)
    {
        await using var renderer = new HtmlRenderer(services, logs);
        return await renderer.Dispatcher.InvokeAsync(async () => (await renderer.RenderComponentAsync<ReportSheet>(ParameterView.FromDictionary(new Dictionary<string, object?>
        {
            [nameof(ReportSheet.Document)] = document, [nameof(ReportSheet.Language)] = CultureInfo.CurrentUICulture.TwoLetterISOLanguageName, [nameof(ReportSheet.Style)] = Style,
        }))).ToHtmlString());
    }

    private static string Read(string name)
    {
        using var resource = typeof(ReportHtml).Assembly.GetManifestResourceStream("reports/" + name) ?? throw new InvalidOperationException($"{name} is not embedded.");
        using var reader = new StreamReader(resource);
        return reader.ReadToEnd();
    }
}
