using System.Text.Json;
using System.Text.Json.Serialization;
using ControlRoom.Core.Database;
using ControlRoom.Core.Dispatch;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Serials;
using ControlRoom.Core.Tickets;
using ControlRoom.Core.Tokens.Engine;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Tokens;

public sealed record TokenEventView(long Id, TokenEventType Type, string NodeCode, string? FromNode, string? ToNode, Guid Actor, string ActorName, EventSource Source, DateTime At, JsonElement Metadata);

public sealed record TokenFilter(Guid? TicketId, TokenStatus? Status, string? Node);

/// <summary>A token with its history, oldest first, and its family.</summary>
public sealed record TokenDetail : TokenView
{
    public TokenDetail(TokenView token) : base(token) => Token = token;

    /// <summary>The token without the rest.</summary>
    [JsonIgnore] public TokenView Token { get; }
    public required IReadOnlyList<TokenEventView> Events { get; init; }
    public required IReadOnlyList<SessionView> Sessions { get; init; }
    public required IReadOnlyList<Guid> Ancestors { get; init; }
    public required IReadOnlyList<Guid> Descendants { get; init; }
}

public sealed class TokenQueries(Dialect dialect, Clock clock)
{
    /// <summary>Newest first.</summary>
    public async Task<IReadOnlyList<TokenView>> List(TokenFilter filter, Page page, CancellationToken ct)
    {
        await using var db = dialect.Open();
        var tokens = Filtered(db, filter);
        if (page.After is { } after) tokens = tokens.Where(t => t.Id.CompareTo(after) < 0);
        var views = new List<TokenView>();
        foreach (var id in await tokens.OrderByDescending(t => t.Id).Take(page.Limit).Select(t => t.Id).ToListAsync(ct)) views.Add((await View(db, id, clock, ct))!);
        return views;
    }

    public async Task<int> Count(TokenFilter filter, CancellationToken ct)
    {
        await using var db = dialect.Open();
        return await Filtered(db, filter).CountAsync(ct);
    }

    private static IQueryable<FlowToken> Filtered(ControlRoomDb db, TokenFilter filter)
    {
        var tokens = db.Tokens.AsNoTracking();
        if (filter.TicketId is { } ticket) tokens = tokens.Where(t => t.JobTicketId == ticket);
        if (filter.Status is { } status) tokens = tokens.Where(t => t.Status == status);
        return filter.Node is { } node ? tokens.Where(t => t.NodeCode == node) : tokens;
    }

    public async Task<Outcome<TokenDetail>> Detail(Guid id, CancellationToken ct)
    {
        await using var db = dialect.Open();
        if (await View(db, id, clock, ct) is not { } token) return Refusal.NotFound("token", id);
        var events = await (from e in db.TokenEvents.AsNoTracking()
                            where e.TokenId == id
                            join u in db.Users on e.OperatorId equals u.Id
                            orderby e.Id
                            select new { Event = e, u.FullName }).ToListAsync(ct);
        var family = await db.Tokens.AsNoTracking().Where(t => t.RootTokenId == token.RootTokenId).Select(t => new { t.Id, t.ParentTokenId }).ToListAsync(ct);
        var parents = family.ToDictionary(f => f.Id, f => f.ParentTokenId);
        var sessions = await Sessions(db, s => s.TokenId == id, clock.Now, ct);
        return new TokenDetail(token)
        {
            Events = [.. events.Select(e => new TokenEventView(e.Event.Id, e.Event.EventType, e.Event.NodeCode, e.Event.FromNode, e.Event.ToNode, e.Event.OperatorId, e.FullName, e.Event.Source,
                e.Event.EventTime, JsonElement.Parse(e.Event.Metadata)))],
            Sessions = [.. sessions.Select(s => s.View)], Ancestors = [.. Up(parents, id)], Descendants = [.. family.Where(f => f.Id != id && Up(parents, f.Id).Contains(id)).Select(f => f.Id)],
        };
    }

    /// <summary>The token as a command has just left it.</summary>
    internal static async Task<Outcome<TokenView>> Answer(Work work, TokenScope scope, Guid tokenId, EngineResult result) => (Moved(work, scope, tokenId, result) ?? await Stored(work, tokenId)) with
    {
        Effects = new EffectsView(
            [.. result.Created.Select(t => t.Id)], [.. result.Changed.Where(t => t is { Status: TokenStatus.Completed, MergedInto: null }).Select(t => t.Id)],
            [.. result.Changed.Where(t => t.Status == TokenStatus.Scrapped).Select(t => t.Id)], [.. result.Effects.OfType<JoinFired>().Select(e => e.Split.ParentId)]),
        UndoUntil = result is not null && Undo.Covers(result, tokenId) ? work.Now + UndoTokenHandler.Window : null,
    };

