using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Routing;
using ControlRoom.Core.Tickets;
using ControlRoom.Core.Tokens;
using ControlRoom.Core.Tokens.Engine;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Dispatch;

/// <summary>The work queue: what I work on, what I may take, what waits; all of one moment. What may be done is asked again when somebody does it.</summary>
public sealed class WorkQueueQueries(Dialect dialect, Clock clock)
{
    private const int MaxWaiting = 50;

    public async Task<QueueAnswer> Queue(Caller caller, QueueFilter filter, QueuePage page, CancellationToken ct)
    {
        await using var db = dialect.Open();
        await using var moment = await dialect.AtOneMoment(db, ct);
        var worker = (await Workers.Read(db, [caller.UserId], clock.Now, ct))[0];
        var sql = new QueueSql(db, filter, ct);
        var lanes = await Lanes(db, sql, filter, caller, worker, ct);

        var mine = await Mine(db, caller, filter, ct);
        var ready = await sql.Ready(lanes, page with { Limit = page.Limit + 1 });
        var next = ready.Count > page.Limit ? ready[page.Limit - 1].QueueKey : null;
        if (next is not null) ready.RemoveAt(page.Limit);
        var waiting = await Waiting(db, filter).OrderBy(t => t.QueueKey).Take(MaxWaiting).ToListAsync(ct);
        var rows = await new QueueRows(db, clock, caller, worker).Of([.. mine.Concat(ready).Concat(waiting).DistinctBy(t => t.Id)], ct);

        var counts = new QueueCounts(mine.Count, await sql.CountReady(lanes), await Waiting(db, filter).Take(QueueCounts.Cap).CountAsync(ct), await DoneToday(db, caller, ct));
        return new QueueAnswer(new WorkQueue(new MyWork(Held(true), Held(false)), Show(ready), Show(waiting), counts, clock.Now), next);

        IReadOnlyList<QueueRow> Show(IEnumerable<FlowToken> tokens) => [.. tokens.Select(t => rows[t.Id])];

        IReadOnlyList<QueueRow> Held(bool active) => [.. mine.Select(t => rows[t.Id]).Where(r => (r.Session?.Status == SessionStatus.Active) == active)];
    }

    /// <summary>One token with what is needed to work on it; null when there is none.</summary>
    public async Task<WorkCard?> Card(Guid tokenId, Caller caller, CancellationToken ct)
    {
        await using var db = dialect.Open();
        await using var moment = await dialect.AtOneMoment(db, ct);
        if (await db.Tokens.AsNoTracking().FirstOrDefaultAsync(t => t.Id == tokenId, ct) is not { } token) return null;
        var worker = (await Workers.Read(db, [caller.UserId], clock.Now, ct))[0];
        var row = (await new QueueRows(db, clock, caller, worker).Of([token], ct))[tokenId];
        var graph = (await PinnedGraph.Of(db, [token.InstanceId], ct))[token.InstanceId].Graph;
        var product = await (from t in db.Tickets where t.Id == token.JobTicketId join p in db.Products on t.ProductId equals p.Id select new LocalText(p.NameHu, p.NameEn)).FirstOrDefaultAsync(ct);
        return WorkCards.Of(row, token, graph, product);
    }

    /// <summary>The rows of these tokens, for boards and scans; those that are gone are left out.</summary>
    public async Task<IReadOnlyList<QueueRow>> Rows(IReadOnlyList<Guid> tokenIds, Caller caller, CancellationToken ct)
    {
        await using var db = dialect.Open();
        await using var moment = await dialect.AtOneMoment(db, ct);
        var tokens = await db.Tokens.AsNoTracking().Where(t => tokenIds.Contains(t.Id)).OrderBy(t => t.QueueKey).ToListAsync(ct);
        var rows = await new QueueRows(db, clock, caller, (await Workers.Read(db, [caller.UserId], clock.Now, ct))[0]).Of(tokens, ct);
        return [.. tokens.Select(t => rows[t.Id])];
    }

