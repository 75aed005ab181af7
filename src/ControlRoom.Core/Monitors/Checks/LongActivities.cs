using ControlRoom.Core.Dispatch;
using ControlRoom.Core.Tickets;
using ControlRoom.Core.Tokens.Engine;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Monitors.Checks;

/// <summary>Work that takes strangely long, and work that was given to somebody who has not taken it.</summary>
public sealed class LongActivities : MonitorDefinition
{
    private const string Review = "ACTIVE_FOR_REVIEW", Long = "ACTIVE_LONG", Stuck = "TOKEN_ACTIVE_LONG", Waiting = "NOT_ACCEPTED", Over = "OVER_LIMIT";

    private static readonly TimeSpan Warn = TimeSpan.FromHours(4), Again = TimeSpan.FromHours(8), High = TimeSpan.FromHours(10);

    /// <summary>What was given out longer ago, or ended before, was seen in its time.</summary>
    private static readonly TimeSpan Shift = TimeSpan.FromHours(8);

    public override string Id => "M14";
    public override Severity Severity => Severity.High;
    public override IReadOnlyList<string> Codes => [Long, Review, Stuck, Waiting, Over];

    internal override async Task<IReadOnlyList<Anomaly>> Look(MonitorScope scope, CancellationToken ct)
    {
        var found = new List<Anomaly>();
        var since = scope.Now - Warn;
        var lasting = await (from s in scope.OpenSessions
                           where s.Status == SessionStatus.Active && s.StartedAt <= since && (s.ResumedAt == null || s.ResumedAt <= since)
                           join t in scope.Db.Tokens on s.TokenId equals t.Id
                           join k in scope.Db.Tickets on t.JobTicketId equals k.Id
                           select new { Session = s, Token = t, k.TicketCode }).Take(MonitorScope.Limit).ToListAsync(ct);
        foreach (var row in lasting)
        {
            var lasts = scope.Now - (row.Session.ResumedAt ?? row.Session.StartedAt);
            found.Add(row.Session.Found(row.Token, row.TicketCode, lasts >= High ? Severity.High : Severity.Warn, lasts >= High ? Stuck : lasts >= Again ? Review : Long,
                new { node_code = row.Token.NodeCode, since = row.Session.ResumedAt ?? row.Session.StartedAt, hours = decimal.Round((decimal)lasts.TotalHours, 1) }));
        }

        var (early, late) = (Kernel.Ids.Floor(scope.Now - Shift), Kernel.Ids.Floor(scope.Now - Hour));
        var given = await (from a in scope.Db.Assignments.AsNoTracking()
                           where a.Id.CompareTo(early) >= 0 && a.Id.CompareTo(late) < 0 && a.Status == AssignmentStatus.Assigned
                           join t in scope.Db.Tokens on a.TokenId equals t.Id
                           where t.Status == TokenStatus.Ready && t.NodeCode == a.NodeCode
                           join k in scope.Db.Tickets on t.JobTicketId equals k.Id
                           where k.Status == TicketStatus.InProgress
                           select new { Assignment = a, Token = t, k.TicketCode }).Take(MonitorScope.Limit).ToListAsync(ct);
        found.AddRange(given.Select(g => g.Assignment.Found(g.Token, g.TicketCode, Severity.Warn, Waiting, new { node_code = g.Token.NodeCode, assigned_at = g.Assignment.AssignedAt })));

        var (tokens, ended) = (scope.Tokens.Select(t => t.Id), scope.Now - Shift);
        var over = await (from s in scope.Db.WorkSessions.AsNoTracking()
                          where tokens.Contains(s.TokenId) && s.OverLimit && s.EndedAt >= ended
                          join t in scope.Db.Tokens on s.TokenId equals t.Id
                          join k in scope.Db.Tickets on t.JobTicketId equals k.Id
                          select new { Session = s, Token = t, k.TicketCode }).Take(MonitorScope.Limit).ToListAsync(ct);
        found.AddRange(over.Select(o => o.Session.Found(o.Token, o.TicketCode, Severity.Warn, Over, new { node_code = o.Session.NodeCode, minutes = o.Session.WorkSeconds / 60 })));
        return [.. found.DistinctBy(f => f.EntityId)];
    }
}
