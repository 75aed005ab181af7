using System.Globalization;
using System.Text.Json;
using ControlRoom.Core.Audit;
using ControlRoom.Core.Kernel;
using ControlRoom.Web.Shared.Rest;

namespace ControlRoom.Web.Audit;

/// <summary>Audit events as CSV, with everything a row's hash is taken over.</summary>
public static class AuditCsv
{
    private static readonly IReadOnlyList<(string Name, Func<AuditEventView, string?> Value)> Columns =
    [
        ("id", e => e.Id.ToString(CultureInfo.InvariantCulture)), ("at", e => Csv.Time(e.At)), ("event_type", e => e.EventType), ("entity_type", e => e.EntityType), ("entity_id", e => e.EntityId.ToString()), ("entity_code", e => e.EntityCode),
        ("user_id", e => e.UserId.ToString()), ("user_name", e => e.UserName), ("run_id", e => e.RunId?.ToString()), ("buffer_id", e => e.BufferId?.ToString()), ("ticket_id", e => e.TicketId?.ToString()), ("correlation_id", e => e.CorrelationId.ToString()),
        ("old_state", e => Raw(e.OldState)), ("new_state", e => Raw(e.NewState)), ("metadata", e => Raw(e.Metadata)), ("ip_address", e => e.IpAddress), ("is_simulated", e => Csv.Flag(e.IsSimulated)), ("hash", e => e.Hash),
    ];

    /// <param name="read">Reads a page after an id.</param>
    public static IResult Of(Func<long?, int, CancellationToken, Task<IReadOnlyList<AuditEventView>>> read) =>
        new WholeList<AuditEventView>("audit-events", (last, ct) => read(last?.Id, Page.MaxLimit, ct), Columns);

    private static string? Raw(JsonElement? state) => state?.GetRawText();
}
