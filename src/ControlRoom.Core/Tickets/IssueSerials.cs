using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Serials;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Tickets;

/// <summary>Serials made ahead of the start, for labels that are printed before: the next cycle takes them first.</summary>
/// <param name="Count">Null: as many as are still missing.</param>
public sealed record IssueSerials(Guid TicketId, int? Count = null, int? RowVersion = null);

public sealed class IssueSerialsHandler(TransactionBoundary boundary, SerialBook serials)
{
    public Task<Outcome<IReadOnlyList<SerialView>>> Handle(IssueSerials command, Caller caller, CancellationToken ct) => boundary.Do<IReadOnlyList<SerialView>>(caller, Permission.PlanWork, async work =>
    {
        if (await work.Db.WhyReadOnly(work.Ct) is { } off) return off;
        var loaded = await work.LoadTicket(command.TicketId, command.RowVersion);
        if (!loaded.Done) return loaded.Refusal;
        var ticket = loaded.Value;
        var cycle = await StartGate.NextCycle(work.Db, ticket.Id, work.Ct);
        var ahead = await work.Db.TicketSerials.CountAsync(s => s.TicketId == ticket.Id && s.CycleNo == cycle && s.State == SerialState.Issued, work.Ct);
        if (TicketRules.WhyNoSerialsAhead(ticket, command.Count, ahead) is { } refusal) return refusal;
        var snapshot = await work.Db.Snapshots.AsNoTracking().FirstAsync(s => s.Id == ticket.SnapshotId, work.Ct);
        var made = await serials.Ahead(work, new SerialOrder(ticket.Id, ticket.TicketCode, cycle, SerialType.Hat, snapshot.SerialSku), command.Count ?? StartGate.Pieces(ticket) - ahead);
        if (!made.Done) return made.Refusal;
        work.Record(new Fact("SERIALS_ISSUED", EntityTypes.Ticket, ticket.Id, ticket.TicketCode, null, null)
        {
            Metadata = new { cycle_no = cycle, count = made.Value.Count, first = made.Value[0].SerialNumber, last = made.Value[^1].SerialNumber }, TicketId = ticket.Id,
        });
        return Outcome<IReadOnlyList<SerialView>>.Of(await SerialQueries.Views(work.Db, made.Value, work.Ct));
    }, ct);
}
