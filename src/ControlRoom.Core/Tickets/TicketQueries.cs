using System.Text.Json;
using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Routing;
using ControlRoom.Core.Tokens;
using ControlRoom.Core.Tokens.Engine;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Tickets;

public sealed record TicketFilter(IReadOnlyList<TicketStatus> Statuses, Guid? ProductId = null, WorkPriority? Priority = null, string? Search = null);

public sealed class TicketQueries(Dialect dialect)
{
    /// <summary>Newest first.</summary>
    public async Task<IReadOnlyList<TicketView>> List(TicketFilter filter, Page page, CancellationToken ct)
    {
        await using var db = dialect.Open();
        var tickets = Filtered(db, filter);
        if (page.After is { } after) tickets = tickets.Where(t => t.Id.CompareTo(after) < 0);
        return await TicketReading.Views(db, await tickets.OrderByDescending(t => t.Id).Take(page.Limit).AsNoTracking().ToListAsync(ct), ct);
    }

    public async Task<int> Count(TicketFilter filter, CancellationToken ct)
    {
        await using var db = dialect.Open();
        return await Filtered(db, filter).CountAsync(ct);
    }

    public async Task<Outcome<TicketDetail>> Detail(Guid id, CancellationToken ct)
    {
        await using var db = dialect.Open();
        var ticket = await db.Tickets.AsNoTracking().FirstOrDefaultAsync(t => t.Id == id, ct);
        if (ticket is null) return Refusal.NotFound("ticket", id);
        var cycles = await Cycles(db, id, ct);
        var now = await db.Cycle(ticket.GraphInstanceId, ct);
        return new TicketDetail(await db.TicketView(ticket, ct), ticket.SnapshotId, JsonElement.Parse(ticket.Attributes), cycles,
            [.. Enum.GetValues<TicketAction>().Where(a => Ticket.Lifecycle.Allows(ticket.Status, a)).Select(a => AllowedAction.Of(Word.Of(a).ToLowerInvariant(), TicketRules.WhyNot(ticket, a, now)))]);
    }

    public async Task<Outcome<IReadOnlyList<CycleView>>> Instances(Guid ticketId, CancellationToken ct)
    {
        await using var db = dialect.Open();
        if (!await db.Tickets.AnyAsync(t => t.Id == ticketId, ct)) return Refusal.NotFound("ticket", ticketId);
        return Outcome<IReadOnlyList<CycleView>>.Of(await Cycles(db, ticketId, ct));
    }

    private static async Task<IReadOnlyList<CycleView>> Cycles(ControlRoomDb db, Guid ticketId, CancellationToken ct)
    {
        var instances = await db.Instances.AsNoTracking().Where(i => i.JobTicketId == ticketId).OrderByDescending(i => i.CycleNo).ToListAsync(ct);
        var counts = await db.Cycles([.. instances.Select(i => i.Id)], ct);
        return [.. instances.Select(i => (Instance: i, Counts: counts.GetValueOrDefault(i.Id, CycleFacts.None))).Select(i => new CycleView(i.Instance.Id, ticketId, i.Instance.CycleNo, i.Instance.Status, i.Instance.FlowVersionId,
            i.Instance.StartedAt, i.Instance.CompletedAt, i.Instance.ArchivedAt, i.Instance.ArchiveReason, i.Counts.Live, i.Counts.Completed, i.Counts.Scrapped))];
    }

    private static IQueryable<Ticket> Filtered(ControlRoomDb db, TicketFilter filter)
    {
        var tickets = db.Tickets.AsQueryable();
        tickets = filter.Statuses.Count > 0 ? tickets.Where(t => filter.Statuses.Contains(t.Status)) : tickets.Where(t => t.Status != TicketStatus.Archived);
        if (filter.ProductId is { } product) tickets = tickets.Where(t => t.ProductId == product);
        if (filter.Priority is { } priority) tickets = tickets.Where(t => t.Priority == priority);
        if (filter.Search?.Trim() is { Length: > 0 } text) tickets = tickets.Where(t => t.TicketCode.Contains(text) || t.JobName.Contains(text) || t.Sku!.Contains(text));
        return tickets;
    }
}

internal static class TicketReading
{
    public static async Task<TicketView> TicketView(this ControlRoomDb db, Ticket ticket, CancellationToken ct) => (await Views(db, [ticket], ct))[0];

    public static async Task<IReadOnlyList<TicketView>> Views(ControlRoomDb db, IReadOnlyList<Ticket> tickets, CancellationToken ct)
    {
        var ids = tickets.Select(t => t.Id).ToList();
        // After a hard reset or an end the last cycle is what a ticket shows.
        var latest = (await db.Instances.AsNoTracking().Where(i => ids.Contains(i.JobTicketId)).Select(i => new { i.Id, i.JobTicketId, i.CycleNo }).ToListAsync(ct))
            .GroupBy(i => i.JobTicketId).ToDictionary(g => g.Key, g => g.MaxBy(i => i.CycleNo)!);
        var counts = await db.Cycles([.. latest.Values.Select(i => i.Id)], ct);
        var hints = await Hints(db, [.. tickets.Where(t => t.IsLive && t.GraphInstanceId is not null).Select(t => t.GraphInstanceId!.Value)], ct);
        return [.. tickets.Select(t =>
        {
            var cycle = latest.GetValueOrDefault(t.Id);
            var facts = cycle is null ? CycleFacts.None : counts.GetValueOrDefault(cycle.Id, CycleFacts.None);
            TicketHint? hint = !t.IsLive ? null : facts is { Live: 0, Undecided: > 0 } ? TicketHint.NeedsDecision : t.GraphInstanceId is { } now && hints.TryGetValue(now, out var found) ? found : null;
            return new TicketView(t.Id, t.TicketCode, t.JobName, t.ProductId, t.Sku, t.ProductRevisionId, t.RevisionNo, t.FlowVersionId, Units.Quantity(t.TargetQty), t.Uom, t.ProcessMode, t.ProductionType,
                t.RoutingMode, t.Status, hint, t.Priority, t.DueAt, t.GraphInstanceId, cycle?.CycleNo, new TicketProgress(facts.Live, facts.Completed, facts.Scrapped), t.RunId, t.LotId,
                t.CreatedAt, t.StartedAt, t.CompletedAt, t.IsSimulated, t.RowVersion);
        })];
    }

    /// <summary>Rework before checks: somebody has more work with it than was planned.</summary>
    private static async Task<IReadOnlyDictionary<Guid, TicketHint>> Hints(ControlRoomDb db, IReadOnlyList<Guid> instanceIds, CancellationToken ct)
    {
        var found = new Dictionary<Guid, TicketHint>();
        var live = db.Tokens.Where(t => instanceIds.Contains(t.InstanceId) && t.Status != TokenStatus.Completed && t.Status != TokenStatus.Scrapped);
        foreach (var id in await live.Where(t => t.NodeType == RoutingNodeType.Qc).Select(t => t.InstanceId).Distinct().ToListAsync(ct)) found[id] = TicketHint.Qc;
        foreach (var id in await live.Where(t => t.ReworkCount > 0).Select(t => t.InstanceId).Distinct().ToListAsync(ct)) found[id] = TicketHint.Rework;
        return found;
    }
}
