using ControlRoom.Core.Dispatch;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Routing;
using ControlRoom.Core.Tickets;
using ControlRoom.Core.Tokens.Engine;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Monitors.Checks;

/// <summary>Sessions that cannot be: two at once, where nobody works, or at odds with their token.</summary>
public sealed class SessionAnomalies : MonitorDefinition
{
    private const string Operator = "TWO_OF_OPERATOR", Token = "TWO_OF_TOKEN", Place = "NOT_A_STATION", Cycle = "INSTANCE_NOT_ACTIVE", Status = "TOKEN_STATUS", None = "NO_SESSION";

    public override string Id => "M13";
    public override Severity Severity => Severity.Critical;
    public override IReadOnlyList<string> Codes => [Operator, Token, Place, Cycle, Status, None];
    public override RemedyKind? Remedy => RemedyKind.CloseSession;

    internal override async Task<IReadOnlyList<Anomaly>> Look(MonitorScope scope, CancellationToken ct)
    {
        var open = scope.OpenSessions;
        var rows = await (from s in open
                          join t in scope.Db.Tokens on s.TokenId equals t.Id
                          join i in scope.Db.Instances on s.InstanceId equals i.Id
                          join k in scope.Db.Tickets on t.JobTicketId equals k.Id
                          let own = s.Kind != SessionKind.Assist
                          let busy = s.Status == SessionStatus.Active && open.Any(o => o.OperatorUserId == s.OperatorUserId && o.Status == SessionStatus.Active && o.Id.CompareTo(s.Id) < 0)
                          let second = own && open.Any(o => o.TokenId == s.TokenId && o.Kind != SessionKind.Assist && o.Id.CompareTo(s.Id) < 0)
                          let station = t.NodeType == RoutingNodeType.Operation
                          let agrees = !own || (s.Status == SessionStatus.Active ? t.Status == TokenStatus.Active : t.Status == TokenStatus.Paused)
                          where busy || second || !station || i.Status != InstanceStatus.Active || !agrees
                          select new { Session = s, Token = t, k.TicketCode, Code = i.Status != InstanceStatus.Active ? Cycle : busy ? Operator : second ? Token : !station ? Place : Status }).Take(MonitorScope.Limit).ToListAsync(ct);
        var found = rows.Select(r => r.Session.Found(r.Token, r.TicketCode, Severity.Critical, r.Code,
            new { operator_user_id = r.Session.OperatorUserId, session_status = Word.Of(r.Session.Status), token_status = Word.Of(r.Token.Status), node_code = r.Token.NodeCode, started_at = r.Session.StartedAt })).ToList();

        var alone = await (from t in scope.LiveTokens
                           where (t.Status == TokenStatus.Active || t.Status == TokenStatus.Paused) && !scope.Db.WorkSessions.Any(s => s.TokenId == t.Id && s.Kind != SessionKind.Assist && (s.Status == SessionStatus.Active || s.Status == SessionStatus.Paused))
                           join k in scope.Db.Tickets on t.JobTicketId equals k.Id
                           select new { Token = t, k.TicketCode }).Take(MonitorScope.Limit).ToListAsync(ct);
        found.AddRange(alone.Select(a => a.Token.Found(a.TicketCode, Severity.Critical, None, new { token_status = Word.Of(a.Token.Status), node_code = a.Token.NodeCode })));
        return found;
    }
}