    internal static async Task<TokenView?> View(ControlRoomDb db, Guid id, Clock clock, CancellationToken ct)
    {
        var row = await db.Tokens.AsNoTracking().FirstOrDefaultAsync(t => t.Id == id, ct);
        if (row is null) return null;
        var ticket = await db.Tickets.AsNoTracking().FirstAsync(t => t.Id == row.JobTicketId, ct);
        var instance = await db.Instances.AsNoTracking().FirstAsync(i => i.Id == row.InstanceId, ct);
        var pinned = await PinnedGraph.Of(db, instance.SnapshotId, ct);
        var node = pinned.Graph[row.NodeCode];
        var assignment = await Assignment(db, id, ct);
        var session = (await Sessions(db, s => s.TokenId == id && s.Kind != SessionKind.Assist && (s.Status == SessionStatus.Active || s.Status == SessionStatus.Paused), clock.Now, ct)).Select(s => s.View).FirstOrDefault();
        var set = new TokenSet([row], new Dictionary<Guid, Ticket> { [ticket.Id] = ticket }, new Dictionary<Guid, PinnedGraph> { [instance.Id] = pinned }, assignment is null ? new HashSet<Guid>() : new HashSet<Guid> { id });
        return View(row, ticket, instance, node, await Sync(db, row, ct), (await db.Whys(set, clock, ct))[id].View) with { Assignment = assignment, Session = session };
    }

    private static async Task<TokenView> Stored(Work work, Guid id)
    {
        await work.Flush();
        return (await View(work.Db, id, work.Clock, work.Ct))!;
    }

    /// <summary>Of a token that has gone on to a step where nobody is assigned: the command knows all of it. Null otherwise.</summary>
    private static TokenView? Moved(Work work, TokenScope scope, Guid id, EngineResult result)
    {
        var row = scope[id];
        if (!row.IsLive || result.Effects.OfType<TokenChanged>().FirstOrDefault(e => e.After.Id == id)?.Before.Node is not { } from || from == row.NodeCode) return null;
        // What it left behind has been read and ended; what began with its new step is tracked.
        if (work.Db.Assignments.Local.Any(a => a.TokenId == id && a.IsOpen) || work.Db.WorkSessions.Local.Any(s => s.TokenId == id && s.IsOpen)) return null;
        // Whether anybody may claim it, and whether its work centre stands, has not been read.
        if (scope.IsDown || row.QueueLane is { Length: > 1 }) return null;
        var why = Engine.Why.Of(scope.State, scope.Facts, id, new WhyFacts { TicketPaused = scope.Ticket.Status == TicketStatus.Paused });
        return View(row, scope.Ticket, scope.Instance, scope.Pinned.Graph[row.NodeCode], scope.Sync, new WhyView(why.Code, WhyText.Of(why, work.Clock), why.Action, why.Tokens));
    }

    private static TokenView View(FlowToken row, Ticket ticket, GraphInstance instance, CompiledNode node, SerialSync sync, WhyView why) =>
        new(row.Id, ticket.Id, ticket.TicketCode, instance.Id, instance.CycleNo, row.TokenType, row.Origin, row.Status, row.NodeCode, node.Node.Label, node.Type, Units.Quantity(row.Qty),
            Units.Quantity(row.ScrappedQty), row.SerialNumber, row.SerialLabel, sync, row.ParentTokenId, row.RootTokenId, row.ParallelGroupId, row.BranchKey, row.BranchOrdinal, row.ComponentCode,
            row.ReworkCount, node.Node.Qc?.ReworkLimit, row.ReplacementTokenId, row.ParentScrappedTokenId, row.MergedIntoTokenId, row.ScrapScope, row.ScrapReason,
            row.StopCode is { } stop ? new StopView(stop, row.StopDetail ?? "") : null, why, null, null, row.Checked(),
            ticket.Status == TicketStatus.InProgress ? TokenActions.Of(node.Type, row.Status) : [], row.RowVersion);

    private static async Task<AssignmentView?> Assignment(ControlRoomDb db, Guid tokenId, CancellationToken ct) =>
        await (from a in db.Assignments
               where a.TokenId == tokenId && TokenAssignment.Open.Contains(a.Status)
               join u in db.Users on a.AssignedToUserId equals u.Id into users
               from u in users.DefaultIfEmpty()
               select new AssignmentView(a.Id, a.AssignedToUserId, u.FullName, a.AssignedToTeamId, a.Status, a.Method, a.IsStrict)).FirstOrDefaultAsync(ct);

    private static async Task<IReadOnlyList<(WorkSession Row, SessionView View)>> Sessions(ControlRoomDb db, System.Linq.Expressions.Expression<Func<WorkSession, bool>> which, DateTime now, CancellationToken ct)
    {
        var rows = await (from s in db.WorkSessions.AsNoTracking().Where(which) join u in db.Users on s.OperatorUserId equals u.Id orderby s.StartedAt, s.Id select new { Session = s, u.FullName }).ToListAsync(ct);
        return [.. rows.Select(r => (r.Session, new SessionView(r.Session.Id, r.Session.OperatorUserId, r.FullName, r.Session.Kind, r.Session.Status, r.Session.WorkedUntil(now), r.Session.PausedUntil(now), r.Session.StartedAt)))];
    }

    private static async Task<SerialSync> Sync(ControlRoomDb db, FlowToken row, CancellationToken ct) =>
        row.SerialNumber is { } code ? await SerialQueries.SyncOf(db, code, ct) : SerialSync.None;

    private static IEnumerable<Guid> Up(Dictionary<Guid, Guid?> parents, Guid id)
    {
        for (var at = parents.GetValueOrDefault(id); at is { } parent; at = parents.GetValueOrDefault(parent)) yield return parent;
    }
}
