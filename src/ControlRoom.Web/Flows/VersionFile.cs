using System.Globalization;
using System.Text.Json;
using ControlRoom.Core.Flows;
using ControlRoom.Core.Kernel;
using ControlRoom.Web.Shared.Rest;

namespace ControlRoom.Web.Flows;

/// <summary>What the file of a version holds: where it comes from, and the graph that another draft takes.</summary>
public sealed record VersionExport(LocalText FlowName, int VersionNum, FlowVersionStatus Status, DateTime CreatedAt, DateTime? PublishedAt, JsonElement GraphSchema);

/// <summary>A version as a file to keep or to take to another flow.</summary>
public sealed class VersionFile(Outcome<FlowVersionView> outcome) : IResult
{
    private static readonly JsonSerializerOptions Indented = new(Json.Options) { WriteIndented = true };

    public Task ExecuteAsync(HttpContext httpContext)
    {
        if (!outcome.Done) return Problems.Write(httpContext, outcome.Refusal);
        var version = outcome.Value;
        var response = httpContext.Response;
        response.ContentType = "application/json; charset=utf-8";
        response.Headers.ContentDisposition = $"attachment; filename=\"{FileName(version)}\"";
        return JsonSerializer.SerializeAsync(response.Body, new VersionExport(version.FlowName, version.VersionNum, version.Status, version.CreatedAt, version.PublishedAt, version.GraphSchema), Indented, httpContext.RequestAborted);
    }

    /// <summary>Letters and digits of the English name: every file system takes them.</summary>
    private static string FileName(FlowVersionView version)
    {
        var name = string.Concat(version.FlowName.En.ToLowerInvariant().Normalize(System.Text.NormalizationForm.FormD).Where(c => char.IsAsciiLetterOrDigit(c) || c == ' ')).Trim().Replace(' ', '-');
        return string.Create(CultureInfo.InvariantCulture, $"{(name.Length == 0 ? "flow" : name)}-v{version.VersionNum}.json");
    }
}
