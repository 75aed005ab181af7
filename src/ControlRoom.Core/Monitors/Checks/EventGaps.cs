using ControlRoom.Core.Kernel;
using ControlRoom.Core.Tickets;
using ControlRoom.Core.Tokens;
using ControlRoom.Core.Tokens.Engine;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Monitors.Checks;

/// <summary>Tokens whose history does not lead to what they are: no birth, no end, or another state than its lines make.</summary>
public sealed class EventGaps : MonitorDefinition
{
    private const string Birth = "NO_SPAWN_EVENT", End = "NO_TERMINAL_EVENT", Replay = "REPLAY_DIFFERS";

    private const int Page = 1_000;

    public override string Id => "M24";
    public override Severity Severity => Severity.Warn;
    public override TimeSpan Interval => Hour;
    public override IReadOnlyList<string> Codes => [Birth, End, Replay];

    internal override async Task<IReadOnlyList<Anomaly>> Look(MonitorScope scope, CancellationToken ct)
    {
        var (found, after) = (new List<Anomaly>(), Guid.Empty);
        // A full sweep follows what is under way; a cycle that is over was followed while it was.
        var tokens = scope.IsFull ? scope.Tokens.Where(t => scope.Db.Instances.Any(i => i.Id == t.InstanceId && i.Status == InstanceStatus.Active)) : scope.Tokens;
        while (found.Count < MonitorScope.Limit)
        {
            var page = await (from t in tokens where t.Id.CompareTo(after) > 0 join k in scope.Db.Tickets on t.JobTicketId equals k.Id orderby t.Id select new { Token = t, k.TicketCode }).Take(Page).ToListAsync(ct);
            if (page.Count == 0) break;
            after = page[^1].Token.Id;
            var ids = page.Select(p => p.Token.Id).ToArray();
            var lines = (await scope.Db.TokenEvents.AsNoTracking().Where(e => ids.Contains(e.TokenId)).OrderBy(e => e.Id).ToListAsync(ct)).ToLookup(e => e.TokenId);
            found.AddRange(page.Select(p => Judge(p.Token, p.TicketCode, [.. lines[p.Token.Id]])).OfType<Anomaly>());
        }
        return found;
    }

    private static Anomaly? Judge(FlowToken token, string ticket, IReadOnlyList<TokenEventRow> lines)
    {
        if (lines.Count == 0 || lines[0].EventType != TokenEventType.Spawn) return token.Found(ticket, Severity.Warn, Birth, new { events = lines.Count, first = lines.Count == 0 ? null : Word.Of(lines[0].EventType) });
        var made = EventReplay.Rebuild(lines.Select(l => new TokenEvent(l.TokenId, l.EventType, l.NodeCode, l.FromNode, l.ToNode, l.EventTime, EventReplay.Read(l.Metadata))))!;
        var evidence = new { status = Word.Of(token.Status), node_code = token.NodeCode, replayed_status = Word.Of(made.Status), replayed_node = made.Node, events = lines.Count, last = Word.Of(lines[^1].EventType) };
        if (!token.IsLive && made.IsLive) return token.Found(ticket, Severity.Warn, End, evidence);
        return made.Status == token.Status && made.Node == token.NodeCode && made.Qty == token.Qty && made.ReworkCount == token.ReworkCount ? null : token.Found(ticket, Severity.Warn, Replay, evidence);
    }
}
