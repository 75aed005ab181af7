using System.Text.Json;
using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Monitors;

public sealed record FindingView(Guid Id, string Monitor, Severity Severity, string EntityType, Guid EntityId, string Code, string Detail, JsonElement Evidence, RemedyView Remedy, FindingState State, DateTime FirstSeenAt, DateTime LastSeenAt,
    Guid? AlarmId)
{
    public string EntityCode { get; init; } = "";
    public Guid? TicketId { get; init; }
    public Guid? TokenId { get; init; }
    public DateTime? AcknowledgedAt { get; init; }
    public Guid? AcknowledgedBy { get; init; }
    public string? AcknowledgedByName { get; init; }
    public string? Note { get; init; }
    public DateTime? ResolvedAt { get; init; }
    public int RowVersion { get; init; }
}

/// <param name="State">Null: what is not resolved.</param>
public sealed record FindingFilter(string? Monitor = null, Severity? Severity = null, FindingState? State = null, Guid? TicketId = null);

public sealed class FindingQueries(Dialect dialect, MonitorCatalogue catalogue, Clock clock)
{
    /// <summary>Newest first.</summary>
    public async Task<IReadOnlyList<FindingView>> List(FindingFilter filter, Page page, CancellationToken ct)
    {
        await using var db = dialect.Open();
        var findings = Chosen(db, filter);
        if (page.After is { } after) findings = findings.Where(f => f.Id.CompareTo(after) < 0);
        return await Views(db, findings, page.Limit, ct);
    }

    public async Task<int> Count(FindingFilter filter, CancellationToken ct)
    {
        await using var db = dialect.Open();
        return await Chosen(db, filter).CountAsync(ct);
    }

    public async Task<Outcome<FindingView>> Detail(Guid id, CancellationToken ct)
    {
        await using var db = dialect.Open();
        return await Views(db, db.Findings.AsNoTracking().Where(f => f.Id == id), 1, ct) is [var view] ? view : Refusal.NotFound("finding", id);
    }

    internal async Task<IReadOnlyList<FindingView>> Views(ControlRoomDb db, IQueryable<Finding> findings, int limit, CancellationToken ct)
    {
        var rows = await (from f in findings
                          join u in db.Users on f.AcknowledgedBy equals u.Id into users
                          from u in users.DefaultIfEmpty()
                          orderby f.Id descending
                          select new { Finding = f, By = u == null ? null : u.FullName }).Take(limit).ToListAsync(ct);
        return [.. rows.Select(r => View(r.Finding, r.By))];
    }

    private FindingView View(Finding f, string? by)
    {
        var remedy = catalogue.Find(f.Monitor)?.Remedy;
        return new FindingView(f.Id, f.Monitor, f.Severity, f.EntityType, f.EntityId, f.Code, MonitorText.Detail(f.Monitor, f.Code, f.EntityCode, f.Evidence, clock), JsonElement.Parse(f.Evidence),
            new RemedyView(remedy is { } kind ? Word.Of(kind) : MonitorText.Manual, MonitorText.Remedy(f.Monitor, remedy), remedy is not null && f.IsOpen), f.State, f.FirstSeenAt, f.LastSeenAt, f.AlarmId)
        {
            EntityCode = f.EntityCode, TicketId = f.TicketId, TokenId = f.TokenId, AcknowledgedAt = f.AcknowledgedAt, AcknowledgedBy = f.AcknowledgedBy, AcknowledgedByName = by, Note = f.Note, ResolvedAt = f.ResolvedAt, RowVersion = f.RowVersion,
        };
    }

    private static IQueryable<Finding> Chosen(ControlRoomDb db, FindingFilter filter) => db.Findings.AsNoTracking()
        .Where(f => filter.Monitor == null || f.Monitor == filter.Monitor).Where(f => filter.Severity == null || f.Severity == filter.Severity)
        .Where(f => filter.State == null ? f.State != FindingState.Resolved : f.State == filter.State).Where(f => filter.TicketId == null || f.TicketId == filter.TicketId);
}
