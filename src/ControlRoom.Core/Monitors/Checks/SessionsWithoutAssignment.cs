using ControlRoom.Core.Dispatch;
using ControlRoom.Core.Kernel;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Monitors.Checks;

/// <summary>Open sessions that nobody was meant to have: what they are assigned by has ended, or is of another token or person.</summary>
public sealed class SessionsWithoutAssignment : MonitorDefinition
{
    private const string Closed = "ASSIGNMENT_CLOSED", Token = "OTHER_TOKEN", Person = "OTHER_PERSON";

    public override string Id => "M5";
    public override Severity Severity => Severity.High;
    public override IReadOnlyList<string> Codes => [Closed, Token, Person];
    public override RemedyKind? Remedy => RemedyKind.CloseSession;

    internal override async Task<IReadOnlyList<Anomaly>> Look(MonitorScope scope, CancellationToken ct)
    {
        // Whoever only helps may outlast the assignment they helped with.
        var rows = await (from s in scope.OpenSessions
                          where s.Kind != SessionKind.Assist
                          join t in scope.Db.Tokens on s.TokenId equals t.Id
                          join k in scope.Db.Tickets on t.JobTicketId equals k.Id
                          join a in scope.Db.Assignments on s.AssignmentId equals a.Id
                          where !TokenAssignment.Open.Contains(a.Status) || a.TokenId != s.TokenId || (a.AssignedToUserId != null && a.AssignedToUserId != s.OperatorUserId)
                          select new { Session = s, Token = t, k.TicketCode, Assignment = a }).Take(MonitorScope.Limit).ToListAsync(ct);
        return [.. rows.Select(r => r.Session.Found(r.Token, r.TicketCode, Severity.High, r.Assignment.TokenId != r.Session.TokenId ? Token : r.Assignment.IsOpen ? Person : Closed,
            new { assignment_id = r.Assignment.Id, assignment_status = Word.Of(r.Assignment.Status), operator_user_id = r.Session.OperatorUserId, assigned_to_user_id = r.Assignment.AssignedToUserId }))];
    }
}