    /// <summary>What is read of the ready work; null: all of it.</summary>
    private static async Task<IReadOnlyList<string>?> Lanes(ControlRoomDb db, QueueSql sql, QueueFilter filter, Caller caller, Worker worker, CancellationToken ct)
    {
        if (filter.Scope == QueueScope.All) return null;
        var lanes = new List<string>();
        if (filter.Scope != QueueScope.Unassigned)
        {
            var teams = await db.TeamMembers.Where(m => m.UserId == caller.UserId && m.Active).Select(m => m.TeamId).ToListAsync(ct);
            foreach (var type in filter.Components ? [TokenType.Piece, TokenType.Component] : new[] { TokenType.Piece }) lanes.AddRange([QueueLane.OfUser(type, caller.UserId), .. teams.Select(t => QueueLane.OfTeam(type, t))]);
        }
        if (filter.Scope != QueueScope.Me) lanes.AddRange((await sql.UnclaimedLanes()).Where(lane => QueueLane.MayTake(lane, worker)));
        return lanes;
    }

    /// <summary>What the caller has an open session on; whoever plans the work sees everybody's where all is asked for. Those that run come first.</summary>
    private static async Task<IReadOnlyList<FlowToken>> Mine(ControlRoomDb db, Caller caller, QueueFilter filter, CancellationToken ct)
    {
        var everybody = filter.Scope == QueueScope.All && caller.Role.Has(Permission.PlanWork);
        var sessions = db.WorkSessions.AsNoTracking().Where(s => (s.Status == SessionStatus.Active || s.Status == SessionStatus.Paused) && (everybody || s.OperatorUserId == caller.UserId));
        var rows = await (from s in sessions join t in Matching(db.Tokens.AsNoTracking(), filter) on s.TokenId equals t.Id orderby s.Status, s.StartedAt descending, t.Id select t).Take(QueuePage.MaxLimit).ToListAsync(ct);
        return [.. rows.DistinctBy(t => t.Id)];
    }

    private static IQueryable<FlowToken> Waiting(ControlRoomDb db, QueueFilter filter)
    {
        var tokens = Matching(db.Tokens.AsNoTracking(), filter).Where(t => t.Status == TokenStatus.Waiting && db.Tickets.Any(j => j.Id == t.JobTicketId && j.Status == TicketStatus.InProgress));
        // A piece that was split is told by its parts, where they are shown.
        return filter.Components ? tokens.Where(t => t.NodeType != RoutingNodeType.Split || t.StopCode != null) : tokens.Where(t => t.TokenType != TokenType.Component);
    }

    private static IQueryable<FlowToken> Matching(IQueryable<FlowToken> tokens, QueueFilter filter)
    {
        if (filter.Node is { } node) tokens = tokens.Where(t => t.NodeCode == node);
        if (filter.WorkCenter is { } center) tokens = tokens.Where(t => t.WorkCenter == center);
        if (filter.Team is { } team) tokens = tokens.Where(t => t.TeamCode == team);
        if (filter.NodeType is { } type) tokens = tokens.Where(t => t.NodeType == type);
        if (filter.TicketId is { } ticket) tokens = tokens.Where(t => t.JobTicketId == ticket);
        return filter.Search is { Length: > 0 } text ? tokens.Where(t => t.SerialNumber != null && t.SerialNumber.StartsWith(text)) : tokens;
    }

    private Task<int> DoneToday(ControlRoomDb db, Caller caller, CancellationToken ct)
    {
        var today = clock.StartOfDay(clock.CodeDate(clock.Now));
        return db.WorkSessions.Where(s => s.OperatorUserId == caller.UserId && s.EndedAt >= today && s.Status == SessionStatus.Completed && s.Kind != SessionKind.Assist).Take(QueueCounts.Cap).CountAsync(ct);
    }
}
