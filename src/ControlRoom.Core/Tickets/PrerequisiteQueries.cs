using ControlRoom.Core.Database;
using ControlRoom.Core.Dispatch;
using ControlRoom.Core.Flows;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Products;
using ControlRoom.Core.Serials;
using ControlRoom.Core.Settings;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Tickets;

/// <summary>What can be done around a ticket, each as its own command would answer.</summary>
public enum WorkshopOperation { CreateTicket, Start, StartPieces, StartBatch, StartSession, QcResult, Cancel, Restore, PublishGraph, OutboxDrain }

public sealed record PrerequisiteView(WorkshopOperation Operation, bool Ok, IReadOnlyList<ReasonView> Reasons)
{
    internal static PrerequisiteView Of(WorkshopOperation operation, params IEnumerable<Refusal?> whyNot)
    {
        var reasons = whyNot.OfType<Refusal>().DistinctBy(r => r.Code).Select(ReasonView.Of).ToList();
        return new(operation, reasons.Count == 0, reasons);
    }
}

public sealed record PrerequisitesView(IReadOnlyList<PrerequisiteView> Operations);

public sealed class PrerequisiteQueries(Dialect dialect, StartGate starts, SerialSalts salts, SerialRegistry registry, Clock clock)
{
    public async Task<Outcome<PrerequisitesView>> OfTicket(Guid ticketId, CancellationToken ct)
    {
        await using var db = dialect.Open();
        if (await db.Tickets.AsNoTracking().FirstOrDefaultAsync(t => t.Id == ticketId, ct) is not { } ticket) return Refusal.NotFound("ticket", ticketId);
        var off = await db.WhyReadOnly(ct);
        var again = ticket.Status == TicketStatus.Cancelled ? TicketAction.Restart : TicketAction.Start;
        var start = (await StartGate.Check(db, ticket, again, ct)).Refusal;
        var serials = await starts.WhyNoSerials(db, ticket, clock.Now, ct);
        var running = off ?? DispatchRules.WhyNotRunning(ticket.Status, ticket.TicketCode);
        List<PrerequisiteView> operations = [PrerequisiteView.Of(WorkshopOperation.CreateTicket, await WhyNotCreate(db, ticket, ct)), PrerequisiteView.Of(WorkshopOperation.Start, start, serials)];
        operations.Add(ticket.ProcessMode == ProcessMode.Piece ? PrerequisiteView.Of(WorkshopOperation.StartPieces, serials) : PrerequisiteView.Of(WorkshopOperation.StartBatch, start, serials));
        return new PrerequisitesView(
        [
            .. operations,
            PrerequisiteView.Of(WorkshopOperation.StartSession, running),
            PrerequisiteView.Of(WorkshopOperation.QcResult, running),
            PrerequisiteView.Of(WorkshopOperation.Cancel, off ?? TicketRules.WhyNot(ticket, TicketAction.Cancel, CycleFacts.None)),
            PrerequisiteView.Of(WorkshopOperation.Restore, off ?? TicketRules.WhyNot(ticket, TicketAction.Restore, CycleFacts.None)),
            PrerequisiteView.Of(WorkshopOperation.PublishGraph, await WhyNotPublish(db, ticket, ct)),
            PrerequisiteView.Of(WorkshopOperation.OutboxDrain, await registry.WhyAway(ct), await salts.WhyNot(db, SerialType.Hat, ct)),
        ]);
    }

    private static async Task<Refusal?> WhyNotCreate(ControlRoomDb db, Ticket ticket, CancellationToken ct)
    {
        if (await SiteSettingsReader.IsReadOnly(db, ct)) return Refusal.Conflict("DAG_DISABLED");
        var product = await db.Products.AsNoTracking().FirstAsync(p => p.Id == ticket.ProductId, ct);
        return ProductGates.Retired(product) ?? (await TicketPlanning.Eligible(db, product, ct)).Refusal;
    }

    /// <summary>A graph is published from a version that waits for its second manager.</summary>
    private static async Task<Refusal?> WhyNotPublish(ControlRoomDb db, Ticket ticket, CancellationToken ct)
    {
        var flow = await db.FlowVersions.Where(v => v.Id == ticket.FlowVersionId).Select(v => v.FlowDefinitionId).FirstAsync(ct);
        var newest = await db.FlowVersions.Where(v => v.FlowDefinitionId == flow).OrderByDescending(v => v.VersionNum).Select(v => new { v.VersionNum, v.Status }).FirstAsync(ct);
        return newest.Status == FlowVersionStatus.Review ? null : Refusal.Conflict("VERSION_NOT_IN_REVIEW").With("version", newest.VersionNum).With("status", Word.Of(newest.Status));
    }
}
