using System.Text;
using System.Text.Json;
using ControlRoom.Core.Kernel;
using Microsoft.AspNetCore.Http.Features;

namespace ControlRoom.Web.Shared.Rest;

/// <summary>The words of <c>?format=</c>.</summary>
public static class WholeList
{
    public const string Json = "json", Csv = "csv";

    /// <summary>The format asked for; JSON when nothing is said.</summary>
    /// <exception cref="RefusedException">Another word: 422.</exception>
    public static string Format(string? format) => format switch
    {
        null => Json,
        Json or Csv => format,
        _ => throw new RefusedException(Refusal.Invalid("WORD_UNKNOWN", "/format").With("words", $"{Json}, {Csv}")),
    };
}

/// <summary>A whole list as one file, page after page as it is read: CSV (RFC 4180) where it has columns, else one JSON array.</summary>
/// <param name="name">Of the file, without its ending.</param>
/// <param name="next">Reads the page after a row; from the beginning after none.</param>
/// <param name="columns">Name and text of each column.</param>
public sealed class WholeList<T>(string name, Func<T?, CancellationToken, Task<IReadOnlyList<T>>> next, IReadOnlyList<(string Name, Func<T, string?> Value)>? columns = null) : IResult where T : class
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var (response, ct) = (httpContext.Response, httpContext.RequestAborted);
        // Read before anything is sent, so that a refusal is still a problem and no half file.
        var page = await next(null, ct);
        response.ContentType = columns is null ? "application/json; charset=utf-8" : Rest.Csv.MediaType;
        response.Headers.ContentDisposition = $"attachment; filename=\"{name}.{(columns is null ? WholeList.Json : WholeList.Csv)}\"";
        httpContext.Features.GetRequiredFeature<IHttpResponseBodyFeature>().DisableBuffering();
        await response.WriteAsync(columns is null ? "[" : string.Join(',', columns.Select(c => c.Name)) + "\r\n", ct);
        for (var first = true; page.Count > 0; first = false)
        {
            await response.WriteAsync(columns is null ? JsonRows(page, first) : CsvRows(page), ct);
            page = page.Count < Page.MaxLimit ? [] : await next(page[^1], ct);
        }
        if (columns is null) await response.WriteAsync("]", ct);
    }

    private static string JsonRows(IReadOnlyList<T> page, bool first) => (first ? "" : ",") + string.Join(',', page.Select(row => JsonSerializer.Serialize(row, Core.Kernel.Json.Options)));

    private string CsvRows(IReadOnlyList<T> page)
    {
        var text = new StringBuilder();
        foreach (var row in page) text.Row(columns!.Select(c => c.Value(row)));
        return text.ToString();
    }
}
