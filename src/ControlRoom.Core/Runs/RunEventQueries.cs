using System.Text.Json;
using ControlRoom.Core.Audit;
using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Runs;

/// <summary>Something that happened, as the live list of a run or of the plant tells it.</summary>
public sealed record EventRow(long Id, DateTime At, string EventType, string EntityType, string? Code, Guid? RunId, string UserName, JsonElement New, JsonElement Metadata, bool IsSimulated);

/// <summary>The newest entries of the trail about goods, runs and alarms; users and logins are none of a run page's business.</summary>
public sealed class RunEventQueries(Dialect dialect)
{
    private static readonly string[] Told = [EntityTypes.Run, EntityTypes.Lot, EntityTypes.Buffer, EntityTypes.StockMove, EntityTypes.Inspection, EntityTypes.TemperatureLog, EntityTypes.WasteRecord, EntityTypes.Alarm];

    /// <summary>Half-steps and bookkeeping of one registration that its own entry tells already, and who only read.</summary>
    private static readonly string[] Silent = ["COMPLIANCE_REPORT_GENERATED", "LOT_QUARANTINED", "GENEALOGY_LINKED", "LOT_PARTIALLY_CONSUMED", "LOT_CONSUMED", "LOT_FINISHED", "READINGS_INGESTED"];

    /// <param name="runId">One run; null for the whole plant.</param>
    public async Task<IReadOnlyList<EventRow>> Newest(Guid? runId, int limit, CancellationToken ct)
    {
        await using var db = dialect.Open();
        var events = db.AuditEvents.AsNoTracking().Where(e => Told.Contains(e.EntityType) && !Silent.Contains(e.EventType));
        if (runId is { } run) events = events.Where(e => e.RunId == run);
        var rows = await (from e in events join u in db.Users on e.UserId equals u.Id orderby e.Id descending select new { Event = e, u.FullName }).Take(limit).ToListAsync(ct);
        return [.. rows.Select(r => Row(r.Event, r.FullName))];
    }

    /// <summary>The same about one lot or buffer, by its code.</summary>
    public async Task<IReadOnlyList<EventRow>> About(string code, int limit, CancellationToken ct)
    {
        await using var db = dialect.Open();
        var events = db.AuditEvents.AsNoTracking().Where(e => e.EntityCode == code && Told.Contains(e.EntityType) && !Silent.Contains(e.EventType));
        var rows = await (from e in events join u in db.Users on e.UserId equals u.Id orderby e.Id descending select new { Event = e, u.FullName }).Take(limit).ToListAsync(ct);
        return [.. rows.Select(r => Row(r.Event, r.FullName))];
    }

    private static EventRow Row(AuditEvent e, string name) => new(e.Id, e.CreatedAt, e.EventType, e.EntityType, e.EntityCode, e.RunId, name, Parse(e.NewState), Parse(e.Metadata), e.IsSimulated);

    private static JsonElement Parse(string? json) => JsonElement.Parse(json ?? "{}");
}
