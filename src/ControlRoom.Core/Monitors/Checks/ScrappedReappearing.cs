using ControlRoom.Core.Kernel;
using ControlRoom.Core.Tokens.Engine;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Monitors.Checks;

/// <summary>Scrapped tokens that something happened to afterwards.</summary>
public sealed class ScrappedReappearing : MonitorDefinition
{
    private const string Alive = "NOT_SCRAPPED_ANY_MORE", Moved = "EVENT_AFTER_SCRAP";

    /// <summary>A line of history never goes away; it is told for so long.</summary>
    private static readonly TimeSpan Told = TimeSpan.FromDays(30);

    /// <summary>What only happens to tokens that live.</summary>
    private static readonly TokenEventType[] Lively =
    [
        TokenEventType.Enter, TokenEventType.Start, TokenEventType.Pause, TokenEventType.Resume, TokenEventType.Complete, TokenEventType.Move, TokenEventType.Split, TokenEventType.Join, TokenEventType.QcPass, TokenEventType.QcFail,
        TokenEventType.Rework, TokenEventType.Takeover, TokenEventType.AssistStart, TokenEventType.WaitStart, TokenEventType.WaitCompleted,
    ];

    public override string Id => "M9";
    public override Severity Severity => Severity.Critical;
    public override IReadOnlyList<string> Codes => [Alive, Moved];
    public override RemedyKind? Remedy => RemedyKind.ScrapToken;

    internal override async Task<IReadOnlyList<Anomaly>> Look(MonitorScope scope, CancellationToken ct)
    {
        var since = scope.Now - Told;
        var rows = await (from e in scope.Db.TokenEvents.AsNoTracking()
                          where e.EventType == TokenEventType.Scrap
                          join t in scope.Tokens on e.TokenId equals t.Id
                          let later = scope.Db.TokenEvents.Where(o => o.TokenId == e.TokenId && o.Id > e.Id && o.EventTime >= since && Lively.Contains(o.EventType)).OrderBy(o => o.Id).Select(o => new { o.EventType, o.EventTime }).FirstOrDefault()
                          where t.Status != TokenStatus.Scrapped || later != null
                          join k in scope.Db.Tickets on t.JobTicketId equals k.Id
                          select new { Token = t, k.TicketCode, ScrappedAt = e.EventTime, Event = later == null ? (TokenEventType?)null : later.EventType, At = later == null ? (DateTime?)null : later.EventTime }).Take(MonitorScope.Limit).ToListAsync(ct);
        return [.. rows.DistinctBy(r => r.Token.Id).Select(r => r.Token.Found(r.TicketCode, Severity.Critical, r.Token.Status != TokenStatus.Scrapped ? Alive : Moved,
            new { status = Word.Of(r.Token.Status), scrapped_at = r.ScrappedAt, later_event = r.Event is { } type ? Word.Of(type) : null, later_at = r.At }))];
    }
}
