using System.Globalization;
using System.Text;
using System.Text.Json;
using ControlRoom.Core.Audit;
using ControlRoom.Core.Kernel;
using ControlRoom.Web.Shared.Rest;

namespace ControlRoom.Web.Audit;

/// <summary>Audit events as CSV (RFC 4180), page after page as they are read, with everything a row's hash is taken over.</summary>
/// <param name="read">Reads a page after an id.</param>
public sealed class AuditCsv(Func<long?, int, CancellationToken, Task<IReadOnlyList<AuditEventView>>> read) : IResult
{
    private const string Columns = "id,at,event_type,entity_type,entity_id,entity_code,user_id,user_name,run_id,buffer_id,correlation_id,old_state,new_state,metadata,ip_address,is_simulated,hash\r\n";

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var (response, ct) = (httpContext.Response, httpContext.RequestAborted);
        var page = await read(null, Page.MaxLimit, ct);
        response.ContentType = Csv.MediaType;
        response.Headers.ContentDisposition = "attachment; filename=\"audit-events.csv\"";
        await response.WriteAsync(Columns, ct);
        while (page.Count > 0)
        {
            var text = new StringBuilder();
            foreach (var e in page) Row(text, e);
            await response.WriteAsync(text.ToString(), ct);
            page = page.Count < Page.MaxLimit ? [] : await read(page[^1].Id, Page.MaxLimit, ct);
        }
    }

    private static void Row(StringBuilder text, AuditEventView e) => text.Row(
        e.Id.ToString(CultureInfo.InvariantCulture), e.At.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture), e.EventType, e.EntityType, e.EntityId.ToString(), e.EntityCode, e.UserId.ToString(), e.UserName,
        e.RunId?.ToString(), e.BufferId?.ToString(), e.CorrelationId.ToString(), Raw(e.OldState), Raw(e.NewState), Raw(e.Metadata), e.IpAddress, e.IsSimulated ? "true" : "false", e.Hash);

    private static string? Raw(JsonElement? state) => state?.GetRawText();
}
