using System.Globalization;
using System.Net;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using ControlRoom.Web.Shared;
using ControlRoom.Web.Shared.Rest;

namespace ControlRoom.Web.Lots.Labels;

public static class LabelEndpoints
{
    private const string SvgType = "image/svg+xml", HtmlType = "text/html";

    public static void MapLabels(this ApiRoutes routes) => routes.Area("lots")
        .Read("/lots/{idOrCode}/label", Permission.Read, 200, async Task<IResult> (string idOrCode, string? format, Api api, LabelQueries labels, CancellationToken ct) => format switch
        {
            null or "json" => await api.Answer(labels.Of(idOrCode, ct)),
            "svg" => Results.Text(LabelDrawing.Svg(Found(await labels.Of(idOrCode, ct))), SvgType + "; charset=utf-8"),
            "html" => Results.Text(Document(Found(await labels.Of(idOrCode, ct))), HtmlType + "; charset=utf-8"),
            _ => throw new RefusedException(Refusal.Invalid("WORD_UNKNOWN", "/format").With("words", "json, svg, html")),
        })
        .Produces<LotLabelView>(StatusCodes.Status200OK, "application/json", SvgType, HtmlType)
        .WithSummary("The label of a lot: its GS1 elements by bar code, or drawn on 105 × 148 mm as SVG or as a page to print.");

    private static LotLabelView Found(Outcome<LotLabelView> label) => label.Done ? label.Value : throw new RefusedException(label.Refusal);

    /// <summary>A page of exactly one label.</summary>
    private static string Document(LotLabelView label) => string.Create(CultureInfo.InvariantCulture, $$"""
        <!DOCTYPE html>
        <html lang="{{CultureInfo.CurrentUICulture.TwoLetterISOLanguageName}}"><head><meta charset="utf-8"><title>{{WebUtility.HtmlEncode(Ui.Text("Label.Of", label.LotCode))}}</title>
        <style>@page{size:{{LabelDrawing.Width}}mm {{LabelDrawing.Height}}mm;margin:0}html,body{margin:0;color-scheme:light;color:CanvasText;background:Canvas}svg{display:block}</style></head>
        <body>{{LabelDrawing.Svg(label)}}</body></html>
        """);
}
