using System.Text.Json;
using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Routing;
using ControlRoom.Core.Serials;
using ControlRoom.Core.Tokens;
using ControlRoom.Core.Tokens.Engine;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Tickets;

public sealed record TicketFilter(IReadOnlyList<TicketStatus> Statuses, Guid? ProductId = null, WorkPriority? Priority = null, string? Search = null);

public sealed class TicketQueries(Dialect dialect, StartGate starts, Clock clock)
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
        var flow = await (from v in db.FlowVersions where v.Id == ticket.FlowVersionId join f in db.Flows on v.FlowDefinitionId equals f.Id select new { f.Code, v.VersionNum }).FirstOrDefaultAsync(ct);
        var product = await db.Products.AsNoTracking().FirstOrDefaultAsync(p => p.Id == ticket.ProductId, ct);
        return new TicketDetail(await db.TicketView(ticket, ct))
        {
            SnapshotId = ticket.SnapshotId, Attributes = JsonElement.Parse(ticket.Attributes), FlowCode = flow?.Code, VersionNum = flow?.VersionNum, ProductName = product?.Name,
            RunCode = await db.Runs.Where(r => r.Id == ticket.RunId).Select(r => r.RunCode).FirstOrDefaultAsync(ct), LotCode = await db.Lots.Where(l => l.Id == ticket.LotId).Select(l => l.LotCode).FirstOrDefaultAsync(ct),
            Cycles = await InstanceQueries.Cycles(db, db.Instances.Where(i => i.JobTicketId == id), ct), AllowedActions = await Actions(db, ticket, ct),
        };
    }

    /// <summary>What its status allows, each with what still keeps it from being done; and what a plan may still change.</summary>
    private async Task<IReadOnlyList<AllowedAction>> Actions(ControlRoomDb db, Ticket ticket, CancellationToken ct)
    {
        var (off, cycle, actions) = (await db.WhyReadOnly(ct), await db.Cycle(ticket.GraphInstanceId, ct), new List<AllowedAction>());
        foreach (var action in Enum.GetValues<TicketAction>().Where(a => Ticket.Lifecycle.Allows(ticket.Status, a)))
        {
            var refusal = action is TicketAction.Start or TicketAction.Restart ? (await starts.Whole(db, ticket, action, clock.Now, ct)).Refusal : off ?? TicketRules.WhyNot(ticket, action, cycle);
            actions.Add(AllowedAction.Of(Word.Of(action).ToLowerInvariant(), refusal));
        }
        if (ticket.Status != TicketStatus.Planned) return actions;
        return [.. actions, AllowedAction.Of("update", off), AllowedAction.Of("plan", off), .. ticket.ProcessMode == ProcessMode.Piece ? [AllowedAction.Of("serials", off ?? await NoSerials(db, ticket, ct))] : Array.Empty<AllowedAction>()];
    }

    private async Task<Refusal?> NoSerials(ControlRoomDb db, Ticket ticket, CancellationToken ct)
    {
        var cycle = await StartGate.NextCycle(db, ticket.Id, ct);
        var ahead = await db.TicketSerials.CountAsync(s => s.TicketId == ticket.Id && s.CycleNo == cycle && s.State == SerialState.Issued, ct);
        return TicketRules.WhyNoSerialsAhead(ticket, null, ahead) ?? await starts.WhyNoSerials(db, ticket, clock.Now, ct);
    }

    public async Task<Outcome<SpawnPreview>> SpawnPreview(Guid id, CancellationToken ct)
    {
        await using var db = dialect.Open();
        if (await db.Tickets.AsNoTracking().FirstOrDefaultAsync(t => t.Id == id, ct) is not { } ticket) return Refusal.NotFound("ticket", id);
        return Tickets.SpawnPreview.Of(await starts.Whole(db, ticket, ticket.Status == TicketStatus.Cancelled ? TicketAction.Restart : TicketAction.Start, clock.Now, ct));
    }

    public async Task<Outcome<SnapshotView>> Snapshot(Guid id, CancellationToken ct)
    {
        await using var db = dialect.Open();
        return await db.Snapshots.AsNoTracking().FirstOrDefaultAsync(s => s.JobTicketId == id, ct) is { } snapshot ? SnapshotView.Of(snapshot) : Refusal.NotFound("ticket", id);
    }

    private static IQueryable<Ticket> Filtered(ControlRoomDb db, TicketFilter filter)
    {
        var tickets = db.Tickets.AsQueryable();
        tickets = filter.Statuses.Count > 0 ? tickets.Where(t => filter.Statuses.Contains(t.Status)) : tickets.Where(t => t.Status != TicketStatus.Archived);
        if (filter.ProductId is { } product) tickets = tickets.Where(t => t.ProductId == product);
        if (filter.Priority is { } priority) tickets = tickets.Where(t => t.Priority == priority);
        if (filter.Search?.Replace("\0", "", StringComparison.Ordinal).Trim() is not { Length: > 0 } text) return tickets;
        // Codes are in capitals; names as somebody wrote them.
        var (capitals, small) = (text.ToUpperInvariant(), text.ToLowerInvariant());
#pragma warning disable CA1304, CA1311, CA1862 // The database lowers them, and it knows no culture.
        return tickets.Where(t => t.TicketCode.Contains(capitals) || t.Sku!.Contains(capitals) || t.JobName.Contains(text) || t.JobName.ToLower().Contains(small));
#pragma warning restore CA1304, CA1311, CA1862
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
