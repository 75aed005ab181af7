using ControlRoom.Core.Dispatch;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Tokens.Engine;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Monitors.Checks;

/// <summary>Open assignments to work that is not there.</summary>
public sealed class AssignmentsWithoutToken : MonitorDefinition
{
    private const string Ended = "TOKEN_ENDED", Elsewhere = "OTHER_NODE", Idle = "NO_SESSION";

    public override string Id => "M6";
    public override Severity Severity => Severity.High;
    public override IReadOnlyList<string> Codes => [Ended, Elsewhere, Idle];
    public override RemedyKind? Remedy => RemedyKind.CancelAssignment;

    internal override async Task<IReadOnlyList<Anomaly>> Look(MonitorScope scope, CancellationToken ct)
    {
        var rows = await (from a in scope.OpenAssignments
                          join t in scope.Db.Tokens on a.TokenId equals t.Id
                          join k in scope.Db.Tickets on t.JobTicketId equals k.Id
                          let worked = scope.Db.WorkSessions.Any(s => s.TokenId == t.Id && s.Kind != SessionKind.Assist && (s.Status == SessionStatus.Active || s.Status == SessionStatus.Paused))
                          where t.Status == TokenStatus.Completed || t.Status == TokenStatus.Scrapped || t.NodeCode != a.NodeCode || (a.Status == AssignmentStatus.Started && !worked)
                          select new { Assignment = a, Token = t, k.TicketCode }).Take(MonitorScope.Limit).ToListAsync(ct);
        return [.. rows.Select(r => r.Assignment.Found(r.Token, r.TicketCode, Severity.High, !r.Token.IsLive ? Ended : r.Token.NodeCode != r.Assignment.NodeCode ? Elsewhere : Idle,
            new { assigned_at = r.Assignment.NodeCode, token_at = r.Token.NodeCode, token_status = Word.Of(r.Token.Status), assignment_status = Word.Of(r.Assignment.Status) }))];
    }
}
