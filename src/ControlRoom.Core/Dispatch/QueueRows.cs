using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Routing;
using ControlRoom.Core.Tickets;
using ControlRoom.Core.Tokens;
using ControlRoom.Core.Tokens.Engine;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Dispatch;

/// <summary>Makes rows of tokens: everything about all of them is read together, and the rules that guard a start say whether it would be refused.</summary>
internal sealed class QueueRows(ControlRoomDb db, Clock clock, Caller caller, Worker worker)
{
    /// <summary>So long before its time a ticket is told to be near it, and after so much of the time of its step a token.</summary>
    private static readonly TimeSpan Near = TimeSpan.FromHours(4);
    private const double NearShare = 0.8;

    private readonly DateTime now = clock.Now;

    private sealed record Given(TokenAssignment Row, string Name);

    private sealed record Session(WorkSession Row, string Name);

    public async Task<IReadOnlyDictionary<Guid, QueueRow>> Of(IReadOnlyList<FlowToken> tokens, CancellationToken ct)
    {
        if (tokens.Count == 0) return new Dictionary<Guid, QueueRow>();
        var ids = tokens.Select(t => t.Id).ToArray();
        var ticketIds = tokens.Select(t => t.JobTicketId).Distinct().ToArray();
        var tickets = await db.Tickets.AsNoTracking().Where(t => ticketIds.Contains(t.Id)).ToDictionaryAsync(t => t.Id, ct);
        var graphs = await PinnedGraph.Of(db, [.. tokens.Select(t => t.InstanceId).Distinct()], ct);
        var given = await Assignments(ids, ct);
        var sessions = await Sessions(ids, ct);
        var teams = await db.TeamMembers.Where(m => m.UserId == caller.UserId && m.Active).Select(m => m.TeamId).ToListAsync(ct);
        var busy = await db.WorkSessions.AsNoTracking().FirstOrDefaultAsync(s => s.OperatorUserId == caller.UserId && s.Status == SessionStatus.Active, ct);
        var whys = await db.Whys(new TokenSet(tokens, tickets, graphs, given.Keys.ToHashSet()), clock, ct);
        return tokens.ToDictionary(t => t.Id, t => Row(t, tickets[t.JobTicketId], graphs[t.InstanceId].Graph, given.GetValueOrDefault(t.Id), [.. sessions[t.Id]], teams, busy, whys[t.Id]));
    }

    private QueueRow Row(FlowToken token, Ticket ticket, CompiledGraph graph, Given? given, IReadOnlyList<Session> sessions, IReadOnlyList<Guid> teams, WorkSession? busy, TokenWhy why)
    {
        var (node, assignment) = (graph[token.NodeCode], given?.Row);
        var owner = sessions.FirstOrDefault(s => s.Row.Kind != SessionKind.Assist);
        var mine = sessions.FirstOrDefault(s => s.Row.OperatorUserId == caller.UserId);
        var facts = new StartFacts(token.State(), node.Node, assignment, assignment?.AssignedToTeamId is { } team && teams.Contains(team),
            assignment is null && node.Node.Station is { } station ? Eligibility.WhyNot(station, worker) : null, owner?.Row, mine?.Row, busy is not null && busy.TokenId != token.Id ? busy : null, caller.UserId);
        var running = ticket.Status == TicketStatus.InProgress;
        List<Refusal?> whyNot = [caller.Role.Has(Permission.Work) ? null : TransactionBoundary.NotAllowed(Permission.Work), DispatchRules.WhyNotRunning(ticket.Status, ticket.TicketCode), DispatchRules.WhyNotStart(facts, SessionKind.Own, false),
            why.View.Code == WhyCode.NodeBusy ? Working.WhyBusy(node) : null];
        var reasons = whyNot.OfType<Refusal>().Select(ReasonView.Of).ToList();
        return new QueueRow(token.Id, token.SerialNumber, token.SerialLabel, ticket.Id, ticket.TicketCode, ticket.JobName, ticket.Sku, token.TokenType, token.Status, token.NodeCode, node.Node.Label, node.Type,
            token.WorkCenter, node.Stage, graph.Stages, Units.Quantity(token.Qty), ticket.Uom, ticket.Priority, ticket.DueAt, Due(ticket.DueAt, token, node.Node.Station),
            given is null ? null : new PersonView(assignment!.AssignedToUserId ?? assignment.AssignedToTeamId!.Value, given.Name), assignment?.Id, assignment?.Method, assignment?.IsStrict ?? false,
            reasons.Count == 0, reasons, Beside(facts, SessionKind.Assist), Beside(facts, SessionKind.Replace), View(mine ?? owner), why.Join is { } join ? new JoinView(join.Arrived, join.Required) : null,
            token.ReworkCount, Limit(node, graph), token.Since, running ? TokenActions.Of(node.Type, token.Status) : [], why.View, token.RowVersion);
    }

    private bool Beside(StartFacts facts, SessionKind kind) => caller.Role.Has(Permission.Work) && facts.Token.IsLive && facts.Token.Status != TokenStatus.Waiting && DispatchRules.WhyNotStart(facts, kind, true) is null;

    /// <summary>Of the check that sends it back here, where the token stands at a step before it.</summary>
    private static int? Limit(CompiledNode node, CompiledGraph graph) =>
        node.Node.Qc?.ReworkLimit ?? graph.Nodes.FirstOrDefault(n => n.Node.Qc is not null && n.Rework.Any(e => e.Target == node.Code))?.Node.Qc!.ReworkLimit;

    private SessionView? View(Session? session) => session is null ? null
        : new SessionView(session.Row.Id, session.Row.OperatorUserId, session.Name, session.Row.Kind, session.Row.Status, session.Row.WorkedUntil(now), session.Row.PausedUntil(now), session.Row.StartedAt);

    private DueState Due(DateTime? due, FlowToken token, StationSpec? station)
    {
        var sla = token.IsLive && station?.SlaMinutes is { } minutes ? token.Since.AddMinutes((double)minutes) : (DateTime?)null;
        if (now > due || now > sla) return DueState.Overdue;
        return due - now < Near || (sla is { } end && (now - token.Since) > (end - token.Since) * NearShare) ? DueState.Warning : DueState.Ok;
    }

    private async Task<IReadOnlyDictionary<Guid, Given>> Assignments(Guid[] ids, CancellationToken ct)
    {
        var rows = await (from a in db.Assignments.AsNoTracking()
                          where ids.Contains(a.TokenId) && TokenAssignment.Open.Contains(a.Status)
                          join u in db.Users on a.AssignedToUserId equals u.Id into users
                          from u in users.DefaultIfEmpty()
                          join t in db.Teams on a.AssignedToTeamId equals t.Id into teams
                          from t in teams.DefaultIfEmpty()
                          select new { Row = a, Name = u.FullName ?? t.Code }).ToListAsync(ct);
        return rows.ToDictionary(r => r.Row.TokenId, r => new Given(r.Row, r.Name));
    }

    private async Task<ILookup<Guid, Session>> Sessions(Guid[] ids, CancellationToken ct)
    {
        var rows = await (from s in db.WorkSessions.AsNoTracking()
                          where ids.Contains(s.TokenId) && (s.Status == SessionStatus.Active || s.Status == SessionStatus.Paused)
                          join u in db.Users on s.OperatorUserId equals u.Id
                          orderby s.Id
                          select new Session(s, u.FullName)).ToListAsync(ct);
        return rows.ToLookup(s => s.Row.TokenId);
    }
}
