using System.Globalization;
using ControlRoom.Core.Audit;
using ControlRoom.Core.Kernel;
using ControlRoom.Web.Shared.Rest;
using Microsoft.AspNetCore.Mvc;

namespace ControlRoom.Web.Audit;

/// <summary>Which events are wanted.</summary>
public sealed record AuditQuery([FromQuery(Name = "entity_type")] string? EntityType, [FromQuery(Name = "entity_id")] Guid? EntityId, [FromQuery(Name = "event_type")] string? EventType,
    [FromQuery(Name = "user_id")] Guid? UserId, [FromQuery(Name = "from")] DateTime? From, [FromQuery(Name = "to")] DateTime? To, [FromQuery(Name = "include_archived")] bool? IncludeArchived,
    [FromQuery(Name = "q")] string? Q)
{
    public AuditFilter Filter => new()
    {
        EntityType = EntityType, EntityId = EntityId, EventType = EventType, UserId = UserId, From = From, To = To, IncludeArchived = IncludeArchived, Q = Q,
    };
}

public static class AuditEndpoints
{
    public static void MapAudit(this ApiRoutes routes)
    {
        var api = routes.Area("audit");
        api.Read("/audit/events", Permission.ReadAudit, 100, async ([AsParameters] PageQuery page, [AsParameters] AuditQuery query, string? format, Api api, AuditQueries audit, CancellationToken ct) => WholeList.Format(format) == WholeList.Csv
                ? AuditCsv.Of((after, limit, stop) => audit.List(query.Filter, limit, after, stop))
                : await Page(api, page, (after, limit) => audit.List(query.Filter, limit, after, ct), () => audit.Count(query.Filter, ct)))
            .Produces<IReadOnlyList<AuditEventView>>(StatusCodes.Status200OK, "application/json", "text/csv")
            .WithSummary("Audit events, newest first; those older than 30 days only with include_archived=true. As CSV all that match, without pages.");
        api.Read("/audit/events/{entityType}/{entityId:guid}", Permission.ReadAudit, 100, async (string entityType, Guid entityId, [AsParameters] PageQuery page, [FromQuery(Name = "include_archived")] bool? includeArchived, string? format,
                Api api, AuditQueries audit, CancellationToken ct) => WholeList.Format(format) == WholeList.Csv
                ? AuditCsv.Of((after, limit, stop) => audit.Trail(entityType, entityId, includeArchived, limit, after, stop))
                : await Page(api, page, (after, limit) => audit.Trail(entityType, entityId, includeArchived, limit, after, ct), () => audit.CountTrail(entityType, entityId, includeArchived, ct)))
            .Produces<IReadOnlyList<AuditEventView>>(StatusCodes.Status200OK, "application/json", "text/csv")
            .WithSummary("Everything that ever happened to one thing, oldest first.");
        api.Read("/audit/verify", Permission.ReadAudit, 10, (Api api, AuditVerification verification, CancellationToken ct) => api.Show(verification.Run(ct)))
            .WithSummary("Seals what can be sealed, then recomputes every row and every seal.");
    }

    private static async Task<IResult> Page(Api api, PageQuery page, Func<long?, int, Task<IReadOnlyList<AuditEventView>>> rows, Func<Task<int>> count)
    {
        var after = string.IsNullOrEmpty(page.After) ? (long?)null : long.TryParse(page.After, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : throw new RefusedException(PageQuery.CursorInvalid);
        var found = await rows(after, page.Size + 1);
        IReadOnlyList<AuditEventView> shown = found.Count > page.Size ? [.. found.Take(page.Size)] : found;
        return api.List(shown, found.Count > page.Size ? shown[^1].Id.ToString(CultureInfo.InvariantCulture) : null, page.Count == true ? await count() : null);
    }
}
