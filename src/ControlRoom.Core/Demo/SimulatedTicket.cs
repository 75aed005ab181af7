using ControlRoom.Core.Database;
using ControlRoom.Core.Dispatch;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Routing;
using ControlRoom.Core.Tickets;
using ControlRoom.Core.Tokens;
using ControlRoom.Core.Tokens.Engine;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Demo;

/// <summary>
/// One ticket whose tokens move by themselves, one act at a time. As with the simulated run nothing is remembered, and it stands still while
/// somebody pauses the ticket, takes a token over, or gives the simulator's person other work.
/// </summary>
public sealed class SimulatedTicketHandler(Dialect dialect, TicketQueries tickets, TokenQueries tokens, PlanTicketHandler plan, StartTicketHandler begin, AssignTokensHandler assign, StartTokenHandler start,
    TickLineHandler tick, CompleteTokenHandler complete, CheckTokenHandler check)
{
    private const string Sku = "SR-40";
    private const decimal Racks = 3;

    /// <summary>Does the next thing; a refusal means it has to wait, and is tried again.</summary>
    /// <param name="worker">Plans the ticket, and works on it by assignment, being in no team.</param>
    /// <returns>What was done, in a few words.</returns>
    public async Task<string> Act(Caller worker, Caller quality, CancellationToken ct)
    {
        var open = await tickets.List(new TicketFilter([TicketStatus.Planned, TicketStatus.InProgress, TicketStatus.Paused]), Page.Whole, ct);
        if (open.FirstOrDefault(t => t.IsSimulated) is not { } ticket) return await Plan(worker, ct);
        if (ticket.Status == TicketStatus.Planned) return Said(await begin.Handle(new StartTicket(ticket.Id), worker, ct), $"{ticket.TicketCode} started");
        if (ticket.Status == TicketStatus.Paused) return $"{ticket.TicketCode} is paused";
        if ((await With(ticket, TokenStatus.Active, ct)).Find(t => t.Session?.UserId == worker.UserId) is { } begun) return await Finish(ticket, begun, worker, ct);
        var ready = await With(ticket, TokenStatus.Ready, ct);
        return ready.Find(t => t.Assignment is null || t.Assignment.UserId == By(t, worker, quality).UserId) is { } next ? await Go(next, worker, quality, ct) : $"{ticket.TicketCode} waits for people";
    }

    private async Task<string> Plan(Caller worker, CancellationToken ct)
    {
        await using var db = dialect.Open();
        if (await db.Products.AsNoTracking().FirstOrDefaultAsync(p => p.Sku == Sku, ct) is not { } product) return "no product to make";
        return Said(await plan.Handle(new PlanTicket(product.Id, "Simulated racks", Racks, ProcessMode.Piece), worker, ct), "a new simulated ticket");
    }

    private async Task<string> Go(TokenView token, Caller worker, Caller quality, CancellationToken ct)
    {
        if (token.NodeType == RoutingNodeType.Qc) return Said(await check.Handle(new CheckToken(token.Id, QcOutcome.Pass), quality, ct), $"{Name(token)} PASS at {token.NodeCode}");
        if (token.Assignment is null) return Said(await assign.Handle(new AssignTokens([token.Id], worker.UserId, null), worker, ct), $"{Name(token)} assigned at {token.NodeCode}");
        return Said(await start.Handle(new StartToken(token.Id), worker, ct), $"{Name(token)} begun at {token.NodeCode}");
    }

    /// <summary>What the step's list wants, line by line, and then the step.</summary>
    private async Task<string> Finish(TicketView ticket, TokenView token, Caller worker, CancellationToken ct)
    {
        await using var db = dialect.Open();
        var snapshot = await db.Snapshots.Where(s => s.JobTicketId == ticket.Id).Select(s => s.Id).FirstAsync(ct);
        var lines = (await PinnedGraph.Of(db, snapshot, ct)).Graph[token.NodeCode].Node.Station!.Checklist;
        if (lines.FirstOrDefault(l => !token.CheckedLines.Contains(l.Key)) is { } line) return Said(await tick.Handle(new TickLine(token.Id, line.Key, true), worker, ct), $"{Name(token)}: {line.Key}");
        return Said(await complete.Handle(new CompleteToken(token.Id), worker, ct), $"{Name(token)} done at {token.NodeCode}");
    }

    /// <summary>The oldest first, as work is taken.</summary>
    private async Task<List<TokenView>> With(TicketView ticket, TokenStatus status, CancellationToken ct) =>
        [.. (await tokens.List(new TokenFilter(ticket.Id, status, null), Page.Whole, ct)).OrderBy(t => t.Id)];

    private static Caller By(TokenView token, Caller worker, Caller quality) => token.NodeType == RoutingNodeType.Qc ? quality : worker;

    private static string Name(TokenView token) => token.SerialNumber ?? token.SerialLabel ?? token.TicketCode;

    private static string Said<T>(Outcome<T> outcome, string done) => outcome.Done ? done : $"waiting: {outcome.Refusal.Code}";
}
